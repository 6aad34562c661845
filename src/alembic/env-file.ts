import type { Call, Expr, FunctionDef, Lambda } from '../python/ast'
import type { Span } from '../text/span'
import type { Scope } from './evaluate'
import type { SchemaRef, TenantLoop } from './operation'

/** Something sent to the database on the connection before Alembic gets it. */
export interface EnvStatement {
  readonly span: Span
  readonly statement: Span
  /** `local`: ends with the transaction, so a commit would undo it. */
  readonly kind: 'set-path' | 'ddl' | 'query' | 'local'
  readonly receiver: string
  readonly awaited: boolean
}

/** One `context.configure(connection=…)` as env.py reaches it. */
export interface EnvRun {
  readonly configure: Call
  /** How the connection was opened. `begin`: it commits at its end; `unknown`: given from outside. */
  readonly opened: 'connect' | 'begin' | 'autocommit' | 'unknown'
  /** Statements that leave a transaction open when `configure` runs. */
  readonly pending: readonly EnvStatement[]
  readonly committedAfter: boolean
  readonly loop: TenantLoop | undefined
  /** The search path in force; undefined when env.py sets none, `null` when it was reset. */
  readonly path: readonly SchemaRef[] | null | undefined
  /** Keys of the schema_translate_map on the connection: `undefined` in the list is `None`. `unknown` when computed. */
  readonly translated: readonly (string | undefined)[] | 'unknown' | undefined
  readonly transaction: { readonly body: Span; readonly firstStatement: number } | undefined
}

export interface EnvFile {
  readonly path: string
  readonly runs: readonly EnvRun[]
  /** Every `context.configure(…)`, offline ones too. */
  readonly configures: readonly Call[]
  readonly versionTable: string
  /** Undefined: the default schema. */
  readonly versionTableSchema: string | 'dynamic' | undefined
  readonly transactionPerMigration: boolean | 'dynamic'
  readonly targetMetadata: Expr | undefined
  readonly includeObject: FunctionDef | Lambda | undefined
  readonly includeSchemas: boolean
  /** Why parts of it could not be read. */
  readonly notFollowed: readonly { readonly span: Span; readonly reason: string }[]
  /** The value of a name of env.py. */
  readonly scope: Scope
}
