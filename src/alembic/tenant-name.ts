import type { Config } from '../contract/config'

/** Does the configured pattern or list call this schema a tenant? */
export function isTenantName(schema: string, tenancy: Config['tenancy']): boolean {
  if (tenancy.tenants.kind === 'list') return tenancy.tenants.list.includes(schema)
  if (tenancy.tenants.kind !== 'pattern') return false
  try {
    return new RegExp(tenancy.tenants.pattern).test(schema)
  } catch {
    return false
  }
}
