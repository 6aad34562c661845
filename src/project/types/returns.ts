import type { Expr, FunctionDef } from '../../python/ast'
import { descendants, dottedName, isNone } from '../../python/children'
import { typeOfAnnotation } from './annotation'
import { type Typing, typeIn } from './expression-type'
import { genericOf } from './members'
import { asOptional, elementOf, type PythonType, sameType } from './python-type'

/** What calling a function of the project gives: its return annotation, or the values its body returns or yields. */
export function typeOfReturn(typing: Typing, { path, node, self }: Extract<PythonType, { kind: 'function' }>): PythonType | undefined {
  const there = { ...typing, path }
  const yields = isManager(node)
  if (node.returns) {
    const generic = self?.kind === 'instance' || self?.kind === 'class' ? genericOf(typing, self.cls) : undefined
    const type = typeOfAnnotation(typing.workspace, path, node.returns, generic)
    if (type) return yields ? (elementOf(type) ?? type) : isSelf(node.returns) ? self : type
    if (isSelf(node.returns)) return self
  }
  const values = yields ? yieldedValues(node) : returnedValues(node)
  const known = values.filter((value) => !isNone(value)).map((value) => typeIn(there, value))
  const [first] = known
  if (!first || !known.every((type) => sameType(type, first))) return undefined
  return known.length < values.length ? asOptional(first) : first
}

const isSelf = (annotation: Expr): boolean => annotation.kind === 'Name' && annotation.id === 'Self'

/** A generator that gives one value: a context manager, or a dependency. */
const isManager = (node: FunctionDef): boolean =>
  node.decorators.some((decorator) =>
    /(?:^|\.)(?:async)?contextmanager$|(?:^|\.)fixture$/.test(dottedName(decorator.kind === 'Call' ? decorator.func : decorator) ?? ''),
  )

const opensScope = (kind: string): boolean => kind === 'FunctionDef' || kind === 'ClassDef' || kind === 'Lambda'

function returnedValues(node: FunctionDef): Expr[] {
  return node.body.flatMap((statement) =>
    [...descendants(statement, (inner) => !opensScope(inner.kind))].flatMap((inner) =>
      inner.kind === 'Return' && inner.value ? [inner.value] : [],
    ),
  )
}

function yieldedValues(node: FunctionDef): Expr[] {
  return node.body.flatMap((statement) =>
    [...descendants(statement, (inner) => !opensScope(inner.kind))].flatMap((inner) =>
      inner.kind === 'Yield' && inner.value && !inner.from ? [inner.value] : [],
    ),
  )
}
