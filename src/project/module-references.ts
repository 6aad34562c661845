import type { Attribute, ImportFrom, ImportName, Node, PythonModule, Str } from '../python/ast'
import { ancestor, dottedName } from '../python/children'
import { importSource } from '../python/import-source'
import { stringValue } from '../python/strings'
import type { Span } from '../text/span'
import { occurrences } from './column-uses'
import { fileRole } from './file-role'
import { filesOfModule, wordOfModule } from './module-files'
import { readToken } from './module-token'
import { listSettingReferences } from './setting-references'
import { isTableString } from './table-string'
import type { Workspace } from './workspace'

/** One place that names a module of the project. `span` is the part that names it: the dotted path, or the last word of it. */
export type ModuleReference = {
  readonly path: string
  readonly span: Span
  readonly target: string
  /** The other module that bound the name by an import of its own, where the name is taken from that. */
  readonly owner?: string
} & (
  | { readonly kind: 'from'; readonly node: ImportFrom }
  /** `from package import module`. */
  | { readonly kind: 'imported'; readonly node: ImportFrom; readonly name: ImportName }
  | { readonly kind: 'import'; readonly name: ImportName }
  /** The word `module` in `module.function()` or `package.module.function()`. */
  | { readonly kind: 'name' }
  | { readonly kind: 'attribute' }
  /** `__all__` of its package. */
  | { readonly kind: 'export' }
  /** A dotted path in a string or in a settings file; `file` when it is the path of the file instead. */
  | { readonly kind: 'string' | 'setting'; readonly form: 'dotted' | 'file' | 'member' }
)

/** A string that says the module's name, and what looks it up is not known. */
export interface UnclearReference {
  readonly path: string
  readonly span: Span
}

export interface ModuleReferences {
  readonly certain: readonly ModuleReference[]
  readonly unclear: readonly UnclearReference[]
}

/** Every place that names a module, in code, strings and settings. Copies kept as backups are left alone; revisions import and run, so they count. */
export function listModuleReferences(workspace: Workspace, path: string): ModuleReferences {
  return workspace.memo(`module-references:${path}`, () => {
    const word = wordOfModule(path)
    const targets = new Set(filesOfModule(workspace, path))
    const certain: ModuleReference[] = []
    const unclear: UnclearReference[] = []
    for (const file of workspace.filesWith([word], ['.py'])) {
      const module = fileRole(workspace, file) === 'backup' ? undefined : workspace.module(file)
      if (!module) continue
      const world: World = { workspace, module, word, targets, path: file }
      for (const start of occurrences(module.text, word)) {
        const found = referenceAt(world, { start, end: start + word.length })
        if (found === undefined || certain.some((other) => other.path === file && other.span.start === spanOf(found).start)) continue
        if ('target' in found) certain.push(found)
        else unclear.push(found)
      }
    }
    certain.push(...listSettingReferences(workspace, path, word))
    return { certain, unclear }
  })
}

const spanOf = ({ span }: ModuleReference | UnclearReference): Span => span

interface World {
  readonly workspace: Workspace
  readonly module: PythonModule
  readonly path: string
  readonly word: string
  readonly targets: ReadonlySet<string>
}

function referenceAt(world: World, at: Span): ModuleReference | UnclearReference | undefined {
  const { workspace, module, path, word, targets } = world
  const node = module.nodeAt(at.start, at.end)
  switch (node?.kind) {
    case 'ImportFrom': {
      const span = importSource(module.text, node)
      const target = workspace.resolveModule(path, node.module, node.level)
      return target !== undefined && targets.has(target) && at.start >= span.start && at.end <= span.end
        ? { kind: 'from', path, span, target, node }
        : undefined
    }
    case 'ImportName':
      return importedAt(world, node, at)
    case 'Name': {
      const target = node.id === word ? targetOf(world, word, node) : undefined
      return target === undefined ? undefined : { kind: 'name', path, span: at, target }
    }
    case 'Str':
      return stringAt(world, node, at)
    default:
      return attributeAt(world, node, at)
  }
}

/** The module that a dotted name leads to, when it is the one that is asked for. */
function targetOf({ workspace, path, targets }: World, dotted: string, node: Node): string | undefined {
  const found = workspace.resolveName(path, dotted, node.start)
  return found?.kind === 'module' && targets.has(found.path) ? found.path : undefined
}

