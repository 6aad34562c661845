import type { Call, FunctionDef, Node, Param } from '../../python/ast'
import { descendants } from '../../python/children'
import { placeOf } from '../place-of'
import type { Workspace } from '../workspace'
import { functionAround } from './bindings'
import { argumentFor } from './call-arguments'
import { type Callers, callersOf, constructionsOf } from './callers'
import { basesOf } from './class-members'
import { effectOn } from './effect'
import { eventsGiven, eventsOf, type FunctionEvents, type SessionEvent } from './events'
import { walkFlow } from './flow'
import { listScopingListeners } from './listeners'
import { optionalTenantOf } from './optional-tenant'
import { reboundFactories } from './rebound-factories'
import { afterEvent, type BaseScope, type ScopeStep, type SessionState } from './session-state'
import type { SessionRef, SessionType } from './value'
import { valueOf } from './values'

export interface SessionFlow {
  readonly ref: SessionRef
  readonly events: readonly SessionEvent[]
  /** All states that can hold right before an event. */
  before(event: SessionEvent): readonly SessionState[]
  readonly exits: readonly SessionState[]
}

const translated = 'translated'

/** Follow one session through a function. */
export function flowOf(workspace: Workspace, path: string, fn: FunctionDef, ref: SessionRef): SessionFlow {
  const cache = workspace.memo('sessions/flows', () => new WeakMap<FunctionDef, Map<Node, Map<SessionType, SessionFlow>>>())
  const all = cache.get(fn) ?? new Map<Node, Map<SessionType, SessionFlow>>()
  cache.set(fn, all)
  // A parameter without a type is followed as what it is seen to be, and as the session that it is given.
  const flows = all.get(ref.id) ?? new Map<SessionType, SessionFlow>()
  all.set(ref.id, flows)
  const known = flows.get(ref.type)
  if (known) return known
  const flow = runFlow(workspace, path, fn, eventsFor(workspace, path, fn, ref), ref, entryScope(workspace, ref))
  flows.set(ref.type, flow)
  return flow
}

function eventsFor(workspace: Workspace, path: string, fn: FunctionDef, { type, origin }: SessionRef): FunctionEvents {
  return type === 'session' && origin.kind === 'parameter' && origin.fn === fn
    ? eventsGiven(workspace, path, fn, origin.param)
    : eventsOf(workspace, path, fn)
}

function runFlow(workspace: Workspace, path: string, fn: FunctionDef, all: FunctionEvents, ref: SessionRef, base: BaseScope): SessionFlow {
  const mine = all.events.filter((event) => event.ref.id === ref.id)
  const nodes = [...new Set(mine.map((event) => event.node))]
  const seen = new Map<SessionEvent, SessionState[]>()
  const ids = new Map<object, number>()
  const idOf = (thing: object | undefined) => {
    if (!thing) return '-'
    const id = ids.get(thing) ?? ids.size
    ids.set(thing, id)
    return String(id)
  }
  const keyOf = (state: SessionState) =>
    [
      idOf(state.path?.event),
      state.path?.local,
      state.path?.committed,
      idOf(state.covered?.set),
      idOf(state.lost?.set),
      idOf(state.lost?.by),
      idOf(state.late),
      idOf(state.lateLost?.by),
      state.fresh,
      idOf(state.used),
      state.loaded !== undefined,
      state.closed,
    ].join()
  const apply = (events: readonly SessionEvent[], state: SessionState) => {
    let current = state
    for (const event of events) {
      const list = seen.get(event)
      if (!list) seen.set(event, [current])
      else if (!list.some((each) => keyOf(each) === keyOf(current))) list.push(current)
      current = afterEvent(workspace, event, current)
    }
    return current
  }
  const entry: SessionState = {
    base,
    path: undefined,
    covered: undefined,
    lost: undefined,
    late: undefined,
    lateLost: undefined,
    fresh: ref.origin.kind === 'opened',
    used: undefined,
    loaded: undefined,
    closed: false,
  }
  const ofRef = (events: readonly SessionEvent[] | undefined) => (events ?? []).filter((event) => event.ref.id === ref.id)
  const result = walkFlow(fn.body, entry, {
    key: keyOf,
    step: (node, state) => apply(ofRef(all.byNode.get(node)), state),
    interesting: (roots) => nodes.filter((node) => roots.some((root) => root.start <= node.start && node.end <= root.end)),
    leave: (stmt, state) => apply(ofRef(all.atLeave.get(stmt)), state),
    swallows: ({ func }) => {
      const callee = valueOf(workspace, path, func)
      if (callee.kind !== 'function' && callee.kind !== 'method') return false
      return [...descendants(callee.node)].some((node) => node.kind === 'ExceptHandler' && node.body.at(-1)?.kind !== 'Raise')
    },
  })
  return {
    ref,
    events: [...mine, ...[...all.atLeave.values()].flat().filter((event) => event.ref.id === ref.id)],
    before: (event) => seen.get(event) ?? [],
    exits: result.exits,
  }
}

