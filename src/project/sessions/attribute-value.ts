import type { ClassDef, Expr, Node } from '../../python/ast'
import { dottedName } from '../../python/children'
import { assignmentsTo, basesOf, classAround, methodOf } from './class-members'
import { headName } from './plain-expressions'
import { registeredSession, type SessionRef, unknownValue, type Value } from './value'
import { maxDepth, type ValueResolver } from './value-resolver'

/** What `object.attr` stands for: a member of a module or class, `self.db`, the session behind a session. */
export function attributeValue(resolver: ValueResolver, path: string, object: Expr, attr: string, at: Node, depth: number): Value {
  if (object.kind === 'Name' && (object.id === 'self' || object.id === 'cls')) {
    const cls = classAround(at)
    if (cls) return asSeenBy(path, cls, attr, classAttribute(resolver, path, cls, attr, depth + 1))
  }
  const value = resolver.resolve(path, object, depth + 1)
  switch (value.kind) {
    case 'module': {
      const member = resolver.named(value.path, attr, undefined, depth + 1)
      return member.kind === 'unknown' ? (submodule(resolver, path, at) ?? member) : member
    }
    case 'external':
      return submodule(resolver, path, at) ?? { kind: 'external', qualified: `${value.qualified}.${attr}` }
    case 'instance':
      return asSeenBy(value.path, value.node, attr, classAttribute(resolver, value.path, value.node, attr, depth + 1))
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
      return attr === 'session' ? { kind: 'session', ref: registeredSession(value.call, 'session', false) } : unknownValue
    default:
      return submodule(resolver, path, at) ?? unknownValue
  }
}

/** `shared.database` after `import shared.database`: a module of its own. */
function submodule(resolver: ValueResolver, path: string, at: Node): Value | undefined {
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
function classAttribute(resolver: ValueResolver, path: string, cls: ClassDef, attr: string, depth: number): Value {
  if (depth > maxDepth) return unknownValue
  const method = methodOf(cls, attr)
  if (method) {
    if (method.decorators.some((decorator) => /property$/.test(headName(decorator) ?? '')))
      return resolver.produced(path, method, depth)?.value ?? unknownValue
    return { kind: 'method', path, node: method, cls }
  }
  const assigned = assignmentsTo(cls, attr)
  const values = assigned.map(({ value }) => resolver.resolve(path, value, depth + 1))
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
      ...(sessions.every((each) => each.kind === 'session' && each.ref.pool) ? { pool: true as const } : {}),
    }
    return { kind: 'session', ref }
  }
  const known = values.find((value) => value.kind !== 'unknown')
  if (known && values.length === 1) return known
  for (const base of basesOf(cls)) {
    const parent = resolver.resolve(path, base, depth + 1)
    if (parent.kind !== 'class' || parent.node === cls) continue
    const inherited = classAttribute(resolver, parent.path, parent.node, attr, depth + 1)
    if (inherited.kind !== 'unknown') return inherited
  }
  return unknownValue
}
