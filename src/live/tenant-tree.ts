import type { MigrationsDocument } from './migrations-document'
import { count } from './tenants'

/** The tree of tenants as a view shows it: states, below them groups that are alike, below them tenants. Plain data. */
export interface TenantTreeNode {
  readonly id: string
  readonly label: string
  /** Beside the label, dimmed. */
  readonly description?: string
  readonly icon: 'ok' | 'warning' | 'error' | 'question' | 'tenant'
  /** Every tenant below; what "copy list" copies. */
  readonly tenants: readonly string[]
  readonly children: readonly TenantTreeNode[]
}

/** Group by state, largest first; `filter` keeps tenants whose name, state or differing objects hold the text. */
export function toTenantTree(document: Pick<MigrationsDocument, 'tenants' | 'groups'>, filter = ''): readonly TenantTreeNode[] {
  const groupOf = new Map(document.groups.flatMap((group) => group.tenants.map((tenant) => [tenant, group] as const)))
  const needle = filter.toLowerCase()
  const states = new Map<string, string[]>()
  for (const { schema, state } of document.tenants) {
    const differences = groupOf.get(schema)?.differences.map(({ object }) => object) ?? []
    if (needle !== '' && ![schema, state, ...differences].some((text) => text.toLowerCase().includes(needle))) continue
    states.set(state, [...(states.get(state) ?? []), schema])
  }
  return [...states]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([state, tenants]): TenantTreeNode => {
      const groups = new Map<MigrationsDocument['groups'][number] | undefined, string[]>()
      for (const tenant of tenants) groups.set(groupOf.get(tenant), [...(groups.get(groupOf.get(tenant)) ?? []), tenant])
      return {
        id: state,
        label: state,
        description: count(tenants.length, 'tenant'),
        icon:
          state === 'up to date'
            ? 'ok'
            : state === 'not readable' || state === 'no version table'
              ? 'question'
              : state === 'unknown revision' || state === 'several rows'
                ? 'error'
                : 'warning',
        tenants,
        children: [...groups].sort((a, b) => b[1].length - a[1].length).map(([group, members]) => toGroupNode(state, group, members)),
      }
    })
}

function toGroupNode(state: string, group: MigrationsDocument['groups'][number] | undefined, members: readonly string[]): TenantTreeNode {
  const differences = group?.differences.length ?? 0
  return {
    id: `${state}/${group?.fingerprint ?? 'unread'}`,
    label: !group
      ? 'not read'
      : group.isTemplate
        ? 'identical to the template'
        : `${count(differences, 'difference')}: ${group.differences
            .slice(0, 2)
            .map(({ object }) => object)
            .join(', ')}${differences > 2 ? ' …' : ''}`,
    description: count(members.length, 'tenant'),
    icon: !group ? 'question' : group.isTemplate ? 'ok' : 'warning',
    tenants: members,
    children: members.map((tenant) => ({ id: `${state}/${tenant}`, label: tenant, icon: 'tenant', tenants: [tenant], children: [] })),
  }
}
