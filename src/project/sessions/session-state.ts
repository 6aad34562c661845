import type { Node } from '../../python/ast'
import type { Workspace } from '../workspace'
import { effectOn } from './effect'
import type { SessionEvent } from './events'
import type { TranslateMap } from './value'

/** A step of the answer to "why is this session scoped?", each with its place. */
export interface ScopeStep {
  readonly path: string
  readonly node: Node
  readonly text: string
}

/** What decides the tenant of a session's ORM statements when no search path is set. */
export type BaseScope =
  | { readonly kind: 'translated'; readonly map: TranslateMap; readonly steps: readonly ScopeStep[] }
  | { readonly kind: 'unscoped'; readonly steps: readonly ScopeStep[] }
  /** `unbound`: the engine has no map; only something else of the project may still scope the session. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly unbound?: true }

/** One abstract state of one session at one point of a function. */
export interface SessionState {
  readonly base: BaseScope
  /** The search path that a statement set, as far as it still holds. */
  readonly path: { readonly event: SessionEvent; readonly local: boolean; readonly committed: boolean } | undefined
  /** A committed path of the connection that was reset or set anew since: without a commit of that, and after a SET LOCAL, it comes back. */
  readonly covered: { readonly set: SessionEvent; readonly by: SessionEvent } | undefined
  /** A path that was set and is gone, and what ended it. */
  readonly lost: { readonly set: SessionEvent; readonly by: SessionEvent } | undefined
  /** A map put on this transaction's connection only. */
  readonly late: SessionEvent | undefined
  readonly lateLost: { readonly set: SessionEvent; readonly by: SessionEvent } | undefined
  /** Nothing ran in this transaction yet. */
  readonly fresh: boolean
  /** The first statement of this transaction. */
  readonly used: SessionEvent | undefined
  /** Objects were loaded through it since it was opened. */
  readonly loaded: SessionEvent | undefined
  readonly closed: boolean
}

/** The state of a session behind an event of it. */
export function afterEvent(workspace: Workspace, event: SessionEvent, state: SessionState): SessionState {
  switch (event.kind) {
    case 'set': {
      const used = state.used ?? event
      if (event.change.form === 'reset') return { ...reset(event, state), fresh: false, used }
      const local = event.change.form === 'local' || event.change.transactionLocal === true
      return { ...state, path: { event, local, committed: false }, covered: coveredBy(event, state), lost: undefined, fresh: false, used }
    }
    case 'raw':
      return transactionIn(event)
        ? endTransaction(event, state, transactionIn(event) ?? 'commit')
        : { ...state, fresh: false, used: state.used ?? event }
    case 'orm':
      // `add` only registers the object: nothing is sent before the flush.
      if (event.method === 'add' || event.method === 'add_all') return state
      return { ...state, fresh: false, used: state.used ?? event, loaded: event.loads ? (state.loaded ?? event) : state.loaded }
    case 'flush':
      return { ...state, fresh: false, used: state.used ?? event }
    case 'commit':
    case 'rollback':
      return endTransaction(event, state, event.kind)
    case 'close': {
      const ended = endTransaction(event, state, 'rollback')
      return { ...ended, path: undefined, closed: true, loaded: undefined }
    }
    case 'expunge':
      return { ...state, loaded: undefined }
    case 'late-map':
      // A session that was given may have run something: then the map was ignored, and is as little there after the commit.
      return state.fresh || !state.used
        ? { ...state, late: event, lateLost: undefined, fresh: false, used: state.used ?? event }
        : { ...state, fresh: false }
    case 'pass': {
      const effect = event.callee && event.param ? effectOn(workspace, event.callee.path, event.callee.fn, event.param) : undefined
      let next: SessionState = {
        ...state,
        fresh: false,
        used: state.used ?? event,
        loaded: effect && !effect.loads ? state.loaded : (state.loaded ?? event),
        // Whoever gets the session may commit.
        covered: effect && effect.unfollowed.length === 0 ? state.covered : undefined,
      }
      if (!effect) return next
      if (effect.commits) next = endTransaction(event, next, 'commit')
      else if (effect.rollsBack) next = endTransaction(event, next, 'rollback')
      if (effect.sets) next = { ...next, path: { event, local: effect.sets.local, committed: false }, lost: undefined }
      else if (effect.resets) next = { ...reset(event, next), ...(effect.commits ? { covered: undefined } : {}) }
      return next
    }
    default:
      return state
  }
}

/** The path is the pool's own again, until the transaction is rolled back. */
function reset(by: SessionEvent, state: SessionState): SessionState {
  return { ...state, path: undefined, covered: coveredBy(by, state), lost: undefined }
}

const coveredBy = (by: SessionEvent, { path, covered }: SessionState): SessionState['covered'] =>
  path?.committed && !path.local ? { set: path.event, by } : covered

function transactionIn(event: SessionEvent & { kind: 'raw' }): 'commit' | 'rollback' | undefined {
  const action = event.execution.analysis.statements
    .map((statement) => statement.transaction)
    .find((each) => each === 'commit' || each === 'rollback')
  return action === 'commit' || action === 'rollback' ? action : undefined
}

function endTransaction(by: SessionEvent, state: SessionState, how: 'commit' | 'rollback'): SessionState {
  const { path, late, covered } = state
  const gone = path !== undefined && (path.local || (how === 'rollback' && !path.committed))
  return {
    ...state,
    path:
      covered && (how === 'rollback' || path?.local)
        ? { event: covered.set, local: false, committed: true }
        : path === undefined || gone
          ? undefined
          : { ...path, committed: path.committed || how === 'commit' },
    covered: undefined,
    lost: gone && !covered ? { set: path.event, by } : state.lost,
    late: undefined,
    lateLost: late ? { set: late, by } : state.lateLost,
    fresh: true,
    used: undefined,
  }
}
