import type { FunctionDef, Node, Param } from '../../python/ast'
import { dottedName } from '../../python/children'
import type { Workspace } from '../workspace'
import { statementsIn } from './bindings'
import { closuresGiven } from './closures'
import type { EntityRef } from './entities-in'
import { eventsGiven, eventsOf, type SessionEvent } from './events'
import { setsOnlyPath } from './sets-only-path'

/** Something that depends on the search path or could not be followed, with where it stands. */
export interface Dependence {
  readonly path: string
  readonly event: SessionEvent
}

/** What a function does to a session that it is given, itself and through its callees. */
export interface Effect {
  /** It leaves a search path set; `local` when that path ends with the transaction. */
  readonly sets: { readonly local: boolean; readonly path: string; readonly event: SessionEvent } | undefined
  readonly resets: boolean
  readonly commits: boolean
  readonly rollsBack: boolean
  readonly closes: boolean
  readonly loads: boolean
  readonly writes: boolean
  /** Raw SQL it runs besides setting or showing the path. */
  readonly raw: readonly Dependence[]
  readonly entities: readonly EntityRef[]
  /** ORM and Core calls: the statements they run may hold text. */
  readonly calls: readonly Dependence[]
  /** Calls that take the session and cannot be followed. */
  readonly unfollowed: readonly Dependence[]
  /** It keeps the session beyond the call: returns, yields, stores it, or hands it to a container. */
  readonly keeps: readonly Dependence[]
  /** Reads the path: SHOW search_path, current_schema(). */
  readonly shows: boolean
  /** It asks for the transaction that an earlier statement has begun. */
  readonly asks: readonly Dependence[]
}

const nothing: Effect = {
  sets: undefined,
  resets: false,
  commits: false,
  rollsBack: false,
  closes: false,
  loads: false,
  writes: false,
  raw: [],
  entities: [],
  calls: [],
  unfollowed: [],
  keeps: [],
  shows: false,
  asks: [],
}

/** The effect of a function on one of its parameters. Recursion counts as no further effect. */
export function effectOn(workspace: Workspace, path: string, fn: FunctionDef, param: Param): Effect {
  const cache = workspace.memo('sessions/effects', () => new WeakMap<Param, Effect>())
  const known = cache.get(param)
  if (known) return known
  cache.set(param, nothing)
  const { events, atLeave } = eventsGiven(workspace, path, fn, param)
  const inside = closuresGiven(workspace, path, fn, param).flatMap((closure) => closure.events)
  const mine = [...events, ...inside, ...[...atLeave.values()].flat()].filter((event) => event.ref.id === param)
  const effect = effectOf(workspace, path, mine)
  cache.set(param, effect)
  return effect
}

/** The sum of a list of events on one session. */
export function effectOf(workspace: Workspace, path: string, events: readonly SessionEvent[]): Effect {
  const sum: { -readonly [Key in keyof Effect]: Effect[Key] } = { ...nothing }
  const raw: Dependence[] = []
  const entities: EntityRef[] = []
  const calls: Dependence[] = []
  const unfollowed: Dependence[] = []
  const keeps: Dependence[] = []
  const asks: Dependence[] = []
  for (const event of events) {
    switch (event.kind) {
      case 'set':
        if (event.change.form === 'reset') {
          sum.sets = undefined
          sum.resets = true
        } else sum.sets = { local: event.change.form === 'local' || event.change.transactionLocal === true, path, event }
        break
      case 'raw': {
        const { statements } = event.execution.analysis
        if (statements.some((statement) => statement.kind === 'show-search-path')) sum.shows = true
        if (statements.some((statement) => !['show-search-path', 'set-search-path', 'reset-all', 'transaction'].includes(statement.kind)))
          raw.push({ path, event })
        if (statements.some((statement) => statement.transaction === 'commit')) sum.commits = true
        if (statements.some((statement) => statement.transaction === 'rollback')) sum.rollsBack = true
        if (statements.some((statement) => ['insert', 'update', 'delete', 'ddl', 'do'].includes(statement.kind))) sum.writes = true
        break
      }
      case 'orm':
        entities.push(...event.entities)
        calls.push({ path, event })
        if (event.loads) sum.loads = true
        if (event.writes) sum.writes = true
        break
      case 'commit':
        sum.commits = true
        if (sum.sets?.local) sum.sets = undefined
        break
      case 'rollback':
        sum.rollsBack = true
        break
      case 'close':
        sum.closes = true
        break
      case 'ask':
        asks.push({ path, event })
        break
      case 'late-map':
      case 'options':
        unfollowed.push({ path, event })
        break
      case 'leave':
        keeps.push({ path, event })
        break
      case 'pass': {
        if (!event.callee || !event.param) {
          unfollowed.push({ path, event })
          break
        }
        const inner = effectOn(workspace, event.callee.path, event.callee.fn, event.param)
        if (inner.sets) sum.sets = inner.sets
        else if (inner.resets) sum.sets = undefined
        sum.resets ||= inner.resets
        sum.commits ||= inner.commits
        sum.rollsBack ||= inner.rollsBack
        sum.closes ||= inner.closes
        sum.loads ||= inner.loads
        sum.writes ||= inner.writes
        sum.shows ||= inner.shows
        raw.push(...inner.raw)
        entities.push(...inner.entities)
        calls.push(...inner.calls)
        unfollowed.push(...inner.unfollowed)
        asks.push(...inner.asks)
        // Handing the session back to its caller keeps it in sight.
        keeps.push(...inner.keeps.filter((each) => each.event.kind === 'leave' && each.event.via !== 'return'))
        break
      }
    }
  }
  return { ...sum, raw, entities, calls, unfollowed, keeps, asks }
}

