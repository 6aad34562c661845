import type { Assign, ClassDef, Expr, FunctionDef, Import, ImportFrom, ImportName, Node, PythonModule } from '../python/ast'
import { dottedName } from '../python/children'
import { bindingsOf, enclosingFunction } from '../python/scopes'
import { stringValue } from '../python/strings'
import type { ModuleIndex } from './module-index'
import type { Definition } from './workspace'

/** What following names needs of the project. */
export interface Modules {
  module(path: string): PythonModule | undefined
  readonly index: ModuleIndex
  /** What a name means at the top level of a file, remembered: most names are looked up from many places. */
  topLevel(path: string, name: string): Definition | undefined
}

/** Names on the way: a cycle of re-exports ends where it would begin again. */
type Seen = ReadonlySet<string>

/** Follow a name, dotted or not, seen from an offset of a file (or from its top level). */
export function resolveName(
  modules: Modules,
  path: string,
  name: string,
  at: number | undefined,
  seen: Seen = new Set(),
): Definition | undefined {
  const [head = '', ...rest] = name.split('.')
  const key = `${path}\0${name}\0${at ?? ''}`
  if (seen.has(key) || seen.size > 60) return undefined
  const next = new Set(seen).add(key)
  let found = resolveHead(modules, path, head, at, next)
  for (const part of rest) found = found && resolveMember(modules, path, found, part, next)
  return found
}

/** `package.module:symbol`: the first file that could be the module and has the symbol. */
export function resolveSymbol(modules: Modules, symbol: string): Definition | undefined {
  const [dotted = '', name = ''] = symbol.split(':')
  const candidates = modules.index.all(dotted)
  if (candidates.length === 0) return { kind: 'external', qualified: name ? `${dotted}.${name}` : dotted }
  for (const path of candidates) {
    const found: Definition | undefined = name ? resolveName(modules, path, name, undefined) : { kind: 'module', path }
    if (found) return found
  }
  return undefined
}

function resolveHead(modules: Modules, path: string, name: string, at: number | undefined, seen: Seen): Definition | undefined {
  const module = modules.module(path)
  if (!module) return undefined
  const local = at === undefined ? undefined : resolveLocal(modules, module, name, at, seen)
  if (local !== undefined) return local ?? undefined
  // On the way through re-exports the names that were met matter, so that is followed anew.
  return at !== undefined && seen.size === 1 ? modules.topLevel(path, name) : resolveTopLevel(modules, module, name, seen)
}

/** A name bound in the functions around an offset: null when it is a local value, undefined when no function binds it. */
function resolveLocal(modules: Modules, module: PythonModule, name: string, at: number, seen: Seen): Definition | null | undefined {
  const node = module.nodeAt(at)
  let scope = node?.kind === 'FunctionDef' && at >= node.nameStart + node.name.length ? node : node && enclosingFunction(node)
  for (; scope; scope = enclosingFunction(scope)) {
    const binding = bindingsOf(scope).findLast((each) => each.name === name)
    if (!binding) continue
    if (binding.kind === 'import' && isImport(binding.node) && binding.target.kind === 'ImportName') {
      return followImport(modules, module.path, binding.node, binding.target, seen) ?? null
    }
    const { node: definition } = binding
    const isDefinition = definition.kind === 'FunctionDef' || definition.kind === 'ClassDef'
    return isDefinition && binding.kind === 'definition' ? { kind: 'definition', path: module.path, node: definition } : null
  }
  return undefined
}

const isImport = (node: Node): node is Import | ImportFrom => node.kind === 'Import' || node.kind === 'ImportFrom'

function resolveTopLevel(modules: Modules, module: PythonModule, name: string, seen: Seen): Definition | undefined {
  const definition = module.find(name)
  const imported = findImport(module, name)
  if (imported && (!definition || isFallback(definition) || imported.target.start > definition.start)) {
    const found = followImport(modules, module.path, imported.node, imported.target, seen)
    if (found || !definition) return found
  }
  if (definition) return followAlias(modules, module.path, definition, seen)
  for (const node of [...module.imports()].reverse()) {
    if (node.kind !== 'ImportFrom' || node.names[0]?.name !== '*' || name.startsWith('_')) continue
    const source = modules.index.find(module.path, node.module, node.level)
    if (!source || source === module.path || isKeptBack(modules.module(source), name)) continue
    const found = resolveName(modules, source, name, undefined, seen)
    if (found) return found
  }
  return undefined
}

