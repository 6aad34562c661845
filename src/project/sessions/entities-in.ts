import type { Call, ClassDef, Expr, Name, Node } from '../../python/ast'
import { childrenOf } from '../../python/children'
import { libraryWord } from '../library-word'
import { reaching } from '../provenance/givers'
import type { Workspace } from '../workspace'
import { functionAround } from './bindings'
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
      // `update(Product)`, `sa.update(Product)`, `products.update()`
      if (statementWrites.has(libraryWord(workspace, path, node))) writes = true
      if (node.kind === 'Attribute' && !entity) note(node.value)
      return
    }
    for (const child of childrenOf(node)) note(child)
  }
  for (const arg of [...call.args, ...call.keywords.map((keyword) => keyword.value)]) {
    note(arg)
    if (arg.kind === 'Name') for (const local of localValues(arg)) note(local)
  }
  return { entities: [...entities.values()], writes }
}

/** What a local name may hold where it is read; `query = query.where(…)` is followed to what it was before. */
export function localValues(name: Name, depth = 0): readonly Expr[] {
  const fn = functionAround(name)
  if (!fn || depth > maxSteps) return []
  return reaching(fn, name).flatMap((binding) => {
    const value = binding.kind === 'assign' ? binding.value : binding.kind === 'for' ? binding.iter : undefined
    if (!value) return []
    const before = rootOf(value)
    return before.kind === 'Name' && before.id === name.id ? [value, ...localValues(before, depth + 1)] : [value]
  })
}

/** A statement is built in a handful of steps. */
const maxSteps = 12

/** What a chain of calls begins with: `select` in `select(Product).where(…).limit(10)`. */
export function rootOf(expr: Expr): Expr {
  let at = expr
  while (at.kind === 'Call' || at.kind === 'Attribute' || at.kind === 'Await') at = at.kind === 'Call' ? at.func : at.value
  return at
}

function entityOf(workspace: Workspace, path: string, node: Expr): EntityRef | undefined {
  const value = valueOf(workspace, path, node)
  if (value.kind === 'class' || value.kind === 'instance') return { name: value.node.name, path: value.path, node: value.node }
  return undefined
}

/** One entity of each name. */
export function uniqueByName(entities: readonly EntityRef[]): readonly EntityRef[] {
  return [...new Map(entities.map((entity) => [entity.name, entity])).values()]
}
