import type { Revision } from '../alembic/graph'
import type { ConstraintKind, Operation } from '../alembic/operation'
import type { Span } from '../text/span'
import { type Inhabitant, listInhabitants, nameIn } from './live-places'
import type { LiveWorld, RevisionFacts } from './live-world'
import { applyOperation, isConstraint, isThere, type PlayedNames, sameColumns, toNames } from './played-names'
import type { CatalogObject, ObjectKind, Shape, TenantFacts, TenantVersion } from './snapshot'

/** What an operation that has yet to run will meet in one schema. */
export interface Encounter {
  readonly revision: Revision
  readonly operation: Operation
  readonly wanted: {
    readonly kind: 'table' | 'column' | 'constraint' | 'index'
    readonly table?: string
    readonly name: string
    readonly span: Span
    readonly constraintKind?: ConstraintKind
  }
  readonly tenant: TenantFacts
  /** `there`: under this very name. `renamed`: the same definition under another. */
  readonly meets:
    | { readonly kind: 'there' }
    | { readonly kind: 'missing' }
    | { readonly kind: 'renamed'; readonly actual: CatalogObject; readonly actualName: string }
}

/**
 * Play the revisions that a schema has not had yet against what is there, names only. Guarded operations cannot fail and are not judged; after
 * something that cannot be followed nothing is called missing any more.
 */
export function listEncounters(world: LiveWorld): readonly Encounter[] {
  const { revisions } = world
  if (!revisions) return []
  const pendingBy = new Map<string, readonly Revision[]>()
  const named = listNamedSchemas(revisions)
  // What one schema meets, every other of the same shape and version meets too, unless names hold the schema's own.
  const played = new Map<Shape, Map<string, readonly Encounter[]>>()
  return listInhabitants(world).flatMap((inhabitant) => {
    const { tenant, shape } = inhabitant
    const applied = appliedRevisions(tenant, world)
    const key = applied?.join(',')
    const run = (): readonly Encounter[] => {
      if (key === undefined || !applied) return playUnknown(inhabitant, revisions, world)
      const pending = pendingBy.get(key) ?? listPending(applied, revisions)
      pendingBy.set(key, pending)
      return play(inhabitant, pending, revisions, world)
    }
    if (tenant.isTemplate || named.has(tenant.schema) || hasOwnNames(shape)) return run()
    const byVersion = played.get(shape) ?? new Map<string, readonly Encounter[]>()
    played.set(shape, byVersion)
    const known = byVersion.get(key ?? '?')
    if (known) return known.map((encounter) => ({ ...encounter, tenant }))
    const found = run()
    byVersion.set(key ?? '?', found)
    return found
  })
}

/** Schemas that some operation names outright: what happens to them is no measure for others. */
function listNamedSchemas({ graph, operationsOf }: RevisionFacts): ReadonlySet<string> {
  const schemas = graph.files.flatMap(({ path }) => operationsOf(path).upgrade.map(({ table }) => table?.schema))
  return new Set(schemas.flatMap((schema) => (schema?.kind === 'literal' ? [schema.value] : [])))
}

const hasOwnNames = (shape: Shape): boolean => shape.objects.some(({ name }) => name.includes('~'))

/** The version that counts for a schema: its own table's or, with one table for all, that one's. */
export function versionOf(tenant: TenantFacts, snapshot: LiveWorld['snapshot']): TenantVersion {
  const shared = snapshot.databases[tenant.database]?.sharedVersion?.version
  return tenant.version.kind === 'no-version-table' && shared ? shared : tenant.version
}

/**
 * The revisions of this working tree that a schema has had, by their latest. A revision from elsewhere counts as far as its ancestors are
 * known. Undefined: it cannot be told.
 */
export function appliedRevisions(
  tenant: TenantFacts,
  { snapshot, revisions }: Pick<LiveWorld, 'snapshot' | 'revisions'>,
): readonly string[] | undefined {
  const version = versionOf(tenant, snapshot)
  if (version.kind !== 'at' || version.revisions.length === 0 || !revisions) return undefined
  const known = new Set<string>()
  const seen = new Set<string>()
  const queue = [...version.revisions]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    if (revisions.graph.byId.has(id)) {
      known.add(id)
      continue
    }
    const [place] = revisions.outside?.get(id) ?? []
    if (!place) return undefined
    queue.push(...place.down)
  }
  return [...known].sort()
}

export function listPending(applied: readonly string[], { graph }: RevisionFacts): readonly Revision[] {
  const done = graph.ancestorsOf(applied)
  return graph.order.filter(({ id }) => !done.has(id))
}

/**
 * Where nobody knows what has run, one thing is certain all the same: an operation on a name that the chain never makes cannot have run.
 * It fails in every schema that does not have the name either.
 */
function playUnknown({ tenant, shape }: Inhabitant, revisions: RevisionFacts, world: LiveWorld): readonly Encounter[] {
  const state = toNames(shape, tenant.schema)
  const found: Encounter[] = []
  const { copies, order } = revisions.graph
  for (const revision of [...order, ...copies]) {
    for (const operation of revisions.operationsOf(revision.path).upgrade) {
      const wanted = wantedBy(operation)
      if (!wanted || operation.guard || !concerns(operation, tenant, world) || revisions.existenceOf(operation)?.kind !== 'absent') continue
      if (!isThere(wanted, state)) found.push(...meet({ revision, operation, wanted, tenant }, shape, state, revisions))
    }
  }
  return found
}

