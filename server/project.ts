import { existsSync } from 'node:fs'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import { createNodeHost, type NodeHost } from '../src/host/node-host'
import {
  type Baseline,
  type Config,
  type ConfigError,
  createEngine,
  createWorkspaces,
  defaultBaselineName,
  type Engine,
  type FactServices,
  type FileSystem,
  type Git,
  type LoadedConfigs,
  type Log,
  listRuleNames,
  loadConfigs,
  parseBaseline,
  rules,
} from '../src/index'
import type { SchemaSnapshot } from '../src/live/snapshot'
import type { EditorSettings } from '../src/protocol'
import { loadConfiguredSnapshot } from './configured-snapshot'
import { toLooseUri } from './loose-file'
import { withSettings } from './settings'

/** One workspace folder with the engine over it; documents outside every folder share one that has no disk. */
export interface Project {
  /** Absolute; undefined for the documents without a folder. */
  readonly root: string | undefined
  readonly fs: FileSystem
  readonly git: Git
  readonly engine: Engine
  /** Slow knowledge outside this thread; empty for documents without a folder. */
  readonly services: FactServices
  readonly settings: EditorSettings
  readonly configs: LoadedConfigs
  readonly baseline: Baseline | undefined
  /** What the configured snapshot file holds: live facts before any database is asked, and where none may be. */
  readonly snapshot: SchemaSnapshot | undefined
  isSnapshotFile(file: string): boolean
  readonly problems: readonly ConfigError[]
  /** An engine of its own over the same files, for work that tries out other texts. */
  createEngine(): Engine
  uriOf(file: string): string
  /** The URIs that a client may have for a file: with the folders as they were opened first, then with links followed. */
  urisOf(file: string): readonly string[]
  setText(file: string, text: string | undefined, how?: 'typing'): void
  /** Typing rests; true when answers may have changed by that. */
  settle(): boolean
  invalidate(files: readonly string[] | 'all'): void
  close(): Promise<void>
}

export interface ProjectOptions {
  readonly root: string | undefined
  /** Folders of it that are links. */
  readonly links?: readonly { readonly folder: string; readonly real: string }[]
  readonly settings: EditorSettings
  readonly log: Log
  /** Texts of open documents, by path. */
  readonly texts: ReadonlyMap<string, string>
}

export async function openProject({ root, links = [], settings, log, texts }: ProjectOptions): Promise<Project> {
  const host = await createNodeHost({ root: root ?? process.cwd(), log })
  const fs = root === undefined ? noFiles : host.fs
  const configs = await loadProjectConfigs(fs, root, settings)
  const services: FactServices = root === undefined ? {} : host.services
  const makeEngine = (): Engine =>
    createEngine({
      workspace: createWorkspaces({ fs, configs, python: host.python, analyseSql: host.analyseSql }),
      rules,
      services,
      today: new Date().toISOString().slice(0, 10),
      log,
      readText: (file) => fs.readText(file),
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    })
  const engine = makeEngine()
  const snapshot = root === undefined ? { value: undefined, problems: [] } : loadConfiguredSnapshot(root, configs)
  const uriOf = (file: string): string => (root === undefined ? toLooseUri(file) : pathToFileURL(path.join(root, file)).toString())
  const overlays = new Map(texts)
  for (const workspace of engine.workspaces.all()) for (const [file, text] of overlays) workspace.setOverlay(file, text)
  return {
    root,
    fs,
    git: host.git,
    engine,
    services,
    settings,
    configs,
    baseline: loadBaseline(fs, root, log),
    snapshot: snapshot.value,
    isSnapshotFile: (file) => configs.configs.some(({ database }) => database.snapshot === file),
    problems: [...configs.errors, ...snapshot.problems],
    createEngine() {
      const other = makeEngine()
      for (const workspace of other.workspaces.all()) for (const [file, text] of overlays) workspace.setOverlay(file, text)
      return other
    },
    uriOf,
    urisOf: (file) => [
      uriOf(file),
      ...links.flatMap(({ folder, real }) => {
        const below = path.relative(folder, path.join(root ?? '', file))
        return /^\.\.([\\/]|$)/.test(below) ? [] : [pathToFileURL(path.join(real, below)).toString()]
      }),
    ],
    setText(file, text, how) {
      if (text === undefined) overlays.delete(file)
      else overlays.set(file, text)
      for (const workspace of engine.workspaces.all()) workspace.setOverlay(file, text, how)
    },
    settle: () =>
      engine.workspaces
        .all()
        .map((workspace) => workspace.settle())
        .includes(true),
    invalidate(files) {
      for (const workspace of engine.workspaces.all()) workspace.invalidate(files)
    },
    close: () => closeHost(host),
  }
}

const closeHost = (host: NodeHost): Promise<void> => host.close()

/** Documents of no folder, and of file systems that only the editor can read, are judged by their own text. */
const noFiles: FileSystem = {
  listFiles: () => [],
  readText: () => ({ kind: 'unreadable', reason: 'it is outside the workspace' }),
  search: () => [],
}

export const isConfigFile = (file: string): boolean => /(^|\/)(tenantscope|pyproject)\.toml$/.test(file)

async function loadProjectConfigs(fs: FileSystem, root: string | undefined, settings: EditorSettings): Promise<LoadedConfigs> {
  const listed = fs.listFiles().filter(isConfigFile)
  // An ignored file at the root still configures, as on the command line.
  const atRoot = root === undefined ? [] : ['tenantscope.toml', 'pyproject.toml'].filter((name) => existsSync(path.join(root, name)))
  const loaded = await loadConfigs({
    paths: [...new Set([...atRoot, ...listed])],
    readText: (file) => fs.readText(file),
    names: listRuleNames(),
  })
  const merged = new Map<Config, Config>(loaded.configs.map((config) => [config, withSettings(config, settings)]))
  const of = (file: string): Config => {
    const config = loaded.of(file)
    return merged.get(config) ?? config
  }
  return { of, configs: [...merged.values()], errors: loaded.errors }
}

function loadBaseline(fs: FileSystem, root: string | undefined, log: Log): Baseline | undefined {
  if (root === undefined || !existsSync(path.join(root, defaultBaselineName))) return undefined
  const read = fs.readText(defaultBaselineName)
  const baseline = read.kind === 'text' ? parseBaseline(read.text) : `cannot be read: ${read.reason}`
  if (typeof baseline !== 'string') return baseline
  log.warn(`${defaultBaselineName} ${baseline}`)
  return undefined
}
