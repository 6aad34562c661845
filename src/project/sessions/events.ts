import type { Call, Expr, FunctionDef, Node, Param, Stmt, With } from '../../python/ast'
import { childrenOf, dottedName } from '../../python/children'
import type { SearchPathChange } from '../../sql/analysis'
import { executionOf, type SqlExecution } from '../executions'
import { libraryWord } from '../library-word'
import type { Workspace } from '../workspace'
import { asksForTransaction } from './asked-transaction'
import { statementsIn } from './bindings'
import { paramFor } from './call-arguments'
import { type EntityRef, entitiesIn } from './entities-in'
import { type EventContext, sessionIn } from './event-context'
import { asksByPath } from './inspector-use'
import { addHandedOut, addTakenSession } from './leaving'
import { copying, ends, harmless, loading, writing } from './session-methods'
import { givenSession, refOfUnknown } from './session-ref'
import { translateMapIn } from './translate-map'
import type { SessionRef, TranslateMap } from './value'
import { valueOf, valueOfParam } from './values'

interface EventBase {
  /** Where in the evaluation it happens. */
  readonly node: Node
  readonly ref: SessionRef
}

/** What a function does with one session, call by call. */
export type SessionEvent = EventBase &
  (
    | { readonly kind: 'set'; readonly call: Call; readonly change: SearchPathChange; readonly execution: SqlExecution }
    | { readonly kind: 'raw'; readonly call: Call; readonly execution: SqlExecution }
    | {
        readonly kind: 'orm'
        readonly call: Call
        readonly method: string
        readonly entities: readonly EntityRef[]
        readonly writes: boolean
        readonly loads: boolean
      }
    | { readonly kind: 'commit' | 'rollback' | 'close' | 'flush' | 'expunge' | 'begin'; readonly call: Call | With }
    /** It is asked whether a transaction is open, or for the one that is. */
    | { readonly kind: 'ask'; readonly call: Call }
    | { readonly kind: 'options'; readonly call: Call; readonly map: TranslateMap | undefined }
    | { readonly kind: 'late-map'; readonly call: Call; readonly map: TranslateMap }
    | {
        readonly kind: 'pass'
        readonly call: Call
        readonly name: string
        readonly callee: { readonly path: string; readonly fn: FunctionDef } | undefined
        readonly param: Param | undefined
      }
    | { readonly kind: 'leave'; readonly via: 'return' | 'yield' | 'attribute' | 'container' }
  )

export interface FunctionEvents {
  /** In evaluation order of a straight run: children before the call around them. */
  readonly events: readonly SessionEvent[]
  readonly byNode: ReadonlyMap<Node, readonly SessionEvent[]>
  /** What leaving a `with` block does. */
  readonly atLeave: ReadonlyMap<Stmt, readonly SessionEvent[]>
  readonly refs: readonly SessionRef[]
}

/** The session events of a function's own body; nested functions and lambdas have their own. */
export function eventsOf(workspace: Workspace, path: string, fn: FunctionDef): FunctionEvents {
  const cache = workspace.memo('sessions/events', () => new WeakMap<FunctionDef, FunctionEvents>())
  const known = cache.get(fn)
  if (known) return known
  const made = collect(workspace, path, fn.body)
  cache.set(fn, made)
  return made
}

/** The session events of a function that is given a session for a parameter, also where nothing else says that it is one. */
export function eventsGiven(workspace: Workspace, path: string, fn: FunctionDef, param: Param): FunctionEvents {
  if (valueOfParam(workspace, path, param, fn).kind !== 'unknown') return eventsOf(workspace, path, fn)
  const cache = workspace.memo('sessions/events-given', () => new WeakMap<Param, FunctionEvents>())
  const known = cache.get(param)
  if (known) return known
  const made = collect(workspace, path, fn.body, givenSession(path, fn, param))
  cache.set(param, made)
  return made
}

/** The session events of statements: a script's, or those of a function inside of another one that is given a session. */
export function eventsOfBlock(workspace: Workspace, path: string, body: readonly Stmt[], given?: SessionRef): FunctionEvents {
  return collect(workspace, path, body, given)
}

