import { type ExpectedObject, findTable, hasName, nameOf, type ReplayOptions, type State, schemaKey, type Table } from './expected-schema'
import { toConstraint, toIndex } from './name-object'
import type { ColumnDefinition, NameRef, Operation } from './operation'

/** Change the state as the operation changes a database. `creating`: only what it adds counts. */
export function applyOperation(operation: Operation, revision: string, state: State, options: ReplayOptions, mode?: 'creating'): void {
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
    const renamed = effect.kind === 'rename-index' ? nameOf(effect.to) : undefined
    const tables = known ? [known] : [...state.tables.values()]
    rememberRenamed(state, tables, name, renamed)
    for (const table of tables) {
      if (!table.objects.some((object) => object.kind === 'index' && hasName(object, name))) continue
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
  if (!known && !/^(add|create)/.test(effect.kind)) return
  const table = known ? own(known, state) : meet(operation, revision, state, options)
  if (!table) {
    if (operation.table && operation.table.name.kind !== 'text') state.uncertain = true
    return
  }
  switch (effect.kind) {
    case 'drop-table':
      state.gone.add(table.name)
      state.tables.delete(`${table.schema}.${table.name}`)
      return
    case 'rename-table': {
      const to = nameOf(effect.to)
      state.gone.add(table.name)
      if (to !== undefined) state.gone.delete(to)
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
      if (from === undefined || to === undefined) return
      table.columns.delete(from)
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
      // Several tables may have a constraint of one name.
      rememberRenamed(state, [table], name, renamed)
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

/** What a rename of something unknown made is not missing later: where the rename fails, the rename is what is wrong. */
function rememberRenamed(state: State, tables: readonly Table[], from: string | undefined, to: string | undefined): void {
  if (to === undefined || tables.some(({ objects }) => objects.some((object) => hasName(object, from)))) return
  state.renamed.add(to)
}

/** A copy of the table that this state may change. */
function own(table: Table, state: State): Table {
  const copy: Table = { ...table, columns: new Set(table.columns), objects: [...table.objects] }
  state.tables.set(`${table.schema}.${table.name}`, copy)
  return copy
}

/** A table, view or partition that the chain did not create, or not in a way that could be read: only what is added from here on is known of it. */
function meet(operation: Operation, revision: string, state: State, { config }: ReplayOptions): Table | undefined {
  const name = nameOf(operation.table?.name)
  if (name === undefined || !operation.table) return undefined
  // The same name in several schemas: which one is meant is not known.
  if (state.gone.has(name) || [...state.tables.values()].some((table) => table.name === name)) return undefined
  const schema = schemaKey(operation.table.schema, config)
  const table: Table = { name, schema, columns: new Set(), objects: [], complete: false, revision, met: true }
  state.tables.set(`${schema}.${name}`, table)
  return table
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
  state.gone.delete(name)
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
