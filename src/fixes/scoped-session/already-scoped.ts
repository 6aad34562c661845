import { functionAround } from '../../project/sessions/bindings'
import { callersOf } from '../../project/sessions/callers'
import { classAround } from '../../project/sessions/class-members'
import { type Effect, effectOf } from '../../project/sessions/effect'
import { eventsOf } from '../../project/sessions/events'
import { type BaseScope, placeOf } from '../../project/sessions/scope'
import { listPathReads, listUnusedAfter, namesIn } from './leftovers'
import { type Outcome, type Rewrite, refuse } from './plan'
import { missing, type Proof, proved, provePathIndependence } from './proofs'
import { replaceStatements } from './replace-statements'
import { tenantEntry, tenantToken } from './tenant-token'

/** Rewrite 1: the session is bound to the tenant's engine already, so what sets the path goes with everything that served it. */
export function planScopedSession(rewrite: Rewrite): Outcome {
  const { workspace, module, fn, flow, statements } = rewrite
  const inline = statements.find(({ stmt }) => !stmt)
  if (inline) return refuse('the statement that sets the path is part of a larger expression')
  const [state] = statements.flatMap(({ event }) => flow.before(event))
  if (state?.base.kind !== 'translated') return refuse('the session is not proved to be scoped')
  const token = proveMapKey(rewrite, state.base)
  const reads = listPathReads(fn, flow)
  const gone = [...statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])), ...reads.statements]
  const unused = listUnusedAfter(fn, gone)
  const replaced = replaceStatements(module, rewrite.ref, statements, [...reads.statements, ...unused])
  if (typeof replaced === 'string') return refuse(replaced)
  const count = statements.length
  return {
    kind: 'edits',
    title:
      count > 1
        ? `Remove ${count} statements that set the path: the session is scoped already`
        : 'Remove the statement that sets the path: the session is scoped already',
    edits: replaced.edits,
    imports: [],
    removed: replaced.removed,
    unuses: namesIn([...gone, ...unused]),
    proofs: [
      proveScope(rewrite, state.base),
      token,
      provePathIndependence(workspace, module.path, [rewrite.effect, ...effectsAround(rewrite)]),
      ...(reads.kept
        ? [missing('P2', `the path is read at ${placeOf(workspace, module.path, reads.kept.node)} and used for more than a log line`)]
        : []),
    ],
  }
}

/** P0: the definition was read and binds the session to an engine with the map. */
function proveScope({ workspace }: Rewrite, base: BaseScope & { kind: 'translated' }): Proof {
  const steps = base.steps.map((step) => `${step.text} (${placeOf(workspace, step.path, step.node)})`)
  return proved('P0', steps.join(', '))
}

/** The map must move the placeholder; a map for another token scopes nothing here. */
function proveMapKey({ workspace }: Rewrite, { map }: BaseScope & { kind: 'translated' }): Proof {
  const token = tenantToken(workspace)
  const name = token === null ? 'models without schema' : `\`${token}\``
  if (tenantEntry(workspace, map)) return proved('P1', `the map translates ${name}`)
  return missing('P1', `the map at ${placeOf(workspace, map.path, map.node)} is not seen to translate ${name}`)
}

/** A path that a function sets lasts beyond it: what its callers, or the other methods of its class, run through the session counts too. */
function effectsAround({ workspace, module, fn, ref }: Rewrite): readonly Effect[] {
  const { origin } = ref
  if (origin.kind === 'parameter' && origin.fn.kind === 'FunctionDef') {
    return callersOf(workspace, origin.path, origin.fn).calls.flatMap(({ path, call }) => {
      const caller = functionAround(call)
      if (caller?.kind !== 'FunctionDef' || caller === fn) return []
      const { events } = eventsOf(workspace, path, caller)
      const passed = events.find((event) => event.kind === 'pass' && event.call === call)
      return passed
        ? [
            effectOf(
              workspace,
              path,
              events.filter((event) => event.ref.id === passed.ref.id && event !== passed),
            ),
          ]
        : []
    })
  }
  if (origin.kind === 'attribute') {
    const cls = classAround(fn)
    return (cls?.body ?? []).flatMap((member) => {
      if (member.kind !== 'FunctionDef' || member === fn) return []
      return [
        effectOf(
          workspace,
          module.path,
          eventsOf(workspace, module.path, member).events.filter((event) => event.ref.id === ref.id && event.kind !== 'leave'),
        ),
      ]
    })
  }
  return []
}