function collect(workspace: Workspace, path: string, body: readonly Stmt[], given?: SessionRef): FunctionEvents {
  const events: SessionEvent[] = []
  const atLeave = new Map<Stmt, SessionEvent[]>()
  const context: EventContext = { workspace, path, given, add: (event) => events.push(event) }
  for (const stmt of statementsIn(body)) {
    for (const root of ownExpressions(stmt)) visit(context, root)
    addHandedOut(context, stmt)
    if (stmt.kind === 'With') {
      const list = withLeave(context, stmt)
      if (list.length > 0) atLeave.set(stmt, list)
    }
  }
  events.sort((a, b) => a.node.end - b.node.end || b.node.start - a.node.start)
  const byNode = new Map<Node, SessionEvent[]>()
  for (const event of events) {
    const list = byNode.get(event.node)
    if (list) list.push(event)
    else byNode.set(event.node, [event])
  }
  const refs = new Map<Node, SessionRef>()
  for (const event of [...events, ...[...atLeave.values()].flat()]) refs.set(event.ref.id, event.ref)
  return { events, byNode, atLeave, refs: [...refs.values()] }
}

/** The expressions a statement evaluates itself, without the statements in its blocks. */
export function ownExpressions(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case 'ExprStmt':
      return [stmt.value]
    case 'Assign':
      return [...(stmt.value ? [stmt.value] : []), ...stmt.targets]
    case 'Return':
      return stmt.value ? [stmt.value] : []
    case 'Raise':
      return [stmt.value, stmt.cause].filter((each) => each !== undefined)
    case 'Assert':
      return [stmt.test, stmt.message].filter((each) => each !== undefined)
    case 'Delete':
      return stmt.targets
    case 'If':
    case 'While':
      return [stmt.test]
    case 'For':
      return [stmt.iter]
    case 'With':
      return stmt.items.map((item) => item.context)
    case 'Match':
      return [stmt.subject, ...stmt.cases.flatMap((each) => (each.guard ? [each.guard] : []))]
    case 'FunctionDef':
      return [...stmt.decorators, ...stmt.params.flatMap((param) => (param.default ? [param.default] : []))]
    case 'UnknownStmt':
      return stmt.children.filter((child): child is Expr => child.kind === 'Call' || child.kind === 'Attribute' || child.kind === 'Await')
    default:
      return []
  }
}

function visit(context: EventContext, node: Node): void {
  if (node.kind === 'Lambda') {
    for (const { default: given } of node.params) if (given) visit(context, given)
    return
  }
  for (const child of childrenOf(node)) visit(context, child)
  if (node.kind === 'Call') visitCall(context, node)
  addTakenSession(context, node)
}

function visitCall(context: EventContext, call: Call): void {
  const { workspace, path } = context
  const { func } = call
  if (func.kind === 'Attribute') {
    const ref = sessionIn(context, func.value)
    if (ref) {
      methodEvent(context, call, ref, func.attr)
      return
    }
    const execution = executionOf(workspace, path, call)
    const opaque = execution ? refOfUnknown(workspace, path, func.value) : undefined
    if (execution && opaque) {
      executionEvent(context, call, opaque, execution)
      return
    }
    // `db.session.connection(execution_options=…)`: no other library has a call of this shape.
    const map = func.attr === 'connection' ? translateMapIn(workspace, path, call) : undefined
    const late = map ? refOfUnknown(workspace, path, func.value) : undefined
    if (map && late) context.add({ kind: 'late-map', node: call, ref: late, call, map })
    // `conn.commit()` on something of unknown type still ends the transaction of what ran SQL before.
    const end = ends.get(func.attr)
    const unknown = end ? refOfUnknown(workspace, path, func.value) : undefined
    if (end && unknown) context.add({ kind: end, node: call, ref: unknown, call })
  }
  passEvents(context, call)
}

