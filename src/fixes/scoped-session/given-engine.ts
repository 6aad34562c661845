import { bindingBefore, functionAround, scopeOf } from '../../project/sessions/bindings'
import { argumentFor } from '../../project/sessions/call-arguments'
import { callersOf } from '../../project/sessions/callers'
import { assignmentsTo, classAround } from '../../project/sessions/class-members'
import { isEngineClass } from '../../project/sessions/sqlalchemy-names'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Expr, FunctionDef, Param } from '../../python/ast'
import { missing, type Proof, proved } from './proof'

/**
 * P4 for a session of an engine that a function or an object is given: `def load(engine: Engine, schema: str)`. The tenant's map would take
 * the place of another one, so every caller has to give an engine without. Undefined where it is not seen to be an engine at all.
 */
export function proveGivenEngine(workspace: Workspace, path: string, bind: Expr): Proof | undefined {
  const given = parameterOf(bind)
  if (!given) return undefined
  const { fn, param } = given
  const { calls, complete } = callersOf(workspace, path, fn)
  const engines = calls.map((site) => {
    const argument = argumentFor(site.call, fn, param) ?? param.default
    const value = argument && valueOf(workspace, argument === param.default ? path : site.path, argument)
    return value?.kind === 'engine' ? value.engine : undefined
  })
  if (complete && engines.length > 0 && engines.every((engine) => engine && !engine.map))
    return proved('P4', `the session has one bind, the engine that every caller of \`${fn.name}\` gives it`)
  const type = param.annotation && valueOf(workspace, path, param.annotation)
  return type?.kind === 'external' && isEngineClass(type.qualified)
    ? missing('P4', `which engine \`${param.name}\` is, is not known: one that carries a map would lose it`)
    : undefined
}

/** `engine`, or `self.engine` that the constructor was given; undefined where it may have become something else. */
function parameterOf(bind: Expr): { readonly fn: FunctionDef; readonly param: Param } | undefined {
  if (bind.kind === 'Attribute') {
    const cls = bind.value.kind === 'Name' && bind.value.id === 'self' ? classAround(bind) : undefined
    const [only, ...more] = cls ? assignmentsTo(cls, bind.attr) : []
    return only && more.length === 0 && only.method?.name === '__init__' && only.value.kind === 'Name' ? parameterOf(only.value) : undefined
  }
  if (bind.kind !== 'Name') return undefined
  const fn = functionAround(bind)
  const binding = fn && bindingBefore(fn, bind.id, bind.start)
  return fn?.kind === 'FunctionDef' && binding?.kind === 'param' && scopeOf(fn).bindings.get(bind.id)?.length === 1
    ? { fn, param: binding.node }
    : undefined
}
