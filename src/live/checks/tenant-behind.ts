import { inTenants, namesOf } from '../live-places'
import { defineLiveCheck } from '../live-world'
import { appliedRevisions, listPending } from '../pending-operations'
import type { TenantFacts } from '../snapshot'
import { count, listNames } from '../tenants'

export const tenantBehind = defineLiveCheck(
  {
    id: 'tenant-behind',
    summary: 'A tenant is at an older revision than the files here',
    severity: 'warning',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const { revisions, snapshot } = world
    if (!revisions) {
      world.skip('tenant-behind', 'no Alembic revisions were found in this project')
      return
    }
    const groups = new Map<string, TenantFacts[]>()
    for (const tenant of snapshot.tenants) {
      // With one version table for all, what a tenant lacks shows in its objects only: that is drift.
      if (tenant.version.kind !== 'at') continue
      const key = tenant.version.revisions.length === 0 ? '' : (appliedRevisions(tenant, world) ?? ['?']).join(', ')
      if (key !== '?') groups.set(key, [...(groups.get(key) ?? []), tenant])
    }
    for (const [applied, tenants] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const pending = listPending(applied === '' ? [] : applied.split(', '), revisions)
      const first = pending[0]
      if (!first) continue
      yield {
        message: `${inTenants(tenants, world)} ${tenants.length === 1 ? 'is' : 'are'} ${count(pending.length, 'revision')} behind${applied === '' ? ', with an empty version table' : ` at \`${applied}\``}, so code that expects ${listNames(pending.slice(-1).map(({ id }) => id))} fails there`,
        help: `Run the migrations for them: ${listNames(
          pending.map(({ id }) => id),
          5,
        )}`,
        object: { kind: 'revision', name: applied === '' ? 'base' : applied },
        tenants: namesOf(tenants),
        path: first.path,
        span: first.header.revision.span,
        related: [],
        fixes: [],
        data: { pending: pending.map(({ id }) => id) },
      }
    }
  },
)
