import type { Deprecation } from '../contract/config'
import { occurrences } from '../project/column-uses'
import { keepsHistory } from '../project/deprecations'
import { placeOf } from '../project/place-of'
import { functionAround, scopeOf } from '../project/sessions/bindings'
import { valueOf } from '../project/sessions/values'
import type { Workspace } from '../project/workspace'
import type { ClassDef, Expr, Node, PythonModule, Str } from '../python/ast'
import { descendants, lastName } from '../python/children'
import { stringValue } from '../python/strings'
import type { UsesIn } from './rename-doubts'

/**
 * What keeps the old name, or loses it by mistake, although every reference was followed: a pattern of `match`, `global`, a lambda's parameter
 * of that name, text that Python or a type checker reads as code. Says what and where.
 */
export function findLeftover(
  workspace: Workspace,
  { name, kind }: Pick<Deprecation, 'name' | 'kind'>,
  places: readonly UsesIn[],
): string | undefined {
  const shadowed = findShadowed(workspace, name, places)
  if (shadowed) return shadowed
  for (const path of workspace.filesWith([name], ['.py'])) {
    const module = workspace.module(path)
    if (!module || keepsHistory(workspace, path)) continue
    const uses = places.find((place) => place.path === path)?.uses ?? []
    const followed = new Set(uses.map(({ span }) => span.start))
    for (const start of occurrences(module.text, name)) {
      if (followed.has(start)) continue
      const node = module.nodeAt(start, start + name.length)
      if (node && isLeft(workspace, { module, name, start, kind, used: uses.length > 0 }, node))
        return `\`${name}\` at ${placeOf(workspace, path, { ...node, start, end: start + name.length })} keeps the old name`
    }
    if (uses.some(({ kind: use }) => use === 'definition')) {
      const mangled = kind === 'class' ? module.text.search(new RegExp(`\\b_${name}__\\w`)) : -1
      if (mangled >= 0) return `a private name in ${path} holds the name of the class`
      if (/\bglobals\(\)|\bsys\.modules\[__name__\]|\bvars\(\)/.test(module.text)) return `${path} looks names of its module up at run time`
    }
  }
  return findAsked(workspace, name, places)
}

interface Occurrence {
  readonly module: PythonModule
  readonly name: string
  readonly start: number
  readonly kind: Deprecation['kind']
  /** Other occurrences in this file are renamed. */
  readonly used: boolean
}

function isLeft(workspace: Workspace, occurrence: Occurrence, node: Node): boolean {
  const { module, name, start, used } = occurrence
  switch (node.kind) {
    case 'Str':
      return isReadAsCode(module, node, name, start)
    case 'Name':
      return used && node.id === name && !isBoundIn(node, name)
    case 'ImportName':
      // try: from library import Old   except ImportError: class Old: …
      return used && (node.asname ?? node.name) === name && workspace.resolveName(module.path, name) !== undefined && !functionAround(node)
    case 'Global':
      return used && node.names.includes(name)
    case 'MatchCase': {
      const [first] = node.body
      return used && (first === undefined || start < first.start) && !isComment(module.text, start)
    }
    default:
      return false
  }
}

const isComment = (text: string, at: number): boolean => text.slice(text.lastIndexOf('\n', at) + 1, at).includes('#')

const readsNames =
  /^(cast|TypeVar|NewType|ForwardRef|get_type_hints|getattr|hasattr|setattr|delattr|attrgetter|methodcaller|import_string|eval|exec|locate)$/

/** `cast("Old", x)`, `list["Old"]`, `>>> old()` in a docstring. */
function isReadAsCode(module: PythonModule, node: Str, name: string, start: number): boolean {
  const line = module.text.slice(module.text.lastIndexOf('\n', start) + 1, start)
  if (/^\s*(?:>>>|\.\.\.)\s/.test(line)) return true
  const text = stringValue(node)
  const { parent } = node
  const holder = parent?.kind === 'Keyword' ? parent.parent : parent
  if (text === undefined || !/^[\w.[\],| ]+$/.test(text) || text.length > 200) return false
  if (holder?.kind === 'Call') return readsNames.test(lastName(holder.func)) && text.split(/\W+/).includes(name)
  return holder?.kind === 'Subscript' && holder.value !== node && (text !== name || isType(holder.value))
}

/** `list["Old"]`, not `handlers["Old"]`. */
const isType = (expr: Expr): boolean => /^(list|dict|set|tuple|type|[A-Z]\w*)$/.test(lastName(expr))

/** Bound by a function, a lambda, a comprehension or the class body around it. */
const isBoundIn = (node: Expr, name: string): boolean => boundInside(node, name) || boundByFunction(node, name)

function boundByFunction(node: Node, name: string): boolean {
  for (let fn = functionAround(node); fn; fn = functionAround(fn)) if (scopeOf(fn).bindings.has(name)) return !scopeOf(fn).outer.has(name)
  return false
}

