import type { Workspace } from '../project/workspace'
import type { MigrationEnvironment } from './alembic-facts'
import { type AlembicEnvironment, folderOf, isBackupPath, isBelow, isRevisionFileName, listEnvironments } from './environments'
import type { ReplayOptions } from './expected-schema'
import type { Revision, RevisionGraph } from './graph'
import { type LinkedRevisions, linkRevisions } from './lanes'
import { findNamingConvention } from './naming-convention'
import type { RevisionOperations } from './operation'
import { readEnv } from './read-env'
import { createHistory, type Replay, type ReplayHistory, replayRevisions } from './replay'
import { parseRevisionHeader } from './revision-header'

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
  const homeless = new Map<string, Revision[]>()
  const folders = declared.flatMap((environment) => environment.versionLocations.map((folder) => ({ folder, environment })))
  folders.sort((a, b) => b.folder.length - a.folder.length)
  for (const path of workspace.filesWith(['revision'], ['.py'])) {
    if (!isRevisionFileName(path) || isBackupPath(path)) continue
    const owner = folders.find(({ folder }) => isBelow(path, folder))?.environment
    const file = loadFile(path, workspace, cache)
    if (!file || (!owner && !file.hasDownRevision)) continue
    const { revision } = file
    if (owner) found.get(owner)?.push(revision)
    else homeless.set(folderOf(path), [...(homeless.get(folderOf(path)) ?? []), revision])
  }
  for (const [folder, revisions] of homeless) {
    const location = /(^|\/)versions$/.test(folder) ? folderOf(folder) : folder
    found.set({ name: 'alembic', configPath: undefined, location, envPath: undefined, versionLocations: [folder] }, revisions)
  }
  return [...found].map(([environment, revisions]) => {
    const linked = loadLinks(environment, revisions, cache)
    return toEnvironment(environment, linked, workspace, cache, operationsOf)
  })
}

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

function loadLinks(environment: AlembicEnvironment, revisions: readonly Revision[], cache: EnvironmentCache): LinkedRevisions {
  const key = JSON.stringify([environment.configPath, environment.name, environment.location, environment.versionLocations])
  const known = cache.links.get(key)
  if (known?.revisions.length === revisions.length && revisions.every((revision, index) => revision === known.revisions[index]))
    return known.linked
  const linked = linkRevisions(revisions)
  cache.links.set(key, { revisions, linked })
  return linked
}

function toEnvironment(
  environment: AlembicEnvironment,
  { graph, lanes }: LinkedRevisions,
  workspace: Workspace,
  cache: EnvironmentCache,
  operationsOf: (path: string) => RevisionOperations,
): MigrationEnvironment {
  const { envPath } = environment
  return {
    ...environment,
    graph,
    lanes: lanes.map((lane) => {
      let replay: Replay | undefined
      return {
        ...lane,
        postgres: lanes.length === 1 || !/(^|\/)(sqlite|mysql|mariadb|oracle|mssql)$/i.test(lane.folder),
        replay() {
          const convention = workspace.memo('alembic:naming', () => findNamingConvention(workspace))
          replay ??= replayLane(lane.graph, operationsOf, { convention, config: workspace.config }, cache)
          return replay
        },
      }
    }),
    env: () => (envPath === undefined ? undefined : workspace.memo(`alembic:env:${envPath}`, () => readEnv(envPath, workspace))),
  }
}

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
  return replayRevisions(graph.order, operationsOf, options, history)
}
