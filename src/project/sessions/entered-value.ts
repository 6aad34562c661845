import type { ClassDef, Expr, FunctionDef } from '../../python/ast'
import { returnsIn } from './bindings'
import { basesOf, methodOf } from './class-members'
import { unknownValue, type Value } from './value'
import type { ValueResolver } from './value-resolver'

/** `with x as y`: sessions and connections enter as themselves; a generator-based context manager gives what it yields. */
export function entered(resolver: ValueResolver, path: string, context: Expr, depth: number): Value {
  const value = resolver.resolve(path, context, depth)
  if (value.kind !== 'instance') return value
  const enter =
    inheritedMethod(resolver, value.path, value.node, '__enter__', 0) ?? inheritedMethod(resolver, value.path, value.node, '__aenter__', 0)
  if (!enter) return unknownValue
  return givesItself(resolver, enter, 0) ? value : (resolver.produced(enter.path, enter.node, depth)?.value ?? unknownValue)
}

interface Method {
  readonly path: string
  readonly node: FunctionDef
  readonly cls: ClassDef
}

/** A method of a class or of the nearest of its bases. */
function inheritedMethod(resolver: ValueResolver, path: string, cls: ClassDef, name: string, depth: number): Method | undefined {
  const node = methodOf(cls, name)
  if (node) return { path, node, cls }
  if (depth > 4) return undefined
  for (const base of basesOf(cls)) {
    const parent = resolver.resolve(path, base, depth)
    const found = parent.kind === 'class' ? inheritedMethod(resolver, parent.path, parent.node, name, depth + 1) : undefined
    if (found) return found
  }
  return undefined
}

/** `return self`, `return super().__enter__()` of a base that does. */
function givesItself(resolver: ValueResolver, { path, node, cls }: Method, depth: number): boolean {
  const given = returnsIn(node)
  return (
    given.length > 0 &&
    given.every((expr) => {
      if (expr.kind === 'Name') return expr.id === node.params[0]?.name
      const call = expr.kind === 'Await' ? expr.value : expr
      const func = call.kind === 'Call' && call.func.kind === 'Attribute' && call.func.attr === node.name ? call.func : undefined
      if (depth > 4 || func?.value.kind !== 'Call' || func.value.func.kind !== 'Name' || func.value.func.id !== 'super') return false
      return basesOf(cls).some((base) => {
        const parent = resolver.resolve(path, base, depth)
        const found = parent.kind === 'class' ? inheritedMethod(resolver, parent.path, parent.node, node.name, depth + 1) : undefined
        return found !== undefined && givesItself(resolver, found, depth + 1)
      })
    })
  )
}
