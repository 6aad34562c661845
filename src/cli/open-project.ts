import { existsSync } from 'node:fs'
import * as path from 'node:path'
import { type LoadedConfigs, loadConfigs } from '../config/load-configs'
import type { FileSystem, FileText } from '../contract/ports'
import type { FactServices } from '../engine/facts'
import { createEngine, createWorkspaces, type Engine, listRuleNames, rules, type Selection } from '../index'
import { findRoot, type Target } from './find-root'
import { CliError, type CommandWorld } from './options'

export interface ProjectOptions {
  readonly targets: readonly Target[]
  /** A configuration file for everything, as typed. */
  readonly config?: string
  readonly isolated?: boolean
  readonly selection?: Selection
}

export interface Project {
  /** Absolute. */
  readonly root: string
  readonly fs: FileSystem
  readonly configs: LoadedConfigs
  readonly engine: Engine
  /** Slow knowledge outside this thread. */
  readonly services: FactServices
  /** What another thread needs to stand the same engine on the same files. */
  readonly scan: { readonly root: string; readonly configs: LoadedConfigs; readonly selection?: Selection; readonly today: string }
  /** The same rules and configuration over other files, for another revision of the project. */
  engineOver(fs: FileSystem): Engine
  /** Relative to the root -> relative to where the user stands. */
  show(path: string): string
  /** Absolute -> relative to the root. */
  toRoot(absolute: string): string
  /** Give threads and memory back. */
  close(): Promise<void>
}

/** Find the project of the targets, read its configuration, and stand an engine on it. */
export async function openProject(world: CommandWorld, options: ProjectOptions): Promise<Project> {
  const root = findRoot(options.targets, world.cwd)
  const { createNodeHost } = await import('../host/node-host')
  const host = await createNodeHost({ root, log: world.log })
  // One invocation sees one state of the disk.
  const listed = host.fs.listFiles()
  const fs: FileSystem = { ...host.fs, listFiles: () => listed }
  const toRoot = (absolute: string) => path.relative(root, absolute).split(path.sep).join('/')
  const show = (relative: string) => path.relative(world.cwd, path.join(root, relative)).split(path.sep).join('/')
  const configs = await loadProjectConfigs(world, options, root, fs, toRoot)
  const today = new Date().toISOString().slice(0, 10)
  const engineOver = (files: FileSystem) =>
    createEngine({
      workspace: createWorkspaces({ fs: files, configs, python: host.python, analyseSql: host.analyseSql }),
      rules,
      selection: options.selection,
      services: host.services,
      today,
      log: world.verbose ? world.log : { ...world.log, error: (message) => world.log.error(message.split('\n')[0] ?? message) },
      readText: (file) => files.readText(file),
      unreadable: () => files.unreadable?.() ?? [],
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    })
  const scan = { root, configs, selection: options.selection, today }
  return { root, fs, configs, scan, services: host.services, engine: engineOver(fs), engineOver, show, toRoot, close: () => host.close() }
}

async function loadProjectConfigs(
  world: CommandWorld,
  options: ProjectOptions,
  root: string,
  fs: FileSystem,
  toRoot: (absolute: string) => string,
): Promise<LoadedConfigs> {
  const names = listRuleNames()
  const load = async (paths: readonly string[], readText: (file: string) => FileText, show: (file: string) => string) => {
    const configs = await loadConfigs({ paths, readText, names })
    const [first] = configs.errors
    if (!first) return configs
    const lines = configs.errors.map(
      ({ path: file, line, character, message, help }) =>
        `${show(file)}:${line + 1}:${character + 1}: ${message}${help ? `. ${help}` : ''}`,
    )
    throw new CliError(`the configuration cannot be used\n${lines.join('\n')}`, 'Mend the file, or pass --isolated to do without it')
  }
  if (options.isolated)
    return load(
      [],
      (file) => fs.readText(file),
      (file) => file,
    )
  if (options.config !== undefined) {
    const absolute = path.resolve(world.cwd, options.config)
    if (!existsSync(absolute)) throw new CliError(`there is no configuration file ${options.config}`, `The search began in ${world.cwd}`)
    const { readTextFile } = await import('../host/read-text-file')
    const name = path.basename(absolute) === 'pyproject.toml' ? 'pyproject.toml' : 'tenantscope.toml'
    return load(
      [name],
      () => readTextFile(absolute),
      () => options.config ?? name,
    )
  }
  const listed = fs.listFiles().filter((file) => /(^|\/)(tenantscope|pyproject)\.toml$/.test(file))
  // An ignored file at the root still configures.
  const atRoot = ['tenantscope.toml', 'pyproject.toml'].filter((name) => existsSync(path.join(root, name)))
  const governs = (file: string) => {
    const folder = path.posix.dirname(file)
    if (folder === '.') return true
    return options.targets.some((target) => {
      const wanted = toRoot(target.path)
      return wanted === '' || wanted === folder || wanted.startsWith(`${folder}/`) || folder.startsWith(`${wanted}/`)
    })
  }
  return load(
    [...new Set([...atRoot, ...listed])].filter(governs),
    (file) => fs.readText(file),
    (file) => path.relative(world.cwd, path.join(root, file)) || file,
  )
}
