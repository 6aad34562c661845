import type { Workspace } from '../project/workspace'
import type { PythonModule } from '../python/ast'
import { type AlembicEnvironment, folderOf, isBackupPath, isBelow, isRevisionFileName, listEnvironments } from './environments'
import { createGraph, type Revision, type RevisionGraph } from './graph'
import { findPinnedVersion, type PinnedVersion } from './installed-versions'
import { findNamingConvention } from './naming-convention'
import type { RevisionOperations } from './operation'
import type { OutsideRevisions } from './outside-revisions'
import type { NamingConvention } from './postgres-names'
import { type EnvFile, readEnv } from './read-env'
import { readOperations } from './read-operations'
import { type Replay, replayRevisions } from './replay'
import { parseRevisionHeader } from './revision-header'

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
}

/** Everything known about the project's migrations. Computed on demand; nothing is executed. */
export interface AlembicFacts {
  readonly environments: readonly MigrationEnvironment[]
  readonly alembicVersion: PinnedVersion
  readonly sqlalchemyVersion: PinnedVersion
  /** Facts from git, when the host has looked: revisions elsewhere, and files rewritten after others built on them. */
  readonly outside: OutsideRevisions | undefined
  namingConvention(): NamingConvention
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

type Header = ReturnType<typeof parseRevisionHeader>

/** What survives an edit: headers by text, operations by the modules they were read from. */
interface Cache {
  readonly headers: Map<string, { readonly text: string; readonly header: Header }>
  readonly operations: Map<
    string,
    { readonly modules: ReadonlyMap<string, PythonModule | undefined>; readonly operations: RevisionOperations }
  >
  outside: OutsideRevisions | undefined
}

/** One cache for each workspace, gone with it. A keystroke reads one file again, not five hundred. */
const caches = new WeakMap<Workspace, Cache>()

function cacheOf(workspace: Workspace): Cache {
  const cache = caches.get(workspace) ?? { headers: new Map(), operations: new Map(), outside: undefined }
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
  const environments = loadEnvironments(workspace, cache)
  const byPath = new Map<string, NonNullable<ReturnType<AlembicFacts['revisionAt']>>>()
  for (const environment of environments) {
    for (const lane of environment.lanes)
      for (const revision of lane.graph.files) byPath.set(revision.path, { environment, lane, revision })
  }
  return {
    environments,
    alembicVersion: findPinnedVersion(workspace, 'alembic'),
    sqlalchemyVersion: findPinnedVersion(workspace, 'sqlalchemy'),
    get outside() {
      return cache.outside
    },
    namingConvention: () => workspace.memo('alembic:naming', () => findNamingConvention(workspace)),
    revisionAt: (path) => byPath.get(path),
    environmentOfEnv: (path) => environments.find(({ envPath }) => envPath === path),
    operationsOf: (path) => loadOperations(path, workspace, cache),
  }
}

function loadEnvironments(workspace: Workspace, cache: Cache): MigrationEnvironment[] {
  const declared = listEnvironments(workspace)
  const found = new Map<AlembicEnvironment, Revision[]>(declared.map((environment) => [environment, []]))
  const homeless = new Map<string, Revision[]>()
  const folders = declared.flatMap((environment) => environment.versionLocations.map((folder) => ({ folder, environment })))
  folders.sort((a, b) => b.folder.length - a.folder.length)
  for (const path of workspace.filesWith(['revision'], ['.py'])) {
    if (!isRevisionFileName(path) || isBackupPath(path)) continue
    const owner = folders.find(({ folder }) => isBelow(path, folder))?.environment
    const header = loadHeader(path, workspace, cache)
    if (!header || (!owner && !header.hasDownRevision)) continue
    const revision: Revision = { id: header.revision.value, path, header, down: header.downRevision.ids.map(({ value }) => value) }
    if (owner) found.get(owner)?.push(revision)
    else homeless.set(folderOf(path), [...(homeless.get(folderOf(path)) ?? []), revision])
  }
  for (const [folder, revisions] of homeless) {
    const location = /(^|\/)versions$/.test(folder) ? folderOf(folder) : folder
    found.set({ name: 'alembic', configPath: undefined, location, envPath: undefined, versionLocations: [folder] }, revisions)
  }
  return [...found].map(([environment, revisions]) => toEnvironment(environment, revisions, workspace, cache))
}

function loadHeader(path: string, workspace: Workspace, cache: Cache): Header {
  const text = workspace.text(path)
  if (text === undefined) return undefined
  const known = cache.headers.get(path)
  if (known?.text === text) return known.header
  const header = parseRevisionHeader(text)
  cache.headers.set(path, { text, header })
  return header
}

function toEnvironment(
  environment: AlembicEnvironment,
  revisions: readonly Revision[],
  workspace: Workspace,
  cache: Cache,
): MigrationEnvironment {
  const graph = createGraph(revisions)
  const groups = splitLanes(graph)
  const lanes = groups.map(([folder, files]): Lane => {
    const own = groups.length === 1 ? graph : createGraph(files)
    let replay: Replay | undefined
    return {
      folder,
      graph: own,
      postgres: groups.length === 1 || !/(^|\/)(sqlite|mysql|mariadb|oracle|mssql)$/i.test(folder),
      replay() {
        replay ??= replayRevisions(own.order, (path) => loadOperations(path, workspace, cache), {
          convention: workspace.memo('alembic:naming', () => findNamingConvention(workspace)),
          config: workspace.config,
        })
        return replay
      },
    }
  })
  return {
    ...environment,
    graph: lanes.length === 1 ? graph : joinLanes(graph, lanes),
    lanes,
    env: () =>
      environment.envPath === undefined
        ? undefined
        : workspace.memo(`alembic:env:${environment.envPath}`, () => readEnv(environment.envPath as string, workspace)),
  }
}

/** Heads, bases and problems of a location whose chains are run apart: those of each, not what mixing them would give. */
function joinLanes(graph: RevisionGraph, lanes: readonly Lane[]): RevisionGraph {
  const union = (idsOf: (lane: RevisionGraph) => readonly string[]): string[] =>
    [...new Set(lanes.flatMap((lane) => idsOf(lane.graph)))].sort()
  return {
    ...graph,
    heads: union(({ heads }) => heads),
    bases: union(({ bases }) => bases),
    problems: lanes.flatMap((lane) => lane.graph.problems),
  }
}

/** Chains in folders of their own that never refer to each other are run apart, whatever the common parent folder. */
function splitLanes(graph: RevisionGraph): (readonly [string, readonly Revision[]])[] {
  const byFolder = new Map<string, Revision[]>()
  for (const revision of graph.files) byFolder.set(folderOf(revision.path), [...(byFolder.get(folderOf(revision.path)) ?? []), revision])
  const [first] = byFolder.keys()
  const whole = [[first ?? '', graph.files] as const]
  if (byFolder.size < 2) return whole
  // Two such chains may even share ids: a reference means the file beside it first.
  const idsIn = new Map(
    [...byFolder].map(([folder, files]) => [
      folder,
      new Set(files.flatMap(({ id, header }) => [id, ...header.branchLabels.ids.map(({ value }) => value)])),
    ]),
  )
  for (const revision of graph.files) {
    const own = idsIn.get(folderOf(revision.path))
    const references = [...revision.down, ...revision.header.dependsOn.ids.map(({ value }) => value)]
    if (references.some((id) => !own?.has(id) && [...idsIn.values()].some((ids) => ids.has(id)))) return whole
  }
  // A folder without a base of its own only continues what its sibling began in a file that is missing.
  const independent = [...byFolder.values()].every((files) => files.some(({ down }) => down.length === 0))
  return independent ? [...byFolder] : whole
}

function loadOperations(path: string, workspace: Workspace, cache: Cache): RevisionOperations {
  const known = cache.operations.get(path)
  if (known && [...known.modules].every(([file, module]) => workspace.module(file) === module)) return known.operations
  const modules = new Map<string, PythonModule | undefined>()
  const watched: Workspace = {
    ...workspace,
    module(file) {
      const module = workspace.module(file)
      modules.set(file, module)
      return module
    },
    resolveName(from, name, at) {
      const definition = workspace.resolveName(from, name, at)
      if (definition && definition.kind !== 'external') modules.set(definition.path, workspace.module(definition.path))
      return definition
    },
  }
  const module = watched.module(path)
  const operations: RevisionOperations = module
    ? readOperations(module, watched)
    : { upgrade: [], downgrade: [], functions: { upgrade: undefined, downgrade: undefined }, notFollowed: [], emptyDowngrade: true }
  cache.operations.set(path, { modules, operations })
  return operations
}
