import type { RowScope } from '../models/model'
import type { Workspace } from '../project/workspace'
import type { MigrationEnvironment } from './alembic-facts'
import type { EnvFile } from './env-file'
import { type AlembicEnvironment, folderOf, isBackupPath, isBelow, isRevisionFileName, join, listEnvironments } from './environments'
import type { ReplayOptions } from './expected-schema'
import type { Revision, RevisionGraph } from './graph'
import { findPinnedVersion } from './installed-versions'
import { joinFolders, type LinkedRevisions, linkRevisions } from './lanes'
import { findMetadata } from './metadata-models'
import { findMetadataSet, type MetadataSet } from './metadata-set'
import { findNamingConvention } from './naming-convention'
import type { RevisionOperations } from './operation'
import type { NamingConvention } from './postgres-names'
import { readEnv } from './read-env'
import { createHistory, type Replay, type ReplayHistory, replayRevisions } from './replay'
import { parseRevisionHeader, setsRevision } from './revision-header'
import { scopeOfMigratedTable } from './tenant-tables'

/** What survives an edit: headers by text, graphs by their revisions, replays by their graph. A keystroke reads one file again, not five hundred. */
export interface EnvironmentCache {
  readonly files: Map<string, { readonly text: string; readonly found: RevisionFile | undefined }>
  readonly links: Map<string, { readonly revisions: readonly Revision[]; readonly linked: LinkedRevisions }>
  readonly replays: WeakMap<RevisionGraph, ReplayHistory>
}

interface RevisionFile {
  readonly revision: Revision
  readonly hasDownRevision: boolean
}

/** Every environment of the project with the revisions that belong to it. */
export function loadEnvironments(
  workspace: Workspace,
  cache: EnvironmentCache,
  operationsOf: (path: string) => RevisionOperations,
): MigrationEnvironment[] {
  const declared = listEnvironments(workspace)
  const found = new Map<AlembicEnvironment, Revision[]>(declared.map((environment) => [environment, []]))
  const unread = new Map<AlembicEnvironment, string[]>()
  const homeless = new Map<string, Revision[]>()
  const folders = declared.flatMap((environment) => environment.versionLocations.map((folder) => ({ folder, environment })))
  folders.sort((a, b) => b.folder.length - a.folder.length)
  for (const path of workspace.filesWith(['revision'], ['.py'])) {
    if (!isRevisionFileName(path) || isBackupPath(path)) continue
    const owner = folders.find(({ folder }) => isBelow(path, folder))?.environment
    const file = loadFile(path, workspace, cache)
    if (owner && !file && setsRevision(workspace.text(path) ?? '')) unread.set(owner, [...(unread.get(owner) ?? []), path])
    if (!file || (!owner && (!file.hasDownRevision || isSample.test(path)))) continue
    const { revision } = file
    if (owner) found.get(owner)?.push(revision)
    else homeless.set(folderOf(path), [...(homeless.get(folderOf(path)) ?? []), revision])
  }
  for (const { folders: versionLocations, revisions } of joinFolders(homeless)) {
    const [folder = ''] = versionLocations
    const location = /(^|\/)versions$/.test(folder) || versionLocations.length > 1 ? folderOf(folder) : folder
    found.set({ name: 'alembic', configPath: undefined, location, envPath: undefined, versionLocations }, revisions)
  }
  const made: MigrationEnvironment[] = []
  /** The MetaData of the other environments. */
  const othersOf = (mine: AlembicEnvironment): readonly MetadataSet[] =>
    made.flatMap((each) => (each.envPath === mine.envPath ? [] : (metadataSetOf(workspace, each.envPath) ?? [])))
  for (const [environment, revisions] of found)
    made.push(
      toEnvironment(environment, loadLinks(environment, { revisions, unread: unread.get(environment) ?? [] }, cache), {
        workspace,
        cache,
        operationsOf,
        othersOf,
      }),
    )
  return made
}

/** Revisions in folders for tests, examples and documents that no environment declares: nobody runs them. */
const isSample = /(^|\/)(tests?|testing|fixtures?|docs?|examples?|samples?)\//

