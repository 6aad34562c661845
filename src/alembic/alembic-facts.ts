import type { RowScope } from '../models/model'
import type { Workspace } from '../project/workspace'
import type { EnvFile } from './env-file'
import type { AlembicEnvironment } from './environments'
import type { Revision, RevisionGraph } from './graph'
import type { PinnedVersion } from './installed-versions'
import { type EnvironmentCache, loadEnvironments } from './load-environments'
import { loadOperations, type OperationsCache } from './load-operations'
import type { RevisionOperations } from './operation'
import type { OutsideRevisions } from './outside-revisions'
import type { NamingConvention } from './postgres-names'
import type { Replay } from './replay'

/** Revisions that Alembic runs together. Usually one lane; several where folders below one location hold chains that never meet. */
export interface Lane {
  /** The folder its files stand in. */
  readonly folder: string
  readonly graph: RevisionGraph
  /** False for chains kept for another database (`versions/sqlite`). */
  readonly postgres: boolean
  replay(): Replay
}

export interface MigrationEnvironment extends AlembicEnvironment {
  /** All lanes as one graph. */
  readonly graph: RevisionGraph
  readonly lanes: readonly Lane[]
  /** What env.py does; undefined without one that configures Alembic. */
  env(): EnvFile | undefined
  /** Of the MetaData that env.py compares with, else of the project it stands in; none where env.py compares with nothing. */
  namingConvention(): NamingConvention
  /** Whose rows a table holds that its revisions name. */
  scopeOfTable(table: string): RowScope
  alembicVersion(): PinnedVersion
  sqlalchemyVersion(): PinnedVersion
}

/** Everything known about the project's migrations. Computed on demand; nothing is executed. */
export interface AlembicFacts {
  readonly environments: readonly MigrationEnvironment[]
  /** Facts from git, when the host has looked: revisions elsewhere, and files rewritten after others built on them. */
  readonly outside: OutsideRevisions | undefined
  /** The environment and revision a file is. */
  revisionAt(path: string): { readonly environment: MigrationEnvironment; readonly lane: Lane; readonly revision: Revision } | undefined
  /** The environment whose env.py a file is. */
  environmentOfEnv(path: string): MigrationEnvironment | undefined
  operationsOf(path: string): RevisionOperations
}

declare module '../contract/rule' {
  interface FactMap {
    alembic: AlembicFacts
  }
}

interface Cache extends EnvironmentCache {
  readonly operations: OperationsCache
  outside: OutsideRevisions | undefined
}

/** One cache for each workspace, gone with it. */
const caches = new WeakMap<Workspace, Cache>()

function cacheOf(workspace: Workspace): Cache {
  const cache = caches.get(workspace) ?? {
    files: new Map(),
    links: new Map(),
    replays: new WeakMap(),
    operations: new Map(),
    outside: undefined,
  }
  caches.set(workspace, cache)
  return cache
}

/** The migrations of a project. Give it to rules that need `alembic`. */
export function alembicFacts(workspace: Workspace): AlembicFacts {
  return workspace.memo('alembic', () => createFacts(workspace, cacheOf(workspace)))
}

/** Tell the facts what git knows; stays until told anew. The host calls it before a check, because asking git takes time. */
export function setOutsideRevisions(workspace: Workspace, outside: OutsideRevisions | undefined): void {
  cacheOf(workspace).outside = outside
}

function createFacts(workspace: Workspace, cache: Cache): AlembicFacts {
  const operationsOf = (path: string): RevisionOperations => loadOperations(path, workspace, cache.operations)
  const environments = loadEnvironments(workspace, cache, operationsOf)
  const byPath = new Map<string, NonNullable<ReturnType<AlembicFacts['revisionAt']>>>()
  for (const environment of environments) {
    for (const lane of environment.lanes)
      for (const revision of lane.graph.files) byPath.set(revision.path, { environment, lane, revision })
  }
  return {
    environments,
    get outside() {
      return cache.outside
    },
    revisionAt: (path) => byPath.get(path),
    environmentOfEnv: (path) => environments.find(({ envPath }) => envPath === path),
    operationsOf,
  }
}
