import type { Call, ClassDef, FunctionDef } from '../../python/ast'
import { descendants } from '../../python/children'
import type { Workspace } from '../workspace'
import { classAround, valueOf } from './values'

export interface CallSite {
  readonly path: string
  readonly call: Call
}

export interface Callers {
  readonly calls: readonly CallSite[]
  /** False when the function is also used without being called (passed on, registered, decorated away): more callers may exist. */
  readonly complete: boolean
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
  const cls = classAround(fn)
  const target: FunctionDef | ClassDef = fn.name === '__init__' && cls ? cls : fn
  const files = workspace.filesWith([target.name], ['.py'])
  if (files.length > maxFiles || fn.decorators.some((decorator) => !isTransparent(decorator))) return { calls: [], complete: false }
  const calls: CallSite[] = []
  let complete = true
  for (const file of files) {
    const module = workspace.module(file)
    if (!module) continue
    for (const slice of module.topLevel) {
      if (!module.text.slice(slice.start, slice.end).includes(target.name)) continue
      for (const stmt of module.statementsOf(slice)) {
        for (const node of descendants(stmt)) {
          const names = (node.kind === 'Name' && node.id === target.name) || (node.kind === 'Attribute' && node.attr === target.name)
          if (!names) continue
          const value = valueOf(workspace, file, node)
          const same = (value.kind === 'function' || value.kind === 'method' || value.kind === 'class') && value.node === target
          // An attribute on something unknown may be this method: only a resolved receiver tells.
          const possible = same || (value.kind === 'unknown' && node.kind === 'Attribute' && cls !== undefined && target === fn)
          if (!possible) continue
          if (same && node.parent?.kind === 'Call' && node.parent.func === node) calls.push({ path: file, call: node.parent })
          else complete = false
        }
      }
    }
  }
  return { calls, complete: complete && calls.length > 0 && (workspace.text(path) !== undefined) }
}

/** Decorators that leave the function's callers as they are. */
function isTransparent(decorator: FunctionDef['decorators'][number]): boolean {
  const name = decorator.kind === 'Call' ? decorator.func : decorator
  const word = name.kind === 'Name' ? name.id : name.kind === 'Attribute' ? name.attr : ''
  return /^(staticmethod|classmethod|contextmanager|asynccontextmanager|wraps|property|override|lru_cache|cache)$/.test(word)
}
