import type { Call, ClassDef, Expr, FunctionDef, Node, Param } from '../../python/ast'
import { executionsIn } from '../executions'
import type { Workspace } from '../workspace'
import { type Effect, effectOn, isPathHelper } from './effect'
import { eventsOf, type SessionEvent } from './events'
import { type SchemaTemplate, templateAtCall, templateOf } from './schema-template'
import { valueOf } from './values'

/** A function (or class) whose only business is to set the search path. */
export interface PathHelper {
  readonly path: string
  readonly node: FunctionDef | ClassDef
  readonly origin: 'configured' | 'inferred'
}

/** The configured helpers that the project defines, by definition. */
export function configuredHelpers(workspace: Workspace): ReadonlyMap<Node, PathHelper> {
  return workspace.memo('sessions/configured-helpers', () => {
    const found = new Map<Node, PathHelper>()
    for (const symbol of workspace.config.tenancy.helpers) {
      if (symbol.endsWith(':*')) {
        for (const helper of pathSettersOf(workspace, symbol.slice(0, -2))) found.set(helper.node, helper)
        continue
      }
      const definition = workspace.resolveSymbol(symbol)
      if (definition?.kind !== 'definition' || definition.node.kind === 'Assign') continue
      found.set(definition.node, { path: definition.path, node: definition.node, origin: 'configured' })
    }
    return found
  })
}

/** Every function and class of a module that sets the path: its other symbols are none of our business. */
function pathSettersOf(workspace: Workspace, dotted: string): readonly PathHelper[] {
  const name = dotted.slice(dotted.lastIndexOf('.') + 1)
  const parts = dotted.split('.')
  return workspace.files().flatMap((path) => {
    if (!path.endsWith(`${parts.join('/')}.py`) && !path.endsWith(`${parts.join('/')}/__init__.py`)) return []
    const before = path.slice(0, path.lastIndexOf(parts.join('/')))
    if (before !== '' && !before.endsWith('/')) return []
    const module = name === '' ? undefined : workspace.module(path)
    return (module?.topLevel ?? []).flatMap((slice) => {
      if (!module || (slice.kind !== 'def' && slice.kind !== 'class')) return []
      return module.statementsOf(slice).flatMap((node): PathHelper[] => {
        if (node.kind !== 'FunctionDef' && node.kind !== 'ClassDef') return []
        return setsPath(workspace, path, node) ? [{ path, node, origin: 'configured' }] : []
      })
    })
  })
}

function setsPath(workspace: Workspace, path: string, node: FunctionDef | ClassDef): boolean {
  if (node.kind === 'FunctionDef' && isInferredHelper(workspace, path, node)) return true
  for (const execution of executionsIn(workspace, path, node))
    if (execution.analysis.statements.some((statement) => statement.kind === 'set-search-path')) return true
  return false
}

/** The helper an expression names: `set_user_schema`, `schema_utils.restore_search_path`, `SchemaManager`. */
export function helperNamed(workspace: Workspace, path: string, expr: Expr): PathHelper | undefined {
  const value = valueOf(workspace, path, expr)
  if (value.kind !== 'function' && value.kind !== 'class' && value.kind !== 'method') return undefined
  const configured = configuredHelpers(workspace).get(value.node)
  if (configured) return configured
  if (value.node.kind !== 'FunctionDef') return undefined
  return isInferredHelper(workspace, value.path, value.node) ? { path: value.path, node: value.node, origin: 'inferred' } : undefined
}

function isInferredHelper(workspace: Workspace, path: string, fn: FunctionDef): boolean {
  const cache = workspace.memo('sessions/inferred-helpers', () => new WeakMap<FunctionDef, boolean>())
  const known = cache.get(fn)
  if (known !== undefined) return known
  cache.set(fn, false)
  const verdict = isPathHelper(workspace, path, fn)
  cache.set(fn, verdict)
  return verdict
}

export interface HelperCall {
  readonly helper: PathHelper & { readonly node: FunctionDef }
  readonly call: Call
  readonly param: Param
  readonly effect: Effect
  /** The schema it puts on the path, in the caller's words. */
  readonly schema: SchemaTemplate
}

/** A call that hands a session to a helper, with what the helper does to it. */
export function helperCallOf(workspace: Workspace, path: string, event: SessionEvent): HelperCall | undefined {
  if (event.kind !== 'pass' || !event.callee || !event.param) return undefined
  const helper = helperNamed(workspace, path, event.call.func)
  const { node } = helper ?? {}
  if (!helper || node?.kind !== 'FunctionDef') return undefined
  const effect = effectOn(workspace, event.callee.path, event.callee.fn, event.param)
  return { helper: { ...helper, node }, call: event.call, param: event.param, effect, schema: schemaSetBy(workspace, path, event) }
}

/** The schema that a chain of helpers puts on the path, seen from the first call. */
function schemaSetBy(workspace: Workspace, path: string, event: SessionEvent, depth = 0): SchemaTemplate {
  if (event.kind !== 'pass' || !event.callee || !event.param || depth > 4)
    return { kind: 'unreadable', reason: 'the helper cannot be followed' }
  const { callee, param } = event
  const sets = eventsOf(workspace, callee.path, callee.fn).events.filter(
    (each) => each.ref.id === param && (each.kind === 'set' ? each.change.form !== 'reset' : each.kind === 'pass'),
  )
  for (const set of sets) {
    const inner =
      set.kind === 'set' ? templateOf(workspace, set.change, set.execution) : schemaSetBy(workspace, callee.path, set, depth + 1)
    if (inner.kind === 'template') return templateAtCall(workspace, inner, callee.fn, callee.path, event.call, path)
    if (set.kind === 'set') return inner
  }
  return { kind: 'unreadable', reason: `what \`${callee.fn.name}\` puts on the path is not plain` }
}
