import * as path from 'node:path'
import type { CheckOptions } from './check-options'
import { resolveTargets, type Target } from './find-root'
import { openProject, type Project } from './open-project'
import { CliError, type CommandWorld } from './options'
import { selectFiles } from './select-files'

/** One invocation of `check`, ready to run. */
export interface Check {
  readonly world: CommandWorld
  readonly options: CheckOptions
  readonly project: Project
  /** Relative to the root. */
  readonly paths: readonly string[]
  /** The file that standard input stands for. */
  readonly stdin: { readonly path: string; readonly text: string } | undefined
}

export async function openCheck(world: CommandWorld, options: CheckOptions): Promise<Check> {
  const targets = listTargets(world, options)
  const selection = { select: options.select, ignore: options.ignore }
  const project = await openProject(world, { targets, config: options.config, isolated: options.isolated, selection })
  const base = { world, options, project }
  if (options.stdinFilename !== undefined) {
    const file = project.toRoot(path.resolve(world.cwd, options.stdinFilename))
    const text = await readAll(world)
    for (const workspace of project.engine.workspaces.all()) workspace.setOverlay(file, text)
    return { ...base, paths: [file], stdin: { path: file, text } }
  }
  if (asksGit(options)) {
    const { loadGitFacts } = await import('./load-git-facts')
    await loadGitFacts(world, project)
  }
  const chosen = selectFiles(world, project, { targets, include: options.include, exclude: options.exclude })
  if (!options.staged) return { ...base, paths: chosen, stdin: undefined }
  const { loadStaged } = await import('./git-trees')
  const staged = await loadStaged(world, project)
  for (const [file, text] of staged) for (const workspace of project.engine.workspaces.all()) workspace.setOverlay(file, text)
  return { ...base, paths: chosen.filter((file) => staged.has(file)), stdin: undefined }
}

/** Only rules of migrations look at other branches and at history. */
const asksGit = ({ select }: CheckOptions): boolean =>
  select === undefined ||
  select.length === 0 ||
  select.some((name) => ['migrations', 'rewritten-revision', 'missing-parent-revision'].includes(name))

function listTargets(world: CommandWorld, options: CheckOptions): readonly Target[] {
  if (options.stdinFilename === undefined) return resolveTargets(world.cwd, options.paths)
  if (options.paths.length > 0) throw new CliError('--stdin-filename takes no paths besides', 'The file comes from standard input')
  // The file need not exist; its folder tells which project it belongs to.
  const folder = path.dirname(path.resolve(world.cwd, options.stdinFilename))
  return [{ path: folder, kind: 'folder' }]
}

async function readAll({ stdin }: CommandWorld): Promise<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let text = ''
  for await (const chunk of stdin) text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
  return text + decoder.decode()
}
