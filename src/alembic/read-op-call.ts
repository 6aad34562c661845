import { libraryWord } from '../project/library-word'
import type { Call, Expr, PythonModule } from '../python/ast'
import type { Span } from '../text/span'
import { evaluate, type Scope } from './evaluate'
import type {
  ColumnDefinition,
  ConstraintDefinition,
  ConstraintKind,
  Effect,
  IndexDefinition,
  NameRef,
  SchemaRef,
  TableRef,
} from './operation'
import { textOf, type Value } from './values'

/** Under which names a module reaches Alembic's operations. */
export interface OpNames {
  /** `create_index` for `op.create_index(…)`, `create_index(…)` imported by name, or under an alias. */
  operationOf(call: Call): string | undefined
}

export function findOpNames(module: PythonModule): OpNames {
  const modules = new Set<string>(['op'])
  const functions = new Map<string, string>()
  for (const statement of module.imports()) {
    for (const { name, asname } of statement.names) {
      if (statement.kind === 'ImportFrom' && statement.module === 'alembic' && name === 'op') modules.add(asname ?? name)
      if (statement.kind === 'ImportFrom' && statement.module === 'alembic.op' && name !== '*') functions.set(asname ?? name, name)
      if (statement.kind === 'Import' && name === 'alembic.op' && asname) modules.add(asname)
    }
  }
  return {
    operationOf({ func }) {
      if (func.kind === 'Name') return functions.get(func.id)
      if (func.kind !== 'Attribute') return undefined
      const owner = func.value
      if (owner.kind === 'Name') return modules.has(owner.id) ? func.attr : undefined
      return owner.kind === 'Attribute' && owner.attr === 'op' && owner.value.kind === 'Name' && owner.value.id === 'alembic'
        ? func.attr
        : undefined
    },
  }
}

export interface ReadEffect {
  readonly effect: Effect
  readonly table: TableRef | undefined
  readonly guarded: boolean
}

type Batch = Extract<Value, { kind: 'batch' }>

/** What one call of an operation does. `get_bind`, `f` and other calls without an effect give nothing. */
export function readOpCall(call: Call, operation: string, batch: Batch | undefined, scope: Scope): readonly ReadEffect[] {
  const read = createArguments(call, scope)
  const schema = batch ? toSchema(batch.schema, undefined, undefined) : read.schema('schema')
  /** Batch operations leave the table out, so every later argument moves up by one. */
  const shift = batch ? 1 : 0
  const at = (position: number, name: string): Expr | undefined => read.at(position, name)
  const tableAt = (position: number, name: string): TableRef => ({
    name: batch ? toName(batch.table, batch.call) : read.name(position, name),
    schema,
  })
  const ifExists = read.flag('if_exists') || read.flag('if_not_exists')
  const one = (effect: Effect, table: TableRef | undefined): readonly ReadEffect[] => [{ effect, table, guarded: ifExists }]
  switch (operation) {
    case 'create_table':
      return one({ kind: 'create-table', ...readTable(call, scope) }, tableAt(0, 'table_name'))
    case 'drop_table':
      return one({ kind: 'drop-table' }, tableAt(0, 'table_name'))
    case 'rename_table':
      return one({ kind: 'rename-table', to: read.name(1, 'new_table_name') }, tableAt(0, 'old_table_name'))
    case 'add_column': {
      const column = at(1 - shift, 'column')
      return column ? one({ kind: 'add-column', column: readColumn(column, scope) }, tableAt(0, 'table_name')) : []
    }
    case 'drop_column':
      return one({ kind: 'drop-column', name: read.name(1 - shift, 'column_name') }, tableAt(0, 'table_name'))
    case 'alter_column': {
      const renamed = call.keywords.find(({ name }) => name === 'new_column_name' || name === 'name')
      const to = renamed ? toName(evaluate(renamed.value, scope), renamed.value) : undefined
      return one({ kind: 'alter-column', name: read.name(1 - shift, 'column_name'), to }, tableAt(0, 'table_name'))
    }
    case 'create_index': {
      const columns = at(2 - shift, 'columns')
      const index: IndexDefinition = {
        name: read.name(0, 'index_name'),
        columns: columns ? readColumnNames(columns, scope) : undefined,
        unique: read.flag('unique'),
        span: spanOf(call),
      }
      return one({ kind: 'create-index', index, concurrently: read.flag('postgresql_concurrently') }, tableAt(1, 'table_name'))
    }
    case 'drop_index':
      return one({ kind: 'drop-index', name: read.name(0, 'index_name') }, tableAt(1, 'table_name'))
    case 'create_unique_constraint':
    case 'create_primary_key':
    case 'create_check_constraint':
    case 'create_exclude_constraint':
    case 'create_foreign_key':
      return [readCreateConstraint(call, operation, batch, read, scope, tableAt, ifExists)]
    case 'drop_constraint': {
      const type = read.at(2 - shift, 'type_')
      const constraintKind = constraintKinds[type ? (textOf(evaluate(type, scope)) ?? '') : '']
      return one({ kind: 'drop-constraint', name: read.name(0, 'constraint_name'), constraintKind }, tableAt(1, 'table_name'))
    }
    case 'create_table_comment':
    case 'drop_table_comment':
    case 'bulk_insert':
    case 'get_bind':
    case 'get_context':
    case 'f':
    case 'batch_alter_table':
    case 'inline_literal':
      return []
    default:
      return batch ? [] : one({ kind: 'opaque', text: operation }, undefined)
  }
}

