import { parse as parseToml } from 'smol-toml'
import type { Workspace } from '../project/workspace'
import { interpolate, parseIni } from './ini'

/** One Alembic environment: a `script_location` with the folders that hold its revisions. Paths are relative to the root. */
export interface AlembicEnvironment {
  /** The section of the ini file, `alembic` unless several share it. */
  readonly name: string
  readonly configPath: string | undefined
  /** The folder of env.py; '' is the root. */
  readonly location: string
  readonly envPath: string | undefined
  /** Folders whose files, at any depth, are its revisions. */
  readonly versionLocations: readonly string[]
}

type EnvironmentFiles = Pick<Workspace, 'files' | 'text' | 'filesWith' | 'config'>

/**
 * Find the environments of a project: every ini or pyproject section with `script_location`, the configured `[alembic] locations`, and any env.py that
 * configures Alembic without either (programs that build their `Config` in code).
 */
export function listEnvironments(workspace: EnvironmentFiles): readonly AlembicEnvironment[] {
  const files = new Set(workspace.files())
  const found: AlembicEnvironment[] = []
  const add = (environment: AlembicEnvironment): void => {
    const same = found.find(
      ({ location, versionLocations }) =>
        location === environment.location && String(versionLocations) === String(environment.versionLocations),
    )
    if (!same) found.push(environment)
  }
  for (const path of workspace.filesWith(['script_location'], ['.ini', '.cfg', '.toml'])) {
    if (isBackupPath(path)) continue
    for (const declared of path.endsWith('.toml') ? readPyproject(path, workspace) : readIni(path, workspace)) {
      const location = locateFolder(declared.scriptLocation, folderOf(path), files)
      if (location === undefined) continue
      const versions = declared.versionLocations.flatMap((folder) => locateFolder(folder, folderOf(path), files) ?? [])
      add(toEnvironment(declared.name, path, location, versions, files))
    }
  }
  for (const declared of workspace.config.alembic.locations) {
    const location = locateFolder(declared, '', files)
    if (
      location === undefined ||
      found.some((environment) => environment.location === location || environment.versionLocations.includes(location))
    )
      continue
    const isVersions = !files.has(join(location, 'env.py'))
    add(
      isVersions
        ? toEnvironment('alembic', undefined, folderOf(location), [location], files)
        : toEnvironment('alembic', undefined, location, [], files),
    )
  }
  for (const path of workspace.filesWith(['context.configure', 'run_migrations'], ['.py'])) {
    const location = folderOf(path)
    if (!/(^|\/)env\.py$/.test(path) || isBackupPath(path) || found.some((environment) => environment.location === location)) continue
    if (!hasFolder(files, join(location, 'versions'))) continue
    add(toEnvironment('alembic', undefined, location, [], files))
  }
  return found.sort((a, b) => (a.location < b.location ? -1 : a.location > b.location ? 1 : 0))
}

/** Folders kept as backups (`backup`, `versions_backup_2024`) hold history that nobody runs. */
export const isBackupPath = (path: string): boolean =>
  path
    .split('/')
    .slice(0, -1)
    .some((folder) => /(^|[_.-])backups?([_.-]|\d|$)/i.test(folder))

