import { listImports } from './project-roots'
import type { Workspace } from './workspace'

/**
 * The dotted name under which the code of a file imports another one. A folder may be a source root or a package above it, and only running the
 * project would tell: so it is what the file itself calls modules of the project, then what the other file and the rest of the project do.
 * Without any import to learn from, packages begin below the lowest folder that is none. Undefined where no way is certain.
 */
export function dottedPathOf(workspace: Workspace, from: string, path: string): string | undefined {
  const parts = stemOf(path).split('/')
  const ways = parts.flatMap((_, start) => {
    const dotted = parts.slice(start).join('.')
    return workspace.resolveModule(from, dotted) === path ? [{ root: parts.slice(0, start).join('/'), dotted }] : []
  })
  if (ways.length < 2) return ways[0]?.dotted
  for (const paths of [[from], [path], workspace.files().filter((each) => each.endsWith('.py'))]) {
    const counts = countRoots(workspace, paths)
    const best = Math.max(...ways.map(({ root }) => counts.get(root) ?? 0))
    if (best > 0) return ways.find(({ root }) => counts.get(root) === best)?.dotted
  }
  const root = packageRootOf(workspace, path)
  return ways.find((way) => way.root === root)?.dotted
}

/** The source roots that absolute imports of some files take for granted, and how many of them do. */
function countRoots(workspace: Workspace, paths: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const path of paths) {
    for (const { dotted, level } of listImports(workspace.text(path) ?? '')) {
      const target = level === 0 ? workspace.resolveModule(path, dotted) : undefined
      if (target === undefined) continue
      const root = stemOf(target).slice(0, -dotted.length).replace(/\/$/, '')
      counts.set(root, (counts.get(root) ?? 0) + 1)
    }
  }
  return counts
}

/** The lowest folder above a file that is no package. */
function packageRootOf(workspace: Workspace, path: string): string {
  const files = new Set(workspace.files())
  let folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  while (folder !== '' && files.has(`${folder}/__init__.py`)) folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))
  return folder
}

const stemOf = (path: string): string => path.replace(/(?:\/__init__)?\.py$/, '')
