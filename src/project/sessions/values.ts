import type { Assign, Call, ClassDef, Expr, FunctionDef, Keyword, Node, Param } from '../../python/ast'
import { dottedName } from '../../python/children'
import type { Workspace } from '../workspace'
import { oneOf, oneOfSeveral } from './agreement'
import { type Binding, bindingBefore, functionAround, mayBeAnother, scopeOf, statementsIn } from './bindings'
import { type Dependency, dependencyOf } from './depends'
import {
  isAsyncName,
  isConnectionClass,
  isEngineMaker,
  isFactoryMaker,
  isFlaskExtension,
  isScopedSession,
  isSessionClass,
} from './sqlalchemy-names'
import { translateMapIn } from './translate-map'
import { type EngineFact, type FactoryFact, type SessionRef, type SessionType, unknownValue, type Value } from './value'

/** How far names are followed before the answer is "unknown". */
const maxDepth = 24

interface Resolver {
  readonly workspace: Workspace
  readonly known: WeakMap<Node, Value>
  readonly visiting: Set<Node>
}

/**
 * What an expression of a module stands for: an engine, a session factory, a session, a function, …
 * Follows local names, imports, attributes of `self`, calls of project functions, `Depends` and context managers.
 * Unknown whenever the text does not tell.
 */
export function valueOf(workspace: Workspace, path: string, expr: Expr): Value {
  const resolver = workspace.memo<Resolver>('sessions/values', () => ({ workspace, known: new WeakMap(), visiting: new Set() }))
  return resolve(resolver, path, expr, 0)
}

/** What a parameter holds when its function is called: told by `Depends`, its annotation or its default. */
export function valueOfParam(workspace: Workspace, path: string, param: Param, fn: FunctionDef): Value {
  const resolver = workspace.memo<Resolver>('sessions/values', () => ({ workspace, known: new WeakMap(), visiting: new Set() }))
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
export function producedBy(workspace: Workspace, path: string, fn: FunctionDef): { value: Value; at: Expr } | undefined {
  const resolver = workspace.memo<Resolver>('sessions/values', () => ({ workspace, known: new WeakMap(), visiting: new Set() }))
  return produced(resolver, path, fn, 0)
}

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
        if (expr.value.kind === 'Attribute' && expr.value.attr === 'kw' && index && stringValue(resolver, path, index) === 'bind') {
          const factory = resolve(resolver, path, expr.value.value, depth + 1)
          const engine = factory.kind === 'factory' ? factory.factory.engine : undefined
          return engine ? { kind: 'engine', engine } : unknownValue
        }
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

const isNone = (expr: Expr): boolean => expr.kind === 'Constant' && expr.value === null

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
  if (!node.value) return node.annotation ? annotated(resolver, path, node.annotation, node, depth) : unknownValue
  const [target] = node.targets
  return target?.kind === 'Name' || target?.kind === 'Attribute' ? resolve(resolver, path, node.value, depth + 1) : unknownValue
}

