import type { SqlText } from '../sql/sql-text'
import type { Span } from '../text/span'

/**
 * What the TypeScript worker finds out about a project's TypeScript, JavaScript and Vue files, as data that survives a thread boundary.
 * All paths are relative to the project root; all spans are UTF-16 offsets into the file's own text (for `.vue` files too).
 */
export interface TypescriptRequest {
  /** The files worth looking at, with their current text: open documents win over the disk. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
  /** Deprecated fields of interfaces, types and classes. */
  readonly fields: readonly FieldDeprecation[]
  /** Names of interfaces and types whose fields are wanted. */
  readonly shapes: readonly string[]
  /** Look for statements sent to PostgreSQL? Those that say something about schemas, and those that hold one of these words. */
  readonly sql: boolean
  readonly words?: readonly string[]
}

export interface FieldDeprecation {
  readonly type: string
  readonly field: string
  readonly replacement?: string
}

export interface TypescriptReport {
  readonly files: Readonly<Record<string, TypescriptFileFacts>>
}

export interface TypescriptFileFacts {
  readonly sql: readonly SqlExecution[]
  readonly fields: readonly FieldUse[]
  readonly shapes: readonly TypeShape[]
  readonly notAnalysed: readonly { readonly span: Span; readonly reason: string }[]
}

/** One place that names a deprecated field, known by type. */
export interface FieldUse {
  readonly span: Span
  readonly type: string
  readonly field: string
  readonly replacement?: string
  /** `key`: a text that stands for it, as in `Pick<Job, 'batch_id'>`. */
  readonly use: 'declaration' | 'read' | 'write' | 'literal' | 'destructuring' | 'key' | 'name'
  /** Where the field is declared. */
  readonly declaration: { readonly path: string; readonly span: Span }
  /** The rename of this field over all files, when a replacement is known; the same list at every use. */
  readonly rename: readonly RenameEdit[]
  /** The type already has a field of the new name: a rename would make two. */
  readonly replacementExists: boolean
}

export interface RenameEdit extends Span {
  readonly path: string
  readonly text: string
}

/** The fields of one interface, object type or class. */
export interface TypeShape {
  readonly name: string
  readonly span: Span
  readonly fields: readonly { readonly name: string; readonly span: Span; readonly optional: boolean; readonly type: string }[]
  /** False when it extends something that could not be resolved, so that fields may be missing here. */
  readonly complete: boolean
}

export type SqlLibrary =
  | 'pg'
  | 'knex'
  | 'typeorm'
  | 'prisma'
  | 'sequelize'
  | 'drizzle'
  | 'kysely'
  | 'postgres.js'
  | 'pg-promise'
  | 'unknown'

/**
 * `pool`: every statement may run on another connection; `client`: one connection that goes back to a pool; `own`: one connection made here;
 * `transaction`: one connection inside a transaction; `unknown`: could be any of them.
 */
export type ConnectionRole = 'pool' | 'client' | 'own' | 'transaction' | 'unknown'

/** One statement sent to the database. `expr` of the holes is a `HoleFacts`. */
export interface SqlExecution {
  readonly sql: SqlText
  readonly library: SqlLibrary
  /** Another statement may run instead, or the text is put together in several steps: it is judged, and never rewritten. */
  readonly chosen?: true
  readonly role: ConnectionRole
  /** The receiver is a pool, if of one connection, and no client. */
  readonly isPool?: true
  /** The text of the receiver, `client` or `this.dataSource`. */
  readonly receiver: string
  readonly method: string
  /** The call (or tagged template) as a whole. */
  readonly call: Span
  /** The expression between the parentheses that yields the SQL, or the template after the tag. */
  readonly argument: Span
  /** How values are bound: the argument that holds them, and each value's source text. */
  readonly values?: { readonly span: Span; readonly texts: readonly string[] }
  readonly transaction: TransactionFacts
  /** Runs in a hook that a pool calls for every new connection. */
  readonly hook?: string
  /** That hook puts the same path into every connection of its pool. */
  readonly perPool?: true
  /** The connection goes back to its pool here: a call that gives it back, or the library's own that ends with its callback. */
  readonly released?: Span
  /** Something that gets the connection, or hears of its release, takes the path back. */
  readonly restored?: true
  /** Spans of other statements of the function that run on the same connection. */
  readonly siblings: readonly Span[]
  /** In a migration file: never judged as run-time code. */
  readonly migration: boolean
}

/** `first`: it is the first statement of its transaction. */
export type TransactionFacts =
  | { readonly kind: 'inside'; readonly first: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }

/** Where a name comes from. Of `caller`, a parameter, nothing more is known; `argument` is the command line's. */
export type HoleSource = 'request' | 'argument' | 'environment' | 'caller' | 'unknown'

export interface HoleFacts {
  readonly text: string
  /** Quoted or checked before it gets here. */
  readonly guard: 'quoted' | 'validated' | 'integer' | 'catalogue' | 'constant' | undefined
  readonly source: HoleSource
  /** Its type is a string, and nothing else. */
  readonly isText: boolean
  /** Not a value that the call could pass: it stands in a constant or a helper, or builds a piece of the statement. */
  readonly indirect?: true
}

export const isHoleFacts = (value: unknown): value is HoleFacts =>
  typeof value === 'object' && value !== null && 'guard' in value && 'source' in value && 'text' in value

/** The worker behind one interface, so that another compiler can replace it. */
export interface TypescriptService {
  /** Analyse; rejects with a readable message when the worker fails, with an `AbortError` when cancelled. */
  analyse(request: TypescriptRequest, signal?: AbortSignal): Promise<TypescriptReport>
  /** End the worker and give its memory back. */
  dispose(): Promise<void>
}

export const emptyTypescriptFacts: TypescriptFileFacts = { sql: [], fields: [], shapes: [], notAnalysed: [] }

declare module '../contract/rule' {
  interface FactMap {
    /** The worker's facts about the file under analysis; empty for files it was not asked about. */
    typescript: TypescriptFileFacts
  }
}
