import type { Call, FunctionDef, Lambda, Node, PythonModule } from '../python/ast'
import type { Span } from '../text/span'
import type { Scope } from './evaluate'
import type { Guard, Operation, TableRef, TenantLoop } from './operation'
import { findOpNames, type OpNames } from './read-op-call'
import type { Value } from './values'

/** What holds at one point of the walk. */
export interface Place {
  readonly scope: Scope
  readonly direction: Operation['direction']
  readonly names: OpNames
  readonly guard: Guard | undefined
  readonly tried: boolean
  readonly loop: TenantLoop | undefined
  readonly autocommit: boolean
  /** In another file or function: where in the revision's own file this came from. */
  readonly from: { readonly span: Span; readonly statement: Span } | undefined
  /** Calls entered so far: keeps recursion finite. */
  readonly calls: readonly (FunctionDef | Lambda)[]
}

export interface Walk {
  readonly path: string
  readonly operations: Operation[]
  readonly notFollowed: { span: Span; reason: string }[]
  readonly opNames: Map<string, OpNames>
  /** Rounds left: a loop over a long literal list is not unrolled without end. */
  budget: number
  /** A savepoint of one's own is open: `SAVEPOINT s`, `connection.begin_nested()`. */
  savepoint: boolean
  /** Walk the body of a function with what its parameters hold. */
  readonly enter: (definition: FunctionDef | Lambda, place: Place, args: readonly (readonly [string, Value])[]) => void
}

/** The names that Alembic's operations have in a module. */
export function namesOf(walk: Walk, module: PythonModule): OpNames {
  const known = walk.opNames.get(module.path) ?? findOpNames(module)
  walk.opNames.set(module.path, known)
  return known
}

/** What an operation does, as the reader of its call found it. */
export interface Found {
  readonly effect: Operation['effect']
  readonly table: TableRef | undefined
  readonly via: Operation['via']
  readonly guarded: boolean
  readonly sql?: Operation['sql']
  readonly span?: Span
  readonly batch?: Call
}

/** Record an operation where the walk stands: guards, loops and the place in the revision's own file are those of the place. */
export function emit(walk: Walk, call: Call, place: Place, { effect, table, via, guarded, sql, span, batch }: Found): void {
  const here = { start: call.start, end: call.end }
  const statement = place.from?.statement ?? statementOf(call)
  walk.operations.push({
    effect,
    table,
    direction: place.direction,
    via: place.from ? 'wrapper' : via,
    span: place.from?.span ?? span ?? here,
    statement,
    call: place.from ? undefined : call,
    batch: place.from ? undefined : batch,
    sql: place.from ? undefined : sql,
    guard: guarded ? 'if-exists' : (place.guard ?? (place.tried && walk.savepoint ? 'savepoint' : undefined)),
    tried: place.tried,
    loop: place.loop,
    autocommit: place.autocommit,
  })
}

export function statementOf(node: Node): Span {
  let at: Node = node
  for (let parent = node.parent; parent; parent = at.parent) {
    if (/^(FunctionDef|ClassDef|If|For|While|Try|ExceptHandler|With|MatchCase)$/.test(parent.kind) && at.kind !== 'WithItem') break
    at = parent
  }
  return { start: at.start, end: at.end }
}
