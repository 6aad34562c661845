import type { Workspace } from './workspace'

/** Files that stand at the top of a project of its own; a repository may hold many. */
const markers = /(^|\/)(pyproject\.toml|setup\.(py|cfg)|requirements\.txt|Pipfile|alembic\.ini|tenantscope\.toml)$/

/**
 * The project that a file belongs to: the nearest folder above it with a file that marks one, '' for the repository itself. A folder that is a Python
 * package is part of a project, whatever lies in it.
 */
export function projectRootOf(workspace: Workspace, path: string): string {
  const roots = listProjectRoots(workspace)
  let folder = folderOf(path)
  while (folder !== '' && !roots.has(folder)) folder = folderOf(folder)
  return folder
}

/** Every project of the repository, the repository itself included. */
export function listProjectRoots(workspace: Workspace): ReadonlySet<string> {
  return workspace.memo(
    'project-roots',
    () => {
      const files = workspace.files()
      const packages = new Set(files.flatMap((path) => (path.endsWith('/__init__.py') ? [folderOf(path)] : [])))
      return new Set(['', ...files.flatMap((path) => (markers.test(path) && !packages.has(folderOf(path)) ? [folderOf(path)] : []))])
    },
    'while-typing',
  )
}

/** The other projects that the files of one import from, directly or through a third. */
export function listImportedRoots(workspace: Workspace, root: string): ReadonlySet<string> {
  return workspace.memo(
    `project-roots:imported:${root}`,
    () => {
      const reached = new Set([root])
      for (const each of reached) for (const imported of importsOf(workspace, each)) reached.add(imported)
      reached.delete(root)
      return reached
    },
    'while-typing',
  )
}

/** Most files import nothing of another project: only those that hold the name of one of its packages are read, and those as text. */
function importsOf(workspace: Workspace, root: string): ReadonlySet<string> {
  const found = new Set<string>()
  const owners = listTopNames(workspace)
  const foreign = new Set([...owners].flatMap(([name, roots]) => (roots.size > 1 || !roots.has(root) ? [name] : [])))
  if (foreign.size === 0) return found
  for (const path of workspace.filesWith([...foreign].sort(), ['.py'])) {
    if (projectRootOf(workspace, path) !== root) continue
    for (const { dotted, level } of listImports(workspace.text(path) ?? '')) {
      const [top = ''] = dotted.split('.', 1)
      if (level === 0 && !foreign.has(top)) continue
      const target = workspace.resolveModule(path, dotted, level)
      // `import shared_models` from afar resolves only where a single project has it.
      const [only, ...more] = target === undefined && level === 0 ? (owners.get(top) ?? []) : []
      if (target !== undefined) found.add(projectRootOf(workspace, target))
      else if (only !== undefined && more.length === 0) found.add(only)
    }
  }
  found.delete(root)
  return found
}

/** What packages and modules are called at the top of a project, and which projects have one of that name. */
function listTopNames(workspace: Workspace): ReadonlyMap<string, ReadonlySet<string>> {
  return workspace.memo(
    'project-roots:names',
    () => {
      const names = new Map<string, Set<string>>()
      for (const path of workspace.files()) {
        if (!path.endsWith('.py')) continue
        const owner = projectRootOf(workspace, path)
        const inside = (owner === '' ? path : path.slice(owner.length + 1)).replace(/^src\//, '')
        const name = (inside.split('/')[0] ?? '').replace(/\.py$/, '')
        names.set(name, (names.get(name) ?? new Set()).add(owner))
      }
      return names
    },
    'while-typing',
  )
}

const importLine =
  /[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import\b[ \t]*(?:\(([^)]*)\)|([^\r\n#(]+))|import[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*))/y

/** The modules that a text may import, names of `from … import` taken for modules too. */
export function listImports(text: string): readonly ImportedName[] {
  const found: ImportedName[] = []
  // Looking for the word first is several times faster than trying every line.
  for (let at = text.indexOf('import'); at >= 0; at = text.indexOf('import', at + 6)) {
    importLine.lastIndex = text.lastIndexOf('\n', at) + 1
    const groups = importLine.exec(text)
    if (groups) found.push(...readImport(groups))
  }
  return found
}

interface ImportedName {
  readonly dotted: string
  readonly level: number
}

function readImport([, dots = '', from, bracket, line, plain]: RegExpExecArray): readonly ImportedName[] {
  if (plain !== undefined) return plain.split(',').map((dotted) => ({ dotted: dotted.trim(), level: 0 }))
  if (from === undefined) return []
  const level = dots.length
  const members = (bracket ?? line ?? '').split(',').flatMap((name) => /^\s*(\w+)/.exec(name)?.[1] ?? [])
  const inside = members.map((name) => ({ dotted: from === '' ? name : `${from}.${name}`, level }))
  return from === '' ? inside : [{ dotted: from, level }, ...inside]
}

/**
 * What the files of a project mean when they name something that several projects may have: that of the project and of those it imports from. One
 * without any of it means the projects around and inside it. Projects that stand side by side do not know each other.
 */
export function listVisible<Item extends { readonly path: string }>(
  workspace: Workspace,
  root: string,
  all: readonly Item[],
): readonly Item[] {
  const owners = new Map(all.map((item) => [item, projectRootOf(workspace, item.path)]))
  if (new Set(owners.values()).size < 2) return all
  const imported = listImportedRoots(workspace, root)
  const of = (isVisible: (owner: string) => boolean): readonly Item[] => all.filter((item) => isVisible(owners.get(item) ?? ''))
  const near = of((owner) => owner === root || imported.has(owner))
  return near.length > 0 ? near : of((owner) => isWithin(owner, root) || isWithin(root, owner))
}

const isWithin = (inner: string, outer: string): boolean => outer === '' || inner === outer || inner.startsWith(`${outer}/`)

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