const visitingKey = 'sessions/visiting'

/** What scopes a session when it enters a function (or is opened there). */
export function entryScope(workspace: Workspace, ref: SessionRef): BaseScope {
  const cache = workspace.memo('sessions/entry-scope', () => new WeakMap<Node, BaseScope>())
  const known = cache.get(ref.id)
  if (known) return known
  const visiting = workspace.memo(visitingKey, () => new Set<Node>())
  if (visiting.has(ref.id)) return { kind: 'unknown', reason: 'its origin leads in a circle' }
  visiting.add(ref.id)
  try {
    const made = findEntryScope(workspace, ref)
    if (visiting.size === 1) cache.set(ref.id, made)
    return made
  } finally {
    visiting.delete(ref.id)
  }
}

function findEntryScope(workspace: Workspace, ref: SessionRef): BaseScope {
  const { origin } = ref
  switch (origin.kind) {
    case 'opened': {
      const { engine, factory } = origin
      // Tests put their own database in its place, as little bound to a tenant.
      if (factory?.name && reboundFactories(workspace).program.has(factory.name))
        return { kind: 'unknown', reason: `\`${factory.name}.configure()\` may bind it to another engine` }
      if (factory?.given && !isNeverGiven(workspace, factory.given))
        return { kind: 'unknown', reason: `\`${factory.given.fn.name}\` may be given another factory as \`${factory.given.param.name}\`` }
      if (!engine) return { kind: 'unknown', reason: 'the engine it is bound to is not known' }
      const opened: ScopeStep = {
        path: origin.path,
        node: origin.call,
        text: `opened here, bound to ${engine.name ? `\`${engine.name}\`` : 'an engine'}`,
      }
      // {"tenant": None} moves nothing: the path decides.
      const { placeholder } = workspace.config.tenancy
      const entry = engine.map?.complete ? engine.map.entries.find(({ token }) => token === placeholder) : undefined
      const idle = entry?.value.kind === 'Constant' && entry.value.value === null
      const optional = engine.map && !idle ? optionalTenantOf(engine.map) : undefined
      if (engine.map && optional) {
        const name = workspace.text(engine.map.path)?.slice(optional.start, optional.end)
        return { kind: 'unknown', reason: `its map is given \`${name}\`, which may be None and would leave the tables to the search path` }
      }
      if (engine.map && !idle)
        return {
          kind: translated,
          map: engine.map,
          steps: [opened, { path: engine.map.path, node: engine.map.node, text: 'the engine carries this schema_translate_map' }],
        }
      const [listener] = listScopingListeners(workspace)
      if (listener)
        return {
          kind: 'unknown',
          reason: `the project's \`${listener.event}\` listener \`${listener.fn.name}\` may scope it`,
          unbound: true,
        }
      const why = idle ? `the engine's map gives \`${placeholder}\` no schema` : 'the engine has no schema_translate_map'
      return { kind: 'unscoped', steps: [opened, { path: engine.path, node: engine.call, text: why }] }
    }
    case 'yielded': {
      const flow = flowOf(workspace, origin.path, origin.fn, origin.inner)
      const leave = flow.events.find((event) => event.kind === 'leave' && contains(origin.at, event.node))
      const states = leave ? flow.before(leave) : []
      const inner = origin.bound
        ? entryScope(workspace, origin.bound)
        : states.length > 0
          ? joinScopes(states.map((state) => state.base))
          : entryScope(workspace, origin.inner)
      const set = states.find((state) => state.path)?.path ?? undefined
      if (set && inner.kind !== translated) return { kind: 'unknown', reason: `\`${origin.fn.name}\` sets the search path` }
      if (states.some((state) => state.late) && inner.kind !== translated)
        return { kind: 'unknown', reason: `\`${origin.fn.name}\` puts a map on the first transaction only` }
      const step: ScopeStep = { path: origin.path, node: origin.fn, text: `given by \`${origin.fn.name}\`` }
      return inner.kind === 'unknown' ? inner : { ...inner, steps: [step, ...inner.steps] }
    }
    case 'parameter':
      return origin.fn.kind === 'FunctionDef'
        ? scopeFromCallers(workspace, origin.path, origin.fn, origin.param.name)
        : { kind: 'unknown', reason: 'it is a parameter of a lambda' }
    case 'attribute': {
      if (!origin.source) return { kind: 'unknown', reason: `\`self.${origin.attr}\` is assigned in several ways` }
      const given = origin.source.origin
      // `self.db = db` in the constructor: whoever makes an object of this very class decides.
      const inner =
        given.kind === 'parameter' && given.fn.kind === 'FunctionDef' && given.fn.name === '__init__'
          ? scopeFromSites(workspace, given.fn, given.param, constructionsOf(workspace, origin.path, origin.cls), origin.cls.name)
          : entryScope(workspace, origin.source)
      if (inner.kind === 'unscoped' && setsPathOf(workspace, origin))
        return { kind: 'unknown', reason: `\`${origin.cls.name}\` sets the search path`, unbound: true }
      return inner.kind === 'unknown'
        ? inner
        : { ...inner, steps: [{ path: origin.path, node: origin.cls, text: `\`${origin.cls.name}.${origin.attr}\`` }, ...inner.steps] }
    }
    case 'unknown':
      return { kind: 'unknown', reason: origin.reason }
  }
}

