import type { Assign, Call, Expr, FunctionDef, Node, Param } from '../../python/ast'
import { isNone } from '../../python/children'
import type { Workspace } from '../workspace'
import { oneOf, oneOfSeveral } from './agreement'
import { annotatedValue, sessionBase } from './annotated-value'
import { attributeValue } from './attribute-value'
import { type Binding, bindingBefore, functionAround, mayBeAnother, scopeOf } from './bindings'
import { argumentFor } from './call-arguments'
import { type Dependency, dependencyOf } from './depends'
import { entered } from './entered-value'
import { boundByCall } from './handed-bind'
import { libraryValue, methodValue, openedBySessionClass, openedSession } from './library-value'
import { plainText } from './plain-expressions'
import { produced, yieldsIn } from './produced-value'
import { isAsyncName } from './sqlalchemy-names'
import { sessionOfType, unknownValue, type Value } from './value'
import { maxDepth, type ValueResolver } from './value-resolver'

interface Resolver extends ValueResolver {
  readonly known: WeakMap<Node, Value>
  readonly visiting: Set<Node>
}

const resolverOf = (workspace: Workspace): Resolver =>
  workspace.memo<Resolver>('sessions/values', () => {
    const resolver: Resolver = {
      workspace,
      known: new WeakMap(),
      visiting: new Set(),
      resolve: (path, expr, depth) => resolve(resolver, path, expr, depth),
      named: (path, name, at, depth) => moduleName(resolver, path, name, at, depth),
      produced: (path, fn, depth) => produced(resolver, path, fn, depth),
    }
    return resolver
  })

/**
 * What an expression of a module stands for: an engine, a session factory, a session, a function, …
 * Follows local names, imports, attributes of `self`, calls of project functions, `Depends` and context managers.
 * Unknown whenever the text does not tell.
 */
export const valueOf = (workspace: Workspace, path: string, expr: Expr): Value => resolve(resolverOf(workspace), path, expr, 0)

/** What a parameter holds when its function is called: told by `Depends`, its annotation or its default. */
export function valueOfParam(workspace: Workspace, path: string, param: Param, fn: FunctionDef): Value {
  const resolver = resolverOf(workspace)
  return remember(resolver, param, () => paramValue(resolver, path, param, fn, 0))
}

/** The function that a `Depends(…)` names. */
export function dependencyNamed(
  workspace: Workspace,
  { target, path }: Dependency,
): { readonly path: string; readonly node: FunctionDef } | undefined {
  const value = target ? valueOf(workspace, path, target) : undefined
  return value?.kind === 'function' ? value : undefined
}

/** What a function gives to its caller: the yielded value of a generator, else the returned one. */
export const producedBy = (workspace: Workspace, path: string, fn: FunctionDef): { value: Value; at: Expr } | undefined =>
  produced(resolverOf(workspace), path, fn, 0)

function remember(resolver: Resolver, node: Node, make: () => Value): Value {
  const known = resolver.known.get(node)
  if (known) return known
  if (resolver.visiting.has(node)) return unknownValue
  resolver.visiting.add(node)
  try {
    const value = make()
    resolver.known.set(node, value)
    return value
  } finally {
    resolver.visiting.delete(node)
  }
}

function resolve(resolver: Resolver, path: string, expr: Expr, depth: number): Value {
  if (depth > maxDepth) return unknownValue
  return remember(resolver, expr, () => {
    switch (expr.kind) {
      case 'Name':
        return nameValue(resolver, path, expr.id, expr, depth)
      case 'Attribute':
        return attributeValue(resolver, path, expr.value, expr.attr, expr, depth)
      case 'Call':
        return callValue(resolver, path, expr, depth)
      case 'Await':
        return resolve(resolver, path, expr.value, depth + 1)
      case 'Tuple':
        return { kind: 'tuple', elts: expr.elts.map((elt) => resolve(resolver, path, elt, depth + 1)) }
      case 'NamedExpr':
        return resolve(resolver, path, expr.value, depth + 1)
      case 'Subscript': {
        const value = resolve(resolver, path, expr.value, depth + 1)
        const [index] = expr.index
        // `SessionLocal.kw["bind"]` is the engine that the factory was made with.
        if (expr.value.kind === 'Attribute' && expr.value.attr === 'kw' && index && plainText(resolver.workspace, path, index) === 'bind') {
          const factory = resolve(resolver, path, expr.value.value, depth + 1)
          const engine = factory.kind === 'factory' ? factory.factory.engine : undefined
          return engine ? { kind: 'engine', engine } : unknownValue
        }
        // `connections["default"]`
        if (value.kind === 'external' && value.qualified === 'django.db.connections') return sessionOfType(expr, 'django', false, path)
        if (value.kind === 'tuple' && index?.kind === 'Num') return value.elts[Number(numberText(resolver, path, index))] ?? unknownValue
        return unknownValue
      }
      case 'IfExp': {
        const ways = [expr.body, expr.orelse].filter((way) => !isNone(way))
        return oneOf(
          ways.map((way) => resolve(resolver, path, way, depth + 1)),
          expr,
        )
      }
      case 'BoolOp': {
        // `db = db or SessionLocal()` is the given session or the opened one: not one known thing.
        return unknownValue
      }
      default:
        return unknownValue
    }
  })
}

