import type { Call, ClassDef, Expr, Node } from '../../python/ast'
import { childrenOf } from '../../python/children'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround } from './bindings'
import { valueOf } from './values'

/** A class that an ORM call names. */
export interface EntityRef {
  readonly name: string
  readonly path: string | undefined
  readonly node: ClassDef | undefined
}

const statementWrites = new Set(['insert', 'update', 'delete'])

/** The mapped classes and tables an ORM call names anywhere in its arguments, and whether its statement writes. */
export function entitiesIn(workspace: Workspace, path: string, call: Call): { entities: readonly EntityRef[]; writes: boolean } {
  const entities = new Map<string, EntityRef>()
  let writes = false
  const note = (node: Node): void => {
    if (node.kind === 'Lambda') return
    if (node.kind === 'Name' || node.kind === 'Attribute') {
      const entity = entityOf(workspace, path, node)
      if (entity) entities.set(entity.name, entity)
      if (node.kind === 'Name' && statementWrites.has(node.id)) writes = true
      if (node.kind === 'Attribute' && !entity) note(node.value)
      return
    }
    for (const child of childrenOf(node)) note(child)
  }
  for (const arg of [...call.args, ...call.keywords.map((keyword) => keyword.value)]) {
    const local = arg.kind === 'Name' ? localValue(arg) : undefined
    note(arg)
    if (local) note(local)
  }
  return { entities: [...entities.values()], writes }
}

function localValue(name: Expr & { kind: 'Name' }): Expr | undefined {
  const fn = functionAround(name)
  const binding = fn ? bindingBefore(fn, name.id, name.start) : undefined
  return binding?.kind === 'assign' ? binding.value : binding?.kind === 'for' ? binding.iter : undefined
}

function entityOf(workspace: Workspace, path: string, node: Expr): EntityRef | undefined {
  const value = valueOf(workspace, path, node)
  if (value.kind === 'class' || value.kind === 'instance') return { name: value.node.name, path: value.path, node: value.node }
  return undefined
}
