import type { ClassDef, Expr, Node } from '../../python/ast'
import { basesOf } from './class-members'
import { headName, plainText } from './plain-expressions'
import { isAsyncName, isConnectionClass, isFactoryMaker, isScopedSession, isSessionClass } from './sqlalchemy-names'
import { asyncpgPool, type SessionType, sessionOfType, unknownValue, type Value } from './value'
import { maxDepth, type ValueResolver } from './value-resolver'

/** What an annotation promises. Optional, `| None`, quotes and Annotated are looked through. */
export function annotatedValue(resolver: ValueResolver, path: string, annotation: Expr, id: Node, depth: number): Value {
  if (depth > maxDepth) return unknownValue
  if (annotation.kind === 'Subscript') {
    const head = headName(annotation.value)
    const items = annotation.index.flatMap((each) => (each.kind === 'Tuple' ? each.elts : [each]))
    const [first] = items
    const last = items[items.length - 1]
    if (head === 'Callable' && last) return openerOf(promisedBy(resolver, path, last, id, depth + 1))
    if (/^(async_)?sessionmaker$/.test(head ?? '') && first) return openerOf(annotatedValue(resolver, path, first, id, depth + 1))
    return first && (head === 'Annotated' || head === 'Optional') ? annotatedValue(resolver, path, first, id, depth + 1) : unknownValue
  }
  if (annotation.kind === 'BinOp' && annotation.op === '|') return annotatedValue(resolver, path, annotation.left, id, depth + 1)
  if (annotation.kind === 'Str') {
    const name = plainText(resolver.workspace, path, annotation)
    return name && /^\w+$/.test(name) ? fromClass(resolver, path, resolver.named(path, name, annotation.start, depth), id) : unknownValue
  }
  if (annotation.kind === 'Name') {
    const definition = resolver.workspace.resolveName(path, annotation.id, annotation.start)
    if (definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value) {
      return annotatedValue(resolver, definition.path, definition.node.value, id, depth + 1)
    }
  }
  return fromClass(resolver, path, resolver.resolve(path, annotation, depth + 1), id)
}

function fromClass(resolver: ValueResolver, path: string, value: Value, id: Node): Value {
  if (value.kind === 'class') {
    const base = sessionBase(resolver, value.path, value.node, 0)
    return base ? sessionOfType(id, 'session', isAsyncName(base), path) : { kind: 'instance', path: value.path, node: value.node }
  }
  if (value.kind !== 'external') return unknownValue
  if (isFactoryMaker(value.qualified)) return { kind: 'opener', type: 'session', async: isAsyncName(value.qualified) || undefined }
  if (/^asyncpg\.(pool\.)?Pool$/.test(value.qualified)) return asyncpgPool(id, path)
  const type = externalType(value.qualified)
  return type ? sessionOfType(id, type, isAsyncName(value.qualified), path) : unknownValue
}

const openerOf = (promised: Value): Value =>
  promised.kind === 'session' ? { kind: 'opener', type: promised.ref.type, async: promised.ref.async } : unknownValue

/** A return annotation: `Generator[Session, None, None]`, `Iterator[Session]`, `Session`, `tuple[Session, User]`. */
export function promisedBy(resolver: ValueResolver, path: string, annotation: Expr, id: Node, depth: number): Value {
  if (annotation.kind !== 'Subscript') return annotatedValue(resolver, path, annotation, id, depth)
  const head = headName(annotation.value) ?? ''
  const items = annotation.index.flatMap((each) => (each.kind === 'Tuple' ? each.elts : [each]))
  const [first] = items
  if (/^(Async)?(Generator|Iterator|Iterable|ContextManager)$|^AbstractA?(sync)?ContextManager$|^Optional$/.test(head)) {
    return first ? promisedBy(resolver, path, first, id, depth + 1) : unknownValue
  }
  if (/^[tT]uple$/.test(head)) return { kind: 'tuple', elts: items.map((item) => promisedBy(resolver, path, item, item, depth + 1)) }
  return annotatedValue(resolver, path, annotation, id, depth)
}

function externalType(qualified: string): SessionType | undefined {
  if (isSessionClass(qualified) || isScopedSession(qualified)) return 'session'
  if (isConnectionClass(qualified)) return 'connection'
  if (/^psycopg2?\.(extensions\.)?(connection|cursor|Connection|Cursor|AsyncConnection|AsyncCursor)$/.test(qualified)) return 'dbapi'
  if (/^asyncpg\.(connection\.)?Connection$/.test(qualified)) return 'asyncpg'
  return undefined
}

/** A project class derived from Session: its qualified library base. */
export function sessionBase(resolver: ValueResolver, path: string, cls: ClassDef, depth: number): string | undefined {
  if (depth > 4) return undefined
  for (const base of basesOf(cls)) {
    const value = resolver.resolve(path, base, 0)
    if (value.kind === 'external' && isSessionClass(value.qualified)) return value.qualified
    const inherited = value.kind === 'class' ? sessionBase(resolver, value.path, value.node, depth + 1) : undefined
    if (inherited) return inherited
  }
  return undefined
}