function numberText(resolver: Resolver, path: string, node: Expr): string {
  return resolver.workspace.text(path)?.slice(node.start, node.end) ?? ''
}

function nameValue(resolver: Resolver, path: string, name: string, at: Node, depth: number): Value {
  for (let fn = functionAround(at); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, name, at.start)
    if (!binding) continue
    const value = bindingValue(resolver, path, binding, name, at, depth + 1)
    if (!mayBeAnother(fn, name, binding, at)) return value
    if (value.kind === 'session') return oneOfSeveral(value.ref, binding.node)
    const all = scopeOf(fn).bindings.get(name) ?? []
    return value.kind === 'engine' || value.kind === 'factory'
      ? oneOf([value, ...all.map((other) => bindingValue(resolver, path, other, name, at, depth + 1))], binding.node)
      : value
  }
  return moduleName(resolver, path, name, at.start, depth)
}

function moduleName(resolver: Resolver, path: string, name: string, at: number | undefined, depth: number): Value {
  const definition = resolver.workspace.resolveName(path, name, at)
  if (!definition) return unknownValue
  if (definition.kind === 'module') return { kind: 'module', path: definition.path }
  if (definition.kind === 'external') return { kind: 'external', qualified: definition.qualified }
  const { node } = definition
  if (node.kind === 'FunctionDef') return { kind: 'function', path: definition.path, node }
  if (node.kind === 'ClassDef') return { kind: 'class', path: definition.path, node }
  return assignedValue(resolver, definition.path, node, depth)
}

function assignedValue(resolver: Resolver, path: string, node: Assign, depth: number): Value {
  if (!node.value) return node.annotation ? annotatedValue(resolver, path, node.annotation, node, depth) : unknownValue
  const [target] = node.targets
  return target?.kind === 'Name' || target?.kind === 'Attribute' ? resolve(resolver, path, node.value, depth + 1) : unknownValue
}

function bindingValue(resolver: Resolver, path: string, binding: Binding, name: string, at: Node, depth: number): Value {
  switch (binding.kind) {
    case 'param':
      if (binding.fn.kind === 'Lambda') return unknownValue
      return remember(resolver, binding.node, () => paramValue(resolver, path, binding.node, binding.fn as FunctionDef, depth))
    case 'assign': {
      const value = elementAt(resolve(resolver, path, binding.value, depth), binding.path)
      // `pool: asyncpg.Pool = request.app["pool"]`
      const { annotation } = binding.node
      return value.kind === 'unknown' && annotation ? annotatedValue(resolver, path, annotation, binding.node, depth) : value
    }
    case 'with':
      return elementAt(entered(resolver, path, binding.node.context, depth), binding.path)
    case 'for':
      return elementAt(iterated(resolver, path, binding.iter, depth), binding.path)
    case 'import':
      return moduleName(resolver, path, name, at.start, depth)
    case 'def':
      if (binding.node.kind === 'FunctionDef') return { kind: 'function', path, node: binding.node }
      if (binding.node.kind === 'ClassDef') return { kind: 'class', path, node: binding.node }
      return unknownValue
    case 'other':
      return unknownValue
  }
}

function elementAt(value: Value, path: readonly number[]): Value {
  let current = value
  for (const index of path) {
    if (current.kind !== 'tuple') return unknownValue
    current = current.elts[index] ?? unknownValue
  }
  return current
}

function iterated(resolver: Resolver, path: string, iter: Expr, depth: number): Value {
  if (iter.kind !== 'Call') return unknownValue
  const callee = resolve(resolver, path, iter.func, depth)
  return callee.kind === 'function' && yieldsIn(callee.node).length > 0 ? resolve(resolver, path, iter, depth) : unknownValue
}

