import type { Expr, FunctionDef, Lambda, Node, Param } from '../../python/ast'
import { dottedName } from '../../python/children'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround } from './bindings'
import { classAround } from './class-members'
import type { SessionRef } from './value'
import { sessionOfValue } from './value'
import { valueOf } from './values'

/** The session an expression stands for, when the text proves that it is one. */
export function sessionRefOf(workspace: Workspace, path: string, expr: Expr): SessionRef | undefined {
  return sessionOfValue(valueOf(workspace, path, expr))
}

/** A receiver of unknown type, identified by what binds its name (`db` in `def f(db)`), or by itself where nothing does. */
export function refOfUnknown(workspace: Workspace, path: string, expr: Expr): SessionRef {
  const dotted = dottedName(expr)
  if (dotted === undefined)
    return { id: expr, type: 'unknown', async: undefined, origin: { kind: 'unknown', reason: 'the receiver is computed' } }
  const root = dotted.split('.')[0] ?? dotted
  const scope: Node | undefined = root === 'self' || root === 'cls' ? classAround(expr) : functionAround(expr)
  const fn = scope?.kind === 'FunctionDef' || scope?.kind === 'Lambda' ? scope : undefined
  const binding = fn && dotted === root ? bindingBefore(fn, root, expr.start) : undefined
  const owner: Node = binding?.node ?? scope ?? expr
  const cache = workspace.memo('sessions/unknown-refs', () => new WeakMap<Node, Map<string, SessionRef>>())
  const refs = cache.get(owner) ?? new Map<string, SessionRef>()
  cache.set(owner, refs)
  const known = refs.get(dotted)
  if (known) return known
  const id: Node = refs.size === 0 ? owner : expr
  const ref: SessionRef = {
    id,
    type: 'unknown',
    async: undefined,
    origin:
      binding?.kind === 'param'
        ? { kind: 'parameter', path, fn: binding.fn as FunctionDef | Lambda, param: binding.node }
        : { kind: 'unknown', reason: `where \`${dotted}\` comes from is not known` },
  }
  refs.set(dotted, ref)
  return ref
}

/** A parameter without a type, taken for the session that its callers pass. */
export const givenSession = (path: string, fn: FunctionDef, param: Param, async?: boolean): SessionRef => ({
  id: param,
  type: 'session',
  async,
  origin: { kind: 'parameter', path, fn, param },
})
