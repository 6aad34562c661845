"""Runs programs, each on a fresh database, and prints what they returned as one JSON object by name."""

import importlib
import json
import sys
import traceback

import world

results = {}
for name in sys.argv[1:]:
    here = world.open_world()
    try:
        here.reset()
        results[name] = importlib.import_module(name).run(here)
    except Exception:  # noqa: BLE001: one broken program is reported, the others run.
        results[name] = {"broken": traceback.format_exc()}
    finally:
        here.close()
print(json.dumps(results))
