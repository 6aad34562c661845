import { definitionOf } from '../../models/evaluate'
import { functionAround, scopeOf, statementsIn } from '../../project/sessions/bindings'
import { assignmentsTo, classAround } from '../../project/sessions/class-members'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Expr, Node } from '../../python/ast'
import { descendants } from '../../python/children'

/** A function, class or value, and the file it stands in. */
export interface Root {
  readonly path: string
  readonly node: Node
}

/** So many are looked into; with one more, nothing can be said of all of them. */
export const maxRoots = 200

/** Some code, and all functions, classes and values of the project that it leads to by name; `maxRoots` and one when there are more. */
export function reachRoots(workspace: Workspace, starts: readonly Root[], follows: (root: Root) => boolean = () => true): readonly Root[] {
  const roots: Root[] = []
  const seen = new Set<Node>()
  const add = (root: Root) => {
    if (seen.has(root.node) || roots.length > maxRoots) return
    seen.add(root.node)
    roots.push(root)
  }
  for (const start of starts) add(start)
  for (const root of roots) for (const named of namedIn(workspace, root)) if (follows(named)) add(named)
  return roots
}

/** Definitions of the project that a piece of code names, and what `self.…` in it was set to. */
function namedIn(workspace: Workspace, root: Root): readonly Root[] {
  const cache = workspace.memo('fixes/named-in', () => new WeakMap<Node, readonly Root[]>())
  const known = cache.get(root.node)
  if (known) return known
  const found: Root[] = []
  for (const node of descendants(root.node)) {
    if (node.kind !== 'Name' && node.kind !== 'Attribute') continue
    const definition = definitionOf(workspace, root.path, node)
    if (definition?.kind === 'definition') {
      const { node: named } = definition
      // What a module opens and configures is no part of a statement.
      if (named.kind === 'FunctionDef' || named.kind === 'ClassDef') found.push({ path: definition.path, node: named })
      else if (named.kind === 'Assign' && named.value) found.push({ path: definition.path, node: named.value })
      continue
    }
    if (node.kind === 'Name') {
      // An argument of a caller is looked at without the function around it.
      if (root.node.kind !== 'FunctionDef' && root.node.kind !== 'ClassDef') found.push(...localValues(root.path, node))
      continue
    }
    const value = valueOf(workspace, root.path, node)
    if (value.kind === 'function' || value.kind === 'method') found.push({ path: value.path, node: value.node })
    const cls = node.value.kind === 'Name' && node.value.id === 'self' ? classAround(node) : undefined
    if (cls) for (const { value: kept } of assignmentsTo(cls, node.attr)) found.push({ path: root.path, node: kept })
  }
  cache.set(root.node, found)
  return found
}

/** What a local name is given, and what is appended to it. */
function localValues(path: string, name: Expr & { kind: 'Name' }): readonly Root[] {
  for (let fn = functionAround(name); fn; fn = functionAround(fn)) {
    const bindings = scopeOf(fn).bindings.get(name.id)
    if (!bindings || fn.kind !== 'FunctionDef') continue
    const given = bindings.flatMap((binding) =>
      binding.kind === 'assign' ? [binding.value] : binding.kind === 'for' ? [binding.iter] : [],
    )
    const added = [...statementsIn(fn.body)].flatMap((stmt) => {
      if (stmt.kind === 'Assign' && stmt.op !== undefined && stmt.value)
        return stmt.targets.some((target) => target.kind === 'Name' && target.id === name.id) ? [stmt.value] : []
      const call = stmt.kind === 'ExprStmt' && stmt.value.kind === 'Call' ? stmt.value : undefined
      return call?.func.kind === 'Attribute' && call.func.value.kind === 'Name' && call.func.value.id === name.id ? call.args : []
    })
    return [...given, ...added].map((node) => ({ path, node }))
  }
  return []
}
