import type { Call, FunctionDef } from '../python/ast'
import type { Span } from '../text/span'
import type { FlatSql } from './flat-sql'
import type { Value } from './values'

/** A name in an operation. `template`: put together at run time; `none`: a written `None` or no argument at all. */
export type NameRef =
  | { readonly kind: 'text'; readonly value: string; readonly span: Span; readonly final: boolean }
  | { readonly kind: 'none'; readonly span: Span }
  | { readonly kind: 'template'; readonly value: Value; readonly span: Span }
  | { readonly kind: 'dynamic'; readonly span: Span; readonly catalogue: boolean }

/** Where an operation lands. `default`: wherever env.py sends unqualified names; `tenant`: each schema of the loop around it. */
export type SchemaRef =
  | { readonly kind: 'default' }
  | { readonly kind: 'literal'; readonly value: string; readonly span: Span | undefined; readonly keyword: Span | undefined }
  | { readonly kind: 'tenant'; readonly template: boolean | undefined }
  | { readonly kind: 'unknown' }

export interface TableRef {
  readonly name: NameRef
  readonly schema: SchemaRef
}

export type ConstraintKind = 'primary' | 'unique' | 'foreign' | 'check' | 'exclude'

export interface ColumnDefinition {
  /** Undefined when computed. */
  readonly name: string | undefined
  readonly span: Span
  readonly primary: boolean
  readonly unique: boolean
  readonly index: boolean
  readonly foreign: readonly ConstraintDefinition[]
  /** Its type as written. */
  readonly type: string
}

export interface ConstraintDefinition {
  readonly kind: ConstraintKind
  readonly name: NameRef
  /** Undefined when computed. */
  readonly columns: readonly string[] | undefined
  readonly span: Span
  readonly referent?: NameRef
}

export interface IndexDefinition {
  readonly name: NameRef
  readonly columns: readonly string[] | undefined
  readonly unique: boolean
  readonly span: Span
}

export type Effect =
  /** `complete`: every column and constraint of the table could be read. */
  | {
      readonly kind: 'create-table'
      readonly columns: readonly ColumnDefinition[]
      readonly constraints: readonly ConstraintDefinition[]
      readonly indexes: readonly IndexDefinition[]
      readonly complete: boolean
      readonly like?: NameRef
    }
  | { readonly kind: 'drop-table' }
  | { readonly kind: 'rename-table'; readonly to: NameRef }
  | { readonly kind: 'add-column'; readonly column: ColumnDefinition }
  | { readonly kind: 'drop-column'; readonly name: NameRef }
  | { readonly kind: 'alter-column'; readonly name: NameRef; readonly to: NameRef | undefined }
  | { readonly kind: 'create-index'; readonly index: IndexDefinition; readonly concurrently: boolean }
  | { readonly kind: 'drop-index'; readonly name: NameRef }
  | { readonly kind: 'create-constraint'; readonly constraint: ConstraintDefinition }
  | { readonly kind: 'drop-constraint'; readonly name: NameRef; readonly constraintKind: ConstraintKind | undefined }
  | { readonly kind: 'rename-index' | 'rename-constraint'; readonly name: NameRef; readonly to: NameRef }
  /** COMMIT and ROLLBACK, as a method or as SQL. */
  | {
      readonly kind: 'end-transaction'
      readonly action: 'commit' | 'rollback'
      readonly receiver: 'connection' | 'session' | 'dbapi' | 'sql'
    }
  /** A SET search_path; `null` puts it back to what the server gives. */
  | { readonly kind: 'set-path'; readonly schemas: readonly SchemaRef[] | null }
  /** Statements without effect on the schema. */
  | { readonly kind: 'data' }
  /** DDL that cannot be followed: a DO block, dynamic SQL, a library's wrapper. */
  | { readonly kind: 'opaque'; readonly text: string }

export interface TenantLoop {
  /** Does it visit the template too? */
  readonly template: boolean | undefined
  /** The loop's own statement, when it stands in this file. */
  readonly span: Span | undefined
  readonly via: 'for' | 'decorator' | 'helper'
}

/** Why a missing object does no harm. */
export type Guard = 'if-exists' | 'condition' | 'savepoint' | 'catalogue' | 'handler'

/** One thing a revision does, in the order it does it. `span` and `statement` always lie in the revision's own file. */
export interface Operation {
  readonly effect: Effect
  readonly direction: 'upgrade' | 'downgrade'
  readonly via: 'op' | 'batch' | 'sql' | 'wrapper'
  readonly table: TableRef | undefined
  readonly span: Span
  /** The whole statement around it. */
  readonly statement: Span
  /** The call, when it stands in this very file and may be edited. */
  readonly call: Call | undefined
  /** The `batch_alter_table(…)` around it, on the same terms. */
  readonly batch: Call | undefined
  /** For raw SQL: the text, and where this statement begins and ends in it. */
  readonly sql: { readonly flat: FlatSql; readonly start: number; readonly end: number } | undefined
  readonly guard: Guard | undefined
  /** Inside `try` without a savepoint: the failing statement still ruins the transaction. */
  readonly tried: boolean
  readonly loop: TenantLoop | undefined
  readonly autocommit: boolean
}

export interface RevisionOperations {
  readonly upgrade: readonly Operation[]
  readonly downgrade: readonly Operation[]
  readonly functions: { readonly upgrade: FunctionDef | undefined; readonly downgrade: FunctionDef | undefined }
  /** Places that could not be followed. */
  readonly notFollowed: readonly { readonly span: Span; readonly reason: string }[]
  /** `pass`, a docstring, or nothing at all. */
  readonly emptyDowngrade: boolean
}
