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
      yield toFinding(revision, tenants, revisions.outside?.get(revision) ?? [])
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

function toFinding(revision: string, tenants: readonly string[], found: readonly OutsideRevision[]): LiveYield {
  const places = found.map(
    ({ kind, where, path, author }) => `${kind === 'stash' ? '' : `${kind} `}\`${where}\` (\`${path}\`${author ? `, by ${author}` : ''})`,
  )
  const [best] = found
  return {
    message: `${listNames(tenants)} ${tenants.length === 1 ? 'is' : 'are'} at revision \`${revision}\`, which no file here has, so Alembic refuses every upgrade there`,
    help: best
      ? `Bring the file over from ${places.slice(0, 3).join(' or ')}: tenantscope graph --find ${revision} --copy`
      : `Find out who made it: tenantscope graph --find ${revision} searches worktrees, branches and stashes. Do not stamp before you know what it changed`,
    object: { kind: 'revision', name: revision },
    tenants,
    related: [],
    fixes: [],
    data: {
      found: found.map(({ kind, where, path, commit, author, down, emptyDowngrade }) => ({
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
