import type { WireTenantNode } from '../src/protocol'

/** The tenants of a line of the tree; what else a command may be given names none. */
export const tenantsOf = (node: unknown): readonly string[] =>
  isNode(node) ? node.tenants.filter((tenant) => typeof tenant === 'string') : []

const isNode = (value: unknown): value is Pick<WireTenantNode, 'tenants'> =>
  typeof value === 'object' && value !== null && 'tenants' in value && Array.isArray(value.tenants)
