import type { Call, Expr, Param } from '../../python/ast'
import { dottedName, lastName } from '../../python/children'
import { libraryWord } from '../library-word'
import { namesOf } from '../names-of'
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
  if (isDepends(workspace, path, param.default)) return dependency(path, param.default)
  return param.annotation ? dependencyIn(workspace, path, param.annotation, 0) : undefined
}

function dependencyIn(workspace: Workspace, path: string, annotation: Expr, depth: number): Dependency | undefined {
  if (annotation.kind === 'Subscript') {
    const call = annotation.index
      .flatMap((each) => (each.kind === 'Tuple' ? each.elts : [each]))
      .find((each) => isDepends(workspace, path, each))
    return call ? dependency(path, call) : undefined
  }
  const name = dottedName(annotation)
  const definition = name === undefined || depth > maxAliases ? undefined : workspace.resolveName(path, name)
  if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || !definition.node.value) return undefined
  return dependencyIn(workspace, definition.path, definition.node.value, depth + 1)
}

const dependency = (path: string, call: Call): Dependency => ({
  path,
  call,
  target: call.args[0] ?? call.keywords.find((keyword) => keyword.name === 'dependency')?.value,
})

/** By its own name wherever that comes from, under another one where the import says so. */
export function isDepends(workspace: Workspace, path: string, expr: Expr | undefined): expr is Call {
  if (expr?.kind !== 'Call') return false
  return injectors.has(lastName(expr.func)) || injectors.has(libraryWord(workspace, path, expr.func))
}

const injectors: ReadonlySet<string> = new Set(['Depends', 'Security', 'TaskiqDepends'])

/** `Depends(f)` somewhere in the project: a framework calls it, and whoever depends on it is given what it gives. */
export const whoDependsOn = (workspace: Workspace, name: string): string | undefined =>
  workspace.memo(
    `sessions/dependents/${name}`,
    () => {
      const makers = [...injectors, 'Provide'].flatMap((each) => [...namesOf(workspace, each)])
      const names = [...namesOf(workspace, name)]
      const injecting = new RegExp(
        `\\b(?:${makers.join('|')})\\s*\\(\\s*(?:dependency\\s*=\\s*)?(?:\\w+\\s*\\.\\s*)*(?:${names.join('|')})\\b`,
      )
      return workspace.filesWith(names, ['.py']).find((path) => injecting.test(workspace.text(path) ?? ''))
    },
    'while-typing',
  )
