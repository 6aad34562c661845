"""What Alembic itself makes of many version folders: one JSON object a line, in the order of the arguments' listing."""
import json
import signal
import sys
import warnings
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.script.revision import CycleDetected, RevisionError
from alembic.util import CommandError


def describe(folder):
    warned = []
    script = ScriptDirectory(folder, version_locations=[str(Path(folder) / "versions")])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            revisions = script.revision_map
            heads, bases = sorted(script.get_heads()), sorted(script.get_bases())
        except CycleDetected as error:
            return {"error": "cycle", "revisions": sorted(error.revisions)}
        except KeyError as error:
            return {"error": "missing", "revisions": [error.args[0]]}
        except RevisionError as error:
            return {"error": "label", "message": str(error)}
        finally:
            warned = [str(one.message) for one in caught]
    everything = [revisions.get_revision(name) for name in revisions._revision_map if name and not isinstance(name, tuple)]
    everything = {one.revision: one for one in everything if one}
    partial = {}
    for name in everything:
        try:
            partial[name] = script.get_revision(name[:6]).revision
        except (RevisionError, CommandError):
            partial[name] = None
    return {
        "heads": heads,
        "bases": bases,
        "branchPoints": sorted(one.revision for one in everything.values() if one.is_branch_point),
        "mergePoints": sorted(one.revision for one in everything.values() if one.is_merge_point),
        "labels": {name: sorted(one.branch_labels) for name, one in everything.items() if one.branch_labels},
        "ancestors": {name: sorted(r.revision for r in revisions.iterate_revisions(name, "base", implicit_base=True)) for name in heads},
        "partial": partial,
        "duplicates": sorted({w.split()[1] for w in warned if "present more than once" in w}),
    }


class Endless(Exception):
    pass


def stop(*_):
    raise Endless


# Alembic does not notice every circle: on some it never comes back.
signal.signal(signal.SIGALRM, stop)
for line in sys.stdin:
    signal.setitimer(signal.ITIMER_REAL, 3)
    try:
        answer = describe(line.strip())
    except Endless:
        answer = {"error": "endless"}
    signal.setitimer(signal.ITIMER_REAL, 0)
    print(json.dumps(answer), flush=True)
