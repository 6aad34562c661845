import type { Expr, FunctionDef } from '../../python/ast'
import { isNone } from '../../python/children'
import { oneOf } from './agreement'
import { promisedBy } from './annotated-value'
import { returnsIn, statementsIn } from './bindings'
import type { Value } from './value'
import { maxDepth, type ValueResolver } from './value-resolver'

/** What a function gives to its caller: the yielded value of a generator, else the returned one. */
export function produced(resolver: ValueResolver, path: string, fn: FunctionDef, depth: number): { value: Value; at: Expr } | undefined {
  if (depth > maxDepth) return undefined
  const yields = yieldsIn(fn)
  const candidates = yields.length > 0 ? yields : returnsIn(fn)
  const values = candidates.filter((at) => !isNone(at)).map((at) => ({ at, value: resolver.resolve(path, at, depth + 1) }))
  const first = values.find(({ value }) => value.kind !== 'unknown')
  if (first)
    return {
      at: first.at,
      value: oneOf(
        values.map(({ value }) => value),
        first.at,
      ),
    }
  const [at] = candidates
  if (!fn.returns || !at) return undefined
  const promised = promisedBy(resolver, path, fn.returns, fn, depth)
  return promised.kind === 'unknown' ? undefined : { value: promised, at }
}

export function yieldsIn(fn: FunctionDef): readonly Expr[] {
  const found: Expr[] = []
  for (const stmt of statementsIn(fn.body)) {
    const value = stmt.kind === 'ExprStmt' || stmt.kind === 'Assign' || stmt.kind === 'Return' ? stmt.value : undefined
    if (value?.kind === 'Yield' && value.value) found.push(value.value)
  }
  return found
}