const constraintKinds: Readonly<Record<string, ConstraintKind>> = {
  foreignkey: 'foreign',
  unique: 'unique',
  check: 'check',
  primary: 'primary',
}

function readCreateConstraint(
  call: Call,
  operation: string,
  batch: Batch | undefined,
  read: Arguments,
  scope: Scope,
  tableAt: (position: number, name: string) => TableRef,
  guarded: boolean,
): ReadEffect {
  const shift = batch ? 1 : 0
  const name = read.name(0, 'constraint_name')
  const columnsAt = (position: number, keyword: string): readonly string[] | undefined => {
    const expr = read.at(position, keyword)
    return expr ? readColumnNames(expr, scope) : undefined
  }
  const span = spanOf(call)
  if (operation === 'create_foreign_key') {
    const table = tableAt(1, 'source_table')
    const referent = read.name(2 - shift, 'referent_table')
    const sourceSchema = read.schema('source_schema')
    const constraint: ConstraintDefinition = { kind: 'foreign', name, columns: columnsAt(3 - shift, 'local_cols'), span, referent }
    return { effect: { kind: 'create-constraint', constraint }, table: batch ? table : { ...table, schema: sourceSchema }, guarded }
  }
  const kind: ConstraintKind =
    operation === 'create_unique_constraint'
      ? 'unique'
      : operation === 'create_primary_key'
        ? 'primary'
        : operation === 'create_check_constraint'
          ? 'check'
          : 'exclude'
  const columns = kind === 'unique' || kind === 'primary' ? columnsAt(2 - shift, 'columns') : undefined
  return { effect: { kind: 'create-constraint', constraint: { kind, name, columns, span } }, table: tableAt(1, 'table_name'), guarded }
}

interface Arguments {
  at(position: number, name: string): Expr | undefined
  name(position: number, name: string): NameRef
  schema(keyword: string): SchemaRef
  flag(keyword: string): boolean
}

function createArguments(call: Call, scope: Scope): Arguments {
  const keyword = (name: string) => call.keywords.find((candidate) => candidate.name === name)
  const at = (position: number, name: string): Expr | undefined => {
    const positional = call.args[position]
    return positional && positional.kind !== 'Starred' ? positional : keyword(name)?.value
  }
  return {
    at,
    name(position, name) {
      const expr = at(position, name)
      return expr ? toName(evaluate(expr, scope), expr) : { kind: 'none', span: spanOf(call) }
    },
    schema(name) {
      const found = keyword(name)
      if (!found) return call.keywords.some((candidate) => candidate.name === undefined) ? { kind: 'unknown' } : { kind: 'default' }
      return toSchema(evaluate(found.value, scope), spanOf(found.value), spanOf(found))
    },
    flag(name) {
      const found = keyword(name)
      if (!found) return false
      const value = evaluate(found.value, scope)
      return value.kind === 'bool' ? value.value : true
    },
  }
}

function toName(value: Value, expr: Expr): NameRef {
  const span = spanOf(expr)
  if (value.kind === 'text') {
    // `op.f("x")` is named by its literal; a constant by the place where it is used.
    const inside = value.span.start >= expr.start && value.span.end <= expr.end
    return { kind: 'text', value: value.value, span: inside ? value.span : span, final: value.final }
  }
  if (value.kind === 'none') return { kind: 'none', span }
  if (value.kind === 'template') return { kind: 'template', value, span }
  return { kind: 'dynamic', span, catalogue: value.kind === 'catalogue' }
}

function toSchema(value: Value | undefined, span: Span | undefined, keyword: Span | undefined): SchemaRef {
  if (!value || value.kind === 'none') return { kind: 'default' }
  if (value.kind === 'text') return { kind: 'literal', value: value.value, span, keyword }
  if (value.kind === 'tenant') return { kind: 'tenant', template: value.template }
  return { kind: 'unknown' }
}

