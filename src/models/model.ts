import type { Call, ClassDef, Expr } from '../python/ast'
import type { Span } from '../text/span'

/** The schema a table is mapped to, as far as the text tells. */
export type SchemaToken =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'none' }
  /** Computed, or it may come from a base class that is not part of the project. */
  | { readonly kind: 'unknown' }

/** What gives the table its schema. */
export type SchemaSource = 'table-args' | 'inherited-args' | 'metadata' | 'table' | 'parent-table' | 'none'

export type RowScope = 'tenant' | 'shared' | 'unknown'

/** One mapped class, or one `Table(…)`. */
export interface Model {
  readonly path: string
  /** Undefined for a `Table(…)`. */
  readonly className: string | undefined
  readonly node: ClassDef | Call
  /** The class's name, or the table's name as written in `Table("name", …)`. */
  readonly nameSpan: Span
  /** The table's name; undefined when it is computed. */
  readonly table: string | undefined
  readonly schema: SchemaToken
  readonly source: SchemaSource
  /** The default of the MetaData it belongs to: foreign keys without schema take it. */
  readonly metadataSchema: SchemaToken
  /** The class's own `__table_args__` value, or the `Table` call: where a schema can be added. */
  readonly args: Expr | undefined
  /** Table args come from a mixin or base: own ones would hide them. */
  readonly inheritsArgs: boolean
  readonly scope: RowScope
  /** Own columns first, then those of mixins and abstract bases. */
  readonly columns: readonly Column[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly relationships: readonly Relationship[]
  readonly enums: readonly EnumColumn[]
  /** Bases that could not be followed into the project and are not SQLAlchemy's own. */
  readonly unknownBases: boolean
}

export interface Column {
  /** Attribute name; equals `name` unless the column is named apart. */
  readonly attribute: string
  readonly name: string
  readonly path: string
  readonly span: Span
  readonly call: Call | undefined
  readonly primaryKey: boolean
  readonly unique: boolean
  readonly indexed: boolean
  /** Undefined when neither the call nor the annotation tells. */
  readonly nullable: boolean | undefined
  /** `Integer`, `str` of `Mapped[str]`; undefined when not written. */
  readonly type: string | undefined
}

/** One `ForeignKey(…)`, or one target of a `ForeignKeyConstraint`. */
export interface ForeignKey {
  readonly path: string
  /** The string, or the expression. */
  readonly at: Expr
  /** `tenant.users.id` -> its parts. Undefined when it names no string: `ForeignKey(User.id)` carries its table along. */
  readonly target: { readonly schema: string | undefined; readonly table: string; readonly column: string | undefined } | undefined
}

export interface Relationship {
  readonly attribute: string
  readonly path: string
  readonly span: Span
  /** Class name. */
  readonly target: string | undefined
  readonly uselist: boolean | undefined
  /** `secondary="links"`: the association table by name. */
  readonly secondary: { readonly at: Expr; readonly table: string } | undefined
}

export interface EnumColumn {
  readonly path: string
  /** The `Enum(…)` call; undefined when the type is only the annotation, `Mapped[Status]`. */
  readonly call: Call | undefined
  readonly span: Span
  readonly name: string | undefined
  readonly schema: SchemaToken
  readonly inheritSchema: boolean
  /** `native_enum=False` makes a VARCHAR. */
  readonly native: boolean
  readonly column: string
}
