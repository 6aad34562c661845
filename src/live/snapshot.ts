/** What stands in a database's catalogue at one moment: names and definitions, no rows, no credentials. Plain JSON. */
export interface SchemaSnapshot {
  readonly version: 1
  readonly databases: readonly DatabaseFacts[]
  /** Templates and tenants, by database, then in natural order. */
  readonly tenants: readonly TenantFacts[]
  /** Every distinct structure once, by its strict fingerprint. */
  readonly shapes: { readonly [strict: string]: Shape }
  readonly skipped: readonly Skipped[]
  /** Owners, privileges or comments, read on request: every distinct set once, by its hash. */
  readonly extras?: { readonly [hash: string]: readonly ExtraEntry[] }
}

export const extraKinds = ['owners', 'grants', 'comments'] as const
/** What is compared on request only, and never part of a structure. */
export type ExtraKind = (typeof extraKinds)[number]

export interface ExtraEntry {
  readonly kind: string
  readonly table?: string
  readonly name: string
  /** The owner, the privileges by role, or the comment. The tenant's own name reads `~`. */
  readonly value: string
}

/** One database; several are shards of one application. */
export interface DatabaseFacts {
  /** Unique in the snapshot and safe to show: the database's name, with the server where names repeat. */
  readonly label: string
  /** `host:port` as it was asked for. */
  readonly server: string
  readonly database: string
  /** `server_version_num`, for example 180004. */
  readonly serverVersion: number
  /** A standby answers with what it has replayed so far. */
  readonly standby: boolean
  /** Room for locks: `max_locks_per_transaction`, and the whole table for everybody together. Not in snapshots of old. */
  readonly locks?: { readonly perTransaction: number; readonly slots: number }
  /** Every shared schema that exists, with its strict fingerprint. */
  readonly shared: readonly { readonly schema: string; readonly strict: string; readonly token?: string }[]
  /** The version table outside the tenants, when there is one. */
  readonly sharedVersion?: { readonly schema: string; readonly version: TenantVersion }
  /** What the configured query says the tenants are. */
  readonly registry?: readonly string[]
  /** With such a query: schemas that look like the tenants it lists, whether it lists them or not. */
  readonly present?: readonly string[]
}

export interface TenantFacts {
  /** How reports call it: the schema, and with several databases `label/schema`. */
  readonly name: string
  readonly schema: string
  /** Index into `databases`. */
  readonly database: number
  readonly isTemplate: boolean
  readonly version: TenantVersion
  readonly structure: TenantStructure
  /** Hashes into `extras`, for what was asked for. */
  readonly extras?: { readonly [kind in ExtraKind]?: string }
}

export type TenantVersion =
  | { readonly kind: 'at'; readonly revisions: readonly string[] }
  | { readonly kind: 'no-version-table' }
  | { readonly kind: 'unreadable'; readonly reason: string }

export type TenantStructure =
  | {
      readonly kind: 'known'
      /** Definitions and names. */
      readonly strict: string
      /** Definitions only: names of constraints and indexes dropped. */
      readonly structural: string
      readonly objects: number
      /** Changes whenever a catalogue row of the tenant does. */
      readonly token?: string
    }
  | { readonly kind: 'unreadable'; readonly reason: string }

export interface Skipped {
  readonly what: string
  readonly why: string
}

export const objectKinds = [
  'table',
  'partition',
  'column',
  'primary key',
  'unique constraint',
  'check constraint',
  'foreign key',
  'exclusion constraint',
  'index',
  'sequence',
  'enum',
  'domain',
  'type',
  'function',
  'trigger',
  'rule',
  'view',
  'materialized view',
  'policy',
] as const

export type ObjectKind = (typeof objectKinds)[number]

export interface Shape {
  readonly objects: readonly CatalogObject[]
}

/** One object. The tenant's own schema reads `~.` in definitions, and its own name `~` inside names. */
export interface CatalogObject {
  readonly kind: ObjectKind
  /** The table (or view) it belongs to. */
  readonly table?: string
  /** Functions carry their argument types. */
  readonly name: string
  /** Readable, comparable by eye; string literals over 20 characters in defaults are replaced by a hash. */
  readonly definition: string
  /** Of everything that was compared, which may be more than `definition` shows. */
  readonly hash: string
  readonly column?: ColumnFacts
  /** Of keys, uniques, foreign keys and indexes, in order; expressions as text. */
  readonly columns?: readonly string[]
  readonly target?: { readonly schema: string; readonly own: boolean; readonly table: string; readonly columns: readonly string[] }
  readonly labels?: readonly string[]
  /** Indexes: the statement that makes it. */
  readonly create?: string
  /** False for an index that failed to build or a constraint that was never checked. */
  readonly valid?: boolean
  /** Sequences: the column that owns it. */
  readonly ownedBy?: { readonly table: string; readonly column: string; readonly identity: boolean }
}

export interface ColumnFacts {
  /** Where it stands in its table; no part of the definition. */
  readonly position?: number
  readonly type: string
  readonly notNull: boolean
  readonly default?: string
  readonly identity?: 'always' | 'by default'
  readonly generated?: 'stored' | 'virtual'
  /** The sequence that the default draws from; `own` when it is in the tenant's own schema. */
  readonly sequence?: { readonly schema: string; readonly name: string; readonly own: boolean }
}

/** The same object across schemas: kind, table and name. */
export const objectKey = (object: Pick<CatalogObject, 'kind' | 'table' | 'name'>): string =>
  `${object.kind}\0${object.table ?? ''}\0${object.name}`

/** `table.name` for what belongs to a table, the bare name otherwise. */
export const objectLabel = (object: Pick<CatalogObject, 'kind' | 'table' | 'name'>): string =>
  object.table === undefined || object.kind === 'table' || object.kind === 'partition' ? object.name : `${object.table}.${object.name}`
