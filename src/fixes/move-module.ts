import type { Edit, FileOperation } from '../contract/finding'
import { occurrences } from '../project/column-uses'
import { filesOfModule, wordOfModule } from '../project/module-files'
import { listModuleReferences, type ModuleReference } from '../project/module-references'
import type { Workspace } from '../project/workspace'
import type { ImportFrom } from '../python/ast'
import { descendants } from '../python/children'
import { importSource } from '../python/import-source'
import { createLineIndex } from '../text/line-index'
import { createModulePaths, type ModulePaths } from './module-paths'
import { removeImported } from './rename-import'

export type ModuleMove =
  | {
      readonly edits: readonly Edit[]
      readonly files: readonly FileOperation[]
      /** What is not proved; none means that every reference is followed. */
      readonly doubts: readonly string[]
    }
  | { readonly refusal: string }

/** A module's file (or package) at its new place, with everything that names it: imports, names, strings, settings. */
export function planModuleMove(workspace: Workspace, from: string, to: string): ModuleMove {
  const sources = filesOfModule(workspace, from)
  const paths = createModulePaths(workspace, from, to)
  const refusal = refuse(workspace, sources, paths, to)
  if (refusal !== undefined) return { refusal }
  const { certain, unclear } = listModuleReferences(workspace, from)
  const world: World = { workspace, paths, from, to, references: certain, bound: new Map() }
  const edits: Edit[] = []
  for (const reference of certain) {
    const made = editsOf(world, reference)
    if (typeof made === 'string') return { refusal: `${made} in ${placeOf(workspace, reference)}` }
    edits.push(...made)
  }
  for (const source of sources) {
    const made = relativeImports(world, source)
    if (typeof made === 'string') return { refusal: made }
    edits.push(...made)
  }
  return {
    edits,
    files: sources.map((path): FileOperation => ({ kind: 'rename', path, to: paths.relocate(path) })),
    doubts: listDoubts(world, sources, unclear),
  }
}

interface World {
  readonly workspace: Workspace
  readonly paths: ModulePaths
  readonly from: string
  readonly to: string
  readonly references: readonly ModuleReference[]
  /** Files that keep the old word as a local name: decided once for each. */
  readonly bound: Map<string, boolean>
}

function refuse(workspace: Workspace, sources: readonly string[], paths: ModulePaths, to: string): string | undefined {
  const listed = new Set(workspace.files())
  const taken = sources.map((path) => paths.relocate(path)).find((path) => listed.has(path))
  if (taken !== undefined) return `${taken} exists already`
  const unreadable = sources.find((path) => workspace.text(path) === undefined)
  if (unreadable !== undefined) return `${unreadable} cannot be read as text`
  const folder = folderOf(to.replace(/\/__init__\.py$/, ''))
  const isPackage = (path: string) => path === '' || listed.has(`${path}/__init__.py`)
  const [first = ''] = sources
  if (isPackage(folderOf(first.replace(/\/__init__\.py$/, ''))) && !isPackage(folder)) return `there is no package ${folder} yet`
  return undefined
}

function editsOf(world: World, reference: ModuleReference): Edit[] | string {
  const { paths, from, to } = world
  const { path, span, target } = reference
  const oldWord = wordOfModule(from)
  const newWord = wordOfModule(to)
  const edit = (text: string): Edit[] => (world.workspace.text(path)?.slice(span.start, span.end) === text ? [] : [{ path, ...span, text }])
  switch (reference.kind) {
    case 'from': {
      const text = paths.importText(path, target, reference.node)
      return text === undefined ? 'the import cannot be written for the new place' : edit(text)
    }
    case 'import': {
      const text = paths.dotted(target, reference.name.name)
      if (text === undefined) return 'the import cannot be written for the new place'
      if (reference.name.asname !== undefined) return edit(text)
      // `import shop.old_stats` binds `shop`, and the uses say the whole chain.
      if (paths.staysInFolder) return reference.name.name === oldWord && keepsWord(world, path) ? edit(`${text} as ${oldWord}`) : edit(text)
      return 'the whole dotted path is written at each use'
    }
    case 'imported':
      return importedEdits(world, reference, edit)
    case 'name':
      return keepsWord(world, path) ? [] : edit(newWord)
    case 'attribute':
      if (reference.owner !== undefined) return keepsWord(world, reference.owner) ? [] : edit(newWord)
      return paths.staysInFolder ? edit(newWord) : 'the module is reached through its old package'
    case 'export':
      return keepsWord(world, path) ? [] : edit(newWord)
    case 'string':
    case 'setting': {
      if (reference.form === 'member') return keepsWord(world, reference.owner ?? path) ? [] : edit(newWord)
      const old = world.workspace.text(path)?.slice(span.start, span.end) ?? ''
      const text = reference.form === 'file' ? paths.filePath(target, old) : paths.dotted(target, old)
      return text === undefined ? 'the string cannot be written for the new place' : edit(text)
    }
  }
}

