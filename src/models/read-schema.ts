import type { Workspace } from '../project/workspace'
import type { Call, ClassDef, Expr } from '../python/ast'
import type { ClassChain } from './class-chain'
import { classAttribute, definitionOf, follow, hasOpenKeywords, keywordOf, libraryName, type Placed, returnsOf, textOf } from './evaluate'
import type { SchemaSource, SchemaToken } from './model'

export const noSchema: SchemaToken = { kind: 'none' }
export const unknownSchema: SchemaToken = { kind: 'unknown' }

export interface SchemaReading {
  readonly schema: SchemaToken
  readonly source: SchemaSource
  /** The class's own `__table_args__`. */
  readonly args: Expr | undefined
  readonly metadataSchema: SchemaToken
  readonly inheritsArgs: boolean
}

/** `schema=…` of a Table, MetaData, Enum call: not given, a token, or not known. `None` means none. */
export function schemaArgument(workspace: Workspace, path: string, call: Call, cls?: ClassDef): SchemaToken {
  const value = keywordOf(call, 'schema')
  if (!value) return hasOpenKeywords(call) ? unknownSchema : noSchema
  return tokenOf(workspace, path, value, cls)
}

export function tokenOf(workspace: Workspace, path: string, value: Expr, cls?: ClassDef): SchemaToken {
  const text = textOf(workspace, path, value, cls)
  return text === undefined ? unknownSchema : text === null ? noSchema : { kind: 'named', name: text }
}

/** The schema of a mapped class with a table of its own: table args of the class, its mixins and abstract bases, else of its MetaData. */
export function schemaOfClass(workspace: Workspace, chain: ClassChain, isMapped: (entry: Placed<ClassDef>) => boolean): SchemaReading {
  const [own] = chain.classes
  const attribute = own ? classAttribute(own.expr, '__table_args__') : undefined
  const args = attribute?.kind === 'value' ? attribute.expr : undefined
  const metadata = metadataSchema(workspace, chain.classes, chain)
  const inherited = metadata.kind === 'none' && chain.unknownBases ? unknownSchema : metadata
  // Table args of a mapped parent are its table's: only mixins and abstract bases hand theirs down.
  const givers = chain.classes.filter(
    (entry) => (entry === own || !isMapped(entry)) && classAttribute(entry.expr, '__table_args__') !== undefined,
  )
  const [giver] = givers
  const base = { args, metadataSchema: inherited, inheritsArgs: giver !== undefined && giver !== own }
  const given = giver ? argsSchema(workspace, giver) : undefined
  if (given && given.kind !== 'none') return { ...base, schema: given, source: giver === own ? 'table-args' : 'inherited-args' }
  if (inherited.kind === 'none') return { ...base, schema: noSchema, source: 'none' }
  return { ...base, schema: inherited, source: inherited.kind === 'unknown' ? 'none' : 'metadata' }
}

/** Undefined when a class body has no `__table_args__`. */
function argsSchema(workspace: Workspace, { path, expr: cls }: Placed<ClassDef>): SchemaToken | undefined {
  const attribute = classAttribute(cls, '__table_args__')
  if (!attribute) return undefined
  if (attribute.kind === 'value') return argsToken(workspace, path, attribute.expr, cls, 0)
  const tokens = returnsOf(attribute.node).map((value) => argsToken(workspace, path, value, cls, 0))
  const [first] = tokens
  return first && tokens.every((token) => sameToken(token, first)) ? first : unknownSchema
}

export const sameToken = (a: SchemaToken, b: SchemaToken): boolean =>
  a.kind === b.kind && (a.kind !== 'named' || b.kind !== 'named' || a.name === b.name)

/** `{"schema": …}`, `(…, {"schema": …})`, `dict(schema=…)`, sums, names. Constraints and indexes carry no schema. */
function argsToken(workspace: Workspace, path: string, expr: Expr, cls: ClassDef, depth: number): SchemaToken {
  if (depth > 8) return unknownSchema
  const value = follow(workspace, path, expr, cls)
  if (!value) return unknownSchema
  const at = value.path
  switch (value.expr.kind) {
    case 'Dict': {
      let open = false
      for (const entry of [...value.expr.entries].reverse()) {
        if (!entry.key) {
          const spread = argsToken(workspace, at, entry.value, cls, depth + 1)
          if (spread.kind === 'named') return spread
          open ||= spread.kind === 'unknown'
        } else if (textOf(workspace, at, entry.key, cls) === 'schema') return tokenOf(workspace, at, entry.value, cls)
      }
      return open ? unknownSchema : noSchema
    }
    case 'Tuple':
    case 'List': {
      const last = value.expr.elts.at(-1)
      if (!last) return noSchema
      return argsToken(workspace, at, last.kind === 'Starred' ? last.value : last, cls, depth + 1)
    }
    case 'BinOp':
      return value.expr.op === '+' ? argsToken(workspace, at, value.expr.right, cls, depth + 1) : unknownSchema
    case 'Call': {
      const { func } = value.expr
      if (func.kind === 'Name' && func.id === 'dict') return schemaArgument(workspace, at, value.expr, cls)
      const name = libraryName(workspace, at, func)
      return name !== undefined && /(Constraint|Index)$/.test(name) ? noSchema : unknownSchema
    }
    default:
      return unknownSchema
  }
}

/** The schema of the MetaData that a class's tables go to. */
function metadataSchema(workspace: Workspace, classes: readonly Placed<ClassDef>[], chain: ClassChain): SchemaToken {
  for (const { path, expr: cls } of classes) {
    const attribute = classAttribute(cls, 'metadata')
    if (attribute?.kind === 'value') return metadataToken(workspace, path, attribute.expr, cls)
    if (attribute) return unknownSchema
  }
  for (const { path, node } of chain.baseMakers) {
    if (node.kind !== 'Assign' || node.value?.kind !== 'Call') continue
    const metadata = keywordOf(node.value, 'metadata')
    if (metadata) return metadataToken(workspace, path, metadata)
  }
  return noSchema
}

/** `MetaData(schema=…)`, a name that holds one, or `Base.metadata`. */
export function metadataToken(workspace: Workspace, path: string, expr: Expr, cls?: ClassDef): SchemaToken {
  const value = follow(workspace, path, expr, cls)
  if (value?.expr.kind === 'Call') {
    if (libraryName(workspace, value.path, value.expr.func) !== 'MetaData') return unknownSchema
    return schemaArgument(workspace, value.path, value.expr)
  }
  if (expr.kind === 'Attribute' && expr.attr === 'metadata') {
    const owner = definitionOf(workspace, path, expr.value)
    if (owner?.kind === 'definition' && owner.node.kind === 'ClassDef') {
      const attribute = classAttribute(owner.node, 'metadata')
      return attribute?.kind === 'value'
        ? metadataToken(workspace, owner.path, attribute.expr, owner.node)
        : attribute
          ? unknownSchema
          : noSchema
    }
    if (owner?.kind === 'definition' && owner.node.kind === 'Assign' && owner.node.value?.kind === 'Call') {
      const metadata = keywordOf(owner.node.value, 'metadata')
      return metadata ? metadataToken(workspace, owner.path, metadata) : noSchema
    }
    if (owner?.kind === 'external' && /^sqlmodel\.(\w+\.)*SQLModel$/.test(owner.qualified)) return noSchema
  }
  return unknownSchema
}
