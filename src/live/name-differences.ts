import type { Operation } from '../alembic/operation'
import type { Fix } from '../contract/finding'
import type { Span } from '../text/span'
import { classifyDifference } from './classify-difference'
import { inTenants, type LiveYield, listShapes, listSharedDifferences, nameIn, namesOf, toDatabaseObject } from './live-places'
import type { LiveWorld, ModelObject, ModelTable } from './live-world'
import { lookUpByColumns, renameInSource } from './name-fixes'
import { type Encounter, listEncounters } from './pending-operations'
import { isConstraint, sameColumns } from './played-names'
import { createRevisionHistory } from './revision-history'
import type { CatalogObject, TenantFacts } from './snapshot'
import { nameReference } from './tenant-groups'
import { count, listNames } from './tenants'

export type NameFamily = 'constraint' | 'index'

/** One object under a name that somebody expects otherwise. All expectations about the same object make one finding. */
interface Claim {
  readonly from: 'migration' | 'model' | 'template'
  readonly wanted: string
  readonly object: CatalogObject
  /** Where the name stands in the source. */
  readonly place?: { readonly path: string; readonly span: Span }
  readonly operation?: Operation
  readonly revision?: string
  /** Schemas that have it under another name, and that name. */
  readonly differs: readonly { readonly tenant: TenantFacts; readonly actual: string }[]
  /** Schemas that have the wanted name. */
  readonly agree: number
}

/**
 * Names that differ between code and database or between template and tenants. The strongest claim stands for the object: a migration that
 * has yet to run, then the model, then the template.
 */
export function* listNameFindings(world: LiveWorld, family: NameFamily): Iterable<LiveYield> {
  const byObject = new Map<string, Claim[]>()
  for (const claim of [...claimsOfMigrations(world, family), ...claimsOfModels(world, family), ...claimsOfTemplate(world, family)]) {
    const key = `${claim.object.kind}\0${claim.object.table}\0${claim.object.columns ? [...claim.object.columns].join(',') : claim.object.definition}`
    byObject.set(key, [...(byObject.get(key) ?? []), claim])
  }
  const history = world.revisions && createRevisionHistory(world.revisions)
  for (const claims of byObject.values()) {
    const [claim, ...others] = claims
    if (!claim) continue
    const maker = claim.place ? undefined : history?.makerOf(claim.object)
    yield toFinding(claim, others, maker, world)
  }
}

function claimsOfMigrations(world: LiveWorld, family: NameFamily): readonly Claim[] {
  const found = new Map<
    Operation,
    { encounter: Encounter; object: CatalogObject; differs: { tenant: TenantFacts; actual: string }[]; agree: number }
  >()
  for (const encounter of listEncounters(world)) {
    if (encounter.wanted.kind !== family) continue
    const { operation, meets, tenant } = encounter
    if (meets.kind !== 'renamed') continue
    const entry = found.get(operation) ?? { encounter, object: meets.actual, differs: [], agree: 0 }
    entry.differs.push({ tenant, actual: meets.actualName })
    found.set(operation, entry)
  }
  return [...found.values()].map(({ encounter: { wanted, revision, operation }, object, differs }) => ({
    from: 'migration',
    wanted: wanted.name,
    object,
    place: { path: revision.path, span: wanted.span },
    operation,
    revision: revision.id,
    differs,
    // A schema that is past this revision counts too: it shows that the name exists in the world.
    agree: countWithName(world, family, object.table, wanted.name),
  }))
}

function countWithName(world: LiveWorld, family: NameFamily, table: string | undefined, name: string): number {
  const matches = (object: CatalogObject, schema: string): boolean =>
    object.table === table && isConstraint(object.kind) === (family === 'constraint') && nameIn(object.name, schema) === name
  return listShapes(world).reduce(
    (sum, { shape, tenants }) => sum + tenants.filter(({ schema }) => shape.objects.some((object) => matches(object, schema))).length,
    0,
  )
}

function claimsOfModels(world: LiveWorld, family: NameFamily): readonly Claim[] {
  return (world.models?.tables ?? []).flatMap((table) =>
    table.scope === 'tenant'
      ? table.objects.flatMap((object) =>
          isConstraint(object.kind) === (family === 'constraint') ? (claimOfModel(table, object, world) ?? []) : [],
        )
      : [],
  )
}

function claimOfModel(table: ModelTable, object: ModelObject, world: LiveWorld): Claim | undefined {
  const { name: wanted, nameSpan } = object
  if (wanted === undefined || !nameSpan || object.columns.length === 0) return undefined
  const differs: { tenant: TenantFacts; actual: string }[] = []
  let live: CatalogObject | undefined
  let agree = 0
  for (const { shape, tenants } of listShapes(world)) {
    const same = shape.objects.filter(
      (other) =>
        other.kind === object.kind &&
        other.table === table.name &&
        sameColumns(other.columns, object.columns) &&
        (object.kind !== 'index' || object.unique === undefined || object.unique === isUnique(other)),
    )
    for (const tenant of tenants) {
      if (same.some(({ name }) => nameIn(name, tenant.schema) === wanted)) agree++
      else if (same[0] && same.length === 1) {
        live ??= same[0]
        differs.push({ tenant, actual: nameIn(same[0].name, tenant.schema) })
      }
    }
  }
  return live && { from: 'model', wanted, object: live, place: { path: table.path, span: nameSpan }, differs, agree }
}