function importedEdits(
  world: World,
  reference: Extract<ModuleReference, { kind: 'imported' }>,
  edit: (text: string) => Edit[],
): Edit[] | string {
  const { paths, to, from, workspace } = world
  const { node, name, path, target, owner } = reference
  const newWord = wordOfModule(to)
  if (owner !== undefined) return keepsWord(world, owner) ? [] : edit(newWord)
  const alias = name.asname ?? (keepsWord(world, path) && newWord !== wordOfModule(from) ? wordOfModule(from) : undefined)
  const suffix = name.asname === undefined && alias !== undefined ? ` as ${alias}` : ''
  if (paths.staysInFolder) return edit(`${newWord}${suffix}`)
  const source = paths.packageText(path, target, node)
  if (source === undefined) return 'the import cannot be written for the new place'
  const line = `from ${source} import ${newWord}${alias === undefined ? '' : ` as ${alias}`}`
  if (node.names.length === 1) return [{ path, start: node.start, end: node.end, text: line }]
  const module = workspace.module(path)
  if (!module) return 'the file cannot be read'
  const lineStart = module.text.lastIndexOf('\n', node.start - 1) + 1
  const indent = /^[ \t]*/.exec(module.text.slice(lineStart))?.[0] ?? ''
  const newline = module.text.includes('\r\n') ? '\r\n' : '\n'
  return [removeImported(module, node, name), { path, start: node.end, end: node.end, text: `${newline}${indent}${line}` }]
}

/**
 * Does a file go on calling the module by its old word? It does where it says so by `as`, where the new word means something already,
 * and where the old one is also the name of a parameter or of something that could not be followed.
 */
function keepsWord(world: World, path: string): boolean {
  const known = world.bound.get(path)
  if (known !== undefined) return known
  world.bound.set(path, false)
  const keeps = findReasonToKeep(world, path)
  world.bound.set(path, keeps)
  return keeps
}

function findReasonToKeep(world: World, path: string): boolean {
  const { workspace, from, to, references } = world
  const oldWord = wordOfModule(from)
  const newWord = wordOfModule(to)
  const module = workspace.module(path)
  if (!module || oldWord === newWord) return true
  const own = references.filter((reference) => reference.path === path)
  const takenFrom = own.flatMap((reference) => (reference.kind === 'imported' && reference.owner !== undefined ? [reference.owner] : []))
  if (takenFrom.some((owner) => keepsWord(world, owner))) return true
  if ([...occurrences(module.text, newWord)].some((start) => isName(module.nodeAt(start, start + newWord.length)?.kind))) return true
  const followed = new Set(own.map(({ span }) => span.start))
  return [...occurrences(module.text, oldWord)].some((start) => {
    const node = module.nodeAt(start, start + oldWord.length)
    if (node?.kind === 'Param') return true
    if (node?.kind === 'Name') return !followed.has(start)
    // `import x as old_stats`, `from x import y as old_stats`.
    return node?.kind === 'ImportName' && node.asname === oldWord
  })
}

const isName = (kind: string | undefined): boolean =>
  kind === 'Name' || kind === 'Param' || kind === 'ImportName' || kind === 'FunctionDef' || kind === 'ClassDef'

