import type { Call, Expr, Param } from '../../python/ast'
import type { Workspace } from '../workspace'

/** How far `SessionDep = Annotated[…]` is followed. */
const maxAliases = 8

/** `Depends(…)` of a parameter. */
export interface Dependency {
  /** The file that writes it: another one when the annotation is an alias. */
  readonly path: string
  readonly call: Call
  /** The function or class; undefined for a bare `Depends()`, which means the annotated class. */
  readonly target: Expr | undefined
}

/** `= Depends(f)`, `Annotated[Session, Depends(f)]`, also through a module-level alias `SessionDep = Annotated[…]`. */
export function dependencyOf(workspace: Workspace, path: string, param: Param): Dependency | undefined {
  if (isDepends(param.default)) return dependency(path, param.default)
  return param.annotation ? dependencyIn(workspace, path, param.annotation, 0) : undefined
}

function dependencyIn(workspace: Workspace, path: string, annotation: Expr, depth: number): Dependency | undefined {
  if (annotation.kind === 'Subscript') {
    const call = annotation.index.flatMap((each) => (each.kind === 'Tuple' ? each.elts : [each])).find(isDepends)
    return call ? dependency(path, call) : undefined
  }
  if (annotation.kind !== 'Name' || depth > maxAliases) return undefined
  const definition = workspace.resolveName(path, annotation.id)
  if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || !definition.node.value) return undefined
  return dependencyIn(workspace, definition.path, definition.node.value, depth + 1)
}

const dependency = (path: string, call: Call): Dependency => ({
  path,
  call,
  target: call.args[0] ?? call.keywords.find((keyword) => keyword.name === 'dependency')?.value,
})

function isDepends(expr: Expr | undefined): expr is Call {
  if (expr?.kind !== 'Call') return false
  const name = expr.func.kind === 'Name' ? expr.func.id : expr.func.kind === 'Attribute' ? expr.func.attr : ''
  return name === 'Depends' || name === 'Security'
}
