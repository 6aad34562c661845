import type { LiveWorld } from './live-world'
import { listPending, versionOf } from './pending-operations'
import type { TenantFacts } from './snapshot'

/**
 * How a tenant stands against the files here: `up to date`, `n behind`, `ahead`, `unknown revision`, `several rows`, `no version table`,
 * `not readable`, `empty version table`, or `at <revision>` where no revisions are known.
 */
export function describeState(tenant: TenantFacts, { snapshot, revisions }: Pick<LiveWorld, 'snapshot' | 'revisions'>): string {
  const version = versionOf(tenant, snapshot)
  if (tenant.structure.kind === 'unreadable' || version.kind === 'unreadable') return 'not readable'
  if (version.kind === 'no-version-table') return 'no version table'
  const [first] = version.revisions
  if (first === undefined) return 'empty version table'
  if (!revisions) return `at ${version.revisions.join(', ')}`
  const { graph } = revisions
  if (!version.revisions.every((id) => graph.byId.has(id))) return 'unknown revision'
  // Several heads are several rows; two rows of one line are a mistake that Alembic itself refuses.
  const redundant = version.revisions.some((id) => version.revisions.some((other) => other !== id && graph.ancestorsOf([other]).has(id)))
  if (redundant) return 'several rows'
  const pending = listPending(version.revisions, revisions).length
  if (pending === 0) return 'up to date'
  return `${pending} behind`
}