function attributeAt(world: World, node: Node | undefined, at: Span): ModuleReference | undefined {
  const { workspace, path, word } = world
  const isIt = (candidate: Node): candidate is Attribute => candidate.kind === 'Attribute' && candidate.attrStart === at.start
  const attribute = ancestor(node, isIt)
  const dotted = attribute?.attr === word ? dottedName(attribute) : undefined
  const target = attribute && dotted !== undefined ? targetOf(world, dotted, attribute) : undefined
  if (!attribute || dotted === undefined || target === undefined) return undefined
  const holder = workspace.resolveName(path, dotted.slice(0, -word.length - 1), attribute.start)
  return { kind: 'attribute', path, span: at, target, ...(holder?.kind === 'module' ? ownerOf(holder.path, target) : {}) }
}

/** A package has its modules by itself; any other holder bound the name by an import. */
const ownerOf = (holder: string, target: string): { readonly owner?: string } =>
  holder === target.replace(/[^/]+(?:\/__init__)?\.pyi?$/, '__init__.py') ? {} : { owner: holder }

function importedAt({ workspace, path, word, targets }: World, name: ImportName, at: Span): ModuleReference | undefined {
  const statement = name.parent
  if (statement?.kind === 'Import') {
    const target = workspace.resolveModule(path, name.name)
    const span = { start: name.start, end: name.start + name.name.length }
    return target !== undefined && targets.has(target) && at.end <= span.end ? { kind: 'import', path, span, target, name } : undefined
  }
  if (statement?.kind !== 'ImportFrom' || name.name !== word || at.start !== name.start) return undefined
  const source = workspace.resolveModule(path, statement.module, statement.level)
  // The package's own name of that word comes before its module.
  const own = source !== undefined && source !== path ? workspace.resolveName(source, word) : undefined
  if (own && own.kind !== 'module') return undefined
  const dotted = statement.module === '' ? word : `${statement.module}.${word}`
  const target = own?.path ?? workspace.resolveModule(path, dotted, statement.level)
  if (target === undefined || !targets.has(target)) return undefined
  return { kind: 'imported', path, span: at, target, node: statement, name, ...(source === undefined ? {} : ownerOf(source, target)) }
}

/** `patch("shop.old_stats.load")`, `"shop.old_stats:app"`, `include=["shop.old_stats"]`, `"scripts/old_stats.py"`. */
function stringAt(world: World, node: Str, at: Span): ModuleReference | UnclearReference | undefined {
  const { workspace, module, path, word } = world
  if (node.parent?.kind === 'ExprStmt' || isTableString(workspace, path, word, node)) return undefined
  const piece = node.pieces.find(({ contentStart, contentEnd }) => contentStart <= at.start && at.end <= contentEnd)
  if (!piece) return undefined
  const isToken = (index: number): boolean => /[\w.:/-]/.test(module.text[index] ?? '')
  let start = at.start
  let end = at.end
  while (start > piece.contentStart && isToken(start - 1)) start--
  while (end < piece.contentEnd && isToken(end)) end++
  const isWhole = start === piece.contentStart && end === piece.contentEnd
  const isLiteral = stringValue(node) !== undefined
  const found = isLiteral ? readToken(workspace, path, { start, text: module.text.slice(start, end), at }, world.targets) : undefined
  if (found) return { kind: 'string', path, ...found }
  const exported = isWhole && isInExports(node) ? targetOf(world, word, node) : undefined
  if (exported !== undefined) return { kind: 'export', path, span: at, target: exported }
  // Prose says the word too; a path, or the word alone, may be looked up.
  const isPath = end - start > word.length && /[./:]/.test(module.text.slice(start, end).replace(/[.:]+$/, ''))
  return (isWhole && node.pieces.length === 1) || isPath ? { path, span: at } : undefined
}

function isInExports(node: Str): boolean {
  const list = node.parent
  const assign = list?.kind === 'List' || list?.kind === 'Tuple' ? list.parent : undefined
  return assign?.kind === 'Assign' && assign.targets.some((target) => target.kind === 'Name' && target.id === '__all__')
}
