import type { Expr } from '../../python/ast'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround } from './bindings'
import type { SessionEvent } from './events'
import { sessionRefOf } from './session-ref'
import type { SessionRef } from './value'

/** What the collecting of a function's events knows and fills. */
export interface EventContext {
  readonly workspace: Workspace
  readonly path: string
  /** A parameter that is taken for a session. */
  readonly given: SessionRef | undefined
  readonly add: (event: SessionEvent) => void
}

export function sessionIn(context: EventContext, expr: Expr): SessionRef | undefined {
  const { workspace, path, given } = context
  const ref = sessionRefOf(workspace, path, expr)
  if (ref || !given || expr.kind !== 'Name') return ref
  // A function inside sees the parameters of the one around it.
  for (let fn = functionAround(expr); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, expr.id, expr.start)
    if (binding) return binding.node === given.id ? given : undefined
  }
  return undefined
}
