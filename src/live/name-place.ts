import { findOpNames } from '../alembic/read-op-call'
import type { Call, Expr, Node, PythonModule, Str } from '../python/ast'
import { stringValue } from '../python/strings'
import type { Span } from '../text/span'
import type { NameAtLine } from './facts-at-line'
import type { ObjectKind } from './snapshot'

/** A string in which a database name is being written. */
export interface NamePlace {
  readonly kind: NameAtLine['kind']
  /** The table that the name belongs to, where the text says it by now. */
  readonly table?: string
  /** Of a constraint: which kind of them, where the text says it. */
  readonly objectKind?: ObjectKind
  /** What a name replaces. */
  readonly replace: Span
}

/** What may stand before a table in a key's target. */
export interface KnownSchemas {
  readonly placeholder: string
  readonly shared: readonly string[]
}

/** What the string under a cursor names: an argument of an Alembic operation, or of a constraint, index, column or key of a model. */
export function findNamePlace(module: PythonModule, offset: number, schemas: KnownSchemas): NamePlace | undefined {
  const literal = findLiteral(module, offset)
  if (!literal) return undefined
  const { content, node } = literal
  const assigned = node.parent
  if (assigned?.kind === 'Assign' && isTableName(assigned.targets)) return { kind: 'table', replace: content }
  const argument = findArgument(node)
  if (!argument) return undefined
  const operation = findOpNames(module).operationOf(argument.call)
  if (operation !== undefined) return inOperation(argument, operations[operation], content, 0, undefined)
  const batch = findBatch(module, argument.call)
  if (batch) return inOperation(argument, operations[batch.operation], content, 1, batch.table)
  return inModel(argument, content, { text: module.text, offset, schemas })
}

/** A plain string with its one piece's content. */
function findLiteral(module: PythonModule, offset: number): { readonly node: Str; readonly content: Span } | undefined {
  const found = module.nodeAt(offset)
  if (found?.kind !== 'Str' || found.pieces.length !== 1) return undefined
  const [piece] = found.pieces
  if (!piece || /[fbt]/.test(piece.prefix) || offset < piece.contentStart || offset > piece.contentEnd) return undefined
  return { node: found, content: { start: piece.contentStart, end: piece.contentEnd } }
}

interface Argument {
  readonly call: Call
  /** Undefined for a keyword. */
  readonly position: number | undefined
  readonly keyword: string | undefined
  /** It is a member of a list or tuple there. */
  readonly isListed: boolean
}

/** The call whose argument a string is, through `op.f(…)` and a list. */
function findArgument(node: Expr): Argument | undefined {
  let inner: Node = node
  let outer: Node | undefined = inner.parent
  let isListed = false
  if (outer && (outer.kind === 'List' || outer.kind === 'Tuple')) {
    isListed = true
    inner = outer
    outer = inner.parent
  }
  let keyword: string | undefined
  const enter = (): void => {
    if (outer?.kind !== 'Keyword') return
    keyword = outer.name
    inner = outer
    outer = outer.parent
  }
  enter()
  if (outer?.kind === 'Call' && outer.func.kind === 'Attribute' && outer.func.attr === 'f') {
    inner = outer
    outer = outer.parent
    keyword = undefined
    enter()
  }
  if (outer?.kind !== 'Call') return undefined
  const position = outer.args.indexOf(inner as Expr)
  return { call: outer, position: position < 0 ? undefined : position, keyword, isListed }
}

interface Parameter {
  readonly name: string
  readonly kind: NameAtLine['kind']
  /** The parameter that names the table. */
  readonly of?: string
  readonly isList?: true
  /** It names something new: nothing that exists belongs there. */
  readonly isNew?: true
}

const table = (name: string): Parameter => ({ name, kind: 'table' })
const columns = (name: string, of = 'table_name'): Parameter => ({ name, kind: 'column', of, isList: true })
const fresh = (name: string): Parameter => ({ name, kind: 'constraint', isNew: true })

/** Positional parameters of Alembic's operations, in order. */
const operations: { readonly [operation: string]: readonly Parameter[] } = {
  drop_table: [table('table_name')],
  rename_table: [table('old_table_name'), fresh('new_table_name')],
  batch_alter_table: [table('table_name')],
  create_table_comment: [table('table_name')],
  drop_table_comment: [table('table_name')],
  add_column: [table('table_name')],
  drop_column: [table('table_name'), { name: 'column_name', kind: 'column', of: 'table_name' }],
  alter_column: [table('table_name'), { name: 'column_name', kind: 'column', of: 'table_name' }],
  create_index: [fresh('index_name'), table('table_name'), columns('columns')],
  drop_index: [{ name: 'index_name', kind: 'index', of: 'table_name' }, table('table_name')],
  drop_constraint: [{ name: 'constraint_name', kind: 'constraint', of: 'table_name' }, table('table_name')],
  create_unique_constraint: [fresh('constraint_name'), table('table_name'), columns('columns')],
  create_primary_key: [fresh('constraint_name'), table('table_name'), columns('columns')],
  create_check_constraint: [fresh('constraint_name'), table('table_name')],
  create_exclude_constraint: [fresh('constraint_name'), table('table_name')],
  create_foreign_key: [
    fresh('constraint_name'),
    table('source_table'),
    table('referent_table'),
    columns('local_cols', 'source_table'),
    columns('remote_cols', 'referent_table'),
  ],
}