function paramValue(resolver: Resolver, path: string, param: Param, fn: FunctionDef, depth: number): Value {
  const depends = dependencyOf(resolver.workspace, path, param)
  if (depends) {
    if (depends.target) {
      const value = given(resolver, depends.path, depends.target, param, depth)
      if (value.kind !== 'unknown') return value
    } else if (param.annotation) {
      const cls = resolve(resolver, path, param.annotation, depth)
      if (cls.kind === 'class') return { kind: 'instance', path: cls.path, node: cls.node }
    }
  }
  const value = param.annotation ? annotatedValue(resolver, path, param.annotation, param, depth) : unknownValue
  // `def titles(schema, session_factory=SessionLocal)`
  if (param.default && (value.kind === 'unknown' || value.kind === 'opener')) {
    const usual = resolve(resolver, path, param.default, depth + 1)
    if (usual.kind === 'factory') return { kind: 'factory', factory: { ...usual.factory, given: { path, fn, param } } }
  }
  if (value.kind === 'session') return { kind: 'session', ref: { ...value.ref, id: param, origin: { kind: 'parameter', path, fn, param } } }
  return value
}

/** What `Depends(dependency)` injects: the product of a function, or an instance of a class. */
function given(resolver: Resolver, path: string, dependency: Expr, param: Param, depth: number): Value {
  const value = resolve(resolver, path, dependency, depth + 1)
  if (value.kind === 'class') return { kind: 'instance', path: value.path, node: value.node }
  if (value.kind !== 'function') return unknownValue
  const product = produced(resolver, value.path, value.node, depth + 1)
  if (!product) return unknownValue
  const { path: fnPath, node: fn } = value
  const wrap = (inner: Value): Value => {
    if (inner.kind === 'tuple') return { kind: 'tuple', elts: inner.elts.map(wrap) }
    if (inner.kind !== 'session') return inner
    return {
      kind: 'session',
      ref: {
        id: param,
        type: inner.ref.type,
        async: inner.ref.async,
        origin: { kind: 'yielded', via: 'depends', path: fnPath, fn, at: product.at, inner: inner.ref },
      },
    }
  }
  return wrap(product.value)
}

function callValue(resolver: Resolver, path: string, call: Call, depth: number): Value {
  const { func } = call
  if (func.kind === 'Attribute') {
    const value = methodValue(resolver, path, call, func.value, func.attr, depth)
    if (value) return value
  }
  const callee = resolve(resolver, path, func, depth + 1)
  switch (callee.kind) {
    case 'external':
      return libraryValue(resolver, path, call, callee.qualified, depth)
    case 'factory':
      return openedSession(resolver, path, call, callee.factory, depth)
    case 'opener':
      return {
        kind: 'session',
        ref: {
          id: call,
          type: callee.type,
          async: callee.async,
          origin: { kind: 'opened', path, call, factory: undefined, engine: undefined },
        },
      }
    case 'class': {
      const base = sessionBase(resolver, callee.path, callee.node, 0)
      if (base) return openedBySessionClass(resolver, path, call, isAsyncName(base), depth)
      return { kind: 'instance', path: callee.path, node: callee.node }
    }
    case 'function':
    case 'method':
      return calledFunction(resolver, path, call, callee.path, callee.node, depth)
    default:
      return builtinCall(resolver, path, call, depth)
  }
}

function builtinCall(resolver: Resolver, path: string, call: Call, depth: number): Value {
  const name = call.func.kind === 'Name' ? call.func.id : undefined
  const [first] = call.args
  // `db = next(get_db())`, `db = await anext(get_db())`
  if ((name === 'next' || name === 'anext') && first) return resolve(resolver, path, first, depth + 1)
  // `db = stack.enter_context(SessionLocal())`
  const method = call.func.kind === 'Attribute' ? call.func.attr : undefined
  if ((method === 'enter_context' || method === 'enter_async_context') && first && call.args.length === 1)
    return entered(resolver, path, first, depth + 1)
  return unknownValue
}

function calledFunction(resolver: Resolver, path: string, call: Call, fnPath: string, fn: FunctionDef, depth: number): Value {
  const product = produced(resolver, fnPath, fn, depth + 1)
  if (!product) return unknownValue
  const wrap = (inner: Value): Value => {
    if (inner.kind === 'tuple') return { kind: 'tuple', elts: inner.elts.map(wrap) }
    if (inner.kind !== 'session') return inner
    const { origin } = inner.ref
    // A function that hands back the very session it was given.
    if (origin.kind === 'parameter' && origin.fn === fn) {
      const argument = argumentFor(call, fn, origin.param)
      return argument ? resolve(resolver, path, argument, depth + 1) : unknownValue
    }
    const bound = boundByCall(resolver, { path, node: call }, { path: fnPath, fn }, inner.ref, depth)
    return {
      kind: 'session',
      ref: {
        id: call,
        type: inner.ref.type,
        async: inner.ref.async,
        origin: { kind: 'yielded', via: 'call', path: fnPath, fn, at: product.at, inner: inner.ref, ...(bound && { bound }) },
      },
    }
  }
  return wrap(product.value)
}
