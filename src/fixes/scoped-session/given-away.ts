import { functionAround } from '../../project/sessions/bindings'
import { callersOf } from '../../project/sessions/callers'
import { closuresOf } from '../../project/sessions/closures'
import { type Effect, effectOf } from '../../project/sessions/effect'
import { eventsOf } from '../../project/sessions/events'
import type { SessionRef } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Call, Expr, FunctionDef } from '../../python/ast'
import { schemasSetBy } from './other-tenant'
import { listStrays, type Rewrite, withStrays } from './plan'

/** What one function does with the session. */
export interface Part {
  readonly path: string
  readonly fn: FunctionDef
  readonly effect: Effect
}

/**
 * What a function and those that ask it for its session do with that session: `def tenant_db(schema): …SET…; return db`. Without what is
 * done elsewhere, where somebody who asks cannot be followed, hands it on, asks for the path or sets it again.
 */
export function partsOf(rewrite: Rewrite): readonly [Part, ...Part[]] {
  const { effect, fn, module } = rewrite
  const own: Part = { path: module.path, fn, effect }
  const others = effect.keeps.filter(({ event }) => event.kind !== 'leave' || (event.via !== 'return' && event.via !== 'yield'))
  if (effect.keeps.length === 0 || others.length > 0) return [own]
  const users = usersOf(rewrite)
  return users ? [{ ...own, effect: { ...effect, keeps: [] } }, ...users] : [own]
}

function usersOf({ workspace, module, fn, ref }: Rewrite): readonly Part[] | undefined {
  if (fn.parent || ref.origin.kind !== 'opened') return undefined
  const { calls, complete } = callersOf(workspace, module.path, fn)
  if (!complete) return undefined
  const parts: Part[] = []
  for (const { path, call } of calls) {
    const user = functionAround(call)
    const name = nameOf(call)
    if (user?.kind !== 'FunctionDef' || !name) return undefined
    const values = [call, name].map((expr) => valueOf(workspace, path, expr))
    const isIt = (given: SessionRef) => given.id === call && given.origin.kind === 'yielded' && given.origin.inner.id === ref.id
    if (!values.some((value) => value.kind === 'session' && isIt(value.ref))) return undefined
    const events = [...eventsOf(workspace, path, user).events, ...closuresOf(workspace, path, user).flatMap((closure) => closure.events)]
    const mine = events.filter((event) => event.ref.id === call)
    const effect = withStrays(effectOf(workspace, path, mine), listStrays(workspace, path, user))
    const sets = mine.some((event) => event.kind === 'set' || (event.kind === 'pass' && schemasSetBy(workspace, path, event).length > 0))
    if (sets || effect.resets || effect.shows || effect.keeps.length > 0) return undefined
    parts.push({ path, fn: user, effect })
  }
  return parts
}

/** `with tenant_session(schema) as db:`, `db = tenant_db(schema)` */
function nameOf(call: Call): Expr | undefined {
  const { parent } = call
  if (parent?.kind === 'WithItem') return parent.target?.kind === 'Name' ? parent.target : undefined
  const [target, ...more] = parent?.kind === 'Assign' ? parent.targets : []
  return target?.kind === 'Name' && more.length === 0 ? target : undefined
}