/** Batch operations leave the table out: its parameter is the batch's, and later positions move up. */
function inOperation(
  { call, position, keyword, isListed }: Argument,
  all: readonly Parameter[] | undefined,
  replace: Span,
  shift: 0 | 1,
  batchTable: string | undefined,
): NamePlace | undefined {
  if (!all) return undefined
  const own = shift === 1 ? all.filter(({ name }) => name !== 'table_name' && name !== 'source_table') : all
  const parameter = keyword !== undefined ? own.find(({ name }) => name === keyword) : position === undefined ? undefined : own[position]
  if (!parameter || parameter.isNew || (parameter.isList === true) !== isListed) return undefined
  if (parameter.of === undefined) return { kind: parameter.kind, replace }
  const at = own.findIndex(({ name }) => name === parameter.of)
  const value = at < 0 ? undefined : (call.args[at] ?? call.keywords.find(({ name }) => name === parameter.of)?.value)
  const named = at < 0 ? batchTable : value?.kind === 'Str' ? stringValue(value) : undefined
  const type =
    call.keywords.find(({ name }) => name === 'type_')?.value ?? (parameter.name === 'constraint_name' ? call.args[2 - shift] : undefined)
  const objectKind = type?.kind === 'Str' ? constraintKinds[stringValue(type) ?? ''] : undefined
  return { kind: parameter.kind, replace, ...(named ? { table: named } : {}), ...(objectKind ? { objectKind } : {}) }
}

/** What `type_` of `drop_constraint` may be. */
const constraintKinds: { readonly [type: string]: ObjectKind } = {
  unique: 'unique constraint',
  check: 'check constraint',
  foreignkey: 'foreign key',
  primary: 'primary key',
}

/** `with op.batch_alter_table("jobs") as batch: batch.drop_index("…")`. */
function findBatch(
  module: PythonModule,
  { func, parent }: Call,
): { readonly operation: string; readonly table: string | undefined } | undefined {
  if (func.kind !== 'Attribute' || func.value.kind !== 'Name') return undefined
  const receiver = func.value.id
  const names = findOpNames(module)
  for (let node = parent; node; node = node.parent) {
    if (node.kind !== 'With') continue
    for (const { context, target } of node.items) {
      if (target?.kind !== 'Name' || target.id !== receiver || context.kind !== 'Call') continue
      if (names.operationOf(context) !== 'batch_alter_table') continue
      const named = context.args[0] ?? context.keywords.find(({ name }) => name === 'table_name')?.value
      return { operation: func.attr, table: named?.kind === 'Str' ? stringValue(named) : undefined }
    }
  }
  return undefined
}

const modelKinds: { readonly [callee: string]: ObjectKind } = {
  UniqueConstraint: 'unique constraint',
  PrimaryKeyConstraint: 'primary key',
  CheckConstraint: 'check constraint',
  ForeignKeyConstraint: 'foreign key',
}

/** Constructs of SQLAlchemy inside a class with `__tablename__`. */
function inModel({ call, position, keyword, isListed }: Argument, replace: Span, cursor: Cursor): NamePlace | undefined {
  const callee = call.func.kind === 'Name' ? call.func.id : call.func.kind === 'Attribute' ? call.func.attr : ''
  if (callee === 'ForeignKey' && position === 0) return inTarget(replace, cursor)
  if (callee === 'ForeignKeyConstraint' && position === 1 && isListed) return inTarget(replace, cursor)
  const owner = findTableOf(call)
  if (owner === undefined) return undefined
  const place = (kind: NameAtLine['kind']): NamePlace => ({
    kind,
    table: owner,
    replace,
    ...(kind === 'constraint' && modelKinds[callee] ? { objectKind: modelKinds[callee] } : {}),
  })
  switch (callee) {
    case 'UniqueConstraint':
    case 'PrimaryKeyConstraint':
      return keyword === 'name' ? place('constraint') : position !== undefined ? place('column') : undefined
    case 'CheckConstraint':
      return keyword === 'name' ? place('constraint') : undefined
    case 'ForeignKeyConstraint':
      return keyword === 'name' || position === 2 ? place('constraint') : position === 0 && isListed ? place('column') : undefined
    case 'Index':
      return keyword === 'name' || position === 0 ? place('index') : position !== undefined ? place('column') : undefined
    case 'Column':
    case 'mapped_column':
      return keyword === 'name' || position === 0 ? place('column') : undefined
    default:
      return undefined
  }
}

interface Cursor {
  readonly text: string
  readonly offset: number
  readonly schemas: KnownSchemas
}

/** `schema.table.column`: the part under the cursor. What is in a shared schema is no tenant's. */
function inTarget({ start, end }: Span, { text, offset, schemas }: Cursor): NamePlace | undefined {
  const before = text.slice(start, offset).split('.')
  const part = before.pop() ?? ''
  const replace = { start: offset - part.length, end: offset + (/^[^.]*/.exec(text.slice(offset, end))?.[0].length ?? 0) }
  const [first, ...more] = before
  if (first !== undefined && schemas.shared.includes(first)) return undefined
  const parts = first === schemas.placeholder ? more : before
  const [owner] = parts
  if (owner === undefined) return { kind: 'table', replace }
  return parts.length === 1 ? { kind: 'column', table: owner, replace } : undefined
}

/** The table of the class around a call, as its `__tablename__` says. */
function findTableOf({ parent }: Call): string | undefined {
  for (let node = parent; node; node = node.parent) {
    if (node.kind !== 'ClassDef') continue
    for (const statement of node.body) {
      if (statement.kind === 'Assign' && isTableName(statement.targets) && statement.value?.kind === 'Str')
        return stringValue(statement.value)
    }
    return undefined
  }
  return undefined
}

const isTableName = (targets: readonly Expr[]): boolean => targets.some((target) => target.kind === 'Name' && target.id === '__tablename__')