/** `__all__ = ["session_scope"]`: an import of everything takes nothing else. One that is put together says nothing. */
function isKeptBack(source: PythonModule | undefined, name: string): boolean {
  if (!source?.text.includes('__all__') || source.text.split('__all__').length !== 2) return false
  const list = source.find('__all__')
  const value = list?.kind === 'Assign' && list.op === undefined ? list.value : undefined
  if (value?.kind !== 'List' && value?.kind !== 'Tuple') return false
  const names = value.elts.map((each) => (each.kind === 'Str' ? stringValue(each) : undefined))
  return names.every((each) => each !== undefined) && !names.includes(name)
}

/** `try: from x import y` … `except ImportError: y = None`: the import is meant. */
const isFallback = (definition: FunctionDef | ClassDef | Assign): boolean =>
  definition.kind === 'Assign' && definition.value?.kind === 'Constant' && definition.value.value === null

function findImport(module: PythonModule, name: string): { node: Import | ImportFrom; target: ImportName } | undefined {
  let found: { node: Import | ImportFrom; target: ImportName } | undefined
  for (const node of module.imports()) {
    for (const target of node.names) if (boundName(node, target) === name) found = { node, target }
  }
  return found
}

const boundName = (node: Import | ImportFrom, { name, asname }: ImportName): string =>
  asname ?? (node.kind === 'Import' ? (name.split('.')[0] ?? name) : name)

function followImport(modules: Modules, path: string, node: Import | ImportFrom, target: ImportName, seen: Seen): Definition | undefined {
  const { index } = modules
  if (node.kind === 'Import') {
    const dotted = target.asname ? target.name : (target.name.split('.')[0] ?? target.name)
    const file = index.find(path, dotted, 0)
    return file ? { kind: 'module', path: file } : { kind: 'external', qualified: dotted }
  }
  const source = index.find(path, node.module, node.level)
  if (source && source !== path) {
    const found = resolveName(modules, source, target.name, undefined, seen)
    if (found) return found
  }
  const submodule = index.find(path, node.module ? `${node.module}.${target.name}` : target.name, node.level)
  if (submodule) return { kind: 'module', path: submodule }
  if (source || node.level > 0) return undefined
  return { kind: 'external', qualified: `${node.module}.${target.name}` }
}

/** `get_db = deps.get_user_db` is the function it names. */
function followAlias(modules: Modules, path: string, node: FunctionDef | ClassDef | Assign, seen: Seen): Definition | undefined {
  const alias = node.kind === 'Assign' && node.op === undefined && node.targets.length === 1 ? aliasOf(node.value) : undefined
  const found = alias === undefined ? undefined : resolveName(modules, path, alias, undefined, seen)
  return found ?? { kind: 'definition', path, node }
}

const aliasOf = (value: Expr | undefined): string | undefined => value && dottedName(value)

function resolveMember(modules: Modules, from: string, owner: Definition, name: string, seen: Seen): Definition | undefined {
  if (owner.kind === 'external') {
    const qualified = `${owner.qualified}.${name}`
    const file = modules.index.find(from, qualified, 0)
    return file ? { kind: 'module', path: file } : { kind: 'external', qualified }
  }
  if (owner.kind === 'module') {
    const found = resolveName(modules, owner.path, name, undefined, seen)
    if (found) return found
    const submodule = owner.path.endsWith('__init__.py') ? modules.index.find(owner.path, name, 1) : undefined
    return submodule ? { kind: 'module', path: submodule } : undefined
  }
  if (owner.node.kind !== 'ClassDef') return undefined
  for (const statement of [...owner.node.body].reverse()) {
    const isMember =
      statement.kind === 'FunctionDef' || statement.kind === 'ClassDef'
        ? statement.name === name
        : statement.kind === 'Assign' && statement.targets.some((target) => target.kind === 'Name' && target.id === name)
    if (isMember) return { kind: 'definition', path: owner.path, node: statement as FunctionDef | ClassDef | Assign }
  }
  return undefined
}
