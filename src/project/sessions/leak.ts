import type { FunctionDef, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'
import type { Workspace } from '../workspace'
import { effectOn } from './effect'
import { eventsOf, type SessionEvent } from './events'
import { hasPathListener } from './listeners'
import type { PathStatement } from './path-statements'
import type { SessionFlow } from './scope'
import type { SessionState } from './session-state'
import type { SessionRef } from './value'
import { valueOfParam } from './values'

export interface Leak {
  readonly commit: Node | undefined
  /** A reset that is not committed: what closes the session takes it back. */
  readonly reset?: Node
  readonly pool: 'keeps' | 'unknown'
  /** The function that is given the session by this dependency and commits. */
  readonly consumer?: { readonly path: string; readonly fn: FunctionDef }
  /** The dependency or context manager that commits when it gets the session back. */
  readonly giver?: { readonly path: string; readonly fn: FunctionDef }
}

/** A path that is set or reset at one of these is never the one of the last request. */
const pooling = ['checkout', 'checkin', 'reset']

/**
 * A session-level path of a tenant, committed, and on some way out not reset before the connection goes back to a pool that
 * keeps it. Undefined when that is not proved.
 */
export function findLeak(workspace: Workspace, { path, fn, change, event, flow }: PathStatement): Leak | undefined {
  if (!event || !flow || change.form === 'reset' || change.form === 'local') return undefined
  if (change.transactionLocal === true || (change.via === 'set_config' && change.transactionLocal !== false)) return undefined
  if (!namesTenant(workspace, change)) return undefined
  if (hasPathListener(workspace, event.ref, pooling)) return undefined
  const origin = openedFor(workspace, event.ref)
  if (!origin) return undefined
  const pool = origin.engine?.pool ?? 'unknown'
  if (pool === 'closes' || isThrownAway(fn, event)) return undefined
  const leaves = (states: readonly SessionState[]) =>
    states.some(
      ({ path: last, covered }) =>
        (last?.event === event && (last.committed || origin.engine?.autocommit === true)) ||
        // What closes the session takes the later path back, and this one is the path again.
        (last !== undefined && covered?.set === event && !origin.engine?.autocommit),
    )
  const back = (states: readonly SessionState[]) =>
    states.find((state) => state.covered?.set === event && state.path === undefined)?.covered?.by.node
  const closing = flow.events.filter((each) => each.kind === 'close' && leaves(flow.before(each)))
  const handedOut = flow.events.some((each) => each.kind === 'leave')
  const given = handedOut && closing.length === 0 ? committedByConsumer(workspace, path, fn, flow, event) : undefined
  if (given) return { commit: undefined, pool: pool === 'keeps' ? 'keeps' : 'unknown', consumer: given }
  if (closing.length === 0 && (handedOut || !leaves(flow.exits))) {
    const closed = flow.events.flatMap((each) => (each.kind === 'close' ? flow.before(each) : []))
    const reset = handedOut || mayKeep(workspace, fn, event.ref, origin) ? undefined : (back(closed) ?? back(flow.exits))
    if (reset) return { commit: committing(flow.events, event), reset, pool: pool === 'keeps' ? 'keeps' : 'unknown' }
    const giver = handedOut || !flow.exits.some((state) => state.path?.event === event) ? undefined : committingGiver(workspace, event.ref)
    return giver && { commit: undefined, pool: pool === 'keeps' ? 'keeps' : 'unknown', giver }
  }
  return { commit: committing(flow.events, event), pool: pool === 'keeps' ? 'keeps' : 'unknown' }
}

/** May a reset that nothing commits here last: each statement commits itself, or whoever gave the session commits? */
function mayKeep(workspace: Workspace, fn: FunctionDef, ref: SessionRef, { engine }: SessionRef['origin'] & { kind: 'opened' }): boolean {
  if (!engine || engine.autocommit) return true
  if ([...descendants(fn)].some((node) => node.kind === 'Str' && stringValue(node) === 'AUTOCOMMIT')) return true
  const { origin } = ref
  if (origin.kind !== 'yielded') return false
  const { events, atLeave } = eventsOf(workspace, origin.path, origin.fn)
  return [...events, ...[...atLeave.values()].flat()].some(({ kind }) => kind === 'commit' || kind === 'begin')
}

/** `connection.invalidate()`, `connection.detach()`, `engine.dispose()`: on some way at least the connection does not go back to be used again. */
function isThrownAway(fn: FunctionDef, { node }: SessionEvent): boolean {
  return [...descendants(fn)].some((each) => {
    const name = methodOf(each)
    return name === 'detach' || ((name === 'invalidate' || name === 'dispose') && each.start > node.start)
  })
}

/**
 * Where the session was opened: here, or in the dependency or context manager that gives it and closes it again.
 * Undefined when one of those cleans the path up afterwards, or when whoever gave it is not known.
 */
function openedFor(workspace: Workspace, ref: SessionRef): (SessionRef['origin'] & { kind: 'opened' }) | undefined {
  const { origin } = ref
  if (origin.kind === 'opened') return origin
  if (origin.kind !== 'yielded') return undefined
  const cleans = eventsOf(workspace, origin.path, origin.fn).events.some(
    (each) =>
      each.node.start > origin.at.start &&
      (each.kind === 'set' || each.kind === 'pass' || (each.kind === 'close' && methodOf(each.call) === 'invalidate')),
  )
  return cleans ? undefined : openedFor(workspace, origin.bound ?? origin.inner)
}

/** `with session_scope() as db`, whose definition goes on after its `yield` with a commit; a dependency that does. */
function committingGiver(workspace: Workspace, { id, origin }: SessionRef): Leak['giver'] {
  if (origin.kind !== 'yielded' || (origin.via === 'call' && id.parent?.kind !== 'WithItem')) return undefined
  const { path, fn, at, inner } = origin
  // What comes first when the block has ended well: a rollback takes the path back, and a commit on some ways only may not come.
  const first = eventsOf(workspace, path, fn).events.find(
    ({ kind, node, ref }) =>
      (kind === 'commit' || kind === 'rollback' || kind === 'close') &&
      ref.id === inner.id &&
      node.start > at.end &&
      !isIn(fn, node, /^ExceptHandler$/),
  )
  const commits = first?.kind === 'commit' && !isIn(fn, first.node, /^(If|For|While|MatchCase)$/)
  return commits ? { path, fn } : undefined
}

/** Does a node stand in a block of such a kind? */
function isIn(fn: FunctionDef, node: Node, kind: RegExp): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) if (kind.test(at.kind)) return true
  return false
}