/** Does some method of the class, or of a base, set the path of the session that its objects keep? */
function setsPathOf(workspace: Workspace, { path, cls, attr }: SessionRef['origin'] & { kind: 'attribute' }, depth = 0): boolean {
  const own = cls.body.some(
    (member) =>
      member.kind === 'FunctionDef' &&
      eventsOf(workspace, path, member).events.some((event) => {
        const isIts = event.ref.origin.kind === 'attribute' && event.ref.origin.attr === attr
        if (event.kind === 'pass') {
          const effect =
            event.callee && event.param && isIts ? effectOn(workspace, event.callee.path, event.callee.fn, event.param) : undefined
          return effect?.sets !== undefined
        }
        return isIts && (event.kind === 'set' || event.kind === 'late-map')
      }),
  )
  if (own || depth > 4) return own
  return basesOf(cls).some((base) => {
    const value = valueOf(workspace, path, base)
    return (
      value.kind === 'class' &&
      setsPathOf(workspace, { kind: 'attribute', path: value.path, cls: value.node, attr, source: undefined }, depth + 1)
    )
  })
}

const contains = (outer: Node, inner: Node) => outer.start <= inner.start && inner.end <= outer.end

/** A parameter is scoped when every caller passes a scoped session. */
function scopeFromCallers(workspace: Workspace, path: string, fn: FunctionDef, name: string): BaseScope {
  const param = fn.params.find((each) => each.name === name)
  if (!param) return { kind: 'unknown', reason: `\`${fn.name}\` has no such parameter` }
  return scopeFromSites(workspace, fn, param, callersOf(workspace, path, fn), fn.name)
}

function scopeFromSites(workspace: Workspace, fn: FunctionDef, param: Param, { calls, complete }: Callers, name: string): BaseScope {
  if (calls.length === 0) return { kind: 'unknown', reason: `nothing in the project calls \`${name}\`` }
  if (!complete) return { kind: 'unknown', reason: `\`${name}\` may have callers that the project does not show` }
  const scopes: BaseScope[] = []
  for (const site of calls) {
    const argument = argumentFor(site.call, fn, param)
    const value = argument ? valueOf(workspace, site.path, argument) : undefined
    if (value?.kind !== 'session')
      return { kind: 'unknown', reason: `${placeOf(workspace, site.path, site.call)} passes something that is not known to be a session` }
    const around = functionAround(site.call)
    const base = around?.kind === 'FunctionDef' ? baseAtCall(workspace, site.path, around, value.ref) : entryScope(workspace, value.ref)
    if (base.kind === 'unknown') return base
    scopes.push({
      ...base,
      steps: [
        { path: site.path, node: site.call, text: `passed by ${around?.kind === 'FunctionDef' ? `\`${around.name}\`` : 'the module'}` },
        ...base.steps,
      ],
    })
  }
  return joinScopes(scopes)
}

/** Does every caller leave a parameter at its default? */
export function isNeverGiven(workspace: Workspace, { path, fn, param }: { path: string; fn: FunctionDef; param: Param }): boolean {
  const { calls, complete } = callersOf(workspace, path, fn)
  return complete && calls.every(({ call }) => argumentFor(call, fn, param) === undefined && !hasRest(call))
}

const hasRest = ({ args, keywords }: Call): boolean =>
  args.some(({ kind }) => kind === 'Starred') || keywords.some(({ name }) => name === undefined)

function baseAtCall(workspace: Workspace, path: string, fn: FunctionDef, ref: SessionRef): BaseScope {
  const flow = flowOf(workspace, path, fn, ref)
  const [first] = flow.exits
  return first?.base ?? entryScope(workspace, ref)
}

function joinScopes(scopes: readonly BaseScope[]): BaseScope {
  const [first] = scopes
  if (!first) return { kind: 'unknown', reason: 'it is never reached' }
  const different = scopes.find((scope) => scope.kind !== first.kind)
  if (different) return { kind: 'unknown', reason: 'it is scoped on some paths and not on others' }
  return first
}
