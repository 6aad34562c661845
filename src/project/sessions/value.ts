import type { Call, ClassDef, Expr, FunctionDef, Lambda, Node, Param } from '../../python/ast'

/** A `schema_translate_map` as written. */
export interface TranslateMap {
  readonly path: string
  readonly node: Expr
  readonly entries: readonly { readonly token: string | null; readonly value: Expr }[]
  /** False when keys are computed: the map may hold more than `entries`. */
  readonly complete: boolean
}

export interface EngineFact {
  readonly path: string
  readonly call: Call
  /** The module-level name it is bound to; undefined when it is made in a function. */
  readonly name: string | undefined
  readonly async: boolean
  readonly map: TranslateMap | undefined
  /** What happens to a connection that is given back: a queue pool keeps it (and its session state), a null pool closes it. */
  readonly pool: 'keeps' | 'closes' | 'unknown'
  readonly autocommit: boolean
}

export interface FactoryFact {
  readonly path: string
  readonly call: Call
  readonly name: string | undefined
  readonly async: boolean
  readonly engine: EngineFact | undefined
  /** The expression given as `bind`, in the factory's module. */
  readonly engineExpr: Expr | undefined
  /** scoped_session: a registry hands one session to all code of a thread. */
  readonly scoped: boolean
  /** `binds=`, `class_=` with an own get_bind, `twophase`: more than one bind may be in play. */
  readonly severalBinds: boolean
  /** The parameter that has this factory as its default: a caller may give another one. */
  readonly given?: { readonly path: string; readonly fn: FunctionDef; readonly param: Param }
  readonly map: TranslateMap | undefined
}

export type SessionType = 'session' | 'connection' | 'dbapi' | 'asyncpg' | 'django' | 'unknown'

/** Where a session came from. */
export type Origin =
  | {
      readonly kind: 'opened'
      readonly path: string
      readonly call: Call
      readonly factory: FactoryFact | undefined
      readonly engine: EngineFact | undefined
    }
  /** Yielded or returned by a function: a FastAPI dependency, a context manager, a generator, a helper. */
  | {
      readonly kind: 'yielded'
      readonly via: 'depends' | 'call'
      readonly path: string
      readonly fn: FunctionDef
      readonly at: Expr
      readonly inner: SessionRef
      /** `inner` as this call has it opened, where the function hands a `bind` on. */
      readonly bound?: SessionRef
    }
  | { readonly kind: 'parameter'; readonly path: string; readonly fn: FunctionDef | Lambda; readonly param: Param }
  /** `self.db`: set in the class; `source` is what the class assigns, seen in the assigning method. */
  | {
      readonly kind: 'attribute'
      readonly path: string
      /** The class whose code asks: a subclass may be constructed elsewhere than its base. */
      readonly cls: ClassDef
      readonly attr: string
      readonly source: SessionRef | undefined
    }
  | { readonly kind: 'unknown'; readonly reason: string }

/** One session (or connection) as a function sees it. Two names for one session share the object. */
export interface SessionRef {
  readonly id: Node
  readonly type: SessionType
  readonly async: boolean | undefined
  readonly origin: Origin
  /** asyncpg's pool itself: each call on it takes a connection of its own and resets it afterwards. */
  readonly pool?: true
}

/** What an expression stands for, as far as the text tells. */
export type Value =
  | { readonly kind: 'engine'; readonly engine: EngineFact }
  | { readonly kind: 'factory'; readonly factory: FactoryFact }
  | { readonly kind: 'session'; readonly ref: SessionRef }
  /** Flask-SQLAlchemy's `db`: models, names of SQLAlchemy, and one session for each request. */
  | { readonly kind: 'flask'; readonly call: Call }
  | { readonly kind: 'tuple'; readonly elts: readonly Value[] }
  | { readonly kind: 'function'; readonly path: string; readonly node: FunctionDef }
  | { readonly kind: 'method'; readonly path: string; readonly node: FunctionDef; readonly cls: ClassDef }
  | { readonly kind: 'class'; readonly path: string; readonly node: ClassDef }
  | { readonly kind: 'instance'; readonly path: string; readonly node: ClassDef }
  /** Something that is promised to open sessions when it is called: `Callable[[], Session]`, `sessionmaker[Session]`. */
  | { readonly kind: 'opener'; readonly type: SessionType; readonly async: boolean | undefined }
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'external'; readonly qualified: string }
  | { readonly kind: 'unknown' }

export const unknownValue: Value = { kind: 'unknown' }

/** A session of which only the type is known. */
export const sessionOfType = (id: Node, type: SessionType, async: boolean | undefined, path: string): Value => ({
  kind: 'session',
  ref: { id, type, async, origin: { kind: 'unknown', reason: `${path}: only its type is known` } },
})

/** A pool of asyncpg, which runs statements as its connections do. */
export const asyncpgPool = (id: Node, path: string): Value => {
  const value = sessionOfType(id, 'asyncpg', true, path)
  return value.kind === 'session' ? { ...value, ref: { ...value.ref, pool: true } } : value
}

/** The one session that a registry hands to all code of a thread or request. */
export const registeredSession = (id: Node, type: SessionType, async: boolean): SessionRef => ({
  id,
  type,
  async,
  origin: { kind: 'unknown', reason: 'its registry hands this session to all code of a thread or request' },
})

/** The session that an expression stands for; a `scoped_session` is used as one. */
export function sessionOfValue(value: Value): SessionRef | undefined {
  if (value.kind === 'session') return value.ref
  return value.kind === 'factory' && value.factory.scoped
    ? registeredSession(value.factory.call, 'session', value.factory.async)
    : undefined
}