/** Is this a file that Alembic would load from a version location? */
export const isRevisionFileName = (path: string): boolean =>
  /\.py$/.test(path) && !/(^|\/)(\.#|__init__)[^/]*$/.test(path) && !path.includes('__pycache__/')

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
export const isBelow = (path: string, folder: string): boolean => folder === '' || path.startsWith(`${folder}/`)
export const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

interface Declared {
  readonly name: string
  readonly scriptLocation: string
  readonly versionLocations: readonly string[]
}

const here = '\u0000here'

function readIni(path: string, workspace: EnvironmentFiles): Declared[] {
  const ini = parseIni(workspace.text(path) ?? '')
  const declared: Declared[] = []
  for (const section of ini.keys()) {
    if (section === 'DEFAULT' || !ini.get(section)?.has('script_location')) continue
    const value = (key: string): string | undefined => interpolate(ini, section, key, { here })
    const scriptLocation = value('script_location')
    if (scriptLocation === undefined || scriptLocation === '') continue
    const separator = value('path_separator') ?? value('version_path_separator')
    declared.push({ name: section, scriptLocation, versionLocations: splitPaths(value('version_locations') ?? '', separator) })
  }
  return declared
}

function readPyproject(path: string, workspace: EnvironmentFiles): Declared[] {
  const table = readTable(workspace.text(path) ?? '')
  const text = (value: unknown): string[] => (typeof value === 'string' ? [value.replace(/%\(here\)s/g, here)] : [])
  const [scriptLocation] = text(table?.script_location)
  if (scriptLocation === undefined) return []
  const locations = table?.version_locations
  const versionLocations = Array.isArray(locations)
    ? locations.flatMap(text)
    : text(locations).flatMap((value) => splitPaths(value, undefined))
  return [{ name: 'alembic', scriptLocation, versionLocations }]
}

function readTable(text: string): Record<string, unknown> | undefined {
  try {
    const tool = asTable(parseToml(text.replace(/^\uFEFF/, '')).tool)
    return asTable(tool?.alembic)
  } catch {
    // A broken pyproject.toml is reported where the configuration is loaded; here it declares nothing.
    return undefined
  }
}

/** The parser's tables have no prototype. */
const asTable = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined

const separators: Readonly<Record<string, RegExp>> = { space: / +/, newline: /\n+/, os: /:/, ':': /:/, ';': /;/ }
function splitPaths(value: string, separator: string | undefined): string[] {
  const pattern = separators[separator ?? ''] ?? /[\s,]+/
  return value
    .split(pattern)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** `%(here)s/x`, `package:folder`, or a relative path that may count from the file's folder or from the root (the working directory decides at run time). */
function locateFolder(declared: string, from: string, files: ReadonlySet<string>): string | undefined {
  if (declared.includes('${') || declared.startsWith('/')) return undefined
  const named = /^([\w.]+):(.+)$/.exec(declared)
  if (named) {
    const tail = normalise(join((named[1] as string).replace(/\./g, '/'), named[2] as string))
    return tail === undefined ? undefined : findFolderEnding(files, tail, from)
  }
  const anchored = declared.startsWith(here)
  const relative = anchored ? declared.slice(here.length).replace(/^\//, '') : declared
  const candidates = [normalise(join(from, relative)), ...(anchored ? [] : [normalise(relative)])]
  return candidates.find((folder) => folder !== undefined && hasFolder(files, folder))
}

function findFolderEnding(files: ReadonlySet<string>, tail: string, from: string): string | undefined {
  const direct = [join(from, tail), tail, join('src', tail), join(join(from, 'src'), tail)].find((folder) => hasFolder(files, folder))
  if (direct !== undefined) return direct
  const marker = `/${tail}/`
  for (const file of files) {
    const at = `/${file}`.indexOf(marker)
    if (at >= 0) return `/${file}`.slice(1, at + marker.length - 1)
  }
  return undefined
}

function hasFolder(files: ReadonlySet<string>, folder: string): boolean {
  if (folder === '') return true
  for (const file of files) if (isBelow(file, folder)) return true
  return false
}

function normalise(path: string): string | undefined {
  const parts: string[] = []
  for (const part of path.replace(/\\/g, '/').split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

function toEnvironment(
  name: string,
  configPath: string | undefined,
  location: string,
  versions: readonly string[],
  files: ReadonlySet<string>,
): AlembicEnvironment {
  const envPath = join(location, 'env.py')
  return {
    name,
    configPath,
    location,
    envPath: files.has(envPath) ? envPath : undefined,
    versionLocations: versions.length > 0 ? versions : [join(location, 'versions')],
  }
}