/**
 * A helper does nothing but set (or reset) the path of the session that it was given, or that its object keeps, besides validation, logging,
 * commit and rollback. A function that also works is none: its SET is the finding.
 */
export function isPathHelper(workspace: Workspace, path: string, fn: FunctionDef): boolean {
  const { events, atLeave } = eventsOf(workspace, path, fn)
  if (atLeave.size > 0) return false
  const onlySets = (id: Node, effect: Effect): boolean =>
    (effect.sets !== undefined || effect.resets) &&
    effect.raw.length === 0 &&
    !effect.loads &&
    !effect.writes &&
    !effect.closes &&
    effect.unfollowed.length === 0 &&
    !effect.keeps.some(({ event }) => event.kind === 'leave' && event.via !== 'return') &&
    !events.some((event) => event.kind === 'set' && !setsOnlyPath(workspace, event.execution)) &&
    doesNothingElse(workspace, path, fn, id)
  if (fn.params.some((param) => events.some(({ ref }) => ref.id === param) && onlySets(param, effectOn(workspace, path, fn, param))))
    return true
  const kept = keptSessionOf(workspace, path, fn)
  return (
    kept !== undefined &&
    onlySets(
      kept,
      effectOf(
        workspace,
        path,
        events.filter(({ ref }) => ref.id === kept),
      ),
    )
  )
}

/** `self.db.execute(text("SET search_path …"))` in a method whose name says so: the session that the object keeps. */
export function keptSessionOf(workspace: Workspace, path: string, fn: FunctionDef): Node | undefined {
  if (fn.parent?.kind !== 'ClassDef' || !/schema|tenant|path/i.test(fn.name)) return undefined
  const ids = new Set<Node>()
  for (const event of eventsOf(workspace, path, fn).events) {
    if (event.kind !== 'set') continue
    const { func } = event.execution.call
    if (func.kind !== 'Attribute' || !/^self\./.test(dottedName(func.value) ?? '')) return undefined
    ids.add(event.ref.id)
  }
  const [only, ...more] = ids
  return more.length === 0 ? only : undefined
}

const quiet =
  /^(print|len|str|int|isinstance|ValueError|RuntimeError|Exception|HTTPException|getattr|repr|join|format|strip|lower|upper|replace|match|fullmatch|search|isidentifier|isalnum|append|startswith|split)$|valid|check|assert|ensure|sanit|quote|escape|Error$|^(debug|info|warning|warn|error|exception|critical|log)$/i

function doesNothingElse(workspace: Workspace, path: string, fn: FunctionDef, session: Node): boolean {
  const { byNode } = eventsOf(workspace, path, fn)
  for (const stmt of statementsIn(fn.body)) {
    if (stmt.kind === 'FunctionDef' || stmt.kind === 'ClassDef' || stmt.kind === 'With') return false
    const expr = stmt.kind === 'ExprStmt' ? stmt.value : undefined
    if (expr?.kind === 'Yield') return false
    const call = expr?.kind === 'Await' ? expr.value : expr
    if (call?.kind !== 'Call') continue
    if (byNode.get(call)?.some((event) => event.ref.id === session)) continue
    const name = call.func.kind === 'Name' ? call.func.id : call.func.kind === 'Attribute' ? call.func.attr : ''
    if (!quiet.test(name)) return false
  }
  return true
}
