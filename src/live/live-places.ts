import type { LiveFinding } from '../contract/finding'
import type { Difference } from './compare-shapes'
import { subjectOf } from './compare-shapes'
import type { LiveWorld } from './live-world'
import type { CatalogObject, Shape, TenantFacts } from './snapshot'
import { objectLabel } from './snapshot'
import { count, listNames } from './tenants'

/** What a live check yields; the runner adds the rule and its severity. */
export type LiveYield = Omit<LiveFinding, 'rule' | 'severity'> & { readonly severity?: LiveFinding['severity'] }

/** A schema with what stands in it; templates too. */
export interface Inhabitant {
  readonly tenant: TenantFacts
  readonly shape: Shape
}

/** Every schema whose objects are known, in the snapshot's order. */
export function listInhabitants({ snapshot }: LiveWorld): readonly Inhabitant[] {
  return snapshot.tenants.flatMap((tenant) => {
    const shape = tenant.structure.kind === 'known' ? snapshot.shapes[tenant.structure.strict] : undefined
    return shape ? [{ tenant, shape }] : []
  })
}

/** The same, one entry per distinct structure: what is true of one is true of all. */
export function listShapes(world: LiveWorld): readonly { readonly shape: Shape; readonly tenants: readonly TenantFacts[] }[] {
  const byShape = new Map<Shape, TenantFacts[]>()
  for (const { tenant, shape } of listInhabitants(world)) {
    const list = byShape.get(shape)
    if (list) list.push(tenant)
    else byShape.set(shape, [tenant])
  }
  return [...byShape].map(([shape, tenants]) => ({ shape, tenants }))
}

/** A difference with every tenant that shows exactly this one. */
export interface SharedDifference {
  readonly difference: Difference
  readonly tenants: readonly TenantFacts[]
}

/** The differences of all groups, equal ones together; `keep` decides within each group. */
export function listSharedDifferences(
  { grouping, snapshot }: LiveWorld,
  keep: (difference: Difference, all: readonly Difference[]) => boolean = () => true,
): readonly SharedDifference[] {
  const found = new Map<string, { difference: Difference; tenants: TenantFacts[] }>()
  for (const group of grouping.groups) {
    const all = group.differences ?? []
    for (const difference of all) {
      if (!keep(difference, all)) continue
      const subject = subjectOf(difference)
      const key = [
        difference.change,
        subject.kind,
        subject.table,
        subject.name,
        difference.template?.definition,
        difference.here?.definition,
        difference.here?.name,
        difference.here?.hash,
      ].join('\0')
      const entry = found.get(key)
      if (entry) entry.tenants.push(...group.tenants)
      else found.set(key, { difference, tenants: [...group.tenants] })
    }
  }
  const position = new Map(snapshot.tenants.map((tenant, i) => [tenant, i]))
  const at = (tenant: TenantFacts) => position.get(tenant) ?? 0
  return [...found.values()].map(({ difference, tenants }) => ({ difference, tenants: tenants.sort((a, b) => at(a) - at(b)) }))
}

export const namesOf = (tenants: readonly TenantFacts[]): readonly string[] => tenants.map(({ name }) => name)

/** `user_1, user_2 and 4 more`, or "every tenant". */
export function inTenants(tenants: readonly TenantFacts[], { snapshot }: LiveWorld): string {
  const all = snapshot.tenants.filter(({ isTemplate }) => !isTemplate).length
  const named = tenants.filter(({ isTemplate }) => !isTemplate).length
  if (named === all && all > 3)
    return tenants.length > named ? `the template and all ${count(all, 'tenant')}` : `all ${count(all, 'tenant')}`
  return tenants.length > 3 ? `${count(tenants.length, 'schema')} (${listNames(namesOf(tenants))})` : listNames(namesOf(tenants))
}

/** The object of a finding: its name, and its table where that says more. */
export const toDatabaseObject = (object: Pick<CatalogObject, 'kind' | 'table' | 'name'>): LiveFinding['object'] =>
  object.table === undefined || object.table === object.name
    ? { kind: object.kind, name: object.name }
    : { kind: object.kind, name: object.name, table: object.table }

export const nounOf = (object: Pick<CatalogObject, 'kind' | 'table' | 'name'>): string => `${object.kind} \`${objectLabel(object)}\``

/** A name as a given schema has it: `~` stands for the schema's own. */
export const nameIn = (name: string, schema: string): string => name.replaceAll('~', schema)
