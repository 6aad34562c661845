import type { Workspace } from '../project/workspace'
import type { ImportFrom } from '../python/ast'

/** How files and imports are written after a module has moved. Undefined is said where no import can be written. */
export interface ModulePaths {
  /** Only the last word of the name changes. */
  readonly staysInFolder: boolean
  /** Where a file is after the move; files that stay are where they are. */
  relocate(path: string): string
  /** The new dotted path for one that led to a file of the module. */
  dotted(target: string, old: string): string | undefined
  /** What stands between `from` and `import`, dots included, for an import of the module itself. */
  importText(importer: string, target: string, node: ImportFrom): string | undefined
  /** The same for `from package import module`. */
  packageText(importer: string, target: string, node: ImportFrom): string | undefined
  /** A relative import inside a file that moves. */
  movedImport(importer: string, node: ImportFrom): string | undefined
  /** A path of the file as it was written, as long as before. */
  filePath(target: string, old: string): string | undefined
}

export function createModulePaths(workspace: Workspace, from: string, to: string): ModulePaths {
  const isPackage = from.endsWith('/__init__.py')
  const oldFolder = isPackage ? from.slice(0, -'__init__.py'.length) : undefined
  const newFolder = isPackage ? to.slice(0, -'__init__.py'.length) : ''
  const relocate = (path: string): string => {
    if (oldFolder !== undefined) return path.startsWith(oldFolder) ? `${newFolder}${path.slice(oldFolder.length)}` : path
    return path === from ? to : path === `${from}i` ? `${to}i` : path
  }
  /** A stem where it will be: `shop/old/sub` too, which is a file or a package. */
  const relocateStem = (stem: string): string => {
    if (stem === stemOf(from)) return stemOf(to)
    return oldFolder !== undefined && stem.startsWith(oldFolder) ? `${newFolder}${stem.slice(oldFolder.length)}` : stem
  }
  const listed = new Set(workspace.files())

  const dotted = (target: string, old: string): string | undefined => {
    const suffix = old.replaceAll('.', '/')
    const stem = stemOf(target)
    if (stem !== suffix && !stem.endsWith(`/${suffix}`)) return undefined
    const root = stem.slice(0, stem.length - suffix.length)
    const moved = stemOf(relocate(target))
    return moved.startsWith(root) ? moved.slice(root.length).replaceAll('/', '.') : undefined
  }

  /** `..models.stats`, seen from a file at its new place; never above the packages that the file is in. */
  const relative = (importer: string, stem: string): string | undefined => {
    const here = folderOf(importer)
    const parts = here === '' ? [] : here.split('/')
    const wanted = stem.split('/')
    let shared = 0
    while (shared < parts.length && shared < wanted.length && parts[shared] === wanted[shared]) shared++
    const folders = parts.slice(shared).map((_, index) => parts.slice(0, shared + index).join('/'))
    if (folders.some((folder) => folder === '' || !(listed.has(`${folder}/__init__.py`) || isNew(folder)))) return undefined
    return '.'.repeat(parts.length - shared + 1) + wanted.slice(shared).join('.')
  }
  const isNew = (folder: string): boolean => newFolder !== '' && `${folder}/`.startsWith(newFolder)

  const written = (importer: string, target: string, node: ImportFrom, toStem: (stem: string) => string): string | undefined =>
    node.level > 0 ? relative(relocate(importer), toStem(stemOf(relocate(target)))) : undefined

  return {
    staysInFolder: folderOf(stemOf(from)) === folderOf(stemOf(to)),
    relocate,
    dotted,
    importText: (importer, target, node) =>
      node.level > 0 ? written(importer, target, node, (stem) => stem) : dotted(target, node.module),
    packageText(importer, target, node) {
      if (node.level > 0) return written(importer, target, node, folderOf)
      const word = stemOf(target).slice(stemOf(target).lastIndexOf('/') + 1)
      const whole = dotted(target, `${node.module}.${word}`)
      return whole?.includes('.') ? whole.slice(0, whole.lastIndexOf('.')) : undefined
    },
    movedImport(importer, node) {
      let base = folderOf(importer)
      for (let level = 1; level < node.level; level++) base = folderOf(base)
      const stem = node.module === '' ? base : `${base}/${node.module.replaceAll('.', '/')}`
      return relative(relocate(importer), relocateStem(stem))
    },
    filePath(target, old) {
      const moved = relocate(target)
      if (old === target) return moved
      const root = target.slice(0, target.length - old.length)
      return moved.startsWith(root) ? moved.slice(root.length) : undefined
    },
  }
}

const stemOf = (path: string): string => path.replace(/(?:\/__init__)?\.pyi?$/, '')

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
