import type { Existence } from '../alembic/expected-schema'
import type { RevisionGraph } from '../alembic/graph'
import type { Operation, RevisionOperations } from '../alembic/operation'
import type { OutsideRevision } from '../alembic/outside-revisions'
import type { Config } from '../contract/config'
import type { LiveCheck, RuleMeta } from '../contract/rule'
import type { Span } from '../text/span'
import type { ObjectKind, SchemaSnapshot } from './snapshot'
import type { Grouping } from './tenant-groups'

/** Everything that live checks may ask: what the database holds and, where known, what the code says. */
export interface LiveWorld {
  readonly snapshot: SchemaSnapshot
  readonly grouping: Grouping
  readonly config: Config
  /** Undefined: no Alembic environment was found, or it could not be read. */
  readonly revisions: RevisionFacts | undefined
  /** Undefined: the models could not be read. */
  readonly models: ModelFacts | undefined
  textOf(path: string): string | undefined
  /** Say what could not be judged, once. */
  skip(what: string, why: string): void
}

/** The chain of revisions that this working tree holds. */
export interface RevisionFacts {
  readonly graph: RevisionGraph
  operationsOf(path: string): RevisionOperations
  existenceOf(operation: Operation): Existence | undefined
  /** Revisions that other worktrees, branches or stashes hold, best place first. Undefined: nobody has looked. */
  readonly outside: ReadonlyMap<string, readonly OutsideRevision[]> | undefined
  /** env.py is known to run each revision in one schema only: nothing but the revision itself visits the tenants. */
  readonly runsOnce: boolean
  /** The environment's own description, for reports. */
  readonly location: string
}

/** What the models say about tenant-owned tables, in the order of the source. */
export interface ModelFacts {
  readonly tables: readonly ModelTable[]
  /** The models of a table may be elsewhere; only with `complete` can anything be missing from them. */
  readonly complete: boolean
}

export interface ModelTable {
  readonly name: string
  readonly scope: 'tenant' | 'shared' | 'unknown'
  readonly path: string
  readonly span: Span
  readonly columns: readonly ModelColumn[]
  readonly objects: readonly ModelObject[]
  /** False when a part of the class could not be followed. */
  readonly complete: boolean
}

export interface ModelColumn {
  readonly name: string
  /** Where it is declared: a mixin may stand in another file than its table. */
  readonly path: string
  readonly span: Span
  /** PostgreSQL's spelling where it is certain, for example `character varying(64)`. */
  readonly type?: string
  readonly nullable?: boolean
  /** Labels of an enum column, with the type's name where it is given. */
  readonly enum?: { readonly name?: string; readonly labels: readonly string[]; readonly span: Span }
}

export interface ModelObject {
  readonly kind: Extract<ObjectKind, 'primary key' | 'unique constraint' | 'check constraint' | 'foreign key' | 'index'>
  readonly name?: string
  /** Of the name, quotes included. */
  readonly nameSpan?: Span
  readonly columns: readonly string[]
  readonly unique?: boolean
  readonly span: Span
}

export type Check = LiveCheck<LiveWorld>

/** Define a live check; the id is its file's name. */
export const defineLiveCheck = (meta: Omit<RuleMeta, 'family' | 'languages'>, check: Check['check']): Check => ({
  ...meta,
  family: 'live',
  languages: ['python'],
  check,
})
