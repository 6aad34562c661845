import type { OutsideRevision } from '../../alembic/outside-revisions'
import type { LiveYield } from '../live-places'
import { defineLiveCheck, type LiveWorld } from '../live-world'
import { versionOf } from '../pending-operations'
import { listNames } from '../tenants'

export const unknownRevision = defineLiveCheck(
  {
    id: 'unknown-revision',
    summary: 'The database is at a revision that no file here has',
    severity: 'error',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const { revisions } = world
    if (!revisions) {
      world.skip('unknown-revision', 'no Alembic revisions were found in this project')
      return
    }
    for (const [revision, tenants] of listUnknown(world)) {
      yield toFinding(revision, tenants, revisions.outside && (revisions.outside.get(revision) ?? []))
    }
  },
)

/** Ids that no file has, with every schema that is at them: with one version table for all, everybody who follows it. */
function listUnknown({ snapshot, revisions }: LiveWorld): ReadonlyMap<string, readonly string[]> {
  const unknown = new Map<string, string[]>()
  for (const tenant of snapshot.tenants) {
    const version = versionOf(tenant, snapshot)
    if (version.kind !== 'at') continue
    for (const id of version.revisions) {
      if (revisions?.graph.byId.has(id)) continue
      const names = unknown.get(id)
      if (names) names.push(tenant.name)
      else unknown.set(id, [tenant.name])
    }
  }
  return new Map([...unknown].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `found`: undefined when nobody has looked, as in a folder without git. */
function toFinding(revision: string, tenants: readonly string[], found: readonly OutsideRevision[] | undefined): LiveYield {
  return {
    message: `${listNames(tenants)} ${tenants.length === 1 ? 'is' : 'are'} at revision \`${revision}\`, which no file here has, so Alembic refuses every upgrade there`,
    help: toHelp(revision, found),
    object: { kind: 'revision', name: revision },
    tenants,
    related: [],
    fixes: [],
    data: {
      found: (found ?? []).map(({ kind, where, path, commit, author, down, emptyDowngrade }) => ({
        kind,
        where,
        path,
        commit: commit ?? null,
        author: author ?? null,
        parents: [...down],
        emptyDowngrade,
      })),
    },
  }
}

function toHelp(revision: string, found: readonly OutsideRevision[] | undefined): string {
  const beforeStamping = 'Do not stamp before you know what it changed'
  if (!found)
    return `Find out who made it: tenantscope graph --find ${revision} searches worktrees, branches and stashes. ${beforeStamping}`
  const [best] = found
  if (!best) return `No worktree, branch or stash of this repository has it: ask whoever ran it. ${beforeStamping}`
  const base = best.down.length === 0 ? 'It builds on nothing' : `It builds on ${listNames(best.down)}`
  const downgrade = best.emptyDowngrade ? ' and its downgrade is empty, so Alembic cannot take it back' : ''
  return `Bring the file over from ${found.slice(0, 3).map(describePlace).join(' or ')}: tenantscope graph --find ${revision} --copy. ${base}${downgrade}`
}

function describePlace({ kind, where, path, commit, author }: OutsideRevision): string {
  const by = commit === undefined ? 'not committed' : `commit ${commit.slice(0, 9)}${author ? ` by ${author}` : ''}`
  return `${kind === 'stash' ? '' : `${kind} `}\`${where}\` (\`${path}\`, ${by})`
}