/** A text whose header says the same at the same places gives the same revision, so that what was made of it lasts. */
function loadFile(path: string, workspace: Workspace, cache: EnvironmentCache): RevisionFile | undefined {
  const text = workspace.text(path)
  if (text === undefined) return undefined
  const known = cache.files.get(path)
  if (known?.text === text) return known.found
  const header = parseRevisionHeader(text)
  const made = header && {
    revision: { id: header.revision.value, path, header, down: header.downRevision.ids.map(({ value }) => value) },
    hasDownRevision: header.hasDownRevision,
  }
  const found = known && JSON.stringify(known.found) === JSON.stringify(made) ? known.found : made
  cache.files.set(path, { text, found })
  return found
}

function loadLinks(
  environment: AlembicEnvironment,
  { revisions, unread }: { readonly revisions: readonly Revision[]; readonly unread: readonly string[] },
  cache: EnvironmentCache,
): LinkedRevisions {
  const key = JSON.stringify([environment.configPath, environment.name, environment.location, environment.versionLocations, unread])
  const known = cache.links.get(key)
  if (known?.revisions.length === revisions.length && revisions.every((revision, index) => revision === known.revisions[index]))
    return known.linked
  const linked = linkRevisions(revisions, unread)
  cache.links.set(key, { revisions, linked })
  return linked
}

interface EnvironmentWorld {
  readonly workspace: Workspace
  readonly cache: EnvironmentCache
  readonly operationsOf: (path: string) => RevisionOperations
  readonly othersOf: (environment: AlembicEnvironment) => readonly MetadataSet[]
}

function toEnvironment(environment: AlembicEnvironment, { graph, lanes }: LinkedRevisions, world: EnvironmentWorld): MigrationEnvironment {
  const { workspace, cache, operationsOf, othersOf } = world
  const { envPath, location } = environment
  // Which project it belongs to is decided where env.py stands, and it imports what the revisions are about.
  const from = envPath ?? join(location, 'env.py')
  const namingConvention = (): NamingConvention =>
    workspace.memo(`alembic:naming:${from}`, () => {
      const env = envOf(workspace, envPath)
      // A convention reaches the revisions through `target_metadata`.
      if (env && findMetadata(workspace, env)?.kind === 'none') return 'none'
      return findNamingConvention(workspace, from, metadataSetOf(workspace, envPath))
    })
  const scopes = new Map<string, RowScope>()
  return {
    ...environment,
    graph,
    lanes: lanes.map((lane) => {
      let replay: Replay | undefined
      return {
        ...lane,
        postgres: lanes.length === 1 || !/(^|\/)(sqlite|mysql|mariadb|oracle|mssql)$/i.test(lane.folder),
        replay() {
          replay ??= replayLane(lane.graph, operationsOf, { convention: namingConvention(), config: workspace.config }, cache)
          return replay
        },
      }
    }),
    env: () => envOf(workspace, envPath),
    namingConvention,
    scopeOfTable(table) {
      const own = metadataSetOf(workspace, envPath)
      const scope = scopes.get(table) ?? scopeOfMigratedTable(workspace, table, { from, own, others: own ? othersOf(environment) : [] })
      scopes.set(table, scope)
      return scope
    },
    alembicVersion: () => findPinnedVersion(workspace, 'alembic', from),
    sqlalchemyVersion: () => findPinnedVersion(workspace, 'sqlalchemy', from),
  }
}

const envOf = (workspace: Workspace, envPath: string | undefined): EnvFile | undefined =>
  envPath === undefined ? undefined : workspace.memo(`alembic:env:${envPath}`, () => readEnv(envPath, workspace))

const metadataSetOf = (workspace: Workspace, envPath: string | undefined): MetadataSet | undefined =>
  workspace.memo(`alembic:metadata:${envPath}`, () => {
    const env = envOf(workspace, envPath)
    return env && findMetadataSet(workspace, env)
  })

function replayLane(
  graph: RevisionGraph,
  operationsOf: (path: string) => RevisionOperations,
  options: ReplayOptions,
  { replays }: EnvironmentCache,
): Replay {
  const known = replays.get(graph)
  const fresh = createHistory(options)
  const history = known?.convention === fresh.convention ? known : fresh
  replays.set(graph, history)
  const { copies, order } = graph
  const revisions = order.flatMap((revision) => [...copies.filter(({ id }) => id === revision.id), revision])
  return replayRevisions(revisions, operationsOf, options, history, new Set(copies))
}