function bindingValue(resolver: Resolver, path: string, binding: Binding, name: string, at: Node, depth: number): Value {
  switch (binding.kind) {
    case 'param':
      if (binding.fn.kind === 'Lambda') return unknownValue
      return remember(resolver, binding.node, () => paramValue(resolver, path, binding.node, binding.fn as FunctionDef, depth))
    case 'assign':
      return elementAt(resolve(resolver, path, binding.value, depth), binding.path)
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

/** `with x as y`: sessions and connections enter as themselves; a generator-based context manager gives what it yields. */
function entered(resolver: Resolver, path: string, context: Expr, depth: number): Value {
  const value = resolve(resolver, path, context, depth)
  if (value.kind !== 'instance') return value
  const enter = methodOf(value.node, '__enter__') ?? methodOf(value.node, '__aenter__')
  return enter ? (produced(resolver, value.path, enter, depth)?.value ?? unknownValue) : unknownValue
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
  const value = param.annotation ? annotated(resolver, path, param.annotation, param, depth) : unknownValue
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

/** What an annotation promises. Optional, `| None`, quotes and Annotated are looked through. */
function annotated(resolver: Resolver, path: string, annotation: Expr, id: Node, depth: number): Value {
  if (depth > maxDepth) return unknownValue
  if (annotation.kind === 'Subscript') {
    const head = headName(annotation.value)
    const [first] = annotation.index.flatMap((each) => (each.kind === 'Tuple' ? each.elts : [each]))
    return first && (head === 'Annotated' || head === 'Optional') ? annotated(resolver, path, first, id, depth + 1) : unknownValue
  }
  if (annotation.kind === 'BinOp' && annotation.op === '|') return annotated(resolver, path, annotation.left, id, depth + 1)
  if (annotation.kind === 'Str') {
    const name = stringValue(resolver, path, annotation)
    return name && /^\w+$/.test(name)
      ? fromClass(resolver, path, moduleName(resolver, path, name, annotation.start, depth), id)
      : unknownValue
  }
  if (annotation.kind === 'Name') {
    const definition = resolver.workspace.resolveName(path, annotation.id, annotation.start)
    if (definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value) {
      return annotated(resolver, definition.path, definition.node.value, id, depth + 1)
    }
  }
  return fromClass(resolver, path, resolve(resolver, path, annotation, depth + 1), id)
}

function fromClass(resolver: Resolver, path: string, value: Value, id: Node): Value {
  if (value.kind === 'class') {
    const base = sessionBase(resolver, value.path, value.node, 0)
    return base ? sessionOf(id, 'session', isAsyncName(base), path) : { kind: 'instance', path: value.path, node: value.node }
  }
  if (value.kind !== 'external') return unknownValue
  const type = externalType(value.qualified)
  return type ? sessionOf(id, type, isAsyncName(value.qualified), path) : unknownValue
}

const sessionOf = (id: Node, type: SessionType, async: boolean | undefined, path: string): Value => ({
  kind: 'session',
  ref: { id, type, async, origin: { kind: 'unknown', reason: `${path}: only its type is known` } },
})

/** The one session that a registry hands to all code of a thread or request. */
const registered = (id: Node, type: SessionType, async: boolean): SessionRef => ({
  id,
  type,
  async,
  origin: { kind: 'unknown', reason: 'its registry hands this session to all code of a thread or request' },
})

/** The session that an expression stands for; a `scoped_session` is used as one. */
export function sessionOfValue(value: Value): SessionRef | undefined {
  if (value.kind === 'session') return value.ref
  return value.kind === 'factory' && value.factory.scoped ? registered(value.factory.call, 'session', value.factory.async) : undefined
}

function externalType(qualified: string): SessionType | undefined {
  if (isSessionClass(qualified) || isScopedSession(qualified)) return 'session'
  if (isConnectionClass(qualified)) return 'connection'
  if (/^psycopg2?\.(extensions\.)?(connection|cursor|Connection|Cursor|AsyncConnection|AsyncCursor)$/.test(qualified)) return 'dbapi'
  if (/^asyncpg\.(connection\.)?(Connection|Pool)$/.test(qualified)) return 'asyncpg'
  return undefined
}

/** A project class derived from Session: its qualified library base. */
function sessionBase(resolver: Resolver, path: string, cls: ClassDef, depth: number): string | undefined {
  if (depth > 4) return undefined
  for (const base of cls.bases) {
    const value = resolve(resolver, path, base, 0)
    if (value.kind === 'external' && isSessionClass(value.qualified)) return value.qualified
    const inherited = value.kind === 'class' ? sessionBase(resolver, value.path, value.node, depth + 1) : undefined
    if (inherited) return inherited
  }
  return undefined
}

function attributeValue(resolver: Resolver, path: string, object: Expr, attr: string, at: Node, depth: number): Value {
  if (object.kind === 'Name' && (object.id === 'self' || object.id === 'cls')) {
    const cls = classAround(at)
    if (cls) return asSeenBy(path, cls, attr, classAttribute(resolver, path, cls, attr, depth + 1))
  }
  const value = resolve(resolver, path, object, depth + 1)
  switch (value.kind) {
    case 'module': {
      const member = moduleName(resolver, value.path, attr, undefined, depth + 1)
      return member.kind === 'unknown' ? (submodule(resolver, path, at) ?? member) : member
    }
    case 'external':
      return submodule(resolver, path, at) ?? { kind: 'external', qualified: `${value.qualified}.${attr}` }
    case 'instance':
      return classAttribute(resolver, value.path, value.node, attr, depth + 1)
    case 'class': {
      const method = methodOf(value.node, attr)
      return method
        ? { kind: 'method', path: value.path, node: method, cls: value.node }
        : classAttribute(resolver, value.path, value.node, attr, depth + 1)
    }
    case 'session':
      if (value.ref.type === 'session' && attr === 'sync_session') return value
      // `db.connection().connection.cursor()`: the driver's own, and the same transaction.
      return value.ref.type !== 'session' && /^(connection|dbapi_connection|driver_connection)$/.test(attr)
        ? { kind: 'session', ref: { ...value.ref, type: 'dbapi' } }
        : unknownValue
    case 'engine':
      return attr === 'sync_engine' ? value : unknownValue
    case 'flask':
      return attr === 'session' ? { kind: 'session', ref: registered(value.call, 'session', false) } : unknownValue
    default:
      return submodule(resolver, path, at) ?? unknownValue
  }
}

/** `shared.database` after `import shared.database`: a module of its own. */
function submodule(resolver: Resolver, path: string, at: Node): Value | undefined {
  const dotted = at.kind === 'Attribute' ? dottedName(at) : undefined
  if (dotted === undefined) return undefined
  const imported = resolver.workspace
    .module(path)
    ?.imports()
    .some(
      (statement) =>
        statement.kind === 'Import' &&
        statement.names.some((name) => name.asname === undefined && (name.name === dotted || name.name.startsWith(`${dotted}.`))),
    )
  const found = imported ? resolver.workspace.resolveModule(path, dotted) : undefined
  return found === undefined ? undefined : { kind: 'module', path: found }
}

const seen = new WeakMap<ClassDef, Map<string, Node>>()

/** `self.db` of a class is one session for all its methods, told apart from that of its base and of its sister classes. */
function asSeenBy(path: string, cls: ClassDef, attr: string, value: Value): Value {
  if (value.kind !== 'session' || value.ref.origin.kind !== 'attribute') return value
  const ids = seen.get(cls) ?? new Map<string, Node>()
  seen.set(cls, ids)
  const id: Node = ids.get(attr) ?? { kind: 'Name', id: `self.${attr}`, start: cls.nameStart, end: cls.nameStart, parent: cls }
  ids.set(attr, id)
  return { kind: 'session', ref: { ...value.ref, id, origin: { ...value.ref.origin, path, cls } } }
}

/** `self.attr`: a method, a class-level assignment, or what a method assigns to it. */
function classAttribute(resolver: Resolver, path: string, cls: ClassDef, attr: string, depth: number): Value {
  if (depth > maxDepth) return unknownValue
  const method = methodOf(cls, attr)
  if (method) {
    if (method.decorators.some((decorator) => /property$/.test(headName(decorator) ?? '')))
      return produced(resolver, path, method, depth)?.value ?? unknownValue
    return { kind: 'method', path, node: method, cls }
  }
  const assigned = assignmentsTo(cls, attr)
  const values = assigned.map(({ value }) => resolve(resolver, path, value, depth + 1))
  const sessions = values.filter((value) => value.kind === 'session')
  const [first] = assigned
  if (sessions.length > 0 && first) {
    const [session] = sessions
    const same = values.length === 1 && session?.kind === 'session'
    const ref: SessionRef = {
      id: first.target,
      type: session?.kind === 'session' ? session.ref.type : 'unknown',
      async: session?.kind === 'session' ? session.ref.async : undefined,
      origin: { kind: 'attribute', path, cls, attr, source: same && session?.kind === 'session' ? session.ref : undefined },
    }
    return { kind: 'session', ref }
  }
  const known = values.find((value) => value.kind !== 'unknown')
  if (known && values.length === 1) return known
  for (const base of cls.bases) {
    const parent = resolve(resolver, path, base, depth + 1)
    if (parent.kind !== 'class' || parent.node === cls) continue
    const inherited = classAttribute(resolver, parent.path, parent.node, attr, depth + 1)
    if (inherited.kind !== 'unknown') return inherited
  }
  return unknownValue
}

/** Every `self.attr = value` of a class, and `attr = value` in its body. */
export function assignmentsTo(cls: ClassDef, attr: string): readonly { target: Expr; value: Expr; method: FunctionDef | undefined }[] {
  const found: { target: Expr; value: Expr; method: FunctionDef | undefined }[] = []
  for (const member of cls.body) {
    if (member.kind === 'Assign' && member.value) {
      for (const target of member.targets)
        if (target.kind === 'Name' && target.id === attr) found.push({ target, value: member.value, method: undefined })
    }
    if (member.kind !== 'FunctionDef') continue
    for (const stmt of statementsIn(member.body)) {
      if (stmt.kind !== 'Assign' || !stmt.value || stmt.op !== undefined) continue
      for (const target of stmt.targets) {
        if (target.kind === 'Attribute' && target.attr === attr && target.value.kind === 'Name' && target.value.id === 'self') {
          if (stmt.value.kind === 'Constant' && stmt.value.value === null) continue
          found.push({ target, value: stmt.value, method: member })
        }
      }
    }
  }
  return found
}

export const methodOf = (cls: ClassDef, name: string): FunctionDef | undefined =>
  cls.body.find((member): member is FunctionDef => member.kind === 'FunctionDef' && member.name === name)

/** The class whose method a node stands in. */
export function classAround(node: Node): ClassDef | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.kind === 'ClassDef') return at
  return undefined
}

function headName(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id
  if (expr.kind === 'Attribute') return expr.attr
  return expr.kind === 'Call' ? headName(expr.func) : undefined
}

function stringValue(resolver: Resolver, path: string, expr: Expr): string | undefined {
  if (expr.kind !== 'Str') return undefined
  const [piece] = expr.pieces
  return expr.pieces.length === 1 && piece && !piece.prefix.includes('f')
    ? resolver.workspace.text(path)?.slice(piece.contentStart, piece.contentEnd)
    : undefined
}

export const keywordOf = (call: Call, name: string): Keyword | undefined => call.keywords.find((keyword) => keyword.name === name)

function callValue(resolver: Resolver, path: string, call: Call, depth: number): Value {
  const { func } = call
  if (func.kind === 'Attribute') {
    const value = methodCall(resolver, path, call, func.value, func.attr, depth)
    if (value) return value
  }
  const callee = resolve(resolver, path, func, depth + 1)
  switch (callee.kind) {
    case 'external':
      return externalCall(resolver, path, call, callee.qualified, depth)
    case 'factory':
      return opened(resolver, path, call, callee.factory, depth)
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
    return {
      kind: 'session',
      ref: {
        id: call,
        type: inner.ref.type,
        async: inner.ref.async,
        origin: { kind: 'yielded', via: 'call', path: fnPath, fn, at: product.at, inner: inner.ref },
      },
    }
  }
  return wrap(product.value)
}

/** The argument a call passes for a parameter; the `self` of a method or constructor is not counted among the arguments. */
export function argumentFor(call: Call, fn: FunctionDef, param: Param): Expr | undefined {
  const named = call.keywords.find((keyword) => keyword.name === param.name)
  if (named) return named.value
  if (call.args.some((arg) => arg.kind === 'Starred')) return undefined
  const positional = fn.params.filter((each) => each.style === 'positional')
  const [first] = positional
  const bound = (call.func.kind === 'Attribute' || fn.name === '__init__') && (first?.name === 'self' || first?.name === 'cls') ? 1 : 0
  const index = positional.indexOf(param) - bound
  return index >= 0 ? call.args[index] : undefined
}

/** The parameter a call's argument lands in. */
export function paramFor(call: Call, fn: FunctionDef, argument: Expr): Param | undefined {
  return fn.params.find((param) => argumentFor(call, fn, param) === argument)
}

function methodCall(resolver: Resolver, path: string, call: Call, object: Expr, method: string, depth: number): Value | undefined {
  const value = resolve(resolver, path, object, depth + 1)
  switch (value.kind) {
    case 'engine': {
      if (method === 'execution_options')
        return { kind: 'engine', engine: { ...value.engine, map: translateMapIn(resolver.workspace, path, call) ?? value.engine.map } }
      if (method === 'connect' || method === 'begin') {
        return {
          kind: 'session',
          ref: {
            id: call,
            type: 'connection',
            async: value.engine.async,
            origin: { kind: 'opened', path, call, factory: undefined, engine: value.engine },
          },
        }
      }
      if (method === 'raw_connection') return sessionOf(call, 'dbapi', false, path)
      return unknownValue
    }
    case 'factory':
      if (method === 'begin') return opened(resolver, path, call, value.factory, depth)
      return value.factory.scoped ? unknownValue : undefined
    case 'session': {
      const { ref } = value
      if (method === 'execution_options' && ref.type === 'connection' && ref.origin.kind === 'opened' && ref.origin.engine) {
        const map = translateMapIn(resolver.workspace, path, call)
        if (!map) return value
        return { kind: 'session', ref: { ...ref, id: call, origin: { ...ref.origin, engine: { ...ref.origin.engine, map } } } }
      }
      if (method === 'connection') return { kind: 'session', ref: { ...ref, type: 'connection' } }
      if (method === 'cursor') return { kind: 'session', ref: { ...ref, type: 'dbapi' } }
      if (method === 'acquire') return { kind: 'session', ref: { ...ref, id: call } }
      if (method === 'begin' || method === 'begin_nested') return unknownValue
      return undefined
    }
    default:
      return undefined
  }
}

function externalCall(resolver: Resolver, path: string, call: Call, qualified: string, depth: number): Value {
  if (isEngineMaker(qualified)) return { kind: 'engine', engine: engineFact(resolver, path, call, qualified) }
  if (isFactoryMaker(qualified)) return { kind: 'factory', factory: factoryFact(resolver, path, call, qualified, depth) }
  if (isScopedSession(qualified)) {
    const [first] = call.args
    const inner = first ? resolve(resolver, path, first, depth + 1) : unknownValue
    return inner.kind === 'factory' ? { kind: 'factory', factory: { ...inner.factory, scoped: true } } : unknownValue
  }
  if (isSessionClass(qualified)) return openedBySessionClass(resolver, path, call, isAsyncName(qualified), depth)
  if (/^psycopg2?(\.\w+)*\.connect$/.test(qualified) || /^psycopg(_pool)?\.\w*(Connection|ConnectionPool)(\.connect)?$/.test(qualified))
    return sessionOf(call, 'dbapi', /Async/.test(qualified), path)
  if (/^asyncpg\.(connect|create_pool)$/.test(qualified)) return sessionOf(call, 'asyncpg', true, path)
  if (/^django\.db\.connections?(\.\w+)*$/.test(qualified)) return sessionOf(call, 'django', false, path)
  if (isFlaskExtension(qualified)) return { kind: 'flask', call }
  return unknownValue
}

function engineFact(resolver: Resolver, path: string, call: Call, qualified: string): EngineFact {
  const pool = keywordOf(call, 'poolclass')?.value
  const options = keywordOf(call, 'execution_options')?.value
  const isolation = keywordOf(call, 'isolation_level')?.value
  return {
    path,
    call,
    name: moduleLevelName(call),
    async: isAsyncName(qualified),
    map: options ? translateMapIn(resolver.workspace, path, options) : undefined,
    pool:
      pool === undefined ? 'keeps' : headName(pool) === 'NullPool' ? 'closes' : /Pool$/.test(headName(pool) ?? '') ? 'keeps' : 'unknown',
    autocommit: isolation !== undefined && stringValue(resolver, path, isolation) === 'AUTOCOMMIT',
  }
}

function factoryFact(resolver: Resolver, path: string, call: Call, qualified: string, depth: number): FactoryFact {
  const engineExpr = keywordOf(call, 'bind')?.value ?? call.args[0]
  const engine = engineExpr ? resolve(resolver, path, engineExpr, depth + 1) : unknownValue
  const options = keywordOf(call, 'execution_options')?.value
  const cls = keywordOf(call, 'class_')?.value
  const clsValue = cls ? resolve(resolver, path, cls, depth + 1) : unknownValue
  const ownClass = cls !== undefined && !(clsValue.kind === 'external' && isSessionClass(clsValue.qualified))
  return {
    path,
    call,
    name: moduleLevelName(call),
    async: isAsyncName(qualified) || (clsValue.kind === 'external' && isAsyncName(clsValue.qualified)),
    engine: engine.kind === 'engine' ? engine.engine : undefined,
    engineExpr,
    scoped: false,
    severalBinds: keywordOf(call, 'binds') !== undefined || ownClass || call.keywords.some((keyword) => keyword.name === undefined),
    map: options ? translateMapIn(resolver.workspace, path, options) : undefined,
  }
}

function moduleLevelName(call: Call): string | undefined {
  const { parent } = call
  if (parent?.kind !== 'Assign' || functionAround(parent) || classAround(parent)) return undefined
  const [target] = parent.targets
  return target?.kind === 'Name' ? target.id : undefined
}

function opened(resolver: Resolver, path: string, call: Call, factory: FactoryFact, depth: number): Value {
  const bind = keywordOf(call, 'bind')?.value
  const engine = bind ? resolve(resolver, path, bind, depth + 1) : undefined
  const fact = bind ? boundEngine(engine) : factory.engine
  const options = keywordOf(call, 'execution_options')?.value
  const map = (options ? translateMapIn(resolver.workspace, path, options) : undefined) ?? (bind ? undefined : factory.map)
  return {
    kind: 'session',
    ref: {
      id: call,
      type: 'session',
      async: factory.async,
      origin: { kind: 'opened', path, call, factory, engine: fact && map ? { ...fact, map } : fact },
    },
  }
}

function openedBySessionClass(resolver: Resolver, path: string, call: Call, async: boolean, depth: number): Value {
  const bind = keywordOf(call, 'bind')?.value ?? call.args[0]
  const fact = bind ? boundEngine(resolve(resolver, path, bind, depth + 1)) : undefined
  const options = keywordOf(call, 'execution_options')?.value
  const map = options ? translateMapIn(resolver.workspace, path, options) : undefined
  return {
    kind: 'session',
    ref: {
      id: call,
      type: 'session',
      async,
      origin: { kind: 'opened', path, call, factory: undefined, engine: fact && map ? { ...fact, map } : fact },
    },
  }
}

function boundEngine(value: Value | undefined): EngineFact | undefined {
  if (value?.kind === 'engine') return value.engine
  return value?.kind === 'session' && value.ref.origin.kind === 'opened' ? value.ref.origin.engine : undefined
}

function yieldsIn(fn: FunctionDef): readonly Expr[] {
  const found: Expr[] = []
  for (const stmt of statementsIn(fn.body)) {
    const value = stmt.kind === 'ExprStmt' || stmt.kind === 'Assign' || stmt.kind === 'Return' ? stmt.value : undefined
    if (value?.kind === 'Yield' && value.value) found.push(value.value)
  }
  return found
}

function produced(resolver: Resolver, path: string, fn: FunctionDef, depth: number): { value: Value; at: Expr } | undefined {
  if (depth > maxDepth) return undefined
  const yields = yieldsIn(fn)
  const candidates = yields.length > 0 ? yields : returnsIn(fn)
  const values = candidates.filter((at) => !isNone(at)).map((at) => ({ at, value: resolve(resolver, path, at, depth + 1) }))
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

/** A return annotation: `Generator[Session, None, None]`, `Iterator[Session]`, `Session`, `tuple[Session, User]`. */
function promisedBy(resolver: Resolver, path: string, annotation: Expr, id: Node, depth: number): Value {
  if (annotation.kind !== 'Subscript') return annotated(resolver, path, annotation, id, depth)
  const head = headName(annotation.value) ?? ''
  const items = annotation.index.flatMap((each) => (each.kind === 'Tuple' ? each.elts : [each]))
  const [first] = items
  if (/^(Async)?(Generator|Iterator|Iterable|ContextManager)$|^AbstractA?(sync)?ContextManager$|^Optional$/.test(head)) {
    return first ? promisedBy(resolver, path, first, id, depth + 1) : unknownValue
  }
  if (/^[tT]uple$/.test(head)) return { kind: 'tuple', elts: items.map((item) => promisedBy(resolver, path, item, item, depth + 1)) }
  return annotated(resolver, path, annotation, id, depth)
}

function returnsIn(fn: FunctionDef): readonly Expr[] {
  const found: Expr[] = []
  for (const stmt of statementsIn(fn.body)) if (stmt.kind === 'Return' && stmt.value) found.push(stmt.value)
  return found
}
