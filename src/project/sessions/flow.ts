import type { Call, Expr, Node, Stmt } from '../../python/ast'
import { lastName } from '../../python/children'

/**
 * A path-sensitive walk over a function body with a small set of abstract states.
 * Expressions are seen in evaluation order through `step`; branches fork, loops run until no new state turns up,
 * `try` sends every state of its body to the handlers, `with` calls `leave` when its block ends.
 */
export interface FlowDomain<State> {
  /** Two states with one key are the same. */
  key(state: State): string
  /** The expression `node` is about to be evaluated with its children done: the state after it. Called for every node of `interesting`. */
  step(node: Node, state: State): State
  /** Nodes to stop at, in evaluation order, of the expressions of one statement (nested statements excluded). */
  interesting(roots: readonly Expr[]): readonly Node[]
  /** A `with` block ended normally. */
  leave?(node: Stmt, state: State): State
  /** A context manager of the project that may end what its block raises; asked where the block always raises. */
  swallows?(context: Call): boolean
  /** A statement that binds names was executed: assignments, `for` targets, `with` targets. */
  bind?(node: Stmt, state: State): State
}

export interface FlowResult<State> {
  /** States when the body runs off its end or returns. */
  readonly exits: readonly State[]
  /** States when the body runs off its end. */
  readonly ends: readonly State[]
  /** States at a `break`, `continue` or `return` that leaves the body, and at an exception that does. */
  readonly jumps: readonly State[]
  readonly raises: readonly State[]
}

/** `contextlib.suppress`, `pytest.raises`, `unittest`'s `assertRaises` */
const swallowing = /^(suppress|raises|assertRaises(Regex)?)$/

interface Outcome<State> {
  next: State[]
  breaks: State[]
  continues: State[]
  returns: State[]
  raises: State[]
}

/** Loops settle quickly in small domains; the bound only guards against a domain that never does. */
const maxRounds = 8
const maxStates = 64

