import { modelFacts } from '../../models/model-facts'
import type { Call, Expr, For, FunctionDef, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import { libraryWord } from '../library-word'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround, statementsIn } from './bindings'
import { eventsOf, type SessionEvent } from './events'
import { translateMapIn } from './translate-map'

export interface SharedUse {
  readonly event: SessionEvent & { readonly kind: 'orm' }
  readonly entity: string
  /** Entities are kept or changed over rounds, not only read. */
  readonly changed: boolean
  readonly opened: Node
}

/**
 * Entity reads in a loop over tenants, on one session that was opened outside of it, each with a map of its round. Column
 * selects, Core DML, and sessions that are closed or expunged in each round are right.
 */
export function listSharedUses(workspace: Workspace, path: string, fn: FunctionDef): readonly SharedUse[] {
  const { events } = eventsOf(workspace, path, fn)
  return events.flatMap((event): SharedUse[] => {
    if (event.kind !== 'orm') return []
    const loop = loopOf(event.node, fn)
    const { origin } = event.ref
    const opened: Node = origin.kind === 'opened' ? origin.call : event.ref.id
    if (!loop || isWithin(loop, opened)) return []
    if (!mapsOf(workspace, path, event.call).some((map) => map.entries.some((entry) => dependsOn(entry.value, loop)))) return []
    if (
      events.some((each) => each.ref.id === event.ref.id && (each.kind === 'close' || each.kind === 'expunge') && isWithin(loop, each.node))
    )
      return []
    const entity = entityRead(workspace, path, event)
    return entity ? [{ event, entity, changed: changesObjects(fn, loop, event), opened }] : []
  })
}

const isWithin = (outer: Node, inner: Node) => outer.start <= inner.start && inner.end <= outer.end

function loopOf(node: Node, fn: FunctionDef): For | undefined {
  let child: Node = node
  for (let at = node.parent; at && at !== fn; child = at, at = at.parent) {
    // What a loop walks over is evaluated once, before its rounds.
    if (at.kind === 'For' && at.iter !== child) return at
  }
  return undefined
}

/** The maps given to a statement or query: in the call, in the calls chained to it, and in the local values it is made of. */
function mapsOf(workspace: Workspace, path: string, call: Call) {
  let top: Call = call
  for (let at = call.parent; at?.kind === 'Attribute' || at?.kind === 'Call'; at = at.parent) if (at.kind === 'Call') top = at
  const roots: Expr[] = [top]
  for (const node of descendants(top)) {
    if (node.kind !== 'Name') continue
    const fn = functionAround(node)
    const binding = fn ? bindingBefore(fn, node.id, node.start) : undefined
    if (binding?.kind === 'assign') roots.push(binding.value)
  }
  return roots.flatMap((root) =>
    [...descendants(root)].flatMap((node) => {
      const map = node.kind === 'Call' ? translateMapIn(workspace, path, node) : undefined
      return map ? [map] : []
    }),
  )
}

/** Is the schema another one in each round? */
function dependsOn(value: Expr, loop: For): boolean {
  const targets = new Set([...descendants(loop.target)].flatMap((node) => (node.kind === 'Name' ? [node.id] : [])))
  for (const stmt of statementsIn(loop.body)) {
    if (stmt.kind === 'Assign') for (const target of stmt.targets) if (target.kind === 'Name') targets.add(target.id)
  }
  return [...descendants(value)].some((node) => node.kind === 'Name' && targets.has(node.id))
}

/** The tenant model whose objects (not columns) the call loads. */
function entityRead(workspace: Workspace, path: string, event: SessionEvent & { kind: 'orm' }): string | undefined {
  if (!event.loads) return undefined
  const models = modelFacts(workspace)
  const roots: Expr[] = [...event.call.args]
  for (const arg of event.call.args) {
    const fn = arg.kind === 'Name' ? functionAround(arg) : undefined
    const binding = arg.kind === 'Name' && fn ? bindingBefore(fn, arg.id, arg.start) : undefined
    if (binding?.kind === 'assign') roots.push(binding.value)
  }
  for (const root of roots) {
    for (const node of descendants(root)) {
      // `Product` and `models.Product`, not `Product.title`.
      if ((node.kind !== 'Name' && node.kind !== 'Attribute') || node.parent?.kind === 'Attribute') continue
      const direct = root === node || (node.parent?.kind === 'Call' && libraryWord(workspace, path, node.parent.func) === 'select')
      const model = direct ? models.resolve(path, node) : undefined
      if (model?.scope === 'tenant' && model.className) return model.className
    }
  }
  return undefined
}

/** An attribute of something that the round read is assigned, or an object is kept in a container of the outside. */
function changesObjects(fn: FunctionDef, loop: For, event: SessionEvent): boolean {
  const read = new Set<string>()
  for (let at = event.node.parent; at && at !== fn; at = at.parent) {
    if (at.kind === 'Assign') for (const target of at.targets) if (target.kind === 'Name') read.add(target.id)
    if (at.kind === 'For' && at !== loop) for (const node of descendants(at.target)) if (node.kind === 'Name') read.add(node.id)
  }
  for (const stmt of statementsIn(loop.body)) {
    if (stmt.kind === 'For') {
      const source = [...descendants(stmt.iter)].some((node) => node === event.node || (node.kind === 'Name' && read.has(node.id)))
      if (source) for (const node of descendants(stmt.target)) if (node.kind === 'Name') read.add(node.id)
    }
  }
  for (const stmt of statementsIn(loop.body)) {
    if (stmt.kind === 'Assign') {
      for (const target of stmt.targets)
        if (target.kind === 'Attribute' && target.value.kind === 'Name' && read.has(target.value.id)) return true
    }
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Call' || node.func.kind !== 'Attribute' || !/^(append|extend|add)$/.test(node.func.attr)) continue
      const [kept] = node.args
      if (kept?.kind === 'Name' && read.has(kept.id)) return true
    }
  }
  return false
}
