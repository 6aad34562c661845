import type { Workspace } from '../project/workspace'
import type { Call, ClassDef } from '../python/ast'
import { stringValue } from '../python/strings'
import { type ClassChain, classChain } from './class-chain'
import { classAttribute, isTrue, keywordOf, libraryName, type Placed, returnsOf, textOf } from './evaluate'
import type { Model, RowScope, SchemaToken } from './model'
import { noMembers, readClassBody, readColumn, readConstraints } from './read-columns'
import { metadataToken, schemaArgument, schemaOfClass, unknownSchema } from './read-schema'

type Scoped = (schema: SchemaToken) => RowScope

/** A mapped class as a model; undefined for mixins, abstract bases and classes that are not mapped. */
export function readModelClass(workspace: Workspace, path: string, cls: ClassDef, scopeOf: Scoped): Model | undefined {
  const chain = classChain(workspace, path, cls)
  const owner = tableOwner(workspace, chain)
  const [own] = chain.classes
  if (!own || !owner) return undefined
  const members = noMembers()
  // A single-table child maps the parent's table, whose columns are its own too.
  for (const entry of chain.classes) readClassBody(workspace, entry.path, entry.expr, members)
  const base = {
    path,
    className: cls.name,
    node: cls,
    nameSpan: { start: cls.nameStart, end: cls.nameStart + cls.name.length },
    ...members,
    unknownBases: chain.unknownBases,
  }

  const tableAttribute = classAttribute(owner.expr, '__table__')
  if (tableAttribute?.kind === 'value') {
    const call = tableAttribute.expr
    const table = call.kind === 'Call' ? readTable(workspace, owner.path, call, scopeOf) : undefined
    const schema: SchemaToken = table?.schema ?? { kind: 'unknown' }
    return {
      ...base,
      columns: [...members.columns, ...(table?.columns ?? [])],
      table: table?.table,
      schema,
      source: 'table',
      metadataSchema: table?.metadataSchema ?? unknownSchema,
      args: call,
      inheritsArgs: false,
      scope: scopeOf(schema),
    }
  }
  const ownerChain = owner === own ? chain : classChain(workspace, owner.path, owner.expr)
  const { schema, source, args, metadataSchema, inheritsArgs } = schemaOfClass(workspace, ownerChain, (entry) =>
    mapsOwnTable(workspace, entry),
  )
  return {
    ...base,
    table: tableName(workspace, ownerChain, owner),
    schema,
    source: owner === own ? source : 'parent-table',
    metadataSchema,
    args,
    inheritsArgs,
    scope: scopeOf(schema),
  }
}

/** The class whose table a class is mapped to: itself when it names one, or inherits the name from a mixin; else a mapped parent. */
function tableOwner(workspace: Workspace, chain: ClassChain): Placed<ClassDef> | undefined {
  const [own, ...bases] = chain.classes
  if (!own || isAbstract(own.expr) === true) return undefined
  if (mapsOwnTable(workspace, own)) return own
  for (const base of bases) {
    if (classAttribute(base.expr, '__tablename__') === undefined && !mapsOwnTable(workspace, base)) continue
    // `__tablename__` of a mixin or abstract base names the table of each child; that of a mapped class is shared by its children.
    const baseChain = classChain(workspace, base.path, base.expr)
    const isTable = isAbstract(base.expr) !== true && (baseChain.declarative || baseChain.unknownBases)
    if (isTable) return chain.declarative || chain.unknownBases ? base : undefined
    return chain.declarative || chain.unknownBases ? own : undefined
  }
  return undefined
}

/** Does the class body itself declare a table? */
function mapsOwnTable(workspace: Workspace, { path, expr: cls }: Placed<ClassDef>): boolean {
  if (isAbstract(cls) === true) return false
  if (classAttribute(cls, '__table__')) return true
  if (classAttribute(cls, '__tablename__')) {
    const chain = classChain(workspace, path, cls)
    // A mixin names the table but is no model: nothing declarative stands above it.
    return chain.declarative || chain.unknownBases
  }
  return cls.keywords.some((keyword) => keyword.name === 'table' && isTrue(keyword.value))
}

function isAbstract(cls: ClassDef): boolean | undefined {
  const attribute = classAttribute(cls, '__abstract__')
  return attribute?.kind === 'value' ? isTrue(attribute.expr) : undefined
}

function tableName(workspace: Workspace, chain: ClassChain, owner: Placed<ClassDef>): string | undefined {
  for (const { path, expr: cls } of chain.classes) {
    const attribute = classAttribute(cls, '__tablename__')
    if (!attribute) continue
    if (attribute.kind === 'value') return textOf(workspace, path, attribute.expr, cls) ?? undefined
    const [value, ...more] = returnsOf(attribute.node)
    if (!value || more.length > 0) return undefined
    const text = textOf(workspace, path, value)
    if (text) return text
    // `return cls.__name__.lower()`, the usual automatic name.
    const isLowered = value.kind === 'Call' && value.func.kind === 'Attribute' && value.func.attr === 'lower' && value.args.length === 0
    const inner = value.kind === 'Call' && value.func.kind === 'Attribute' ? value.func.value : undefined
    return isLowered && inner?.kind === 'Attribute' && inner.attr === '__name__' ? owner.expr.name.toLowerCase() : undefined
  }
  // SQLModel names a table after its class.
  return owner.expr.keywords.some((keyword) => keyword.name === 'table') ? owner.expr.name.toLowerCase() : undefined
}

/** `Table("name", metadata, Column(…), schema=…)`; undefined when the call is some other Table. */
export function readTable(workspace: Workspace, path: string, call: Call, scopeOf: Scoped): Model | undefined {
  if (libraryName(workspace, path, call.func) !== 'Table') return undefined
  const [name, metadata, ...columns] = call.args
  if (!name || !metadata) return undefined
  const members = noMembers()
  for (const argument of columns) {
    if (argument.kind === 'Call' && libraryName(workspace, path, argument.func) === 'Column') {
      const [first] = argument.args
      const columnName = first?.kind === 'Str' ? stringValue(first) : undefined
      if (columnName !== undefined && first)
        readColumn(workspace, path, { name: columnName, span: first, call: argument, type: undefined, cls: undefined }, members)
    } else readConstraints(workspace, path, argument, members)
  }
  const own = schemaArgument(workspace, path, call)
  const metadataSchema = metadataToken(workspace, path, metadata)
  const schema = keywordOf(call, 'schema') || own.kind === 'unknown' ? own : metadataSchema
  return {
    path,
    className: undefined,
    node: call,
    nameSpan: { start: name.start, end: name.end },
    table: textOf(workspace, path, name) ?? undefined,
    schema,
    source: own.kind === 'named' ? 'table' : schema.kind === 'named' ? 'metadata' : 'none',
    metadataSchema,
    args: call,
    inheritsArgs: false,
    scope: scopeOf(schema),
    ...members,
    unknownBases: false,
  }
}
