import type { ExprStmt, FunctionDef, Lambda, Node, Param } from '../../python/ast'
import { childrenOf } from '../../python/children'
import type { Workspace } from '../workspace'
import { eventsOf, eventsOfBlock, type SessionEvent } from './events'
import { givenSession } from './session-ref'
import type { SessionRef } from './value'
import { valueOfParam } from './values'

export interface Closure {
  readonly node: FunctionDef | Lambda
  readonly events: readonly SessionEvent[]
}

/** The functions and lambdas made inside a function, with what they do to any session: they may run whenever it does. */
export function closuresOf(workspace: Workspace, path: string, fn: FunctionDef): readonly Closure[] {
  const cache = workspace.memo('sessions/closures', () => new WeakMap<FunctionDef, readonly Closure[]>())
  const known = cache.get(fn)
  if (known) return known
  const found = collect(workspace, path, fn)
  cache.set(fn, found)
  return found
}

/** The same where a parameter is given a session, also where nothing else says that it is one. */
export function closuresGiven(workspace: Workspace, path: string, fn: FunctionDef, param: Param): readonly Closure[] {
  const isKnown = valueOfParam(workspace, path, param, fn).kind !== 'unknown'
  if (isKnown || closuresOf(workspace, path, fn).length === 0) return closuresOf(workspace, path, fn)
  const cache = workspace.memo('sessions/closures-given', () => new WeakMap<Param, readonly Closure[]>())
  const known = cache.get(param)
  if (known) return known
  const found = collect(workspace, path, fn, givenSession(path, fn, param))
  cache.set(param, found)
  return found
}

function collect(workspace: Workspace, path: string, fn: FunctionDef, given?: SessionRef): readonly Closure[] {
  const found: Closure[] = []
  const visit = (node: Node): void => {
    if (node.kind === 'FunctionDef') {
      const { events } = given ? eventsOfBlock(workspace, path, node.body, given) : eventsOf(workspace, path, node)
      found.push({ node, events })
    }
    if (node.kind === 'Lambda') {
      const { body } = node
      const stmt: ExprStmt = { kind: 'ExprStmt', value: body, start: body.start, end: body.end, parent: node.parent }
      found.push({ node, events: eventsOfBlock(workspace, path, [stmt], given).events })
    }
    for (const child of childrenOf(node)) visit(child)
  }
  // A module's classes and functions are no closures of it.
  if (fn.name !== '<module>') for (const stmt of fn.body) visit(stmt)
  return found
}
