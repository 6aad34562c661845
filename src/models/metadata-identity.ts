import type { Workspace } from '../project/workspace'
import type { Call, ClassDef, Expr } from '../python/ast'
import { classChain } from './class-chain'
import { classAttribute, definitionOf, keywordOf, libraryName } from './evaluate'
import type { Model } from './model'

const maxDepth = 8

/** The MetaData that a model's table belongs to, by the place that makes it. Undefined when that cannot be followed. */
export function metadataOfModel(workspace: Workspace, { path, node }: Model): string | undefined {
  if (node.kind === 'ClassDef') return metadataOfClass(workspace, path, node, 0)
  const [, metadata] = node.args
  return metadata && metadataOf(workspace, path, metadata)
}

/** The MetaData behind an expression: `metadata`, `Base.metadata`, `db.metadata`, a name for one of them. */
export function metadataOf(workspace: Workspace, path: string, expr: Expr, depth = 0): string | undefined {
  if (depth > maxDepth) return undefined
  if (expr.kind === 'Name') {
    const definition = definitionOf(workspace, path, expr)
    if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || !definition.node.value) return undefined
    const { value } = definition.node
    if (value.kind !== 'Call') return metadataOf(workspace, definition.path, value, depth + 1)
    return libraryName(workspace, definition.path, value.func) === 'MetaData' ? identity(definition.path, value) : undefined
  }
  if (expr.kind !== 'Attribute' || !/^metadatas?$/.test(expr.attr)) {
    const definition = expr.kind === 'Attribute' ? definitionOf(workspace, path, expr) : undefined
    if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || definition.node.value?.kind !== 'Call') return undefined
    const { value } = definition.node
    return libraryName(workspace, definition.path, value.func) === 'MetaData' ? identity(definition.path, value) : undefined
  }
  const owner = definitionOf(workspace, path, expr.value)
  if (owner?.kind === 'external') return /^sqlmodel\.(\w+\.)*SQLModel$/.test(owner.qualified) ? 'sqlmodel' : undefined
  // `tables.metadata`, a MetaData in a module.
  if (owner?.kind === 'module') {
    const found = workspace.resolveName(owner.path, expr.attr)
    const value = found?.kind === 'definition' && found.node.kind === 'Assign' ? found.node.value : undefined
    return found?.kind === 'definition' && value?.kind === 'Call' ? identity(found.path, value) : undefined
  }
  if (owner?.kind !== 'definition') return undefined
  if (owner.node.kind === 'ClassDef') return metadataOfClass(workspace, owner.path, owner.node, depth + 1)
  return owner.node.kind === 'Assign' ? metadataOfMaker(workspace, owner.path, owner.node.value, depth + 1) : undefined
}

function metadataOfClass(workspace: Workspace, path: string, cls: ClassDef, depth: number): string | undefined {
  if (depth > maxDepth) return undefined
  const chain = classChain(workspace, path, cls)
  for (const { path: at, expr } of chain.classes) {
    const attribute = classAttribute(expr, 'metadata')
    if (attribute?.kind === 'method') return undefined
    if (!attribute) continue
    return attribute.expr.kind === 'Call' ? identity(at, attribute.expr) : metadataOf(workspace, at, attribute.expr, depth + 1)
  }
  const [maker] = chain.baseMakers
  if (maker) return maker.node.kind === 'Assign' ? metadataOfMaker(workspace, maker.path, maker.node.value, depth + 1) : undefined
  if (chain.unknownBases) return undefined
  const base = chain.classes.findLast(({ path: at, expr }) => expr.bases.some((each) => libraryName(workspace, at, each) !== undefined))
  if (!base) return undefined
  const isSqlModel = base.expr.bases.some((each) => libraryName(workspace, base.path, each) === 'SQLModel')
  return isSqlModel ? 'sqlmodel' : identity(base.path, base.expr)
}

/** `declarative_base()`, `declarative_base(metadata=m)`, `SQLAlchemy(metadata=m)`, `registry()`. */
function metadataOfMaker(workspace: Workspace, path: string, maker: Expr | undefined, depth: number): string | undefined {
  if (maker?.kind !== 'Call') return undefined
  const given = keywordOf(maker, 'metadata')
  if (given) return given.kind === 'Call' ? identity(path, given) : metadataOf(workspace, path, given, depth)
  const { func } = maker
  // `mapper_registry.generate_base()` shares the registry's.
  if (func.kind === 'Attribute' && func.attr === 'generate_base') {
    const owner = definitionOf(workspace, path, func.value)
    return owner?.kind === 'definition' && owner.node.kind === 'Assign'
      ? metadataOfMaker(workspace, owner.path, owner.node.value, depth + 1)
      : undefined
  }
  return identity(path, maker)
}

/** A MetaData by the place where it, or the base that brings its own, is made. */
export const identity = (path: string, { start }: Call | ClassDef): string => `${path}:${start}`
