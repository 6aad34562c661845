import type { Call, Expr } from '../../python/ast'
import { libraryWord } from '../library-word'
import { functionAround } from './bindings'
import { keywordOf } from './call-arguments'
import { classAround } from './class-members'
import { plainText } from './plain-expressions'
import { isAsyncName, isEngineMaker, isFactoryMaker, isFlaskExtension, isScopedSession, isSessionClass } from './sqlalchemy-names'
import { translateMapIn } from './translate-map'
import { asyncpgPool, type EngineFact, type FactoryFact, sessionOfType, unknownValue, type Value } from './value'
import type { ValueResolver } from './value-resolver'

/** What a method of an engine, a factory or a session gives; undefined when the call tells it otherwise. */
export function methodValue(
  resolver: ValueResolver,
  path: string,
  call: Call,
  object: Expr,
  method: string,
  depth: number,
): Value | undefined {
  const value = resolver.resolve(path, object, depth + 1)
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
      if (method === 'raw_connection') return sessionOfType(call, 'dbapi', false, path)
      return unknownValue
    }
    case 'factory':
      if (method === 'begin') return openedSession(resolver, path, call, value.factory, depth)
      return value.factory.scoped ? unknownValue : undefined
    case 'opener':
      return method === 'begin' && value.type === 'session'
        ? {
            kind: 'session',
            ref: {
              id: call,
              type: 'session',
              async: value.async,
              origin: { kind: 'opened', path, call, factory: undefined, engine: undefined },
            },
          }
        : undefined
    case 'session': {
      const { ref } = value
      if (method === 'execution_options' && ref.type === 'connection' && ref.origin.kind === 'opened' && ref.origin.engine) {
        const map = translateMapIn(resolver.workspace, path, call)
        if (!map) return value
        return { kind: 'session', ref: { ...ref, id: call, origin: { ...ref.origin, engine: { ...ref.origin.engine, map } } } }
      }
      // `pool.connection()`, `pool.getconn()`: one of the driver's own connections.
      if (ref.type === 'dbapi' && (method === 'connection' || method === 'getconn')) return sessionOfType(call, 'dbapi', ref.async, path)
      if (method === 'connection') return { kind: 'session', ref: { ...ref, type: 'connection' } }
      if (method === 'cursor' && ref.type === 'django') return value
      if (method === 'cursor') return { kind: 'session', ref: { ...ref, type: 'dbapi' } }
      if (method === 'acquire') return { kind: 'session', ref: { id: call, type: ref.type, async: ref.async, origin: ref.origin } }
      if (method === 'begin' || method === 'begin_nested') return unknownValue
      return undefined
    }
    default:
      return undefined
  }
}

/** What a call of SQLAlchemy or of a driver makes: an engine, a factory, a session, a connection. */
export function libraryValue(resolver: ValueResolver, path: string, call: Call, qualified: string, depth: number): Value {
  if (isEngineMaker(qualified)) return { kind: 'engine', engine: engineFact(resolver, path, call, qualified) }
  if (isFactoryMaker(qualified)) return { kind: 'factory', factory: factoryFact(resolver, path, call, qualified, depth) }
  if (isScopedSession(qualified)) {
    const [first] = call.args
    const inner = first ? resolver.resolve(path, first, depth + 1) : unknownValue
    return inner.kind === 'factory' ? { kind: 'factory', factory: { ...inner.factory, scoped: true } } : unknownValue
  }
  if (isSessionClass(qualified)) return openedBySessionClass(resolver, path, call, isAsyncName(qualified), depth)
  if (
    /^psycopg2?(\.\w+)*\.connect$/.test(qualified) ||
    /^psycopg(_pool)?\.\w*(Connection|ConnectionPool)(\.connect)?$/.test(qualified) ||
    /^psycopg2\.pool\.\w+ConnectionPool$/.test(qualified)
  )
    return sessionOfType(call, 'dbapi', /Async/.test(qualified), path)
  if (qualified === 'asyncpg.create_pool') return asyncpgPool(call, path)
  if (qualified === 'asyncpg.connect') return sessionOfType(call, 'asyncpg', true, path)
  if (/^django\.db\.connections?(\.\w+)*$/.test(qualified)) return sessionOfType(call, 'django', false, path)
  if (isFlaskExtension(qualified)) return { kind: 'flask', call }
  // `with closing(SessionLocal()) as db`, `get_db_context = contextmanager(get_db)`
  const [first] = call.args
  if (first && /^contextlib\.(a?closing|(async)?contextmanager)$/.test(qualified)) return resolver.resolve(path, first, depth + 1)
  return unknownValue
}

function engineFact(resolver: ValueResolver, path: string, call: Call, qualified: string): EngineFact {
  const given = keywordOf(call, 'poolclass')?.value
  const pool = given && libraryWord(resolver.workspace, path, given)
  const options = keywordOf(call, 'execution_options')?.value
  const isolation = keywordOf(call, 'isolation_level')?.value
  return {
    path,
    call,
    name: moduleLevelName(call),
    async: isAsyncName(qualified),
    map: options ? translateMapIn(resolver.workspace, path, options) : undefined,
    pool: pool === undefined ? 'keeps' : pool === 'NullPool' ? 'closes' : /Pool$/.test(pool) ? 'keeps' : 'unknown',
    autocommit: isolation !== undefined && plainText(resolver.workspace, path, isolation) === 'AUTOCOMMIT',
  }
}

function factoryFact(resolver: ValueResolver, path: string, call: Call, qualified: string, depth: number): FactoryFact {
  const engineExpr = keywordOf(call, 'bind')?.value ?? call.args[0]
  const engine = engineExpr ? resolver.resolve(path, engineExpr, depth + 1) : unknownValue
  const options = keywordOf(call, 'execution_options')?.value
  const cls = keywordOf(call, 'class_')?.value
  const clsValue = cls ? resolver.resolve(path, cls, depth + 1) : unknownValue
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

/** The session that a factory opens. */
export function openedSession(resolver: ValueResolver, path: string, call: Call, factory: FactoryFact, depth: number): Value {
  const bind = keywordOf(call, 'bind')?.value
  const engine = bind ? resolver.resolve(path, bind, depth + 1) : undefined
  // `SessionLocal(**options)` is bound by whoever calls the function.
  const open = call.keywords.some(({ name }) => name === undefined)
  const fact = bind ? boundEngine(engine) : open ? undefined : factory.engine
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

/** The session that `Session(engine)` opens. */
export function openedBySessionClass(resolver: ValueResolver, path: string, call: Call, async: boolean, depth: number): Value {
  const bind = keywordOf(call, 'bind')?.value ?? call.args[0]
  const fact = bind ? boundEngine(resolver.resolve(path, bind, depth + 1)) : undefined
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

/** The engine that a value binds a session to. */
export function boundEngine(value: Value | undefined): EngineFact | undefined {
  if (value?.kind === 'engine') return value.engine
  return value?.kind === 'session' && value.ref.origin.kind === 'opened' ? value.ref.origin.engine : undefined
}