const isUnique = ({ create }: CatalogObject): boolean => create?.startsWith('CREATE UNIQUE') === true

function claimsOfTemplate(world: LiveWorld, family: NameFamily): readonly Claim[] {
  const claims = new Map<string, Claim & { readonly differs: { tenant: TenantFacts; actual: string }[] }>()
  for (const { difference, tenants } of listSharedDifferences(world)) {
    if (classifyDifference(difference, world) !== `${family}-name-differs` || difference.change !== 'name') continue
    const { template, here } = difference
    const key = `${template.kind}\0${template.table}\0${template.name}`
    const claim = claims.get(key) ?? { from: 'template', wanted: template.name, object: template, differs: [], agree: 0 }
    claim.differs.push(...tenants.map((tenant) => ({ tenant, actual: nameIn(here.name, tenant.schema) })))
    claims.set(key, claim)
  }
  return [...claims.values()]
}

function toFinding(
  claim: Claim,
  others: readonly Claim[],
  maker: { readonly path: string; readonly span: Span; readonly revision: string } | undefined,
  world: LiveWorld,
): LiveYield {
  const { object, wanted, place, from } = claim
  const position = new Map(world.snapshot.tenants.map((tenant, i) => [tenant, i]))
  const differs = [...claim.differs].sort((a, b) => (position.get(a.tenant) ?? 0) - (position.get(b.tenant) ?? 0))
  const names = countNames(differs)
  const tenants = differs.map(({ tenant }) => tenant)
  const at = place ?? maker
  const reference = world.grouping.references[tenants[0]?.database ?? 0]
  const says =
    from === 'migration'
      ? `\`${claim.revision}\` says`
      : from === 'model'
        ? 'the model says'
        : `${nameReference(reference)} ${reference?.kind === 'majority' ? 'say' : 'says'}`
  const actual =
    names.length === 1
      ? `\`${names[0]?.name}\``
      : names
          .map(({ name, schemas }) => `\`${name}\` (${count(schemas.length, 'schema')})`)
          .slice(0, 3)
          .join(', ')
  const consequence =
    from === 'migration'
      ? 'so the operation fails there'
      : from === 'model'
        ? 'so a migration that uses the name fails'
        : 'so a migration that uses the name fails in some tenants'
  const fix = at && from !== 'template' ? fixOf(claim, names, world) : undefined
  const columns = object.columns ? ` on (${object.columns.join(', ')})` : ''
  return {
    message: `${says} \`${wanted}\` but the ${object.kind} of \`${object.table}\`${columns} is named ${actual} in ${inTenants(tenants, world)}, ${consequence}`,
    help:
      names.length > 1 || claim.agree > 0
        ? `Schemas disagree${claim.agree > 0 ? ` (${count(claim.agree, 'schema has', 'schemas have')} \`${wanted}\`)` : ''}: look the name up by its columns, or rename it where it differs`
        : from === 'template'
          ? `${reference?.kind === 'template' ? 'Rename it there' : 'Decide for one of the names, and rename it where it differs'}: ALTER ${object.kind === 'index' ? 'INDEX … RENAME' : 'TABLE … RENAME CONSTRAINT'}`
          : `Write ${listNames(names.map(({ name }) => name))}, the name that the database has`,
    object: toDatabaseObject({ ...object, name: wanted }),
    tenants: namesOf(tenants),
    ...(at ? { path: at.path, span: at.span } : {}),
    related: others.flatMap(({ place: other, from: source, wanted: name }) =>
      other ? [{ path: other.path, span: other.span, message: `the ${source} says \`${name}\`` }] : [],
    ),
    fixes: fix ? [fix] : [],
    ...(fix
      ? {}
      : {
          noFix:
            from === 'template'
              ? 'the database has to change, not a file: tenantscope repair writes the statements'
              : 'the name is put together where it stands',
        }),
    data: { wanted, names: names.map(({ name, schemas }) => ({ name, tenants: schemas })), columns: object.columns ?? [] },
  }
}

function fixOf(claim: Claim, names: readonly { readonly name: string }[], world: LiveWorld): Fix | undefined {
  const { place } = claim
  const text = place && world.textOf(place.path)
  if (!place || text === undefined) return undefined
  const [only] = names
  if (names.length === 1 && only && claim.agree === 0) return renameInSource({ ...place, text, from: claim.wanted, to: only.name })
  return claim.operation ? lookUpByColumns({ path: place.path, text, operation: claim.operation, object: claim.object }) : undefined
}

function countNames(differs: Claim['differs']): readonly { readonly name: string; readonly schemas: readonly string[] }[] {
  const names = new Map<string, string[]>()
  for (const { actual, tenant } of differs) names.set(actual, [...(names.get(actual) ?? []), tenant.name])
  return [...names]
    .map(([name, schemas]) => ({ name, schemas }))
    .sort((a, b) => b.schemas.length - a.schemas.length || (a.name < b.name ? -1 : 1))
}