function methodEvent(context: EventContext, call: Call, ref: SessionRef, method: string): void {
  const { workspace, path } = context
  const execution = executionOf(workspace, path, call)
  if (execution) {
    executionEvent(context, call, ref, execution)
    return
  }
  const end = ends.get(method)
  // A cursor of the session's own connection is closed without the session.
  if (end === 'close' && ref.type === 'dbapi' && ref.origin.kind === 'opened') return
  if (end && !(method === 'expunge' && call.args.length > 0)) {
    context.add({ kind: end, node: call, ref, call })
    return
  }
  if (method === 'execution_options') {
    if (ref.type === 'session') context.add({ kind: 'options', node: call, ref, call, map: translateMapIn(workspace, path, call) })
    return
  }
  if (method === 'connection') {
    const map = translateMapIn(workspace, path, call)
    if (map) context.add({ kind: 'late-map', node: call, ref, call, map })
    return
  }
  if (asksForTransaction(call, method)) context.add({ kind: 'ask', node: call, ref, call })
  if (harmless.has(method)) return
  if (ref.type === 'dbapi' && copying.has(method)) {
    context.add({ kind: 'pass', node: call, ref, call, name: method, callee: undefined, param: undefined })
    return
  }
  if (method === 'run_sync') {
    passEvents(context, call, ref)
    return
  }
  const statement = entitiesIn(workspace, path, call)
  const bulk = chainedMethods(call).some((each) => each === 'update' || each === 'delete')
  const writes = writing.has(method) || statement.writes || bulk
  context.add({
    kind: 'orm',
    node: call,
    ref,
    call,
    method,
    entities: statement.entities,
    writes,
    loads: loading.has(method) && !statement.writes && !bulk,
  })
  passEvents(context, call)
}

/** The methods called on what a call gives: `query(…).filter(…).delete()` -> filter, delete. */
function chainedMethods(call: Call): readonly string[] {
  const methods: string[] = []
  for (let at: Node | undefined = call.parent; at?.kind === 'Attribute' || at?.kind === 'Call'; at = at.parent)
    if (at.kind === 'Attribute') methods.push(at.attr)
  return methods
}

function executionEvent(context: EventContext, call: Call, ref: SessionRef, execution: SqlExecution): void {
  const statement = execution.analysis.statements.find((each) => each.kind === 'set-search-path')
  const [change] = statement?.searchPath ?? []
  if (change) context.add({ kind: 'set', node: call, ref, call, change, execution })
  if (!change || execution.analysis.statements.length > 1) context.add({ kind: 'raw', node: call, ref, call, execution })
}

/** Every argument of a call that is a session: the callee may do anything with it. */
function passEvents(context: EventContext, call: Call, receiver?: SessionRef): void {
  const { workspace, path } = context
  const args = [...call.args, ...call.keywords.map((keyword) => keyword.value)]
  for (const arg of args) {
    // `read_sql(query, db.connection())`: what a session gives of itself is the session.
    const given = arg.kind === 'Name' || arg.kind === 'Attribute' || (arg.kind === 'Call' && arg.func.kind === 'Attribute')
    const ref = given ? sessionIn(context, arg) : undefined
    if (!ref || ref.id === arg) continue
    const name = dottedName(call.func) ?? 'a call'
    if (/^(isinstance|print|id|next|anext)$/.test(name)) continue
    if (libraryWord(workspace, path, call.func) === 'inspect' && (ref.type !== 'connection' || !asksByPath(call))) continue
    const callee = calleeOf(workspace, path, call)
    const param = callee ? paramFor(call, callee.fn, arg) : undefined
    context.add({ kind: 'pass', node: call, ref, call, name, callee, param })
  }
  if (receiver) context.add({ kind: 'pass', node: call, ref: receiver, call, name: 'run_sync', callee: undefined, param: undefined })
}

/** The project function that a call reaches: a function, a method, or the constructor of a class. */
export function calleeOf(workspace: Workspace, path: string, call: Call): { path: string; fn: FunctionDef } | undefined {
  const value = valueOf(workspace, path, call.func)
  if (value.kind === 'function' || value.kind === 'method') return { path: value.path, fn: value.node }
  return undefined
}

/** `with SessionLocal() as db` closes, `with SessionLocal.begin() as db` and `with db.begin()` commit. */
function withLeave(context: EventContext, stmt: With): SessionEvent[] {
  const events: SessionEvent[] = []
  // The last one that was entered is left first.
  for (const { context: manager } of [...stmt.items].reverse()) {
    if (manager.kind !== 'Call') continue
    const method = manager.func.kind === 'Attribute' ? manager.func.attr : undefined
    if (method === 'begin' && manager.func.kind === 'Attribute') {
      const receiver = sessionIn(context, manager.func.value)
      if (receiver) events.push({ kind: 'commit', node: stmt, ref: receiver, call: stmt })
    }
    const ref = sessionIn(context, manager)
    if (!ref) continue
    if (method === 'begin') events.push({ kind: 'commit', node: stmt, ref, call: stmt })
    if (ref.origin.kind === 'opened') events.push({ kind: 'close', node: stmt, ref, call: stmt })
  }
  return events
}
