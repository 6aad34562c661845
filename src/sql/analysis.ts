import type { Span } from '../text/span'
import type { LexedBind } from './lex'
import type { SqlHole, SqlText } from './sql-text'

/** What one SQL text says. Every span points into the host file. */
export interface SqlAnalysis {
  readonly text: SqlText
  /** The joined text; a hole is a private-use character and two underscores in it. For messages use `SqlName.pattern`. */
  readonly sql: string
  readonly statements: readonly SqlStatement[]
  readonly binds: readonly SqlBind[]
  readonly holeUses: readonly HoleUse[]
  readonly comments: readonly Span[]
}

/** A parameter that the driver sends apart, or a placeholder of a template (`brace`: `{name}` in a string that is no f-string). */
export interface SqlBind {
  readonly style: LexedBind['style']
  readonly name: string | undefined
  readonly span: Span
}

/** A name in SQL as PostgreSQL reads it: unquoted names folded to lower case. */
export interface SqlName {
  /** Undefined when holes or binds make it unknown. */
  readonly text: string | undefined
  /** The text with `{}` where something is put in at run time. */
  readonly pattern: string
  readonly holes: readonly SqlHole[]
  readonly bind: SqlBind | undefined
  readonly quote: 'none' | 'identifier' | 'literal'
  /** With its quotes. */
  readonly span: Span
  /** Without its quotes, when each character stands in the host file just so: what a rename may replace. */
  readonly editable: Span | undefined
}

export type StatementKind =
  | 'set-search-path'
  | 'reset-all'
  | 'show-search-path'
  | 'transaction'
  | 'select'
  | 'insert'
  | 'update'
  | 'delete'
  | 'ddl'
  | 'do'
  | 'alter-role-set'
  | 'other'
  | 'unparsed'

export interface SqlStatement {
  readonly kind: StatementKind
  /** Without the semicolon and surrounding blanks and comments. */
  readonly span: Span
  /** Its first words, for messages: `select`, `drop index`. */
  readonly verb: string
  /** Present exactly for 'set-search-path'; several when one SELECT sets it twice. The first decides. */
  readonly searchPath: readonly SearchPathChange[]
  /** Present exactly for 'transaction'. */
  readonly transaction: TransactionAction | undefined
  /** set_config calls whose setting is not written down: a bind or a hole says which. */
  readonly openSettings: readonly OpenSetting[]
  readonly tables: readonly SqlTable[]
  readonly columns: readonly SqlColumn[]
  /** Everything besides tables whose meaning depends on the search path. */
  readonly pathUses: readonly PathUse[]
  readonly ddl: readonly DdlAction[]
  /** The body of CREATE FUNCTION / PROCEDURE or DO. */
  readonly routine: SqlRoutine | undefined
}

export type TransactionAction = 'begin' | 'commit' | 'rollback' | 'savepoint' | 'rollback-to' | 'release' | 'other'

export interface SearchPathChange {
  /** 'reset': DEFAULT, RESET, or a list of nothing but public, "$user" and pg_catalog. */
  readonly form: 'session' | 'local' | 'reset' | 'set_config'
  readonly via: 'SET' | 'SET SCHEMA' | 'set_config' | 'pg_settings' | 'RESET'
  /** The new path. Empty when it is DEFAULT or an expression that cannot be read (`value`). */
  readonly members: readonly SqlName[]
  readonly value: 'list' | 'default' | 'expression'
  /** Does it end with the transaction? Undefined when a parameter decides. */
  readonly transactionLocal: boolean | undefined
  /** 0-based position among the items of its SELECT; undefined elsewhere. */
  readonly item: number | undefined
  readonly binds: readonly SqlBind[]
  /** From SET (or set_config) to the last member (or parenthesis). */
  readonly span: Span
  /** The list alone. */
  readonly valueSpan: Span | undefined
}

export interface OpenSetting {
  readonly setting: SqlName
  readonly value: SqlName | undefined
  readonly transactionLocal: boolean | undefined
  readonly span: Span
}

export interface SqlTable {
  readonly schema: SqlName | undefined
  readonly name: SqlName
  readonly alias: string | undefined
  readonly access: 'read' | 'write' | 'ddl'
  /** A relation of pg_catalog or information_schema. */
  readonly system: boolean
  /** From the schema to the name. */
  readonly span: Span
}

export interface SqlColumn {
  /** The table it certainly belongs to; undefined when several are possible. */
  readonly table: SqlTable | undefined
  /** Every table it may belong to. */
  readonly candidates: readonly SqlTable[]
  readonly column: SqlName
}

export interface PathUse {
  readonly kind: 'function' | 'type' | 'sequence' | 'regclass' | 'current-schema'
  readonly name: SqlName | undefined
  readonly span: Span
}

export interface DdlAction {
  readonly action: 'create' | 'drop' | 'add' | 'alter' | 'rename'
  readonly object: 'schema' | 'table' | 'index' | 'constraint' | 'column' | 'sequence' | 'view' | 'type' | 'function' | 'trigger' | 'other'
  /** Undefined when the statement gives none (an unnamed constraint). */
  readonly name: SqlName | undefined
  readonly schema: SqlName | undefined
  /** The table that the index, column or constraint belongs to. */
  readonly table: SqlTable | undefined
  /** RENAME TO. */
  readonly newName: SqlName | undefined
  /** CREATE TABLE … (LIKE this). */
  readonly like: SqlTable | undefined
  /** IF EXISTS on the object itself (not only on its table), or IF NOT EXISTS. */
  readonly guarded: boolean
  readonly concurrently: boolean
  readonly span: Span
}

export interface SqlRoutine {
  readonly name: SqlName | undefined
  readonly schema: SqlName | undefined
  readonly language: string | undefined
  /** Has it a SET search_path clause of its own? */
  readonly setsSearchPath: boolean
  readonly body: string | undefined
  readonly bodySpan: Span | undefined
}

export interface HoleUse {
  readonly hole: SqlHole
  /** 'body': inside a dollar-quoted body; 'value': an expression of its own; 'fragment': a piece of SQL, not a name. */
  readonly position: 'identifier' | 'quoted-identifier' | 'literal' | 'value' | 'body' | 'comment' | 'fragment'
  /** What the name it is (part of) stands for. */
  readonly role: 'schema' | 'table' | 'column' | 'object' | 'other'
  readonly schemaPosition: boolean
  /** The token around it, with its quotes. */
  readonly span: Span
  /** What the token holds, `{}` where something is put in: `user_{}`. */
  readonly pattern: string
  /** Index of its statement; -1 in a comment between statements. */
  readonly statement: number
}
