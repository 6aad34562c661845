import { compareShapes, type Difference } from './compare-shapes'
import type { SchemaSnapshot, Shape, TenantFacts, TenantStructure } from './snapshot'

type Known = Extract<TenantStructure, { kind: 'known' }>

/** Tenants that are alike in definitions and names. */
export interface TenantGroup {
  readonly strict: string
  readonly structural: string
  readonly tenants: readonly TenantFacts[]
  readonly reference: Reference
  /** The same as the reference in everything. */
  readonly isTemplate: boolean
  /** Against the reference, each cause once. Undefined: one of the two shapes could not be read. */
  readonly differences: readonly Difference[] | undefined
}

export interface Grouping {
  /** Largest first, then by first tenant. */
  readonly groups: readonly TenantGroup[]
  readonly unreadable: readonly TenantFacts[]
  /** By database: what everybody is compared with. */
  readonly references: readonly (Reference | undefined)[]
}

export interface Reference {
  /** `largest`: the largest group, which is not more than half of the tenants, and says nothing about the rest. */
  readonly kind: 'template' | 'majority' | 'largest'
  /** The template's schema, or one of the group's. */
  readonly tenant: TenantFacts
  readonly structure: Known
}

/** Group tenants by what they look like. The template's structure is the reference, in a database without one that of most tenants, or of the largest group. */
export function groupTenants(snapshot: SchemaSnapshot): Grouping {
  const references = snapshot.databases.map((_, database) =>
    findReference(snapshot.tenants.filter((tenant) => tenant.database === database)),
  )
  const members = new Map<string, { structure: Known; reference: Reference; tenants: TenantFacts[] }>()
  const unreadable: TenantFacts[] = []
  for (const tenant of snapshot.tenants) {
    if (tenant.isTemplate) continue
    const { structure } = tenant
    const reference = references[tenant.database]
    if (structure.kind !== 'known' || !reference) {
      unreadable.push(tenant)
      continue
    }
    const key = `${structure.strict} ${reference.structure.strict}`
    const group = members.get(key)
    if (group) group.tenants.push(tenant)
    else members.set(key, { structure, reference, tenants: [tenant] })
  }
  const position = new Map(snapshot.tenants.map((tenant, i) => [tenant, i]))
  const groups = [...members.values()].map(({ structure, reference, tenants }): TenantGroup => {
    const isTemplate = structure.strict === reference.structure.strict
    return {
      strict: structure.strict,
      structural: structure.structural,
      tenants,
      reference,
      isTemplate,
      differences: isTemplate ? [] : differencesOf(snapshot, reference, structure),
    }
  })
  const first = ({ tenants }: TenantGroup) => (tenants[0] && position.get(tenants[0])) ?? 0
  return { groups: groups.sort((a, b) => b.tenants.length - a.tenants.length || first(a) - first(b)), unreadable, references }
}

function differencesOf({ shapes }: SchemaSnapshot, reference: Reference, structure: Known): readonly Difference[] | undefined {
  const template: Shape | undefined = shapes[reference.structure.strict]
  const here: Shape | undefined = shapes[structure.strict]
  return template && here && compareShapes(template, here)
}

function findReference(tenants: readonly TenantFacts[]): Reference | undefined {
  const template = tenants.find(({ isTemplate }) => isTemplate)
  if (template?.structure.kind === 'known') return { kind: 'template', tenant: template, structure: template.structure }
  const counts = new Map<string, { tenant: TenantFacts; structure: Known; count: number }>()
  for (const tenant of tenants) {
    if (tenant.structure.kind !== 'known' || tenant.isTemplate) continue
    const entry = counts.get(tenant.structure.strict)
    if (entry) entry.count++
    else counts.set(tenant.structure.strict, { tenant, structure: tenant.structure, count: 1 })
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count)
  if (!most) return undefined
  const all = [...counts.values()].reduce((sum, { count }) => sum + count, 0)
  return { kind: most.count * 2 > all ? 'majority' : 'largest', tenant: most.tenant, structure: most.structure }
}

/** What others are said to differ from: nobody is told of most tenants where they are not. */
export function nameReference(reference: Reference | undefined): string {
  if (reference?.kind === 'template') return 'the template'
  return reference?.kind === 'largest' ? `\`${reference.tenant.name}\`` : 'most tenants'
}
