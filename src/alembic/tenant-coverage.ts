import type { Config } from '../contract/config'
import type { Effect, Operation, SchemaRef } from './operation'
import type { Placement } from './placement'

/** Which schemas an operation reaches. `some`: tenants, and whether the template is among them is not known. */
type Reach = 'template' | 'tenants' | 'both' | 'some' | 'elsewhere'

export interface Coverage {
  readonly reach: 'template' | 'tenants'
  /** Operations on tenant tables that nothing repeats for the other side, in order. */
  readonly operations: readonly Operation[]
}

/** The operations of an upgrade that change a tenant table in the template only, or in the tenants only. */
export function findPartialCoverage(
  upgrade: readonly Operation[],
  placement: Placement,
  config: Config,
  isTenantTable: (table: string) => boolean,
): Coverage | undefined {
  const reaches = new Map<string, { readonly operations: Operation[]; readonly reach: Set<Reach> }>()
  let path: SchemaRef | null | undefined
  for (const operation of upgrade) {
    const { effect } = operation
    if (effect.kind === 'set-path') path = effect.schemas === null ? null : effect.schemas[0]
    const key = keyOf(operation)
    if (key === undefined || isCosmetic(operation) || !isTenantTable(key.table)) continue
    const entry = reaches.get(key.key) ?? { operations: [], reach: new Set() }
    entry.operations.push(operation)
    if (upgrade.some((other) => mayReach(other, key.table))) entry.reach.add('elsewhere')
    entry.reach.add(reachOf(operation, path, placement, config))
    reaches.set(key.key, entry)
  }
  const partial = (side: Coverage['reach']): Operation[] =>
    [...reaches.values()].flatMap(({ operations, reach }) => (reach.size === 1 && reach.has(side) ? operations : []))
  for (const reach of ['template', 'tenants'] as const) {
    const operations = partial(reach)
    if (operations.length > 0) return { reach, operations }
  }
  return undefined
}

/**
 * Code that runs in the database, and statements that could not be read, may change the table wherever they want:
 * `DO $$ … EXECUTE format('ALTER TABLE %I.jobs …', schema) … $$`, `SELECT for_each_tenant('ALTER TABLE jobs …')`.
 */
function mayReach({ effect, sql }: Operation, table: string): boolean {
  if (effect.kind === 'opaque') return effect.text === '' || effect.text.includes(table) || /^\s*call\b/i.test(effect.text)
  if (effect.kind !== 'data' || !sql) return false
  const text = sql.flat.text.slice(sql.start, sql.end)
  const called = /^\s*select\s+(?:[\w"]+\s*\.\s*)?"?(\w+)"?\s*\(/i.exec(text)?.[1]
  if (called !== undefined && !isHarmlessFunction.test(called)) return true
  return text.includes(table) && /['$][\s\S]*\b(alter|create|drop)\s/i.test(text)
}

const isHarmlessFunction = /^(setval|nextval|currval|set_config|current_\w+|pg_\w+|now|version|count|min|max|sum|coalesce|exists)$/i

/** A comment is nothing that a tenant could miss. */
function isCosmetic({ effect, call }: Operation): boolean {
  if (effect.kind !== 'alter-column' || effect.to || !call || call.args.length > 2) return false
  const changes = call.keywords.filter(({ name }) => name !== 'schema' && !name?.startsWith('existing_'))
  return changes.length > 0 && changes.every(({ name }) => name === 'comment')
}

function keyOf({ effect, table }: Operation): { readonly key: string; readonly table: string } | undefined {
  if (
    table?.name.kind !== 'text' ||
    effect.kind === 'data' ||
    effect.kind === 'opaque' ||
    effect.kind === 'set-path' ||
    effect.kind === 'end-transaction'
  )
    return undefined
  return { key: `${effect.kind} ${table.name.value} ${detailOf(effect)}`, table: table.name.value }
}

function detailOf(effect: Effect): string {
  switch (effect.kind) {
    case 'add-column':
      return effect.column.name ?? ''
    case 'drop-column':
    case 'alter-column':
    case 'drop-index':
    case 'drop-constraint':
      return effect.name.kind === 'text' ? effect.name.value : ''
    case 'create-index':
      return effect.index.columns?.join() ?? ''
    case 'create-constraint':
      return effect.constraint.columns?.join() ?? (effect.constraint.name.kind === 'text' ? effect.constraint.name.value : '')
    default:
      return ''
  }
}

function reachOf({ table, loop }: Operation, path: SchemaRef | null | undefined, placement: Placement, { tenancy }: Config): Reach {
  const schema = table?.schema ?? { kind: 'unknown' }
  const ofTenants = (template: boolean | undefined): Reach => (template === true ? 'both' : template === false ? 'tenants' : 'some')
  const of = (ref: SchemaRef): Reach => {
    if (ref.kind === 'tenant') return ofTenants(loop?.template ?? ref.template)
    if (ref.kind === 'literal') return ref.value === tenancy.template ? 'template' : 'elsewhere'
    return 'elsewhere'
  }
  if (schema.kind !== 'default') return of(schema)
  if (path) return of(path)
  if (path === null || loop) return 'elsewhere'
  return placement.kind === 'schema' && placement.schema === tenancy.template ? 'template' : 'elsewhere'
}
