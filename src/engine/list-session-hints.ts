import { type Binding, scopeOf } from '../project/sessions/bindings'
import { entryScope } from '../project/sessions/scope'
import type { ScopeStep } from '../project/sessions/session-state'
import type { SessionRef, Value } from '../project/sessions/value'
import { valueOf, valueOfParam } from '../project/sessions/values'
import type { Workspace } from '../project/workspace'
import type { Expr, FunctionDef } from '../python/ast'
import { descendants } from '../python/children'
import type { Span } from '../text/span'

/** Whose rows a session reaches, to be shown behind the name that it gets where a function opens or takes it. */
export interface SessionHint {
  /** Behind the name. */
  readonly at: number
  /** Placeholder schemas with what they become, as the code writes it; undefined for a session without a map. */
  readonly map: readonly { readonly from: string; readonly to: string }[] | undefined
  readonly steps: readonly ScopeStep[]
}

/** The sessions of the functions in a part of a module whose scope is proved; about the others nothing is said. */
export function listSessionHints(workspace: Workspace, path: string, part: Span): readonly SessionHint[] {
  const module = workspace.module(path)
  const hints: SessionHint[] = []
  for (const slice of module?.topLevel ?? []) {
    if (!module || slice.end < part.start || slice.start > part.end) continue
    for (const statement of module.statementsOf(slice)) {
      for (const node of descendants(statement)) if (node.kind === 'FunctionDef') hints.push(...hintsOf(workspace, path, node))
    }
  }
  return hints.filter(({ at }) => part.start <= at && at <= part.end).sort((a, b) => a.at - b.at)
}

function hintsOf(workspace: Workspace, path: string, fn: FunctionDef): readonly SessionHint[] {
  return [...scopeOf(fn).bindings].flatMap(([name, bindings]) =>
    bindings.flatMap((binding) => {
      const at = endOfName(binding, name)
      const ref = at === undefined ? undefined : sessionIn(workspace, path, binding)
      return at === undefined || !ref ? [] : toHint(workspace, at, ref)
    }),
  )
}

function endOfName(binding: Binding, name: string): number | undefined {
  if (binding.kind === 'param') return binding.node.nameStart + name.length
  const targets = binding.kind === 'assign' ? binding.node.targets : binding.kind === 'with' ? [binding.node.target] : []
  for (const target of targets)
    if (target) for (const node of descendants(target)) if (node.kind === 'Name' && node.id === name) return node.end
  return undefined
}

function sessionIn(workspace: Workspace, path: string, binding: Binding): SessionRef | undefined {
  const value = valueIn(workspace, path, binding)
  return value?.kind === 'session' && (value.ref.type === 'session' || value.ref.type === 'connection') ? value.ref : undefined
}

function valueIn(workspace: Workspace, path: string, binding: Binding): Value | undefined {
  if (binding.kind === 'param')
    return binding.fn.kind === 'FunctionDef' ? valueOfParam(workspace, path, binding.node, binding.fn) : undefined
  if (binding.kind === 'with')
    return binding.path.length === 0 && binding.node.target ? valueOf(workspace, path, binding.node.target) : undefined
  if (binding.kind !== 'assign') return undefined
  let value: Value | undefined = valueOf(workspace, path, binding.value)
  for (const index of binding.path) value = value?.kind === 'tuple' ? value.elts[index] : undefined
  return value
}

function toHint(workspace: Workspace, at: number, ref: SessionRef): SessionHint[] {
  const scope = entryScope(workspace, ref)
  if (scope.kind === 'unknown') return []
  if (scope.kind === 'unscoped') return [{ at, map: undefined, steps: scope.steps }]
  const { path, entries } = scope.map
  const textOf = ({ start, end }: Expr): string => (workspace.text(path) ?? '').slice(start, end).replace(/\s+/g, ' ')
  const map = entries.flatMap(({ token, value }) => (token === null ? [] : [{ from: token, to: textOf(value) }]))
  return map.length === 0 ? [] : [{ at, map, steps: scope.steps }]
}
