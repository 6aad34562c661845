import type { Workspace } from '../project/workspace'
import type { Call, ClassDef, Expr, Stmt } from '../python/ast'
import { descendants } from '../python/children'
import { stringValue } from '../python/strings'
import type { Span } from '../text/span'
import { isOptional, mappedType, typeText } from './annotations'
import { classAttribute, flatten, follow, isFalse, isTrue, keywordOf, libraryName, returnsOf, textOf } from './evaluate'
import type { Column, EnumColumn, ForeignKey, Relationship } from './model'
import { readEnums } from './read-enums'
import { readRelationship } from './read-relationship'

/** What class bodies and Table calls declare. */
export interface Members {
  readonly columns: Column[]
  readonly foreignKeys: ForeignKey[]
  readonly relationships: Relationship[]
  readonly enums: EnumColumn[]
}

export const noMembers = (): Members => ({ columns: [], foreignKeys: [], relationships: [], enums: [] })

const columnMakers = /^(Column|mapped_column|MappedColumn)$/
const wrappers = /^(deferred|column_property|declared_attr)$/

/** Read one class body into `into`; names that are there already win (the class overrides its mixins). */
export function readClassBody(workspace: Workspace, path: string, cls: ClassDef, into: Members): void {
  for (const stmt of flatten(cls.body)) {
    const declared = declaration(stmt)
    if (!declared || declared.name.startsWith('__')) continue
    if (
      into.columns.some(({ attribute }) => attribute === declared.name) ||
      into.relationships.some(({ attribute }) => attribute === declared.name)
    )
      continue
    readAttribute(workspace, path, cls, declared, into)
  }
  const args = classAttribute(cls, '__table_args__')
  const values = args?.kind === 'value' ? [args.expr] : args ? returnsOf(args.node) : []
  for (const value of values) readConstraints(workspace, path, value, into)
}

interface Declaration {
  readonly name: string
  readonly span: Span
  readonly value: Expr | undefined
  readonly annotation: Expr | undefined
}

function declaration(stmt: Stmt): Declaration | undefined {
  if (stmt.kind === 'Assign' && stmt.op === undefined) {
    const [target] = stmt.targets
    return target?.kind === 'Name' ? { name: target.id, span: target, value: stmt.value, annotation: stmt.annotation } : undefined
  }
  if (stmt.kind === 'FunctionDef' && stmt.decorators.some((decorator) => /declared_attr|declared_column/.test(decoratorName(decorator)))) {
    const [value] = returnsOf(stmt)
    return { name: stmt.name, span: { start: stmt.nameStart, end: stmt.nameStart + stmt.name.length }, value, annotation: stmt.returns }
  }
  return undefined
}

const decoratorName = (expr: Expr): string =>
  expr.kind === 'Name'
    ? expr.id
    : expr.kind === 'Attribute'
      ? expr.value.kind === 'Name'
        ? `${expr.value.id}.${expr.attr}`
        : expr.attr
      : expr.kind === 'Call'
        ? decoratorName(expr.func)
        : ''

function readAttribute(
  workspace: Workspace,
  path: string,
  cls: ClassDef,
  { name, span, value, annotation }: Declaration,
  into: Members,
): void {
  const call = value?.kind === 'Call' ? unwrap(workspace, path, value) : undefined
  const maker = call ? libraryName(workspace, path, call.func) : undefined
  const mapped = annotation ? mappedType(annotation) : undefined
  if (maker !== undefined && /^(relationship|Relationship|dynamic_loader|backref)$/.test(maker) && call) {
    into.relationships.push(readRelationship(path, name, span, call, annotation))
    return
  }
  if (call && maker !== undefined && columnMakers.test(maker)) {
    readColumn(workspace, path, { name, span, call, type: mapped, cls }, into)
    return
  }
  if (call && maker === 'Field') {
    const column = keywordOf(call, 'sa_column')
    const inner = column?.kind === 'Call' ? column : undefined
    if (inner) readColumn(workspace, path, { name, span, call: inner, type: undefined, cls }, into)
    else readSqlModelField(workspace, { path, name, span, call, annotation, cls }, into)
    return
  }
  if (mapped && !value) {
    // `name: Mapped[str]` alone is a column; `Mapped["Other"]` with nothing else is not.
    into.columns.push({
      attribute: name,
      name,
      path,
      span,
      call: undefined,
      primaryKey: false,
      unique: false,
      indexed: false,
      nullable: isOptional(mapped),
      type: typeText(workspace, path, mapped),
    })
    into.enums.push(...readEnums(workspace, { path, column: name, type: undefined, annotation: mapped, cls: undefined }))
  } else if (!value && annotation && cls.keywords.some((keyword) => keyword.name === 'table' && isTrue(keyword.value))) {
    into.columns.push({
      attribute: name,
      name,
      path,
      span,
      call: undefined,
      primaryKey: false,
      unique: false,
      indexed: false,
      nullable: isOptional(annotation),
      type: typeText(workspace, path, annotation),
    })
    into.enums.push(...readEnums(workspace, { path, column: name, type: undefined, annotation, cls: undefined }))
  }
}

