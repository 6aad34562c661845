import type { Config } from '../contract/config'
import type { Revision } from './graph'
import type {
  ColumnDefinition,
  ConstraintDefinition,
  ConstraintKind,
  IndexDefinition,
  NameRef,
  Operation,
  RevisionOperations,
  SchemaRef,
} from './operation'
import { applyConvention, conventionFor, type NamingConvention, toAutoName } from './postgres-names'

/** A constraint or index that the chain of revisions creates. */
export interface ExpectedObject {
  readonly kind: ConstraintKind | 'index'
  /** Every name it may have in a database: one, or two where a naming convention may have come later. Undefined when it is put together at run time. */
  readonly names: readonly string[] | undefined
  /** Nobody named it: PostgreSQL or the naming convention did. */
  readonly auto: boolean
  readonly columns: readonly string[] | undefined
  readonly unique: boolean
  readonly revision: string
}

export interface ExpectedTable {
  readonly name: string
  /** '' = where env.py sends unqualified names, and the tenants; else the literal schema. */
  readonly schema: string
  readonly columns: ReadonlySet<string>
  readonly objects: readonly ExpectedObject[]
  /** False when a part of its definition could not be read: what is not listed may still be there. */
  readonly complete: boolean
  readonly revision: string
}

/** `created`: the chain makes exactly this name before it is dropped. `absent`: it certainly does not. */
export interface Existence {
  readonly kind: 'created' | 'absent' | 'unknown'
  /** Other objects of the same kind on the same table: what the name may have been meant for. */
  readonly candidates: readonly ExpectedObject[]
  /** The table, when the chain creates it. */
  readonly table: ExpectedTable | undefined
}

export interface Replay {
  /** What the chain knows about the object that an operation drops or renames, just before it does. Undefined for other operations. */
  existenceOf(operation: Operation): Existence | undefined
  /** The schema after the last revision. */
  readonly tables: readonly ExpectedTable[]
}

interface Table {
  name: string
  readonly schema: string
  readonly columns: Set<string>
  objects: ExpectedObject[]
  complete: boolean
  readonly revision: string
}

interface State {
  readonly tables: Map<string, Table>
  /** Text of what could not be followed; a name in it may exist. */
  readonly opaque: string[]
  /** Something ran that may have created anything. */
  uncertain: boolean
}

export interface ReplayOptions {
  readonly convention: NamingConvention
  readonly config: Config
}

/** Run the chain symbolically, parents first, and remember for every drop and rename whether its object exists by then. */
export function replayRevisions(
  revisions: readonly Revision[],
  operationsOf: (path: string) => RevisionOperations,
  options: ReplayOptions,
): Replay {
  const state: State = { tables: new Map(), opaque: [], uncertain: false }
  const existence = new Map<Operation, Existence>()
  for (const revision of revisions) {
    const { upgrade, downgrade } = operationsOf(revision.path)
    for (const operation of upgrade) {
      const judged = judge(operation, state, options)
      if (judged) existence.set(operation, judged)
      apply(operation, revision.id, state, options)
    }
    // A downgrade starts from the state just after its upgrade; what it creates itself counts too.
    const made = copyState(state)
    for (const operation of downgrade) {
      const judged = judge(operation, made, options)
      if (judged) existence.set(operation, judged)
      apply(operation, revision.id, made, options, 'creating')
    }
  }
  return { existenceOf: (operation) => existence.get(operation), tables: [...state.tables.values()] }
}

/** Tables are copied when a downgrade changes them, so a shallow map is enough. */
const copyState = (state: State): State => ({ tables: new Map(state.tables), opaque: state.opaque, uncertain: state.uncertain })

function schemaKey(schema: SchemaRef, { tenancy }: Config): string {
  if (schema.kind !== 'literal') return ''
  const { value } = schema
  if (value === tenancy.placeholder || value === tenancy.template || isTenantName(value, tenancy)) return ''
  return value
}

