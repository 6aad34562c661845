import type { LiveWorld } from './live-world'
import { listPending, versionOf } from './pending-operations'
import type { TenantFacts } from './snapshot'

/**
 * How tenants stand against the files here: `up to date`, `n behind`, `ahead`, `unknown revision`, `several rows`, `no version table`,
 * `not readable`, `empty version table`, or `at <revision>` where no revisions are known.
 */
export function createStates({ snapshot, revisions }: Pick<LiveWorld, 'snapshot' | 'revisions'>): (tenant: TenantFacts) => string {
  // Thousands of tenants are at a handful of versions.
  const known = new Map<string, string>()
  return (tenant) => {
    const version = versionOf(tenant, snapshot)
    if (tenant.structure.kind === 'unreadable' || version.kind === 'unreadable') return 'not readable'
    if (version.kind === 'no-version-table') return 'no version table'
    const key = version.revisions.join(', ')
    const state = known.get(key) ?? describeVersion(version.revisions, revisions)
    known.set(key, state)
    return state
  }
}

function describeVersion(applied: readonly string[], revisions: LiveWorld['revisions']): string {
  if (applied.length === 0) return 'empty version table'
  if (!revisions) return `at ${applied.join(', ')}`
  const { graph } = revisions
  if (!applied.every((id) => graph.byId.has(id))) return 'unknown revision'
  // Several heads are several rows; two rows of one line are a mistake that Alembic itself refuses.
  const redundant = applied.some((id) => applied.some((other) => other !== id && graph.ancestorsOf([other]).has(id)))
  if (redundant) return 'several rows'
  const pending = listPending(applied, revisions).length
  if (pending === 0) return 'up to date'
  return `${pending} behind`
}
