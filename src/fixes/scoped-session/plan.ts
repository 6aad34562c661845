import type { Fix, Related, Safety } from '../../contract/finding'
import { placeOf } from '../../project/place-of'
import { closuresOf } from '../../project/sessions/closures'
import { type Dependence, type Effect, effectOf } from '../../project/sessions/effect'
import { eventsOf, type SessionEvent } from '../../project/sessions/events'
import { sessionGivenTo } from '../../project/sessions/given-session'
import type { SessionFlow } from '../../project/sessions/scope'
import { flowOf } from '../../project/sessions/scope'
import type { SessionRef, SessionType } from '../../project/sessions/value'
import type { Workspace } from '../../project/workspace'
import type { FunctionDef, Node, PythonModule, Stmt } from '../../python/ast'
import type { TextEdit } from '../../text/apply-edits'
import type { Span } from '../../text/span'
import { editImports, type ImportAddition } from '../imports'
import { planScopedSession } from './already-scoped'
import { planBoundSession } from './bound-session'
import { planCallerSession } from './caller-session'
import { followObjects } from './followed-objects'
import { planGivenSession } from './given-session'
import { openedElsewhere } from './opened-elsewhere'
import { pathDependence } from './path-independence'
import type { Proof } from './proof'
import { planRawSql } from './raw-sql'
import { listScopeStatements, type ScopeStatement } from './scope-statements'
import { planTenantConnection } from './tenant-connection'
import { planLoop } from './tenant-loop'

/** One session of one function, with the statements that set its path. */
export interface Rewrite {
  readonly workspace: Workspace
  readonly module: PythonModule
  readonly fn: FunctionDef
  readonly ref: SessionRef
  readonly flow: SessionFlow
  readonly statements: readonly ScopeStatement[]
  /** What the function does through the session besides setting its path. */
  readonly effect: Effect
  /** The project's tenant session is to set the path as well. */
  readonly searchPath?: true
}

/** An edit of the file that the rewrite is about, or of another one. */
export type PlacedEdit = TextEdit & { readonly path?: string }

/** What a rewrite came to. */
export type Outcome =
  | {
      readonly kind: 'edits'
      readonly title: string
      readonly edits: readonly PlacedEdit[]
      readonly imports: readonly ImportAddition[]
      readonly proofs: readonly Proof[]
      /** Names that the removed code used. */
      readonly unuses: readonly string[]
      /** Spans that go, so that imports can be judged. */
      readonly removed: readonly Span[]
    }
  | { readonly kind: 'refused'; readonly reason: string }

export type ScopePlan = ({ readonly fix: Fix; readonly reason?: undefined } | { readonly fix?: undefined; readonly reason: string }) & {
  /** Other places that the rewrite is about. */
  readonly related?: readonly Related[]
  /** Where there is no rewrite: ways on that change more, for a person to choose from. */
  readonly alternatives?: readonly Fix[]
}

export const refuse = (reason: string): Outcome => ({ kind: 'refused', reason })

/** The rewrite to tenant-scoped execution for one session of a function; a reason where there is none. */
export function planScope(workspace: Workspace, path: string, fn: FunctionDef, asSeen: SessionRef): ScopePlan {
  const ref = sessionGivenTo(workspace, asSeen) ?? asSeen
  const cache = workspace.memo('fixes/scope-plans', () => new WeakMap<FunctionDef, Map<Node, Map<SessionType, ScopePlan>>>())
  const plans = cache.get(fn) ?? new Map<Node, Map<SessionType, ScopePlan>>()
  cache.set(fn, plans)
  // A connection of a session shares its identity, not its plan.
  const ofType = plans.get(ref.id) ?? new Map<SessionType, ScopePlan>()
  plans.set(ref.id, ofType)
  const known = ofType.get(ref.type)
  if (known) return known
  const made = makePlan(workspace, path, fn, ref)
  ofType.set(ref.type, made)
  return made
}

function makePlan(workspace: Workspace, path: string, fn: FunctionDef, ref: SessionRef): ScopePlan {
  const module = workspace.module(path)
  if (!module) return { reason: 'the file cannot be read' }
  if (ref.type !== 'session' && ref.type !== 'connection') return { reason: whyNotSession(ref) }
  const flow = flowOf(workspace, path, fn, ref)
  if (flow.events.some((event) => event.kind === 'set' && !event.execution.certain))
    return { reason: 'the statement that runs is chosen or put together on the way, and what takes its place cannot be written down' }
  const statements = listScopeStatements(workspace, path, flow)
  const own = new Set<SessionEvent>(statements.map(({ event }) => event))
  const inside = closuresOf(workspace, path, fn)
    .flatMap((closure) => closure.events)
    .filter((event) => event.ref.id === ref.id)
  const rewrite: Rewrite = {
    workspace,
    module,
    fn,
    ref,
    flow,
    statements,
    effect: withStrays(
      effectOf(workspace, path, [...flow.events.filter((event) => !own.has(event)), ...inside]),
      listStrays(workspace, path, fn),
    ),
  }
  const larger = statements.find(({ more }) => more)
  if (larger) return { reason: `the SQL at ${placeOf(workspace, path, larger.call)} does more than set the path` }
  const unsure = statements.find(({ mayEnd }) => mayEnd)
  if (unsure)
    return {
      reason: `\`${unsure.helper}\` at ${placeOf(workspace, path, unsure.call)} commits or rolls back on some ways only, which nothing plain takes the place of`,
    }
  if (inside.some((event) => event.kind === 'set')) return { reason: 'a function or lambda made inside of it sets the path as well' }
  const { origin } = ref
  const states = statements.flatMap(({ event }) => flow.before(event))
  if (
    ref.type === 'session' &&
    origin.kind === 'parameter' &&
    states.length > 0 &&
    !states.every(({ base }) => base.kind === 'translated')
  ) {
    const calling = planCallerSession(rewrite)
    if (calling)
      return calling.fix
        ? { fix: calling.fix, related: calling.related }
        : { reason: calling.reason ?? whyNotOpened(rewrite), related: calling.related }
  }
  const outcome = choose(rewrite)
  if (outcome.kind === 'refused') return { reason: outcome.reason }
  const refuted = outcome.proofs.find((proof) => proof.verdict === 'refuted')
  if (refuted) {
    const alternatives = planRawSql(rewrite, outcome, (each, key) => toFix(rewrite, each, key))
    return { reason: refuted.text, ...(alternatives.length > 0 ? { alternatives } : {}) }
  }
  return { fix: toFix(rewrite, outcome) }
}

