import type { Call, ClassDef, FunctionDef, Node, PythonModule } from '../../python/ast'
import { nodesNamed } from '../../python/statement-index'
import { libraryWord } from '../library-word'
import { namesOf } from '../names-of'
import type { Workspace } from '../workspace'
import { basesOf, classAround } from './class-members'
import { valueOf } from './values'

export interface CallSite {
  readonly path: string
  readonly call: Call
}

export interface Callers {
  readonly calls: readonly CallSite[]
  /** False when the function is also used without being called (passed on, registered, decorated away): more callers may exist. */
  readonly complete: boolean
}

/** Every construction of a class or of one of its subclasses that inherits its constructor. */
export function constructionsOf(workspace: Workspace, path: string, cls: ClassDef): Callers {
  const cache = workspace.memo('sessions/constructions', () => new WeakMap<ClassDef, Callers>())
  const known = cache.get(cls)
  if (known) return known
  const family = [{ path, cls }, ...subclassesOf(workspace, cls)]
  const found = family.map((each) => findUses(workspace, each.cls, undefined))
  const made: Callers = { calls: found.flatMap(({ calls }) => calls), complete: found.every(({ complete }) => complete) }
  cache.set(cls, made)
  return made
}

/** The classes of the project that are derived from a class, however far down. */
export function subclassesOf(workspace: Workspace, cls: ClassDef, depth = 0): readonly { readonly path: string; readonly cls: ClassDef }[] {
  if (depth > 4) return []
  const found: { path: string; cls: ClassDef }[] = []
  const names = [...namesOf(workspace, cls.name)]
  // Classes that only use the name in their bodies need no parsing.
  const header = new RegExp(`^class\\s+\\w+\\s*(?:\\[[^\\]]*\\])?[^:]*\\b(?:${names.join('|')})\\b`, 'm')
  for (const file of workspace.filesWith(names, ['.py'])) {
    const module = workspace.module(file)
    for (const slice of module?.topLevel ?? []) {
      if (!module || slice.kind !== 'class' || !header.test(module.text.slice(slice.start, slice.end))) continue
      for (const stmt of module.statementsOf(slice)) {
        if (stmt.kind !== 'ClassDef' || stmt === cls) continue
        const derived = basesOf(stmt).some((base) => {
          const value = valueOf(workspace, file, base)
          return value.kind === 'class' && value.node === cls
        })
        if (derived) found.push({ path: file, cls: stmt }, ...subclassesOf(workspace, stmt, depth + 1))
      }
    }
  }
  return found
}

/** More callers than this and a proof through all of them is not attempted. */
const maxFiles = 60

/** Every call of a function in the project; of a class when the function is its constructor. */
export function callersOf(workspace: Workspace, path: string, fn: FunctionDef): Callers {
  const cache = workspace.memo('sessions/callers', () => new WeakMap<FunctionDef, Callers>())
  const known = cache.get(fn)
  if (known) return known
  const made = findCallers(workspace, path, fn)
  cache.set(fn, made)
  return made
}

function findCallers(workspace: Workspace, path: string, fn: FunctionDef): Callers {
  if (workspace.text(path) === undefined || fn.decorators.some((decorator) => !isTransparent(workspace, path, decorator)))
    return { calls: [], complete: false }
  const cls = classAround(fn)
  if (fn.name === '__init__' && cls) return constructionsOf(workspace, path, cls)
  const { calls, complete } = findUses(workspace, fn, cls)
  return { calls, complete: complete && calls.length > 0 }
}

/** The calls of a function by code of the project: a route's own decorator calls nothing here. */
export const directCallsOf = (workspace: Workspace, fn: FunctionDef): readonly CallSite[] => findUses(workspace, fn, undefined).calls

/** Calls of a function or class; imports, annotations and base classes do not count as other uses. */
function findUses(workspace: Workspace, target: FunctionDef | ClassDef, owner: ClassDef | undefined): Callers {
  const names = [...namesOf(workspace, target.name)]
  const files = workspace.filesWith(names, ['.py'])
  if (files.length > maxFiles) return { calls: [], complete: false }
  const calls: CallSite[] = []
  let complete = true
  // A method is called on objects of any name; what stands in a module has to be imported.
  const ofModule = owner === undefined && target.parent === undefined
  for (const file of files) {
    const module = workspace.module(file)
    if (!module || (ofModule && !mayReach(module, target, names))) continue
    for (const node of names.flatMap((name) => [...nodesNamed(module, name)])) {
      const value = valueOf(workspace, file, node)
      const same = (value.kind === 'function' || value.kind === 'method' || value.kind === 'class') && value.node === target
      const call = node.parent?.kind === 'Call' && node.parent.func === node ? node.parent : undefined
      if (same && call) calls.push({ path: file, call })
      else if (same && !isHarmless(node)) complete = false
      // An attribute of something unknown may be this method: only a resolved receiver tells.
      else if (!same && call && owner && value.kind === 'unknown' && node.kind === 'Attribute') complete = false
    }
  }
  return { calls, complete }
}

/** Does a module define a name, import it or a module that it may be asked from? A look at the text: common names stand in many files. */
function mayReach({ text }: PythonModule, { name, nameStart }: FunctionDef | ClassDef, names: readonly string[]): boolean {
  if (text.startsWith(name, nameStart) || /\bimport\s*\(?\s*\*/.test(text) || names.some((each) => isImported(text, each))) return true
  const asked = new RegExp(`(\\w+)\\s*\\.\\s*(?:${names.join('|')})(?!\\w)`, 'g')
  const heads = new Set([...text.matchAll(asked)].map(([, head]) => head ?? ''))
  return [...heads].some((head) => isImported(text, head))
}

const isImported = (text: string, name: string): boolean =>
  new RegExp(`\\bimport\\b(?:(?:[^\\n\\\\]|\\\\\\r?\\n)*|\\s*\\([^)]*)(?<!\\w)${name}(?!\\w)`).test(text)

/** A base class, an annotation, an `isinstance` test: names it without calling it. */
function isHarmless(node: Node): boolean {
  const { parent } = node
  if (parent?.kind === 'ClassDef' || parent?.kind === 'Param' || parent?.kind === 'Subscript') return true
  if (parent?.kind === 'FunctionDef') return parent.returns === node
  if (parent?.kind === 'Assign') return parent.annotation === node
  return parent?.kind === 'Call' && parent.func.kind === 'Name' && /^(isinstance|issubclass)$/.test(parent.func.id)
}

/** Decorators that leave the function's callers as they are. */
function isTransparent(workspace: Workspace, path: string, decorator: FunctionDef['decorators'][number]): boolean {
  const word = libraryWord(workspace, path, decorator.kind === 'Call' ? decorator.func : decorator)
  return /^(staticmethod|classmethod|contextmanager|asynccontextmanager|wraps|property|override|lru_cache|cache)$/.test(word)
}
