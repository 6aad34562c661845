import type { Deprecation } from '../contract/config'
import { classChain } from '../models/class-chain'
import { keepsHistory } from '../project/deprecations'
import type { NameUse } from '../project/name-uses'
import { placeOf } from '../project/place-of'
import { functionAround, scopeOf } from '../project/sessions/bindings'
import { typeOf } from '../project/types/expression-type'
import type { Definition, Workspace } from '../project/workspace'
import type { ClassDef, Expr, FunctionDef, Node } from '../python/ast'
import { descendants, lastName } from '../python/children'
import { findLeftover } from './rename-leftovers'

/** The uses of a name in one file. */
export interface UsesIn {
  readonly path: string
  readonly uses: readonly NameUse[]
}

/** What a rename of every followed reference may break all the same. */
export function listRenameDoubts(
  workspace: Workspace,
  { name, kind }: Deprecation,
  replacement: string,
  places: readonly UsesIn[],
  target: Definition | undefined,
): readonly string[] {
  if (kind !== 'class' && kind !== 'function') return []
  const clash = findClash(workspace, replacement, places, target)
  const read = target ? undefined : findRead(workspace, places)
  const missed = findMissed(workspace, name, kind, places)
  const leftover = findLeftover(workspace, { name, kind }, places)
  return [
    ...(clash ? [`\`${replacement}\` already means something else at ${clash}`] : []),
    ...(read ? [read] : []),
    ...(missed ? [`\`${missed.text}\` at ${missed.place} may mean it too`] : []),
    ...(leftover ? [leftover] : []),
  ]
}

/** Where the new name is already taken: by a parameter, a local name, a comprehension or another definition of the module. */
function findClash(
  workspace: Workspace,
  replacement: string,
  places: readonly UsesIn[],
  target: Definition | undefined,
): string | undefined {
  const isTarget = (found: Definition) => found.kind === 'definition' && target?.kind === 'definition' && found.node === target.node
  for (const { path, uses } of places)
    for (const { node, kind } of uses) {
      // An attribute has a room of its own; an alias keeps the name of the file.
      if (!node || kind === 'string' || node.kind === 'Attribute' || (node.kind === 'ImportName' && node.asname !== undefined)) continue
      const taken = workspace.resolveName(path, replacement, node.start)
      if ((taken && !isTarget(taken)) || isBoundAround(node, replacement)) return placeOf(workspace, path, node)
    }
  return undefined
}

function isBoundAround(node: Node, name: string): boolean {
  for (let fn = functionAround(node); fn; fn = functionAround(fn))
    if ((scopeOf(fn).bindings.get(name) ?? []).some(({ kind }) => kind !== 'import')) return true
  for (let at = node.parent; at; at = at.parent) {
    if (at.kind !== 'ListComp' && at.kind !== 'SetComp' && at.kind !== 'DictComp' && at.kind !== 'GeneratorExp') continue
    if (at.generators.some(({ target }) => [...descendants(target)].some((each) => each.kind === 'Name' && each.id === name))) return true
  }
  return false
}

/** The name as a value: a table that is called like its class, a command like its function. */
function findRead(workspace: Workspace, places: readonly UsesIn[]): string | undefined {
  for (const { path, uses } of places)
    for (const { node } of uses) {
      if (!node) continue
      const { parent } = node
      if (parent?.kind === 'Attribute' && /^__(qual)?name__$/.test(parent.attr))
        return `\`${parent.attr}\` is read at ${placeOf(workspace, path, node)}, and gives another text then`
      const read =
        node.kind === 'ClassDef'
          ? readOfClass(workspace, path, node)
          : node.kind === 'FunctionDef'
            ? readOfDecorator(node, plainFunctions, 'function')
            : undefined
      if (read) return read
    }
  return undefined
}

function readOfClass(workspace: Workspace, path: string, cls: ClassDef): string | undefined {
  const chain = classChain(workspace, path, cls)
  const textOf = (each: { path: string; expr: ClassDef }) => workspace.text(each.path)?.slice(each.expr.start, each.expr.end) ?? ''
  const reader = chain.classes.find((each) => /\b__(?:qual)?name__\b/.test(textOf(each)))
  if (reader) return `\`${reader.expr.name}\` reads the name of the class at run time`
  if (chain.unknownBases) return 'a base of another library may use the name of the class'
  if (chain.declarative && !chain.classes.some((each) => /\b__table(?:name)?__\b/.test(textOf(each))))
    return 'the table may be called like the class'
  return readOfDecorator(cls, plainClasses, 'class')
}

const plainFunctions = /^(wraps|lru_cache|cache|contextmanager|asynccontextmanager|overload|override|deprecated|final|inject)$/
const plainClasses = /^(dataclass|total_ordering|final|runtime_checkable|unique|deprecated)$/

/** `@task`, `@app.command()`, `@pytest.fixture`: what is decorated is often found under its name. */
function readOfDecorator({ decorators }: FunctionDef | ClassDef, plain: RegExp, what: string): string | undefined {
  const nameOf = (each: Expr) => lastName(each.kind === 'Call' ? each.func : each)
  const found = decorators.find((each) => !plain.test(nameOf(each)))
  return found ? `\`@${nameOf(found)}\` may use the name of the ${what}` : undefined
}

/** `module.Old` of something that is not known: a module that is imported at run time, a namespace. */
function findMissed(
  workspace: Workspace,
  name: string,
  kind: 'class' | 'function',
  places: readonly UsesIn[],
): { readonly text: string; readonly place: string } | undefined {
  for (const path of workspace.filesWith([`.${name}`], ['.py'])) {
    const module = workspace.module(path)
    if (!module || keepsHistory(workspace, path)) continue
    // Methods are often called like functions.
    if (kind === 'function' && !/\bimport_module\b|\b__import__\b|\bsys\.modules\b/.test(module.text)) continue
    const followed = new Set(places.find((each) => each.path === path)?.uses.map(({ span }) => span.start))
    for (const match of module.text.matchAll(new RegExp(`\\.\\s*(${name})\\b`, 'g'))) {
      const start = match.index + match[0].length - name.length
      const node = module.nodeAt(start, start + name.length)
      if (node?.kind !== 'Attribute' || node.attr !== name || node.attrStart !== start || followed.has(start)) continue
      if (typeOf(workspace, path, node.value)) continue
      return { text: module.text.slice(node.start, node.end), place: placeOf(workspace, path, node) }
    }
  }
  return undefined
}
