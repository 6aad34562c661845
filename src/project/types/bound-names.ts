import type { Call, ComprehensionExpr, Expr, Lambda, Name, Node } from '../../python/ast'
import { ancestor, dottedName } from '../../python/children'
import { type Typing, typeIn } from './expression-type'
import { elementOf, type PythonType } from './python-type'

export const isComprehension = (node: Node): node is ComprehensionExpr =>
  node.kind === 'ListComp' || node.kind === 'SetComp' || node.kind === 'DictComp' || node.kind === 'GeneratorExp'

/** `undefined`: this comprehension does not bind the name; null: it does, to something unknown. */
export function typeOfComprehensionName(typing: Typing, scope: ComprehensionExpr, from: Node, name: Name): PythonType | null | undefined {
  const index = scope.generators.indexOf(from as (typeof scope.generators)[number])
  // The first iterable is evaluated outside the comprehension.
  const inIterable = index >= 0 && scope.generators[index]?.iter !== undefined && contains(scope.generators[index].iter, name)
  const visible = inIterable ? scope.generators.slice(0, index) : scope.generators
  for (const generator of [...visible].reverse()) {
    const place = placeIn(generator.target, name.id)
    if (place) return follow(elementOf(typeIn(typing, generator.iter)), place) ?? null
  }
  return undefined
}

export const contains = (outer: Node, inner: Node): boolean => outer.start <= inner.start && inner.end <= outer.end

/** Where a name stands in a target: `[]` for itself, `[1]` for the second of a tuple. */
export function placeIn(target: Expr, name: string): number[] | undefined {
  if (target.kind === 'Name') return target.id === name ? [] : undefined
  if (target.kind !== 'Tuple' && target.kind !== 'List') return undefined
  for (const [index, element] of target.elts.entries()) {
    const place = placeIn(element, name)
    if (place) return [index, ...place]
  }
  return undefined
}

export function follow(type: PythonType | undefined, place: readonly number[]): PythonType | undefined {
  let at = type
  for (const index of place) at = at?.kind === 'tuple' ? at.items[index] : at?.kind === 'rows' ? at.of : undefined
  return at
}

/** `sorted(jobs, key=lambda job: job.id)`, `jobs.sort(key=lambda job: …)`, `map(lambda job: …, jobs)`, `filter(lambda …, jobs)`. */
export function typeOfLambdaParam(typing: Typing, lambda: Lambda, index: number): PythonType | undefined {
  const call = ancestor(lambda.parent, (node): node is Call => node.kind === 'Call')
  if (!call || index !== 0) return undefined
  const direct = call.args.includes(lambda) || call.keywords.some((keyword) => keyword.value === lambda)
  if (!direct) return undefined
  const name = dottedName(call.func)
  if (call.args[0] === lambda && (name === 'map' || name === 'filter')) return call.args[1] && elementOf(typeIn(typing, call.args[1]))
  if (call.func.kind === 'Attribute' && call.func.attr === 'sort') return elementOf(typeIn(typing, call.func.value))
  const isKey = call.keywords.some((keyword) => keyword.name === 'key' && keyword.value === lambda)
  return isKey && call.args[0] && /^(?:sorted|min|max|groupby|itertools\.groupby)$/.test(name ?? '')
    ? elementOf(typeIn(typing, call.args[0]))
    : undefined
}