/** What following a name looks through: lambdas, comprehensions and class bodies bind names too. */
function boundInside(node: Node, name: string): boolean {
  let inner: Node = node
  for (let at = node.parent; at; inner = at, at = at.parent) {
    switch (at.kind) {
      case 'Lambda':
        if (at.params.some((param) => param.name === name)) return true
        break
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        if (at.generators.some(({ target }) => [...descendants(target)].some((each) => each.kind === 'Name' && each.id === name)))
          return true
        break
      case 'FunctionDef':
        // Defaults and decorators are read in the scope around.
        if (at.body.some((stmt) => stmt === inner)) return false
        break
      case 'ClassDef':
        if (at.body.some((stmt) => stmt === inner) && bindsInBody(at, name)) return true
        break
    }
  }
  return false
}

const bindsInBody = (cls: ClassDef, name: string): boolean =>
  cls.body.some(
    (stmt) =>
      ((stmt.kind === 'FunctionDef' || stmt.kind === 'ClassDef') && stmt.name === name) ||
      (stmt.kind === 'Assign' && stmt.targets.some((target) => target.kind === 'Name' && target.id === name)),
  )

/** A use that was followed past something that binds the name between it and the module. */
function findShadowed(workspace: Workspace, name: string, places: readonly UsesIn[]): string | undefined {
  for (const { path, uses } of places)
    for (const { node } of uses)
      if (node?.kind === 'Name') {
        const place = () => placeOf(workspace, path, node)
        if (boundInside(node, name)) return `\`${name}\` at ${place()} is another one`
        if (isPrinted(workspace.text(path) ?? '', node)) return `the text at ${place()} says the name itself`
      }
  return undefined
}

/** f"{old()=}" */
function isPrinted(text: string, node: Node): boolean {
  for (let at = node.parent; at && at.kind !== 'FunctionDef' && at.kind !== 'ClassDef'; at = at.parent)
    if (at.kind === 'Str') return /^(?:[^{}'"\n]*[^=!<>{}'"\n])?=\s*(?:![rsa])?(?::[^}\n]*)?\}/.test(text.slice(node.end, at.end))
  return false
}

const loadsModule = /^(?:importlib\.)?import_module\b|^__import__\b|^sys\.modules\b/

/** By far most of what `getattr` is given is a parameter, an object or a class: those are told apart by their text. */
function mayBeModule(workspace: Workspace, { path, text }: PythonModule, owner: string): boolean {
  if (loadsModule.test(owner)) return true
  const [, head = '', next] = /^(\w+)(?:\.\w+)*\s*(.?)/.exec(owner) ?? []
  if (next !== ',' || head === 'self' || head === 'cls') return false
  const known = workspace.resolveName(path, head)
  if (known?.kind === 'module') return true
  if (known && !(known.kind === 'definition' && known.node.kind === 'Assign')) return false
  if (new RegExp(`^[ \\t]+(?:import|from)\\b[^#\\n]*\\b${head}\\b`, 'm').test(text)) return true
  return [...text.matchAll(new RegExp(`\\b${head}\\s*:?=\\s*([\\w.]+)`, 'g'))].some(
    ([, value = '']) => loadsModule.test(value) || workspace.resolveName(path, value)?.kind === 'module',
  )
}

/** The last word of how a module is written: `shop.stats` ends in `stats`, and so does `shop/stats/__init__.py`. */
const moduleWord = (path: string): string => /([^/]+?)(?:\/__init__)?\.py$/.exec(path)?.[1]?.replace(/\W/g, '\\W') ?? path

/** `getattr(module, name)`: who asks a module for its names at run time. */
function findAsked(workspace: Workspace, name: string, places: readonly UsesIn[]): string | undefined {
  const homes = new Set(
    places.flatMap(({ path, uses }) => (uses.some(({ kind }) => kind === 'definition' || kind === 'import') ? [path] : [])),
  )
  // Whoever holds one of these modules imports it by its name, but for names that are put together.
  const words = [...new Set([...homes].map(moduleWord))].join('|')
  const held = new RegExp(
    `\\bimport_module\\(|\\b__import__\\(|\\bimport\\b[^#\\n]*\\b(?:${words})\\b|^[ \\t]+(?:${words})(?:[ \\t]+as[ \\t]+\\w+)?[ \\t]*,?[ \\t\\r]*(?:#.*)?$|\\.(?:${words})\\s*,`,
    'm',
  )
  for (const path of workspace.filesWith(['getattr('], ['.py'])) {
    const module = workspace.module(path)
    if (!module || !(homes.has(path) || held.test(module.text)) || keepsHistory(workspace, path)) continue
    for (const match of module.text.matchAll(/\bgetattr\(\s*(?=([^\n]*))/g)) {
      const [, given = ''] = match
      const literal = /^[\w.]+\s*,\s*(["'])(\w+)\1/.exec(given)?.[2]
      if ((literal !== undefined && literal !== name) || !mayBeModule(workspace, module, given)) continue
      const call = module.nodeAt(match.index)?.parent
      const [owner, asked] = call?.kind === 'Call' ? call.args : []
      if (!owner || !asked || (asked.kind === 'Str' && stringValue(asked) !== undefined && stringValue(asked) !== name)) continue
      const value = valueOf(workspace, path, owner)
      if (value.kind === 'module' && homes.has(value.path))
        return `names of ${value.path} are asked for at run time at ${placeOf(workspace, path, owner)}`
    }
  }
  return undefined
}