/** `from .base import Base` in the file that moves. */
function relativeImports({ workspace, paths, references }: World, source: string): Edit[] | string {
  const module = source.endsWith('.py') && !paths.staysInFolder ? workspace.module(source) : undefined
  if (!module) return []
  const edits: Edit[] = []
  const isRelative = (node: { readonly kind: string }): node is ImportFrom =>
    node.kind === 'ImportFrom' && 'level' in node && Number(node.level) > 0
  for (const statement of module.body()) {
    for (const node of descendants(statement)) {
      if (!isRelative(node) || references.some((other) => other.path === source && other.kind === 'from' && other.node === node)) continue
      const text = paths.movedImport(source, node)
      if (text === undefined) return `a relative import of ${source} cannot be written for the new place`
      const span = importSource(module.text, node)
      if (module.text.slice(span.start, span.end) !== text) edits.push({ path: source, ...span, text })
    }
  }
  return edits
}

function listDoubts(
  { workspace, paths, references }: World,
  sources: readonly string[],
  unclear: readonly { readonly path: string; readonly span: { readonly start: number } }[],
): string[] {
  const doubts: string[] = []
  const strings = references.filter(({ kind }) => kind === 'string' || kind === 'setting')
  if (strings.length > 0)
    doubts.push(`${strings.length === 1 ? 'a string names' : `${strings.length} strings name`} it too, and what looks them up is not known`)
  const [first] = unclear
  if (first) {
    const more = unclear.length > 1 ? ` and ${unclear.length - 1} more` : ''
    doubts.push(`the string in ${placeOf(workspace, first)}${more} may name it, and stays as it is`)
  }
  const texts = sources.map((path) => workspace.text(path) ?? '')
  if (texts.some((text) => /^if __name__ == ["']__main__["']/m.test(text))) doubts.push('it may be started by its path')
  if (!paths.staysInFolder && texts.some((text) => text.includes('__file__'))) doubts.push('it looks for files beside itself')
  if (texts.some((text) => text.replace(quietNames, '').includes('__name__'))) doubts.push('it reads its own name at run time')
  if (texts.some((text) => [...text.matchAll(taskDecorator)].some(([, given]) => !namesItself(given ?? ''))))
    doubts.push('its tasks are called by the name of the module')
  const lister = findLister(workspace, sources)
  if (lister) doubts.push(`${lister} looks for modules at run time`)
  return doubts
}

/** What is called after the module for eyes only, or to find files beside it. */
const quietNames = /\bgetLogger\(\s*__name__\s*\)|\b(?:Flask|Blueprint)\([^)]*__name__|^if __name__ ==.*$/gm

/** `@shared_task`, `@app.task(bind=True)` */
const taskDecorator = /^[ \t]*@(?:\w+\.)*(?:shared_task|task|actor)\b(?:\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\))?/gm

/** `name="run"` among the arguments themselves. */
const namesItself = (given: string): boolean =>
  /(?:^|,)\s*(?:task_|actor_)?name\s*=/.test(given.replace(/\([^()]*\)/g, '').replace(/\([^()]*\)/g, ''))

/** `pkgutil.iter_modules(plugins.__path__)`, `import_module(f"shop.{name}")` in or about the folder of a module. */
function findLister(workspace: Workspace, sources: readonly string[]): string | undefined {
  const folders = new Set(sources.map(folderOf))
  return workspace.filesWith(['iter_modules', 'walk_packages', 'import_module', '__import__'], ['.py']).find((path) => {
    const text = workspace.text(path) ?? ''
    if (!/\b(?:iter_modules|walk_packages)\b|\b(?:import_module|__import__)\((?!\s*["'])/.test(text)) return false
    return [...folders].some((folder) => {
      const name = folder.slice(folder.lastIndexOf('/') + 1)
      return folderOf(path) === folder || (name !== '' && !occurrences(text, name).next().done)
    })
  })
}

function placeOf(workspace: Workspace, { path, span }: { readonly path: string; readonly span: { readonly start: number } }): string {
  return `${path}:${createLineIndex(workspace.text(path) ?? '').positionAt(span.start).line + 1}`
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
