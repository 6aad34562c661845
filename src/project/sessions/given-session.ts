import type { Workspace } from '../workspace'
import { argumentFor } from './call-arguments'
import { callersOf } from './callers'
import { givenSession } from './session-ref'
import type { SessionRef } from './value'
import { valueOf } from './values'

/** A parameter without a type that every caller of the project gives a session: the session it stands for. */
export function sessionGivenTo(workspace: Workspace, { type, origin }: SessionRef): SessionRef | undefined {
  if (type !== 'unknown' || origin.kind !== 'parameter' || origin.fn.kind !== 'FunctionDef') return undefined
  const { path, fn, param } = origin
  const { calls, complete } = callersOf(workspace, path, fn)
  if (!complete || calls.length === 0) return undefined
  const kinds = new Set<boolean | undefined>()
  for (const site of calls) {
    const argument = argumentFor(site.call, fn, param)
    const value = argument && valueOf(workspace, site.path, argument)
    if (value?.kind !== 'session' || value.ref.type !== 'session') return undefined
    kinds.add(value.ref.async)
  }
  const [async] = kinds
  return kinds.size === 1 ? givenSession(path, fn, param, async) : undefined
}
