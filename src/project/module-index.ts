import { isStandardLibrary, isWellKnownLibrary } from './library-names'

/** Finds the files of Python modules by their dotted names on the project's file list; nobody has to say where the source roots are. */
export interface ModuleIndex {
  /** The file of a module seen from a file: `__init__.py` for a package. `level` counts the dots of a relative import. */
  find(fromPath: string, dotted: string, level: number): string | undefined
  /** Every file that could be the module, the likeliest for the whole project first. */
  all(dotted: string): readonly string[]
}

export function createModuleIndex(files: readonly string[]): ModuleIndex {
  const known = new Set<string>()
  const byName = new Map<string, string[]>()
  for (const path of files) {
    if (!path.endsWith('.py')) continue
    known.add(path)
    const stem = stemOf(path)
    const name = stem.slice(stem.lastIndexOf('/') + 1)
    byName.set(name, [...(byName.get(name) ?? []), path])
  }
  const cache = new Map<string, string | undefined>()
  const isPackage = (directory: string): boolean => known.has(join(directory, '__init__.py'))

  const relative = (fromPath: string, dotted: string, level: number): string | undefined => {
    let directory = directoryOf(fromPath)
    for (let i = 1; i < level; i++) {
      if (directory === '') return undefined
      directory = directoryOf(directory)
    }
    const stem = dotted === '' ? directory : join(directory, dotted.replaceAll('.', '/'))
    return [`${stem}.py`, join(stem, '__init__.py')].find((path) => (dotted !== '' || path.endsWith('__init__.py')) && known.has(path))
  }

  /** Candidates with the directory that would have to be the source root. */
  const candidatesOf = (dotted: string): { readonly path: string; readonly root: string }[] => {
    const suffix = dotted.replaceAll('.', '/')
    return (byName.get(suffix.slice(suffix.lastIndexOf('/') + 1)) ?? []).flatMap((path) => {
      const stem = stemOf(path)
      if (stem !== suffix && !stem.endsWith(`/${suffix}`)) return []
      return [{ path, root: stem === suffix ? '' : stem.slice(0, -suffix.length - 1) }]
    })
  }

  const absolute = (fromPath: string, dotted: string): string | undefined => {
    const [top = ''] = dotted.split('.')
    if (isStandardLibrary(top)) return undefined
    const candidates = candidatesOf(dotted).filter(({ path }) => path !== fromPath || dotted.includes('.'))
    // A directory that is a package itself is rarely a source root: `import redis` beside `app/redis.py` means the library.
    const roots = candidates.filter(({ root }) => root === '' || !isPackage(root))
    const single = !dotted.includes('.')
    const possible = roots.length > 0 ? roots : single && isWellKnownLibrary(top) ? [] : candidates
    // A lone word is too common to be looked up in some other corner of the repository.
    const visible = single ? possible.filter(({ root }) => root === '' || fromPath.startsWith(`${root}/`)) : possible
    return nearest(visible, fromPath)
  }

  return {
    find(fromPath, dotted, level) {
      const key = `${directoryOf(fromPath)}\0${level}\0${dotted}`
      if (level > 0) return relative(fromPath, dotted, level)
      if (!cache.has(key)) cache.set(key, absolute(fromPath, dotted))
      return cache.get(key)
    },
    all: (dotted) =>
      candidatesOf(dotted)
        .sort(
          (a, b) => Number(isPackage(a.root)) - Number(isPackage(b.root)) || a.root.length - b.root.length || (a.path < b.path ? -1 : 1),
        )
        .map(({ path }) => path),
  }
}

/** The candidate whose root shares the most directories with the importing file; then the one that is higher up. */
function nearest(candidates: readonly { readonly path: string; readonly root: string }[], fromPath: string): string | undefined {
  const from = directoryOf(fromPath).split('/')
  const shared = (root: string): number => {
    const parts = root === '' ? [] : root.split('/')
    const length = parts.findIndex((part, index) => part !== from[index])
    return length < 0 ? parts.length : length
  }
  let best: { readonly path: string; readonly root: string; readonly score: number } | undefined
  for (const candidate of candidates) {
    const score = shared(candidate.root)
    if (!best || score > best.score || (score === best.score && candidate.root.length < best.root.length)) best = { ...candidate, score }
  }
  return best?.path
}

const stemOf = (path: string): string => path.replace(/(?:\/__init__)?\.py$/, '')

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

const join = (directory: string, name: string): string => (directory === '' ? name : `${directory}/${name}`)
