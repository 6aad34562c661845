import type { Call, ClassDef, Expr, FunctionDef, Lambda, Name, Param } from '../../python/ast'
import { type Binding, scopeOf, statementsIn } from '../sessions/bindings'
import { argumentFor } from '../sessions/call-arguments'
import type { Workspace } from '../workspace'

/** The bindings a read can see: back to the last one that certainly ran. */
export function reaching(fn: FunctionDef | Lambda, name: Name): readonly Binding[] {
  const scope = scopeOf(fn)
  if (scope.outer.has(name.id)) return []
  const before = (scope.bindings.get(name.id) ?? []).filter(
    (binding) => (binding.kind === 'assign' ? binding.node.end : binding.node.start) <= name.start,
  )
  const found: Binding[] = []
  for (const binding of [...before].reverse()) {
    found.push(binding)
    const block = binding.node.parent
    if (binding.kind !== 'assign' || !block || (block.start <= name.start && name.end <= block.end && !isOtherBranch(binding, name))) break
  }
  return found
}

/** Stands the binding in the `if` part and the read in the `else` part? */
export function isOtherBranch(binding: Binding, name: Name): boolean {
  const block = binding.node.parent
  if (block?.kind !== 'If') return false
  const inBody = (at: { start: number }): boolean => block.body.some((stmt) => stmt.start <= at.start && at.start < stmt.end)
  return inBody(binding.node) !== inBody(name)
}

/** A class is called without the `self` that its constructor has. */
export function argumentOf(call: Call, fn: FunctionDef, param: Param): Expr | undefined {
  if (fn.name !== '__init__') return argumentFor(call, fn, param)
  const named = call.keywords.find((keyword) => keyword.name === param.name)
  const index = fn.params.filter((each) => each.style === 'positional').indexOf(param) - 1
  return named?.value ?? (index >= 0 && !call.args.some((arg) => arg.kind === 'Starred') ? call.args[index] : undefined)
}

export function classOf(path: string, expr: Expr): { path: string; node: ClassDef } | undefined {
  for (let node: Expr['parent'] = expr.parent; node; node = node.parent) if (node.kind === 'ClassDef') return { path, node }
  return undefined
}

/** Everything a class gives an attribute, in its body and through `self`. */
export function assignedIn(cls: ClassDef, attr: string): readonly Expr[] {
  const found: Expr[] = []
  for (const stmt of cls.body) {
    if (stmt.kind === 'Assign' && stmt.value && stmt.targets.some((target) => target.kind === 'Name' && target.id === attr))
      found.push(stmt.value)
    if (stmt.kind !== 'FunctionDef') continue
    for (const inner of statementsIn(stmt.body)) {
      const isOwn =
        inner.kind === 'Assign' &&
        inner.targets.some(
          (target) => target.kind === 'Attribute' && target.attr === attr && target.value.kind === 'Name' && target.value.id === 'self',
        )
      if (isOwn && inner.kind === 'Assign' && inner.value) found.push(inner.value)
    }
  }
  return found
}

/** The value a module-level name is assigned, through imports. */
export function constantOf(workspace: Workspace, path: string, name: Name): { readonly path: string; readonly expr: Expr } | undefined {
  const definition = workspace.resolveName(path, name.id, name.start)
  if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || !definition.node.value) return undefined
  return { path: definition.path, expr: definition.node.value }
}
