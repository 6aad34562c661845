import type { Call, Expr, FunctionDef, Param } from '../../python/ast'
import { bindingBefore, functionAround } from './bindings'
import { argumentFor, keywordOf } from './call-arguments'
import { boundEngine } from './library-value'
import type { EngineFact, SessionRef } from './value'
import type { ValueResolver } from './value-resolver'

/** A parameter that a function hands on to the session it opens: `SessionLocal(bind=bind)`, `SessionLocal(**options)`. */
export interface HandedBind {
  readonly param: Param
  /** `**options` may hold a `bind`; without one, the factory's own engine is meant. */
  readonly rest: boolean
  /** `Session(bind or engine)`: what it is without one. */
  readonly otherwise?: Expr
}

export function handedBindOf(fn: FunctionDef, opened: Call): HandedBind | undefined {
  const given = (expr: Expr | undefined, style: (param: Param) => boolean): Param | undefined => {
    const binding = expr?.kind === 'Name' ? bindingBefore(fn, expr.id, expr.start) : undefined
    return binding?.kind === 'param' && binding.fn === fn && style(binding.node) ? binding.node : undefined
  }
  const bind = keywordOf(opened, 'bind')?.value ?? opened.args[0]
  const choice = bind?.kind === 'BoolOp' && bind.op === 'or' ? bind : undefined
  const named = given(choice ? choice.left : bind, ({ style }) => style === 'positional' || style === 'keyword')
  if (named) return { param: named, rest: false, ...(choice && { otherwise: choice.right }) }
  const spread = opened.keywords.filter((keyword) => keyword.name === undefined)
  const rest = spread.length === 1 ? given(spread[0]?.value, ({ style }) => style === 'doublestar') : undefined
  return rest && { param: rest, rest: true }
}

/**
 * The session that a function opens as one call has it, where the function hands a `bind` on: `with session_scope(bind=tenant_engine) as db`.
 * Undefined where it hands on none: all calls have the same session.
 */
export function boundByCall(
  resolver: ValueResolver,
  call: { readonly path: string; readonly node: Call },
  callee: { readonly path: string; readonly fn: FunctionDef },
  inner: SessionRef,
  depth: number,
): SessionRef | undefined {
  const { origin } = inner
  if (origin.kind !== 'opened' || functionAround(origin.call) !== callee.fn) return undefined
  const handed = handedBindOf(callee.fn, origin.call)
  if (!handed) return undefined
  const bound = (id: Expr, engine: EngineFact | undefined): SessionRef => ({ ...inner, id, origin: { ...origin, engine } })
  const { node } = call
  const { param, rest, otherwise } = handed
  if (node.keywords.some(({ name }) => name === undefined)) return bound(node.func, undefined)
  const argument = rest ? keywordOf(node, 'bind')?.value : argumentFor(node, callee.fn, param)
  if (argument) return bound(argument, boundEngine(resolver.resolve(call.path, argument, depth + 1)))
  if (rest) return bound(node.func, origin.factory?.engine)
  if (otherwise) return bound(node.func, boundEngine(resolver.resolve(callee.path, otherwise, depth + 1)))
  return bound(node.func, param.default && boundEngine(resolver.resolve(callee.path, param.default, depth + 1)))
}