export function walkFlow<State>(body: readonly Stmt[], entry: State, domain: FlowDomain<State>): FlowResult<State> {
  const unique = (states: readonly State[]): State[] => {
    const seen = new Map<string, State>()
    for (const state of states) if (!seen.has(domain.key(state)) && seen.size < maxStates) seen.set(domain.key(state), state)
    return [...seen.values()]
  }

  const evaluate = (roots: readonly (Expr | undefined)[], states: State[], raises: State[]): State[] => {
    const present = roots.filter((root) => root !== undefined)
    if (present.length === 0) return states
    let current = states
    for (const node of domain.interesting(present)) {
      raises.push(...current)
      current = unique(current.map((state) => domain.step(node, state)))
      raises.push(...current)
    }
    return current
  }

  const runBlock = (stmts: readonly Stmt[], states: State[]): Outcome<State> => {
    const outcome: Outcome<State> = { next: states, breaks: [], continues: [], returns: [], raises: [] }
    for (const stmt of stmts) {
      if (outcome.next.length === 0) break
      const part = runStatement(stmt, outcome.next)
      outcome.next = unique(part.next)
      outcome.breaks.push(...part.breaks)
      outcome.continues.push(...part.continues)
      outcome.returns.push(...part.returns)
      outcome.raises = unique([...outcome.raises, ...part.raises])
    }
    return outcome
  }

  const runLoop = (
    stmt: Stmt,
    head: readonly (Expr | undefined)[],
    block: readonly Stmt[],
    orelse: readonly Stmt[],
    states: State[],
  ): Outcome<State> => {
    const result: Outcome<State> = { next: [], breaks: [], continues: [], returns: [], raises: [] }
    let entering = states
    let seen = unique(states)
    const ends: State[] = [...states]
    for (let round = 0; round < maxRounds; round++) {
      const bound = domain.bind ? entering.map((state) => domain.bind?.(stmt, state) ?? state) : entering
      const part = runBlock(block, evaluate(head, bound, result.raises))
      result.returns.push(...part.returns)
      result.raises.push(...part.raises)
      const again = unique([...part.next, ...part.continues])
      ends.push(...again)
      result.next.push(...part.breaks)
      const grown = unique([...seen, ...again])
      if (grown.length === seen.length) break
      entering = grown.slice(seen.length)
      seen = grown
    }
    const after = runBlock(orelse, unique(ends))
    return {
      next: unique([...result.next, ...after.next]),
      breaks: after.breaks,
      continues: after.continues,
      returns: [...result.returns, ...after.returns],
      raises: unique([...result.raises, ...after.raises]),
    }
  }

  const runStatement = (stmt: Stmt, states: State[]): Outcome<State> => {
    const outcome: Outcome<State> = { next: states, breaks: [], continues: [], returns: [], raises: [] }
    const bound = (list: State[]) => (domain.bind ? list.map((state) => domain.bind?.(stmt, state) ?? state) : list)
    switch (stmt.kind) {
      case 'ExprStmt':
        outcome.next = evaluate([stmt.value], states, outcome.raises)
        return outcome
      case 'Assign':
        outcome.next = bound(evaluate([stmt.value, ...stmt.targets.filter((target) => target.kind !== 'Name')], states, outcome.raises))
        return outcome
      case 'Return':
        outcome.returns = evaluate([stmt.value], states, outcome.raises)
        outcome.next = []
        return outcome
      case 'Raise':
        outcome.raises.push(...evaluate([stmt.value, stmt.cause], states, outcome.raises))
        outcome.next = []
        return outcome
      case 'Assert':
        outcome.next = evaluate([stmt.test, stmt.message], states, outcome.raises)
        return outcome
      case 'Delete':
        outcome.next = evaluate(stmt.targets, states, outcome.raises)
        return outcome
      case 'Break':
        return { ...outcome, next: [], breaks: states }
      case 'Continue':
        return { ...outcome, next: [], continues: states }
      case 'If': {
        const tested = evaluate([stmt.test], states, outcome.raises)
        return merge(outcome, [runBlock(stmt.body, tested), runBlock(stmt.orelse, tested)])
      }
      case 'Match': {
        const tested = evaluate([stmt.subject], states, outcome.raises)
        return merge(outcome, [
          ...stmt.cases.map((each) => runBlock(each.body, evaluate([each.guard], tested, outcome.raises))),
          { ...outcome, next: tested },
        ])
      }
      case 'For': {
        const listed = evaluate([stmt.iter], states, outcome.raises)
        const loop = runLoop(stmt, [], stmt.body, stmt.orelse, listed)
        return { ...loop, raises: [...outcome.raises, ...loop.raises] }
      }
      case 'While': {
        const loop = runLoop(stmt, [stmt.test], stmt.body, stmt.orelse, states)
        // The test is evaluated once more when the loop ends.
        return { ...loop, next: unique(evaluate([stmt.test], loop.next, loop.raises)) }
      }
      case 'With': {
        const entered = bound(
          evaluate(
            stmt.items.map((item) => item.context),
            states,
            outcome.raises,
          ),
        )
        const inner = runBlock(stmt.body, entered)
        const left = (list: State[]) => (domain.leave ? list.map((state) => domain.leave?.(stmt, state) ?? state) : list)
        // What the block raises ends there in `with suppress(…)`.
        const swallows = stmt.items.some(
          ({ context }) =>
            context.kind === 'Call' &&
            (swallowing.test(lastName(context.func)) || (inner.next.length === 0 && domain.swallows?.(context) === true)),
        )
        return {
          next: unique(left(swallows ? [...inner.next, ...inner.raises] : inner.next)),
          breaks: left(inner.breaks),
          continues: left(inner.continues),
          returns: left(inner.returns),
          raises: unique([...outcome.raises, ...inner.raises]),
        }
      }
      case 'Try': {
        const tried = runBlock(stmt.body, states)
        const thrown = unique([...states, ...tried.raises])
        const handled = stmt.handlers.map((handler) => runBlock(handler.body, thrown))
        const rest = runBlock(stmt.orelse, tried.next)
        const escaping = stmt.handlers.length === 0 ? thrown : []
        const parts = [{ ...tried, next: [], raises: escaping }, rest, ...handled]
        const merged = merge({ ...outcome, next: [] }, parts)
        if (stmt.finalbody.length === 0) return merged
        const finish = (list: State[]) => (list.length === 0 ? [] : runBlock(stmt.finalbody, unique(list)).next)
        return {
          next: finish(merged.next),
          breaks: finish(merged.breaks),
          continues: finish(merged.continues),
          returns: finish(merged.returns),
          raises: finish(merged.raises),
        }
      }
      case 'FunctionDef':
      case 'ClassDef':
        outcome.next = bound(evaluate(stmt.decorators, states, outcome.raises))
        return outcome
      default:
        return outcome
    }
  }

  const merge = (base: Outcome<State>, parts: readonly Outcome<State>[]): Outcome<State> => ({
    next: unique(parts.flatMap((part) => part.next)),
    breaks: parts.flatMap((part) => part.breaks),
    continues: parts.flatMap((part) => part.continues),
    returns: parts.flatMap((part) => part.returns),
    raises: unique([...base.raises, ...parts.flatMap((part) => part.raises)]),
  })

  const result = runBlock(body, [entry])
  return {
    exits: unique([...result.next, ...result.returns]),
    ends: unique(result.next),
    jumps: unique([...result.breaks, ...result.continues, ...result.returns]),
    raises: unique(result.raises),
  }
}
