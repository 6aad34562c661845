import type { Node } from '../../python/ast'
import type { Workspace } from '../workspace'
import { eventsOf, type SessionEvent } from './events'
import { helperCallOf } from './helpers'
import type { PathStatement } from './path-statements'

const works = (event: SessionEvent) =>
  event.kind === 'orm' ||
  event.kind === 'pass' ||
  (event.kind === 'raw' && !event.execution.analysis.statements.every((statement) => statement.kind === 'show-search-path'))

/**
 * A session-level SET whose own connection does nothing more, while another one, opened afterwards in the same function, does
 * the work. Undefined when the SET's connection is used too: then the SET has a purpose. A connection that is given a path of its
 * own first misses nothing.
 */
export function findOtherConnection(workspace: Workspace, { path, fn, event, flow, change }: PathStatement): Node | undefined {
  if (!event || !flow || change.form === 'reset') return undefined
  const own = flow.events
  // Leaving the function, or being handed on, may bring the work elsewhere.
  if (own.some((each) => each.kind === 'leave') || own.some((each) => each.node.start > event.node.start && works(each))) return undefined
  const { events } = eventsOf(workspace, path, fn)
  const scoped = new Set<unknown>()
  for (const each of events) {
    const { origin, id } = each.ref
    if (id === event.ref.id || origin.kind !== 'opened' || origin.call.start < event.node.start || origin.engine?.map) continue
    if (each.kind === 'set' || helperCallOf(workspace, path, each)) scoped.add(id)
    else if (works(each) && !scoped.has(id)) return each.node
  }
  return undefined
}
