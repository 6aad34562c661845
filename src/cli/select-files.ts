import picomatch from 'picomatch'
import { languageOf } from '../index'
import type { Target } from './find-root'
import type { Project } from './open-project'
import type { CommandWorld } from './options'

export interface FileChoice {
  readonly targets: readonly Target[]
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

/** The files to check, relative to the root: what is listed below the folders, and every file named by hand. */
export function selectFiles(
  { log }: CommandWorld,
  { fs, toRoot, show }: Project,
  { targets, include, exclude }: FileChoice,
): readonly string[] {
  const folders = targets.filter(({ kind }) => kind === 'folder').map((target) => toRoot(target.path))
  const named = targets.filter(({ kind }) => kind === 'file').map((target) => toRoot(target.path))
  for (const file of named)
    if (languageOf(file) === undefined) log.warn(`${show(file)} is not checked: it is no Python, SQL, TypeScript, JavaScript or Vue file`)
  const below = (file: string) => folders.some((folder) => folder === '' || file.startsWith(`${folder}/`))
  const listed = folders.length > 0 ? fs.listFiles().filter(below) : []
  const keep = createFilter(include, exclude)
  const files = [...new Set([...listed.filter((file) => keep(show(file))), ...named])].filter((file) => languageOf(file) !== undefined)
  if (files.length === 0) log.warn('no files to check here: TenantScope looks at Python, SQL, TypeScript, JavaScript and Vue files')
  return files
}

/** Globs as they are typed, relative to the current folder; a folder's name covers what is in it. */
function createFilter(include: readonly string[], exclude: readonly string[]): (path: string) => boolean {
  const toMatcher = (globs: readonly string[]) => {
    const patterns = globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/$/, ''))
    // A bare name means it anywhere, as in .gitignore.
    const wide = patterns.flatMap((glob) =>
      glob.includes('/') ? [glob, `${glob}/**`] : [glob, `${glob}/**`, `**/${glob}`, `**/${glob}/**`],
    )
    return picomatch(wide, { dot: true })
  }
  const included = include.length > 0 ? toMatcher(include) : () => true
  const excluded = exclude.length > 0 ? toMatcher(exclude) : () => false
  return (path) => included(path) && !excluded(path)
}