function readTable(
  call: Call,
  scope: Scope,
): Pick<Extract<Effect, { kind: 'create-table' }>, 'columns' | 'constraints' | 'indexes' | 'complete'> {
  const columns: ColumnDefinition[] = []
  const constraints: ConstraintDefinition[] = []
  const indexes: IndexDefinition[] = []
  let complete = true
  for (const argument of call.args.slice(1)) {
    const name = argument.kind === 'Call' ? libraryWord(scope.workspace, scope.module.path, argument.func) : ''
    if (argument.kind !== 'Call') complete = false
    else if (name === 'Column') columns.push(readColumn(argument, scope))
    else if (name === 'Index') {
      const read = createArguments(argument, scope)
      const names = argument.args.slice(1).map((column) => textOf(evaluate(column, scope)))
      indexes.push({ name: read.name(0, 'name'), columns: allKnown(names), unique: read.flag('unique'), span: spanOf(argument) })
    } else {
      const constraint = readTableConstraint(argument, name, scope)
      if (constraint) constraints.push(constraint)
      else complete = false
    }
  }
  return { columns, constraints, indexes, complete }
}

function readTableConstraint(call: Call, callee: string, scope: Scope): ConstraintDefinition | undefined {
  const read = createArguments(call, scope)
  const named = call.keywords.find(({ name }) => name === 'name')
  const name: NameRef = named ? toName(evaluate(named.value, scope), named.value) : { kind: 'none', span: spanOf(call) }
  const span = spanOf(call)
  switch (callee) {
    case 'PrimaryKeyConstraint':
    case 'UniqueConstraint':
      return {
        kind: callee === 'UniqueConstraint' ? 'unique' : 'primary',
        name,
        columns: allKnown(call.args.map((argument) => textOf(evaluate(argument, scope)))),
        span,
      }
    case 'ForeignKeyConstraint': {
      const columns = read.at(0, 'columns')
      return {
        kind: 'foreign',
        name: call.args[2] ? read.name(2, 'name') : name,
        columns: columns ? readColumnNames(columns, scope) : undefined,
        span,
        ...referentOf(read.at(1, 'refcolumns'), scope),
      }
    }
    case 'CheckConstraint':
      return { kind: 'check', name: call.args[1] ? read.name(1, 'name') : name, columns: undefined, span }
    case 'ExcludeConstraint':
      return { kind: 'exclude', name, columns: undefined, span }
    default:
      return undefined
  }
}

/** A `sa.Column(…)` with what it brings along: keys, index, foreign keys. */
function readColumn(expr: Expr, scope: Scope): ColumnDefinition {
  const span = spanOf(expr)
  if (expr.kind !== 'Call' || libraryWord(scope.workspace, scope.module.path, expr.func) !== 'Column') {
    return { name: undefined, span, primary: false, unique: false, index: false, foreign: [], type: '' }
  }
  const read = createArguments(expr, scope)
  const name = textOf(evaluate(read.at(0, 'name') ?? expr, scope))
  const foreign: ConstraintDefinition[] = []
  for (const argument of expr.args) {
    if (argument.kind !== 'Call' || libraryWord(scope.workspace, scope.module.path, argument.func) !== 'ForeignKey') continue
    const named = argument.keywords.find((candidate) => candidate.name === 'name')
    foreign.push({
      kind: 'foreign',
      name: named ? toName(evaluate(named.value, scope), named.value) : { kind: 'none', span: spanOf(argument) },
      columns: name === undefined ? undefined : [name],
      span: spanOf(argument),
      ...referentOf(argument.args[0], scope),
    })
  }
  const type = expr.args[1]
  return {
    name,
    span,
    primary: read.flag('primary_key'),
    unique: read.flag('unique'),
    index: read.flag('index'),
    foreign,
    type: type ? scope.module.text.slice(type.start, type.end) : '',
  }
}

/** The table of `"jobs.id"`, `["tenant.jobs.id"]`. */
function referentOf(expr: Expr | undefined, scope: Scope): { readonly referent?: NameRef } {
  const value = expr && evaluate(expr, scope)
  const text = textOf(value?.kind === 'list' ? value.items[0] : value)
  const table = text?.split('.').at(-2)
  return expr && table !== undefined ? { referent: { kind: 'text', value: table, span: spanOf(expr), final: true } } : {}
}

function readColumnNames(expr: Expr, scope: Scope): readonly string[] | undefined {
  const value = evaluate(expr, scope)
  return value.kind === 'list' ? allKnown(value.items.map(textOf)) : undefined
}

const allKnown = (names: readonly (string | undefined)[]): readonly string[] | undefined => {
  const known = names.filter((name) => name !== undefined)
  return known.length === names.length ? known : undefined
}

const spanOf = ({ start, end }: Span): Span => ({ start, end })