/** What an operation finds in place of the name that is not there. On a table that is missing too nothing is said: the table is the finding. */
function meet(encounter: Omit<Encounter, 'meets'>, shape: Shape, state: PlayedNames, revisions: RevisionFacts): readonly Encounter[] {
  const { wanted, operation, tenant } = encounter
  if (wanted.kind !== 'table' && wanted.table !== undefined && !state.tables.has(wanted.table)) return []
  const actual = findRenamed(wanted, operation, shape, revisions)
  return [
    { ...encounter, meets: actual ? { kind: 'renamed', actual, actualName: nameIn(actual.name, tenant.schema) } : { kind: 'missing' } },
  ]
}

function play(
  { tenant, shape }: Inhabitant,
  pending: readonly Revision[],
  revisions: RevisionFacts,
  world: LiveWorld,
): readonly Encounter[] {
  const state = toNames(shape, tenant.schema)
  const found: Encounter[] = []
  for (const revision of pending) {
    for (const operation of revisions.operationsOf(revision.path).upgrade) {
      if (!concerns(operation, tenant, world)) continue
      const wanted = wantedBy(operation)
      if (wanted && !operation.guard && !state.uncertain && !state.opaque.includes(wanted.name)) {
        if (isThere(wanted, state)) found.push({ revision, operation, wanted, tenant, meets: { kind: 'there' } })
        else found.push(...meet({ revision, operation, wanted, tenant }, shape, state, revisions))
      }
      applyOperation(operation, state)
    }
  }
  return found
}

/** An unqualified operation runs wherever env.py sends it; what some tenants do not have fails there sooner or later. */
function concerns({ table, loop }: Operation, { schema, isTemplate }: TenantFacts, { config }: LiveWorld): boolean {
  const target = table?.schema
  if (target?.kind === 'literal') return target.value === schema || target.value === config.tenancy.placeholder
  if (target?.kind === 'unknown') return false
  if (isTemplate && (loop?.template === false || (target?.kind === 'tenant' && target.template === false))) return false
  return true
}

function wantedBy({ effect, table }: Operation): Encounter['wanted'] | undefined {
  const name = table?.name.kind === 'text' ? table.name.value : undefined
  switch (effect.kind) {
    case 'drop-table':
    case 'rename-table':
      return table?.name.kind === 'text' ? { kind: 'table', name: table.name.value, span: table.name.span } : undefined
    case 'drop-column':
    case 'alter-column':
      return name !== undefined && effect.name.kind === 'text'
        ? { kind: 'column', table: name, name: effect.name.value, span: effect.name.span }
        : undefined
    case 'drop-index':
    case 'rename-index':
      return effect.name.kind === 'text' ? { kind: 'index', table: name, name: effect.name.value, span: effect.name.span } : undefined
    case 'drop-constraint':
      return name !== undefined && effect.name.kind === 'text'
        ? { kind: 'constraint', table: name, name: effect.name.value, span: effect.name.span, constraintKind: effect.constraintKind }
        : undefined
    case 'rename-constraint':
      return name !== undefined && effect.name.kind === 'text'
        ? { kind: 'constraint', table: name, name: effect.name.value, span: effect.name.span }
        : undefined
    default:
      return undefined
  }
}

const kindsOf: { readonly [kind in ConstraintKind]: ObjectKind } = {
  primary: 'primary key',
  unique: 'unique constraint',
  foreign: 'foreign key',
  check: 'check constraint',
  exclude: 'exclusion constraint',
}

/** The object that the name was meant for: by the columns that the chain gave it, by those in its own name, or the only one of its kind. */
function findRenamed(
  wanted: Encounter['wanted'],
  operation: Operation,
  shape: Shape,
  { existenceOf }: RevisionFacts,
): CatalogObject | undefined {
  if (wanted.kind === 'table' || wanted.kind === 'column') return undefined
  const existence = existenceOf(operation)
  const table = wanted.table ?? existence?.table?.name
  const kind = wanted.kind === 'index' ? 'index' : wanted.constraintKind && kindsOf[wanted.constraintKind]
  const candidates = shape.objects.filter(
    (object) =>
      (table === undefined ? wanted.kind === 'index' : object.table === table) && (kind ? object.kind === kind : isConstraint(object.kind)),
  )
  const made =
    existence?.candidates.find(({ names }) => names?.includes(wanted.name)) ??
    existence?.table?.objects.find(({ names }) => names?.includes(wanted.name))
  if (made?.columns) {
    const same = candidates.filter(({ columns }) => sameColumns(columns, made.columns))
    return same.length === 1 ? same[0] : undefined
  }
  const named = candidates.filter(
    (object) => object.columns && object.table !== undefined && spells(wanted.name, object.table, object.columns),
  )
  if (named.length === 1) return named[0]
  // On one table one unique constraint can only be the one that was meant; of indexes and checks there may be any number.
  return wanted.kind === 'constraint' && kind !== undefined && kind !== 'check constraint' && candidates.length === 1
    ? candidates[0]
    : undefined
}

/** `ix_products_sku`, `uq_job_stats_action_type_id_date`: do the columns stand in the name, in order, at its end? */
function spells(name: string, table: string, columns: readonly string[]): boolean {
  const tail = columns.join('_')
  const bare = name.replace(/_(key|idx|index|unique|uniq|fkey)$/, '')
  return tail !== '' && (bare.endsWith(`_${table}_${tail}`) || bare === `${table}_${tail}`)
}
