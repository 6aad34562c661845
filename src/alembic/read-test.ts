import type { Expr } from '../python/ast'
import { evaluate, type Scope } from './evaluate'
import { textOf } from './values'

/**
 * What a condition means for the branch under it, on PostgreSQL and online. `transparent`: a question about the run, not about objects
 * (`if schema:`, a filter of tenants); `unknown`: anything else, so the branch counts as guarded.
 */
export type TestVerdict = 'true' | 'false' | 'transparent' | 'unknown'

export function judgeTest(test: Expr, scope: Scope): TestVerdict {
  if (test.kind === 'Constant') return test.value === true ? 'true' : test.value === false ? 'false' : 'unknown'
  if (test.kind === 'UnaryOp' && test.op === 'not') {
    const inner = judgeTest(test.operand, scope)
    return inner === 'true' ? 'false' : inner === 'false' ? 'true' : inner
  }
  if (test.kind === 'BoolOp') {
    const [left, right] = [judgeTest(test.left, scope), judgeTest(test.right, scope)]
    const [neutral, deciding] = test.op === 'and' ? (['true', 'false'] as const) : (['false', 'true'] as const)
    if (left === deciding || right === deciding) return deciding
    if (left === neutral) return right
    if (right === neutral) return left
    return left === 'transparent' && right === 'transparent' ? 'transparent' : 'unknown'
  }
  if (test.kind === 'Call' && test.func.kind === 'Attribute' && test.func.attr === 'is_offline_mode') return 'false'
  const [comparator] = test.kind === 'Compare' ? test.comparators : []
  if (test.kind === 'Compare' && comparator) {
    const [op] = test.ops
    const sides = [evaluate(test.left, scope), evaluate(comparator, scope)] as const
    const dialect = sides.find(({ kind }) => kind === 'dialect-name')
    const other = sides.find((side) => side !== dialect)
    if (dialect && other) {
      const names = other.kind === 'list' ? other.items.map(textOf) : [textOf(other)]
      if (names.some((name) => name === undefined)) return 'unknown'
      const holds = names.some((name) => name === 'postgresql' || name === 'postgres')
      return (op === '==' || op === 'in') === holds ? 'true' : 'false'
    }
    const [left, right] = sides.map(textOf)
    if (left !== undefined && right !== undefined && (op === '==' || op === '!='))
      return (left === right) === (op === '==') ? 'true' : 'false'
    if (sides.some(({ kind }) => kind === 'tenant')) return 'transparent'
  }
  if (test.kind === 'Call' && test.func.kind === 'Attribute' && /^(startswith|endswith|match|fullmatch|isdigit)$/.test(test.func.attr)) {
    const subject = [test.func.value, ...test.args].map((expr) => evaluate(expr, scope))
    if (subject.some(({ kind }) => kind === 'tenant')) return 'transparent'
  }
  if (test.kind === 'Name' && evaluate(test, scope).kind === 'tenants') return 'transparent'
  return 'unknown'
}
