import type { ExprStmt, FunctionDef, Lambda, Node } from '../../python/ast'
import { childrenOf } from '../../python/children'
import type { Workspace } from '../workspace'
import { eventsOf, eventsOfBlock, type SessionEvent } from './events'

export interface Closure {
  readonly node: FunctionDef | Lambda
  readonly events: readonly SessionEvent[]
}

/** The functions and lambdas made inside a function, with what they do to any session: they may run whenever it does. */
export function closuresOf(workspace: Workspace, path: string, fn: FunctionDef): readonly Closure[] {
  const cache = workspace.memo('sessions/closures', () => new WeakMap<FunctionDef, readonly Closure[]>())
  const known = cache.get(fn)
  if (known) return known
  const found: Closure[] = []
  const visit = (node: Node): void => {
    if (node.kind === 'FunctionDef') found.push({ node, events: eventsOf(workspace, path, node).events })
    if (node.kind === 'Lambda') {
      const { body } = node
      const stmt: ExprStmt = { kind: 'ExprStmt', value: body, start: body.start, end: body.end, parent: node.parent }
      found.push({ node, events: eventsOfBlock(workspace, path, [stmt]).events })
    }
    for (const child of childrenOf(node)) visit(child)
  }
  // A module's classes and functions are no closures of it.
  if (fn.name !== '<module>') for (const stmt of fn.body) visit(stmt)
  cache.set(fn, found)
  return found
}
