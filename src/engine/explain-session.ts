import { placeOf } from '../project/place-of'
import { functionAround } from '../project/sessions/bindings'
import { moduleFunction } from '../project/sessions/path-statements'
import { flowOf } from '../project/sessions/scope'
import { sessionRefOf } from '../project/sessions/session-ref'
import type { BaseScope, SessionState } from '../project/sessions/session-state'
import type { SessionRef, TranslateMap } from '../project/sessions/value'
import type { Workspace } from '../project/workspace'
import type { Expr, FunctionDef, Node } from '../python/ast'
import { ancestor, descendants } from '../python/children'
import { isStatement } from '../python/statements'
import type { Span } from '../text/span'

/** Which tenant a session works for at one place, and why; sentences without a period. */
export interface SessionExplanation {
  /** The session's name there. */
  readonly span: Span
  readonly name: string
  readonly summary: string
  readonly proof: readonly { readonly path: string; readonly span: Span; readonly text: string }[]
}

/** Explain the session at an offset, or the first one of the statement there. Undefined where no session is known. */
export function explainSession(workspace: Workspace, path: string, offset: number): SessionExplanation | undefined {
  const module = workspace.module(path)
  const node = module?.nodeAt(offset, offset + 1)
  const found = node && findSession(workspace, path, node)
  if (!module || !found) return undefined
  const { expr, ref } = found
  const around = functionAround(expr)
  const fn: FunctionDef = around?.kind === 'FunctionDef' ? around : moduleFunction(module)
  const flow = flowOf(workspace, path, fn, ref)
  const event =
    flow.events.find((each) => each.node.start <= expr.start && expr.end <= each.node.end) ??
    flow.events.find((each) => each.node.start >= expr.start)
  const states = event ? flow.before(event) : flow.exits
  const name = module.text.slice(expr.start, expr.end)
  const [state] = states
  const texts = [...new Set(states.map((each) => describe(workspace, path, name, each)))]
  return {
    span: { start: expr.start, end: expr.end },
    name,
    summary:
      texts.length === 0
        ? `\`${name}\` is a session, and nothing is done with it here`
        : texts.length === 1
          ? (texts[0] ?? '')
          : `On some paths ${texts.join('; on others ')}`,
    proof:
      state && state.base.kind !== 'unknown'
        ? state.base.steps.map((step) => ({ path: step.path, span: { start: step.node.start, end: step.node.end }, text: step.text }))
        : [],
  }
}

function findSession(workspace: Workspace, path: string, node: Node): { readonly expr: Expr; readonly ref: SessionRef } | undefined {
  const own = (each: Node) => (each.kind === 'Name' || each.kind === 'Attribute' ? toSession(workspace, path, each) : undefined)
  for (let at: Node | undefined = node; at && !isStatement(at); at = at.parent) {
    const session = own(at)
    if (session) return session
  }
  const statement = isStatement(node) ? node : ancestor(node, isStatement)
  // The body of a function or loop is many places; its own line is one.
  if (!statement || 'body' in statement) return undefined
  for (const each of descendants(statement)) {
    const session = own(each)
    if (session) return session
  }
  return undefined
}

function toSession(workspace: Workspace, path: string, expr: Expr): { readonly expr: Expr; readonly ref: SessionRef } | undefined {
  const ref = sessionRefOf(workspace, path, expr)
  return ref && ref.type !== 'unknown' ? { expr, ref } : undefined
}

function describe(workspace: Workspace, path: string, name: string, state: SessionState): string {
  const at = (node: Node) => placeOf(workspace, path, node)
  if (state.path)
    return `\`${name}\` follows the search path set at ${at(state.path.event.node)}, ${state.path.local ? 'until its transaction ends' : 'until its connection gets another one'}`
  if (state.lost) return `\`${name}\` has lost the search path set at ${at(state.lost.set.node)}: ${at(state.lost.by.node)} ended it`
  if (state.late) return `\`${name}\` is translated by the map put on its connection at ${at(state.late.node)}, until its transaction ends`
  if (state.lateLost)
    return `\`${name}\` has lost the map put on its connection at ${at(state.lateLost.set.node)}: ${at(state.lateLost.by.node)} ended it`
  return describeBase(workspace, name, state.base)
}

function describeBase(workspace: Workspace, name: string, base: BaseScope): string {
  if (base.kind === 'translated') return `\`${name}\` is bound to the tenant's engine: ${describeMap(workspace, base.map)}`
  if (base.kind === 'unscoped') return `\`${name}\` is not scoped to a tenant: its engine has no schema_translate_map`
  return `which tenant \`${name}\` works for is not known: ${base.reason}`
}

function describeMap(workspace: Workspace, { path, entries, complete }: TranslateMap): string {
  const text = workspace.text(path) ?? ''
  const parts = entries.map(({ token, value }) => `\`${token ?? 'no schema'}\` becomes \`${text.slice(value.start, value.end)}\``)
  return `${parts.join(', ')}${complete ? '' : ', and more that is computed'}`
}
