import { inTenants, namesOf } from './live-places'
import { type Check, defineLiveCheck, type LiveWorld } from './live-world'
import type { ExtraEntry, ExtraKind, SchemaSnapshot, TenantFacts } from './snapshot'

interface ExtraCheck {
  readonly id: string
  readonly summary: string
  readonly severity: 'warning' | 'info'
  readonly kind: ExtraKind
  /** `table jobs` has … here and … in `the template`, or in the tenant that stands for it. */
  say(object: string, tenants: string, here: string | undefined, template: string | undefined, reference: string): string
  readonly help: string
}

/** A check over what is read on request: silent where nobody asked for it. */
export const defineExtraCheck = ({ id, summary, severity, kind, say, help }: ExtraCheck): Check =>
  defineLiveCheck({ id, summary, severity, recommended: true, fixable: false }, function* (world) {
    for (const { entry, here, template, tenants } of listExtraDifferences(world, kind)) {
      const label = entry.table === undefined ? entry.name : `${entry.table}.${entry.name}`
      const object = entry.kind === 'schema' ? 'the schema' : `${entry.kind} \`${label}\``
      const compared = world.grouping.references[tenants[0]?.database ?? 0]
      // Without a template it is one tenant, called by its name: what most look like says nothing of their owners.
      const reference = !compared || compared.kind === 'template' ? 'the template' : `\`${compared.tenant.name}\``
      yield {
        message: say(object, inTenants(tenants, world), here, template, reference),
        help,
        object: { kind: entry.kind, name: entry.name, ...(entry.table === undefined ? {} : { table: entry.table }) },
        tenants: namesOf(tenants),
        related: [],
        fixes: [],
        noFix: 'the database has to change, not a file',
        data: { template: template ?? null, here: here ?? null },
      }
    }
  })

interface ExtraDifference {
  readonly entry: ExtraEntry
  readonly here: string | undefined
  readonly template: string | undefined
  readonly tenants: TenantFacts[]
}

/** Against the reference, equal differences together. Objects that only one side has are drift, and not said again here. */
function listExtraDifferences({ snapshot, grouping }: LiveWorld, kind: ExtraKind): readonly ExtraDifference[] {
  const found = new Map<string, ExtraDifference>()
  const compared = new Map<string, readonly Omit<ExtraDifference, 'tenants'>[]>()
  for (const tenant of snapshot.tenants) {
    const reference = grouping.references[tenant.database]?.tenant
    const [wanted, given] = [reference?.extras?.[kind], tenant.extras?.[kind]]
    if (!reference || wanted === undefined || given === undefined || wanted === given || tenant.isTemplate) continue
    const key = [wanted, given, strictOf(reference), strictOf(tenant)].join('\0')
    const differences = compared.get(key) ?? compare(snapshot, { reference, tenant, wanted, given })
    compared.set(key, differences)
    for (const difference of differences) {
      const same = [keyOf(difference.entry), difference.template, difference.here].join('\0')
      const entry = found.get(same)
      if (entry) entry.tenants.push(tenant)
      else found.set(same, { ...difference, tenants: [tenant] })
    }
  }
  return [...found.values()]
}

function compare(
  { extras, shapes }: SchemaSnapshot,
  { reference, tenant, wanted, given }: { reference: TenantFacts; tenant: TenantFacts; wanted: string; given: string },
): readonly Omit<ExtraDifference, 'tenants'>[] {
  // A hash without entries stands for nothing at all, `comments none`; one whose entries could not be read says nothing.
  const entriesOf = (hash: string) => (hash.endsWith(' none') ? [] : extras?.[hash])
  const [template, here] = [entriesOf(wanted), entriesOf(given)]
  if (!template || !here) return []
  const has = (facts: TenantFacts, entry: ExtraEntry): boolean =>
    entry.kind === 'schema' ||
    (shapes[strictOf(facts)]?.objects.some(
      ({ name, table }) => name === entry.name && (entry.table === undefined || table === entry.table),
    ) ??
      false)
  const there = new Map(template.map((entry) => [keyOf(entry), entry]))
  const own = new Map(here.map((entry) => [keyOf(entry), entry]))
  const differences: Omit<ExtraDifference, 'tenants'>[] = []
  for (const [key, entry] of there) {
    const other = own.get(key)
    if (other?.value === entry.value || (!other && !has(tenant, entry))) continue
    differences.push({ entry, template: entry.value, here: other?.value })
  }
  for (const [key, entry] of own)
    if (!there.has(key) && has(reference, entry)) differences.push({ entry, template: undefined, here: entry.value })
  return differences
}

const keyOf = ({ kind, table, name }: ExtraEntry): string => `${kind}\0${table ?? ''}\0${name}`
const strictOf = ({ structure }: TenantFacts): string => (structure.kind === 'known' ? structure.strict : '')
