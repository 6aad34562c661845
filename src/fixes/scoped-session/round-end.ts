import { eventsGiven, eventsOf, type SessionEvent } from '../../project/sessions/events'
import { walkFlow } from '../../project/sessions/flow'
import type { Workspace } from '../../project/workspace'
import type { FunctionDef, Node, Stmt } from '../../python/ast'

/** How a round of a loop can end with changes that its session has not committed. */
export interface RoundEnd {
  /** By running off its end: a commit added there keeps them. */
  readonly open: boolean
  /** By `continue`, `break` or `return`. */
  readonly jumps: boolean
  /** By an exception. */
  readonly raises: boolean
}

interface Pending {
  readonly dirty: boolean
}

/** Follow the changes of one session through the statements of a round (or of a function that is given it). */
export function endOf(
  workspace: Workspace,
  path: string,
  fn: FunctionDef,
  id: Node,
  round: readonly Stmt[],
  dirty = false,
  depth = 0,
): RoundEnd {
  const all = id.kind === 'Param' ? eventsGiven(workspace, path, fn, id) : eventsOf(workspace, path, fn)
  const ofSession = (events: readonly SessionEvent[] | undefined) => (events ?? []).filter((event) => event.ref.id === id)
  const nodes = [...new Set(ofSession(all.events).map(({ node }) => node))]
  const apply = (events: readonly SessionEvent[], state: Pending) => events.reduce((at, event) => step(workspace, event, at, depth), state)
  const result = walkFlow<Pending>(
    round,
    { dirty },
    {
      key: (state) => String(state.dirty),
      step: (node, state) => apply(ofSession(all.byNode.get(node)), state),
      interesting: (roots) => nodes.filter((node) => roots.some((root) => root.start <= node.start && node.end <= root.end)),
      leave: (stmt, state) => apply(ofSession(all.atLeave.get(stmt)), state),
      bind: (stmt, state) => (changesObject(stmt) ? { dirty: true } : state),
    },
  )
  const some = (states: readonly Pending[]) => states.some((state) => state.dirty)
  return { open: some(result.ends), jumps: some(result.jumps), raises: some(result.raises) }
}

function step(workspace: Workspace, event: SessionEvent, state: Pending, depth: number): Pending {
  switch (event.kind) {
    case 'commit':
    case 'rollback':
    case 'close':
      return { dirty: false }
    case 'orm':
      return event.writes ? { dirty: true } : state
    case 'raw': {
      const { statements } = event.execution.analysis
      if (statements.some(({ transaction }) => transaction === 'commit' || transaction === 'rollback')) return { dirty: false }
      return statements.some(({ kind }) => ['insert', 'update', 'delete', 'ddl', 'do', 'unparsed'].includes(kind)) ? { dirty: true } : state
    }
    case 'pass': {
      const { callee, param } = event
      if (!callee || !param || depth > 3) return { dirty: true }
      const end = endOf(workspace, callee.path, callee.fn, param, callee.fn.body, state.dirty, depth + 1)
      return { dirty: end.open || end.jumps }
    }
    case 'leave':
    case 'options':
    case 'late-map':
      return { dirty: true }
    default:
      return state
  }
}

/** `job.status = "done"`: an object that the session may flush. */
const changesObject = (stmt: Stmt): boolean =>
  stmt.kind === 'Assign' &&
  stmt.targets.some((target) => target.kind === 'Attribute' && !(target.value.kind === 'Name' && target.value.id === 'self'))