const methodOf = (node: Node) => (node.kind === 'Call' && node.func.kind === 'Attribute' ? node.func.attr : undefined)

/** A dependency hands the session out with the path on it; some function that depends on it commits. */
function committedByConsumer(workspace: Workspace, path: string, fn: FunctionDef, flow: SessionFlow, set: SessionEvent): Leak['consumer'] {
  const yields = flow.events.find(
    (event) => event.kind === 'leave' && event.via === 'yield' && flow.before(event).some((state) => state.path?.event === set),
  )
  if (!yields) return undefined
  for (const file of workspace.filesWith([fn.name], ['.py'])) {
    const module = workspace.module(file)
    for (const slice of module?.topLevel ?? []) {
      if (!module?.text.slice(slice.start, slice.end).includes(fn.name)) continue
      for (const node of module.statementsOf(slice).flatMap((stmt) => [...descendants(stmt)])) {
        if (node.kind !== 'FunctionDef' || (node === fn && file === path)) continue
        for (const param of node.params) {
          const value = valueOfParam(workspace, file, param, node)
          const given = value.kind === 'session' && value.ref.origin.kind === 'yielded' && value.ref.origin.fn === fn
          if (given && effectOn(workspace, file, node, param).commits) return { path: file, fn: node }
        }
      }
    }
  }
  return undefined
}

/** The first commit after the SET, in source order; a commit before it may be reached by a loop. */
function committing(events: readonly SessionEvent[], set: SessionEvent): Node | undefined {
  const commits = events.filter((event) => event.kind === 'commit' && event.node.kind === 'Call')
  return (commits.find((event) => event.node.start > set.node.start) ?? commits[0])?.node
}

/** A path with a hole, or a constant schema that the tenant pattern knows, at any place of the list. */
function namesTenant(workspace: Workspace, change: PathStatement['change']): boolean {
  const { tenants, template } = workspace.config.tenancy
  if (change.members.length === 0) return change.value === 'expression'
  return change.members.some(({ text }) => {
    if (text === undefined || text === template) return true
    if (tenants.kind === 'pattern') return new RegExp(tenants.pattern).test(text)
    return tenants.kind === 'list' && tenants.list.includes(text)
  })
}