/** `deferred(Column(…))` -> the inner call. */
function unwrap(workspace: Workspace, path: string, call: Call): Call {
  const [first] = call.args
  const name = libraryName(workspace, path, call.func)
  return name !== undefined && wrappers.test(name) && first?.kind === 'Call' ? unwrap(workspace, path, first) : call
}

interface ColumnSite {
  readonly name: string
  readonly span: Span
  readonly call: Call
  readonly type: Expr | undefined
  readonly cls: ClassDef | undefined
}

export function readColumn(workspace: Workspace, path: string, { name, span, call, type, cls }: ColumnSite, into: Members): void {
  const [first] = call.args
  const given = first?.kind === 'Str' ? stringValue(first) : undefined
  const explicit = keywordOf(call, 'name')
  const columnName = given ?? (explicit?.kind === 'Str' ? stringValue(explicit) : undefined) ?? name
  const primaryKey = isTrue(keywordOf(call, 'primary_key'))
  const nullable = keywordOf(call, 'nullable')
  const typeKeyword = keywordOf(call, 'type_')
  const types = [...call.args.filter((arg) => arg.kind !== 'Str'), ...(typeKeyword ? [typeKeyword] : [])]
  for (const argument of types) {
    const target = follow(workspace, path, argument, cls) ?? { path, expr: argument }
    if (target.expr.kind !== 'Call') continue
    const maker = libraryName(workspace, target.path, target.expr.func)
    if (maker === 'ForeignKey') into.foreignKeys.push(readForeignKey(workspace, target.path, target.expr))
  }
  const sqlType = types.find(
    (argument) =>
      !(
        argument.kind === 'Call' &&
        /^(ForeignKey|Identity|Computed|Sequence|CheckConstraint|UniqueConstraint|FetchedValue)$/.test(
          libraryName(workspace, path, argument.func) ?? '',
        )
      ),
  )
  into.enums.push(...readEnums(workspace, { path, column: columnName, type: sqlType, annotation: type, cls }))
  into.columns.push({
    attribute: name,
    name: columnName,
    path,
    span,
    call,
    primaryKey,
    unique: isTrue(keywordOf(call, 'unique')),
    indexed: isTrue(keywordOf(call, 'index')),
    nullable: primaryKey || isFalse(nullable) ? false : isTrue(nullable) ? true : type ? isOptional(type) : nullable ? undefined : true,
    type:
      (sqlType && typeText(workspace, path, sqlType.kind === 'Call' ? sqlType.func : sqlType)) ?? (type && typeText(workspace, path, type)),
  })
}

interface FieldSite {
  readonly path: string
  readonly name: string
  readonly span: Span
  readonly call: Call
  readonly annotation: Expr | undefined
  readonly cls: ClassDef
}

function readSqlModelField(workspace: Workspace, { path, name, span, call, annotation, cls }: FieldSite, into: Members): void {
  const target = keywordOf(call, 'foreign_key')
  if (target?.kind === 'Str') into.foreignKeys.push({ path, at: target, target: splitTarget(stringValue(target)) })
  const primaryKey = isTrue(keywordOf(call, 'primary_key'))
  into.enums.push(...readEnums(workspace, { path, column: name, type: keywordOf(call, 'sa_type'), annotation, cls }))
  into.columns.push({
    attribute: name,
    name,
    path,
    span,
    call,
    primaryKey,
    unique: isTrue(keywordOf(call, 'unique')),
    indexed: isTrue(keywordOf(call, 'index')),
    nullable: primaryKey ? false : annotation ? isOptional(annotation) : undefined,
    type: annotation && typeText(workspace, path, annotation),
  })
}

function readForeignKey(workspace: Workspace, path: string, call: Call): ForeignKey {
  const at = call.args[0] ?? keywordOf(call, 'column') ?? call
  const text = at === call ? undefined : textOf(workspace, path, at)
  return { path, at, target: splitTarget(text ?? undefined) }
}

function splitTarget(text: string | undefined): ForeignKey['target'] {
  if (text === undefined) return undefined
  const parts = text.split('.')
  if (parts.length === 1) return { schema: undefined, table: parts[0] ?? '', column: undefined }
  const column = parts.pop()
  const table = parts.pop() ?? ''
  return { schema: parts.length > 0 ? parts.join('.') : undefined, table, column }
}

/** ForeignKeyConstraint([…], ["t.a", "t.b"]) inside table args or a Table call. */
export function readConstraints(workspace: Workspace, path: string, root: Expr, into: Members): void {
  for (const node of descendants(root)) {
    if (node.kind !== 'Call' || libraryName(workspace, path, node.func) !== 'ForeignKeyConstraint') continue
    const targets = node.args[1] ?? keywordOf(node, 'refcolumns')
    if (targets?.kind !== 'List' && targets?.kind !== 'Tuple') continue
    for (const at of targets.elts) into.foreignKeys.push({ path, at, target: splitTarget(textOf(workspace, path, at) ?? undefined) })
  }
}
