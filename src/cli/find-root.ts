import { existsSync, readFileSync, statSync } from 'node:fs'
import * as path from 'node:path'
import { CliError } from './options'

/** Files that stand at the top of a project; the nearest one above decides when no configuration does. */
const markers = ['pyproject.toml', 'setup.cfg', 'setup.py', 'alembic.ini', 'requirements.txt', 'package.json']

/** What was asked for on the command line, resolved. */
export interface Target {
  /** Absolute. */
  readonly path: string
  readonly kind: 'file' | 'folder'
}

export function resolveTargets(cwd: string, names: readonly string[]): readonly Target[] {
  return (names.length > 0 ? names : ['.']).map((name) => {
    const absolute = path.resolve(cwd, name)
    try {
      return { path: absolute, kind: statSync(absolute).isDirectory() ? 'folder' : 'file' }
    } catch (error) {
      const denied = error instanceof Error && 'code' in error && error.code === 'EACCES'
      if (denied) throw new CliError(`${name} cannot be read: permission denied`, 'Check the permissions of the folders above it')
      throw new CliError(`there is no file or folder ${name}`, helpFor(name, cwd))
    }
  })
}

function helpFor(name: string, cwd: string): string {
  if (name === '-') return 'Standard input is checked with --stdin-filename PATH'
  if (/[*?]/.test(name)) return `Name a folder, and narrow it with --include ${JSON.stringify(name)}`
  return `The search began in ${cwd}`
}

/**
 * The root of the project that holds the targets: the nearest folder above them with a TenantScope configuration, else with a
 * sign of a project, else the top of the repository, else the current folder when it holds them, else their common folder.
 */
export function findRoot(targets: readonly Target[], cwd: string): string {
  const start = commonFolder(targets.map(({ path: target, kind }) => (kind === 'folder' ? target : path.dirname(target))))
  const folders = listAbove(start)
  const top = folders.findIndex((folder) => existsSync(path.join(folder, '.git')))
  const within = top < 0 ? folders : folders.slice(0, top + 1)
  const fallback = folders[top] ?? (folders.includes(cwd) ? cwd : start)
  return within.find(isConfigured) ?? within.find(hasMarker) ?? fallback
}

const hasMarker = (folder: string): boolean => markers.some((marker) => existsSync(path.join(folder, marker)))

function isConfigured(folder: string): boolean {
  if (existsSync(path.join(folder, 'tenantscope.toml'))) return true
  try {
    return readFileSync(path.join(folder, 'pyproject.toml'), 'utf8').includes('[tool.tenantscope')
  } catch {
    // No such file, or one that only others may read: either way it configures nothing here.
    return false
  }
}

function listAbove(folder: string): readonly string[] {
  const result = [folder]
  for (let here = folder; path.dirname(here) !== here; here = path.dirname(here)) result.push(path.dirname(here))
  return result
}

function commonFolder(folders: readonly string[]): string {
  const [first = path.sep, ...rest] = folders
  return rest.reduce((common, folder) => {
    let here = common
    while (here !== folder && !folder.startsWith(here.endsWith(path.sep) ? here : here + path.sep)) here = path.dirname(here)
    return here
  }, first)
}