/** Raw SQL of the function that needs the path and runs on something unknown: it may be this session by another name. */
export function listStrays(workspace: Workspace, path: string, fn: FunctionDef): readonly Dependence[] {
  return [...eventsOf(workspace, path, fn).events, ...closuresOf(workspace, path, fn).flatMap(({ events }) => events)].flatMap((event) =>
    event.kind === 'raw' &&
    event.ref.type === 'unknown' &&
    event.ref.origin.kind === 'unknown' &&
    pathDependence(workspace, event.execution.analysis, path)?.kind === 'depends'
      ? [{ path, event }]
      : [],
  )
}

export const withStrays = (effect: Effect, strays: readonly Dependence[]): Effect =>
  strays.length > 0 ? { ...effect, unfollowed: [...effect.unfollowed, ...strays] } : effect

function choose(rewrite: Rewrite): Outcome {
  const { flow, statements, ref } = rewrite
  const states = statements.flatMap(({ event }) => flow.before(event))
  if (states.length === 0) return refuse('this statement is never reached')
  if (ref.type === 'connection') return planTenantConnection(rewrite)
  if (states.every(({ base }) => base.kind === 'translated')) return planScopedSession(withObjects(rewrite))
  if (ref.origin.kind === 'yielded' && ref.origin.via === 'depends') return planGivenSession(rewrite)
  if (ref.origin.kind !== 'opened' && !openedElsewhere(rewrite)) return refuse(whyNotOpened(rewrite))
  const loop = planLoop(rewrite)
  return loop ?? planBoundSession(withObjects(rewrite))
}

const withObjects = (rewrite: Rewrite): Rewrite => ({ ...rewrite, effect: followObjects(rewrite.workspace, rewrite.effect) })

function whyNotSession(ref: SessionRef): string {
  switch (ref.type) {
    case 'dbapi':
      return 'this is a cursor or connection of the driver, which no translate map reaches: qualify the tables with a validated schema'
    case 'asyncpg':
      return 'asyncpg knows no translate map: qualify the tables, or set the path with `set_config(…, true)` as first statement of each transaction'
    case 'django':
      return 'Django has no translate map: this needs a decision by hand'
    default:
      return ref.origin.kind === 'unknown' ? ref.origin.reason : 'it is not known to be a session'
  }
}

function whyNotOpened({ flow, statements, fn, ref }: Rewrite): string {
  const state = statements.flatMap(({ event }) => flow.before(event)).find(({ base }) => base.kind !== 'translated')
  if (state?.base.kind === 'unknown' && !state.base.unbound) return `where the session is scoped is not proved: ${state.base.reason}`
  const { origin } = ref
  if (origin.kind === 'yielded')
    return `\`${origin.fn.name}\` opens the session for no tenant: open it here, bound to the tenant's engine, or let \`${origin.fn.name}\` do that`
  if (origin.kind === 'attribute')
    return 'the session is kept on an object, whose other methods and users have it too: open it for the tenant where it is made'
  return `\`${fn.name}\` is given an unscoped session: open it for the tenant where \`${fn.name}\` is called`
}

function toFix({ module, fn, ref, workspace }: Rewrite, outcome: Outcome & { kind: 'edits' }, key = ''): Fix {
  const missing = outcome.proofs.filter((proof) => proof.verdict === 'missing')
  const safety: Safety = missing.length > 0 ? 'unsafe' : 'safe'
  const edits: readonly PlacedEdit[] = [...outcome.edits, ...editImports(workspace, module, outcome.imports, outcome)]
  return {
    id: `${module.path}#${fn.name}:${ref.id.start}:${workspace.config.tenancy.placeholder}${key}`,
    title: outcome.title,
    safety,
    proof: outcome.proofs.filter((proof) => proof.verdict === 'proved').map((proof) => `${proof.id}: ${proof.text}`),
    ...(missing.length > 0 ? { why: missing.map((proof) => `${proof.id}: ${proof.text}`).join('; ') } : {}),
    edits: edits.map(({ path = module.path, start, end, text }) => ({ path, start, end, text })),
    unuses: [...new Set(outcome.unuses)],
  }
}

/** The indices of a statement in its loop's or function's own block, for callers that cut blocks. */
export const indexIn = (block: readonly Stmt[], stmt: Stmt): number =>
  block.findIndex((each) => each.start <= stmt.start && stmt.end <= each.end)
