import { eventsGiven, type SessionEvent } from '../../project/sessions/events'
import { walkFlow } from '../../project/sessions/flow'
import type { Workspace } from '../../project/workspace'

export type KeptAction = 'commit' | 'rollback'

/**
 * What a helper does to the transaction besides setting the path, in its order; undefined where it does so on some ways only.
 * What it does before it raises is no matter: without the statement that failed, nothing raises.
 */
export function keptActions(
  workspace: Workspace,
  { callee, param }: SessionEvent & { readonly kind: 'pass' },
  depth = 0,
): readonly KeptAction[] | undefined {
  if (!callee || !param || depth > 4) return undefined
  const { events, byNode } = eventsGiven(workspace, callee.path, callee.fn, param)
  const mine = events.filter((event) => event.ref.id === param)
  const nodes = [...new Set(mine.map(({ node }) => node))]
  let isOpen = false
  const step = (done: readonly KeptAction[], event: SessionEvent): readonly KeptAction[] => {
    const more = event.kind === 'pass' ? keptActions(workspace, event, depth + 1) : actionsOf(event)
    if (!more) isOpen = true
    return [...done, ...(more ?? [])].filter((action, index, all) => action !== all[index - 1]).slice(-4)
  }
  const { exits } = walkFlow<readonly KeptAction[]>(callee.fn.body, [], {
    key: (done) => done.join(),
    step: (node, done) => (byNode.get(node) ?? []).filter((event) => event.ref.id === param).reduce(step, done),
    interesting: (roots) => nodes.filter((node) => roots.some((root) => root.start <= node.start && node.end <= root.end)),
  })
  const [first = [], ...others] = exits
  return isOpen || others.length > 0 ? undefined : first
}

function actionsOf(event: SessionEvent): readonly KeptAction[] {
  if (event.kind === 'commit' || event.kind === 'rollback') return [event.kind]
  if (event.kind !== 'raw') return []
  return event.execution.analysis.statements.flatMap(({ transaction }) =>
    transaction === 'commit' || transaction === 'rollback' ? [transaction] : [],
  )
}
