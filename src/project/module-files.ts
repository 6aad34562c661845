import type { Workspace } from './workspace'

/** Files that make a module: itself and its stub, or everything in its package. */
export function filesOfModule(workspace: Workspace, path: string): readonly string[] {
  if (!path.endsWith('/__init__.py')) return [path, `${path}i`].filter((file) => file === path || workspace.files().includes(file))
  const folder = path.slice(0, -'__init__.py'.length)
  return workspace.files().filter((file) => file.startsWith(folder))
}

/** The name under which a module's file is known: `old_stats` of `app/old_stats.py` and of `app/old_stats/__init__.py`. */
export function wordOfModule(path: string): string {
  const stem = path.replace(/(?:\/__init__)?\.pyi?$/, '')
  return stem.slice(stem.lastIndexOf('/') + 1)
}