export function isTenantName(schema: string, tenancy: Config['tenancy']): boolean {
  if (tenancy.tenants.kind === 'list') return tenancy.tenants.list.includes(schema)
  if (tenancy.tenants.kind !== 'pattern') return false
  try {
    return new RegExp(tenancy.tenants.pattern).test(schema)
  } catch {
    return false
  }
}

const nameOf = (name: NameRef | undefined): string | undefined => (name?.kind === 'text' ? name.value : undefined)

function findTable(operation: Operation, state: State, config: Config): Table | undefined {
  const name = nameOf(operation.table?.name)
  if (name === undefined || !operation.table) return undefined
  const exact = state.tables.get(`${schemaKey(operation.table.schema, config)}.${name}`)
  if (exact) return exact
  const same = [...state.tables.values()].filter((table) => table.name === name)
  return same.length === 1 ? same[0] : undefined
}

function judge(operation: Operation, state: State, options: ReplayOptions): Existence | undefined {
  const { effect } = operation
  const table = findTable(operation, state, options.config)
  const verdict = (found: boolean, name: string | undefined, candidates: readonly ExpectedObject[] = []): Existence => {
    if (found) return { kind: 'created', candidates: [], table }
    const maybe = state.uncertain || !table?.complete || name === undefined || mentions(state, [name, nameOf(operation.table?.name)])
    return { kind: maybe ? 'unknown' : 'absent', candidates, table }
  }
  switch (effect.kind) {
    case 'drop-table':
    case 'rename-table':
      // A chain rarely creates every table of a database that is older than it.
      return { kind: table ? 'created' : 'unknown', candidates: [], table }
    case 'drop-column':
    case 'alter-column': {
      const name = nameOf(effect.name)
      if (effect.kind === 'alter-column' && !effect.to) return undefined
      return verdict(name !== undefined && table?.columns.has(name) === true, name)
    }
    case 'drop-index':
    case 'rename-index': {
      const name = nameOf(effect.name)
      const owner = table ?? [...state.tables.values()].find((candidate) => candidate.objects.some((object) => hasName(object, name)))
      if (!owner) return { kind: 'unknown', candidates: [], table: undefined }
      const found = owner.objects.some((object) => hasName(object, name))
      const computed = owner.objects.some(({ names }) => names === undefined)
      const judged = verdict(
        found,
        computed ? undefined : name,
        owner.objects.filter(({ kind }) => kind === 'index'),
      )
      return { ...judged, table: owner }
    }
    case 'drop-constraint':
    case 'rename-constraint': {
      const name = nameOf(effect.name)
      const kind = effect.kind === 'drop-constraint' ? effect.constraintKind : undefined
      const template = kind ? conventionFor(options.convention, kind) : undefined
      const expanded =
        template?.includes('constraint_name') && table
          ? applyConvention(template, { table: table.name, columns: undefined, name, referent: undefined })
          : undefined
      const same = (table?.objects ?? []).filter((object) => object.kind !== 'index' && (kind === undefined || object.kind === kind))
      const found = same.some((object) => hasName(object, name) || (expanded !== undefined && hasName(object, expanded)))
      const computed = same.some(({ names }) => names === undefined)
      return verdict(found, computed ? undefined : name, same)
    }
    default:
      return undefined
  }
}

const hasName = (object: ExpectedObject, name: string | undefined): boolean => name !== undefined && (object.names?.includes(name) ?? false)
const mentions = (state: State, names: readonly (string | undefined)[]): boolean =>
  state.opaque.some((text) => names.some((name) => name !== undefined && text.includes(name)))

