import { placeOf } from '../../project/place-of'
import { functionAround, scopeOf } from '../../project/sessions/bindings'
import { callersOf, subclassesOf } from '../../project/sessions/callers'
import { classAround } from '../../project/sessions/class-members'
import { whoDependsOn } from '../../project/sessions/depends'
import { type Effect, effectOf } from '../../project/sessions/effect'
import { eventsOf } from '../../project/sessions/events'
import type { BaseScope } from '../../project/sessions/session-state'
import type { SessionRef } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { FunctionDef } from '../../python/ast'
import { descendants } from '../../python/children'
import { proveBareModels } from './bare-models'
import { familyOf } from './class-family'
import { followObjects } from './followed-objects'
import { listPathReads, listUnusedAfter, namesIn } from './leftovers'
import { findAsker } from './other-tenant'
import { proveDatabaseCode, provePathIndependence } from './path-independence'
import { type Outcome, type Rewrite, refuse } from './plan'
import { missing, type Proof, proved } from './proof'
import { proveToken, proveTypes } from './proofs'
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
  const asker = findAsker(rewrite)
  const count = statements.length
  const effects = [rewrite.effect, ...effectsAround(rewrite).map((effect) => followObjects(workspace, effect))]
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
      ...effects.map((effect) => proveToken(workspace, effect)).filter(({ verdict }) => verdict !== 'proved'),
      ...proveBareModels(workspace, module.path, fn, rewrite.effect),
      provePathIndependence(workspace, module.path, effects),
      ...(asker ? [missing('P2', asker)] : []),
      ...proveAlone(rewrite),
      effects.map((effect) => proveTypes(workspace, effect)).find(({ verdict }) => verdict !== 'proved') ??
        proveTypes(workspace, rewrite.effect),
      proveDatabaseCode(workspace),
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
function effectsAround({ workspace, fn, ref }: Rewrite): readonly Effect[] {
  return [...effectsOfCallers(workspace, fn, ref, 0), ...effectsOfClass(workspace, fn, ref)]
}

function effectsOfCallers(workspace: Workspace, fn: FunctionDef, { origin }: SessionRef, depth: number): readonly Effect[] {
  if (origin.kind !== 'parameter' || origin.fn.kind !== 'FunctionDef' || depth > 6) return []
  return callersOf(workspace, origin.path, origin.fn).calls.flatMap(({ path, call }) => {
    const caller = functionAround(call)
    if (caller?.kind !== 'FunctionDef' || caller === fn) return []
    const { events } = eventsOf(workspace, path, caller)
    const passed = events.find((event) => event.kind === 'pass' && event.call === call)
    if (!passed) return []
    const own = effectOf(
      workspace,
      path,
      events.filter((event) => event.ref.id === passed.ref.id && event !== passed),
    )
    return [own, ...effectsOfCallers(workspace, caller, passed.ref, depth + 1)]
  })
}

/** The methods of the class that keeps the session, of its bases and of what is derived from it. */
function effectsOfClass(workspace: Workspace, fn: FunctionDef, { id, origin }: SessionRef): readonly Effect[] {
  if (origin.kind !== 'attribute') return []
  const { cls } = origin
  // What stands in the class may run for an object of any derived one.
  const derived = classAround(fn) === cls ? subclassesOf(workspace, cls) : []
  return [...familyOf(workspace, { path: origin.path, cls }).classes, ...derived].flatMap((each) =>
    each.cls.body.flatMap((member) => {
      if (member.kind !== 'FunctionDef' || member === fn) return []
      const { events } = eventsOf(workspace, each.path, member)
      const mine = events.filter(
        ({ kind, ref }) =>
          kind !== 'leave' &&
          (ref.id === id ||
            (ref.origin.kind === 'attribute' && ref.origin.attr === origin.attr) ||
            (each.cls !== cls && kind === 'raw' && ref.type === 'unknown')),
      )
      return [effectOf(workspace, each.path, mine)]
    }),
  )
}

/** `uow` of `uow.session`, when it is not made here, or when others get it from here: they have the session too. */
function sharedHolder({ workspace, module, fn, ref }: Rewrite): string | undefined {
  const { origin } = ref
  const names = new Set<string>()
  for (const node of descendants(fn)) {
    if (node.kind !== 'Attribute' || origin.kind !== 'attribute' || node.attr !== origin.attr) continue
    const value = valueOf(workspace, module.path, node)
    if (value.kind !== 'session' || value.ref.id !== ref.id) continue
    if (node.value.kind !== 'Name') return 'the session is kept by an object that others may have'
    names.add(node.value.id)
  }
  if (names.size === 0) return 'the session is kept by an object that others may have'
  for (const name of names) {
    const [made, ...more] = scopeOf(fn).bindings.get(name) ?? []
    const expr = made?.kind === 'assign' ? made.value : made?.kind === 'with' ? made.node.context : undefined
    const value = expr?.kind === 'Call' ? valueOf(workspace, module.path, expr.func) : undefined
    const isNew = more.length === 0 && value?.kind === 'class' && origin.kind === 'attribute' && value.node === origin.cls
    const given = [...descendants(fn)].some((node) => {
      const { parent } = node
      if (node.kind !== 'Name' || node.id !== name || parent?.kind === 'WithItem' || parent?.kind === 'Assign') return false
      // `uow.session`, `uow.commit()`; not `uow.products`
      const isCall = parent?.kind === 'Attribute' && parent.parent?.kind === 'Call' && parent.parent.func === parent
      return parent?.kind !== 'Attribute' || (origin.kind === 'attribute' && parent.attr !== origin.attr && !isCall)
    })
    if (!isNew || given) return `\`${name}\` keeps the session, and others may have it too`
  }
  return undefined
}

/** Who else has the session while the path lasts, out of sight of what is followed. */
function proveAlone(rewrite: Rewrite): readonly Proof[] {
  const { workspace, fn, ref } = rewrite
  const { origin } = ref
  if (origin.kind === 'attribute' && classAround(fn) !== origin.cls) {
    const shared = sharedHolder(rewrite)
    return shared ? [missing('P2', shared)] : []
  }
  // service.db.execute(text("SELECT … FROM products"))
  if (origin.kind === 'attribute') {
    const { cls } = origin
    const used = new RegExp(`(?<!\\bself|\\bcls)\\.${origin.attr}\\b(?:\\s*\\.\\s*(?:execute|exec|scalars?|connection)\\b|\\s*[,)])`)
    const elsewhere = workspace.filesWith([cls.name], ['.py']).find((path) => used.test(workspace.text(path) ?? ''))
    if (elsewhere)
      return [missing('P2', `the session is taken from objects of \`${cls.name}\` in ${elsewhere}, and may rely on the path there`)]
  }
  // def scoped(db=Depends(get_db)): …SET…   def endpoint(db=Depends(get_db), _=Depends(scoped)): one request, one session
  if (origin.kind === 'yielded' && origin.via === 'depends') {
    const dependent = whoDependsOn(workspace, fn.name)
    if (dependent)
      return [missing('P2', `what depends on \`${fn.name}\` in ${dependent} is given the same session, and may rely on the path`)]
  }
  return []
}
