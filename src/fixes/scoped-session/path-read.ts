import type { RuleFinding } from '../../contract/finding'
import type { SqlExecution } from '../../project/executions'
import { functionAround } from '../../project/sessions/bindings'
import { eventsOf } from '../../project/sessions/events'
import { flowOf } from '../../project/sessions/scope'
import type { Workspace } from '../../project/workspace'
import { dropUnusedImports } from '../imports'
import { removeStatements } from '../remove-statements'
import { listPathReads, listUnusedAfter, namesIn } from './leftovers'

/** Unsafe, and only on a session proved translated: the read goes with the variable, the log lines and the guards that use nothing else. */
export function planPathRead(workspace: Workspace, path: string, execution: SqlExecution): Pick<RuleFinding, 'fixes' | 'noFix'> {
  const fn = functionAround(execution.call)
  const module = workspace.module(path)
  if (fn?.kind !== 'FunctionDef' || !module) return { noFix: 'it does not stand in a function' }
  const event = eventsOf(workspace, path, fn).events.find((each) => each.kind === 'raw' && each.call === execution.call)
  if (!event) return { noFix: 'which session it asks is not known' }
  const flow = flowOf(workspace, path, fn, event.ref)
  const states = flow.before(event)
  if (states.length === 0 || !states.every(({ base }) => base.kind === 'translated'))
    return { noFix: "the session is not proved to be bound to the tenant's engine" }
  const reads = listPathReads(fn, { ...flow, events: [event] })
  if (reads.kept || reads.statements.length === 0) return { noFix: 'what is read is used for more than a log line or a guard' }
  const unused = listUnusedAfter(fn, reads.statements)
  const removal = removeStatements(module, [...reads.statements, ...unused])
  if (!removal) return { noFix: 'removing it would change an error handler' }
  const unuses = namesIn(removal.removed)
  const edits = [...removal.edits, ...dropUnusedImports(workspace, module, unuses, removal.edits)]
  return {
    fixes: [
      {
        id: `${path}:path-read:${execution.call.start}`,
        title: 'Remove the read of the search path with what only serves it',
        safety: 'unsafe',
        proof: ["P0: the session is bound to the tenant's engine"],
        why: 'a guard that stopped wrong runs goes too',
        edits: edits.map(({ start, end, text }) => ({ path, start, end, text })),
        unuses,
      },
    ],
  }
}
