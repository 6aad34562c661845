import type { Revision } from '../alembic/graph'
import type { ConstraintKind, Operation } from '../alembic/operation'
import type { Span } from '../text/span'
import { type Inhabitant, listInhabitants, nameIn } from './live-places'
import type { LiveWorld, RevisionFacts } from './live-world'
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
  // What one shape meets under one version, every other schema of that shape and version meets too; only names with the schema in them differ.
  return listInhabitants(world).flatMap((inhabitant) => {
    const applied = appliedRevisions(inhabitant.tenant, world)
    if (!applied) return playUnknown(inhabitant, revisions, world)
    const key = applied.join(',')
    const pending = pendingBy.get(key) ?? listPending(applied, revisions)
    pendingBy.set(key, pending)
    return play(inhabitant, pending, revisions, world)
  })
}

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

interface Names {
  readonly tables: Set<string>
  readonly columns: Set<string>
  readonly constraints: Set<string>
  readonly indexes: Set<string>
  opaque: string
  uncertain: boolean
}

/**
 * Where nobody knows what has run, one thing is certain all the same: an operation on a name that the chain never makes cannot have run.
 * It fails in every schema that does not have the name either.
 */
function playUnknown({ tenant, shape }: Inhabitant, revisions: RevisionFacts, world: LiveWorld): readonly Encounter[] {
  const state = toNames(shape, tenant.schema)
  const found: Encounter[] = []
  for (const revision of revisions.graph.order) {
    for (const operation of revisions.operationsOf(revision.path).upgrade) {
      const wanted = wantedBy(operation)
      if (!wanted || operation.guard || !concerns(operation, tenant, world) || revisions.existenceOf(operation)?.kind !== 'absent') continue
      if (!isThere(wanted, state)) found.push(...meet({ revision, operation, wanted, tenant }, shape, state, revisions))
    }
  }
  return found
}

/** What an operation finds in place of the name that is not there. On a table that is missing too nothing is said: the table is the finding. */
function meet(encounter: Omit<Encounter, 'meets'>, shape: Shape, state: Names, revisions: RevisionFacts): readonly Encounter[] {
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
      apply(operation, state)
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

export const sameColumns = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a !== undefined && b !== undefined && a.length === b.length && [...a].sort().join('\0') === [...b].sort().join('\0')

export const isConstraint = (kind: ObjectKind): boolean => kind === 'primary key' || kind === 'foreign key' || kind.endsWith('constraint')

function toNames(shape: Shape, schema: string): Names {
  const state: Names = { tables: new Set(), columns: new Set(), constraints: new Set(), indexes: new Set(), opaque: '', uncertain: false }
  for (const object of shape.objects) {
    const name = nameIn(object.name, schema)
    if (object.kind === 'table' || object.kind.endsWith('view')) state.tables.add(name)
    else if (object.kind === 'column') state.columns.add(`${object.table}.${name}`)
    else if (object.kind === 'index') state.indexes.add(name)
    else if (isConstraint(object.kind)) {
      state.constraints.add(`${object.table}.${name}`)
      if (object.kind !== 'foreign key' && object.kind !== 'check constraint') state.indexes.add(name)
    }
  }
  return state
}

const isThere = ({ kind, table, name }: Encounter['wanted'], state: Names): boolean =>
  kind === 'table'
    ? state.tables.has(name)
    : kind === 'column'
      ? state.columns.has(`${table}.${name}`)
      : kind === 'index'
        ? state.indexes.has(name)
        : state.constraints.has(`${table}.${name}`)

function apply({ effect, table }: Operation, state: Names): void {
  const name = table?.name.kind === 'text' ? table.name.value : undefined
  const text = (ref: { readonly kind: string; readonly value?: unknown }): string | undefined =>
    ref.kind === 'text' && typeof ref.value === 'string' ? ref.value : undefined
  switch (effect.kind) {
    case 'create-table':
      if (name === undefined) break
      state.tables.add(name)
      for (const column of effect.columns) if (column.name !== undefined) state.columns.add(`${name}.${column.name}`)
      // Names that nobody wrote are PostgreSQL's or a convention's: what is dropped from this table later is not judged.
      state.opaque += ` ${effect.constraints.map((constraint) => text(constraint.name) ?? '').join(' ')} ${effect.indexes.map((index) => text(index.name) ?? '').join(' ')}`
      break
    case 'drop-table':
      if (name !== undefined) state.tables.delete(name)
      break
    case 'rename-table': {
      const to = text(effect.to)
      if (name === undefined || to === undefined) break
      state.tables.delete(name)
      state.tables.add(to)
      for (const set of [state.columns, state.constraints]) {
        for (const entry of [...set]) {
          if (!entry.startsWith(`${name}.`)) continue
          set.delete(entry)
          set.add(`${to}.${entry.slice(name.length + 1)}`)
        }
      }
      break
    }
    case 'add-column':
      if (effect.column.name !== undefined) state.columns.add(`${name}.${effect.column.name}`)
      break
    case 'drop-column':
      state.columns.delete(`${name}.${text(effect.name)}`)
      break
    case 'alter-column':
      if (effect.to) {
        state.columns.delete(`${name}.${text(effect.name)}`)
        state.columns.add(`${name}.${text(effect.to)}`)
      }
      break
    case 'create-index':
      state.indexes.add(text(effect.index.name) ?? '')
      break
    case 'drop-index':
      state.indexes.delete(text(effect.name) ?? '')
      break
    case 'create-constraint':
      state.constraints.add(`${name}.${text(effect.constraint.name)}`)
      state.indexes.add(text(effect.constraint.name) ?? '')
      break
    case 'drop-constraint':
      state.constraints.delete(`${name}.${text(effect.name)}`)
      break
    case 'rename-index':
      state.indexes.add(text(effect.to) ?? '')
      break
    case 'rename-constraint':
      state.constraints.add(`${name}.${text(effect.to)}`)
      break
    case 'opaque':
      state.opaque += ` ${effect.text}`
      break
    default:
  }
}