function apply(operation: Operation, revision: string, state: State, options: ReplayOptions, mode?: 'creating'): void {
  const { effect } = operation
  if (effect.kind === 'opaque') {
    if (effect.text === '' || /\bexecute\b|\bformat\s*\(/i.test(effect.text)) state.uncertain = true
    else state.opaque.push(effect.text)
    return
  }
  if (effect.kind === 'create-table') {
    createTable(operation, effect, revision, state, options)
    return
  }
  if (effect.kind === 'data' || effect.kind === 'set-path' || effect.kind === 'end-transaction') return
  const known = findTable(operation, state, options.config)
  if (mode === 'creating' && !/^(add|create)/.test(effect.kind)) return
  if (effect.kind === 'drop-index' || effect.kind === 'rename-index') {
    const name = nameOf(effect.name)
    for (const table of known ? [known] : state.tables.values()) {
      if (!table.objects.some((object) => object.kind === 'index' && hasName(object, name))) continue
      const renamed = effect.kind === 'rename-index' ? nameOf(effect.to) : undefined
      replaceObjects(
        table,
        state,
        table.objects.flatMap((object) =>
          object.kind !== 'index' || !hasName(object, name) ? [object] : renamed === undefined ? [] : [{ ...object, names: [renamed] }],
        ),
      )
    }
    return
  }
  if (!known) {
    const creates = /^(add|create)/.test(effect.kind)
    if (creates && operation.table && operation.table.name.kind !== 'text') state.uncertain = true
    return
  }
  const table = own(known, state)
  switch (effect.kind) {
    case 'drop-table':
      state.tables.delete(`${table.schema}.${table.name}`)
      return
    case 'rename-table': {
      const to = nameOf(effect.to)
      state.tables.delete(`${table.schema}.${table.name}`)
      // PostgreSQL keeps the names of constraints and indexes when their table is renamed.
      if (to !== undefined) state.tables.set(`${table.schema}.${to}`, { ...table, name: to })
      return
    }
    case 'add-column':
      addColumn(table, effect.column, revision, options)
      return
    case 'drop-column': {
      const name = nameOf(effect.name)
      if (name === undefined) table.complete = false
      else {
        table.columns.delete(name)
        table.objects = table.objects.filter(({ columns }) => !columns?.includes(name))
      }
      return
    }
    case 'alter-column': {
      const [from, to] = [nameOf(effect.name), nameOf(effect.to)]
      if (from === undefined || to === undefined || !table.columns.delete(from)) return
      table.columns.add(to)
      table.objects = table.objects.map((object) => ({
        ...object,
        columns: object.columns?.map((column) => (column === from ? to : column)),
      }))
      return
    }
    case 'create-index':
      table.objects.push(toIndex(table, effect.index, revision, options, operation.via === 'sql'))
      return
    case 'create-constraint':
      table.objects.push(toConstraint(table, effect.constraint, revision, options))
      return
    case 'drop-constraint':
    case 'rename-constraint': {
      const name = nameOf(effect.name)
      const renamed = effect.kind === 'rename-constraint' ? nameOf(effect.to) : undefined
      if (name === undefined)
        table.objects = table.objects.map((object) => (object.kind === 'index' ? object : { ...object, names: undefined }))
      else
        table.objects = table.objects.flatMap((object) =>
          !hasName(object, name) ? [object] : renamed === undefined ? [] : [{ ...object, names: [renamed] }],
        )
      return
    }
  }
}

/** A copy of the table that this state may change. */
function own(table: Table, state: State): Table {
  const copy: Table = { ...table, columns: new Set(table.columns), objects: [...table.objects] }
  state.tables.set(`${table.schema}.${table.name}`, copy)
  return copy
}

function replaceObjects(table: Table, state: State, objects: ExpectedObject[]): void {
  own(table, state).objects = objects
}

function createTable(
  operation: Operation,
  effect: Extract<Operation['effect'], { kind: 'create-table' }>,
  revision: string,
  state: State,
  options: ReplayOptions,
): void {
  const name = nameOf(operation.table?.name)
  if (name === undefined || !operation.table) {
    state.uncertain = true
    return
  }
  const schema = schemaKey(operation.table.schema, options.config)
  const existing = state.tables.get(`${schema}.${name}`)
  const table: Table = {
    name,
    schema,
    columns: new Set(existing?.columns),
    objects: [...(existing?.objects ?? [])],
    complete: effect.complete && (existing?.complete ?? true),
    revision,
  }
  for (const column of effect.columns) addColumn(table, column, revision, options)
  for (const constraint of effect.constraints) table.objects.push(toConstraint(table, constraint, revision, options))
  for (const index of effect.indexes) table.objects.push(toIndex(table, index, revision, options, false))
  const primary = effect.columns.flatMap((column) => (column.primary && column.name !== undefined ? [column.name] : []))
  if (primary.length > 0)
    table.objects.push(
      toConstraint(
        table,
        { kind: 'primary', name: { kind: 'none', span: operation.span }, columns: primary, span: operation.span },
        revision,
        options,
      ),
    )
  state.tables.set(`${schema}.${name}`, table)
}

function addColumn(table: Table, column: ColumnDefinition, revision: string, options: ReplayOptions): void {
  if (column.name === undefined) {
    table.complete = false
    return
  }
  table.columns.add(column.name)
  const none: NameRef = { kind: 'none', span: column.span }
  for (const foreign of column.foreign) table.objects.push(toConstraint(table, foreign, revision, options))
  if (column.index)
    table.objects.push(
      toIndex(table, { name: none, columns: [column.name], unique: column.unique, span: column.span }, revision, options, false),
    )
  else if (column.unique)
    table.objects.push(toConstraint(table, { kind: 'unique', name: none, columns: [column.name], span: column.span }, revision, options))
}

function toConstraint(table: Table, definition: ConstraintDefinition, revision: string, { convention }: ReplayOptions): ExpectedObject {
  const { kind, columns, name } = definition
  const base = { kind, columns, unique: kind === 'unique' || kind === 'primary', revision }
  const template = conventionFor(convention, kind)
  const referent = nameOf(definition.referent)
  if (name.kind === 'text') {
    const expanded =
      !name.final && template?.includes('%(constraint_name)s')
        ? applyConvention(template, { table: table.name, columns, name: name.value, referent })
        : undefined
    return { ...base, names: expanded === undefined ? [name.value] : [name.value, expanded], auto: false }
  }
  // A check's automatic name depends on the columns of its expression.
  if (name.kind !== 'none' || convention === 'unknown' || columns === undefined)
    return { ...base, names: undefined, auto: name.kind === 'none' }
  const taken = new Set(table.objects.flatMap(({ names }) => names ?? []))
  let ordinal = 0
  while (taken.has(toAutoName(table.name, columns, kind, ordinal))) ordinal++
  const auto = toAutoName(table.name, columns, kind, ordinal)
  const conventional =
    template === undefined ? undefined : applyConvention(template, { table: table.name, columns, name: undefined, referent })
  return {
    ...base,
    names: template !== undefined && conventional === undefined ? undefined : [auto, ...(conventional === undefined ? [] : [conventional])],
    auto: true,
  }
}

function toIndex(table: Table, index: IndexDefinition, revision: string, { convention }: ReplayOptions, sql: boolean): ExpectedObject {
  const base = { kind: 'index' as const, columns: index.columns, unique: index.unique, revision }
  if (index.name.kind === 'text') return { ...base, names: [index.name.value], auto: false }
  if (index.name.kind !== 'none' || convention === 'unknown' || index.columns === undefined)
    return { ...base, names: undefined, auto: index.name.kind === 'none' }
  if (sql) return { ...base, names: [toAutoName(table.name, index.columns, 'index')], auto: true }
  const template = conventionFor(convention, 'index') ?? 'ix_%(column_0_label)s'
  const schema = table.schema === '' ? '' : `${table.schema}_`
  const name = applyConvention(template, {
    table: `${template.includes('label') ? schema : ''}${table.name}`,
    columns: index.columns,
    name: undefined,
    referent: undefined,
  })
  return { ...base, names: name === undefined ? undefined : [name], auto: true }
}
