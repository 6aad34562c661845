import { modelFacts } from '../../models/model-facts'
import { placeOf } from '../../project/place-of'
import { type Binding, scopeOf } from '../../project/sessions/bindings'
import { closuresOf } from '../../project/sessions/closures'
import { effectOn } from '../../project/sessions/effect'
import type { SessionEvent } from '../../project/sessions/events'
import { walkFlow } from '../../project/sessions/flow'
import { valueOf } from '../../project/sessions/values'
import type { Expr, FunctionDef, Name, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import type { Rewrite } from './plan'
import { missing, type Proof, proved } from './proof'
import type { Round } from './round'
import { objectLeaving } from './round-leaving'
import { entityIn, isRead } from './round-objects'
import { sessionState } from './session-state'

/**
 * P9: no object of the outer session is used in the round, none of the inner one leaves it, nothing else holds the outer session
 * for the round, and the outer transaction has ended. The first thing that is not so.
 */
export function proveObjects(rewrite: Rewrite, round: Round): Proof {
  const found =
    useElsewhere(rewrite, round) ??
    sessionState(rewrite, round.contains) ??
    holder(rewrite, round) ??
    objectOfOuter(rewrite, round) ??
    objectLeaving(rewrite, round)
  if (found) return missing('P9', found)
  const open = openTransaction(rewrite, round)
  return open
    ? { ...missing('P9', open), about: 'transaction' }
    : proved('P9', 'the outer transaction has ended before the loop, and no object crosses between the sessions')
}

/** After the loop, or before the path is set in it, the outer session has no tenant any more. */
export function lastTenantUse({ workspace, module, flow, statements }: Rewrite, round: Round): string | undefined {
  const own = new Set<SessionEvent>(statements.map(({ event }) => event))
  const use = flow.events.find(
    (event) =>
      !own.has(event) &&
      !round.contains(event.node) &&
      (event.kind === 'orm' || event.kind === 'raw' || event.kind === 'pass' || event.kind === 'flush' || event.kind === 'commit') &&
      flow.before(event).some(({ path }) => path !== undefined) &&
      !isShared({ workspace }, event),
  )
  // A commit of nothing is no use.
  return use && use.kind !== 'commit' && use.kind !== 'flush'
    ? `the session is used at ${placeOf(workspace, module.path, use.node)} on the path that the last round left`
    : undefined
}

/** Only rows that belong to no tenant. */
export function isShared({ workspace }: Pick<Rewrite, 'workspace'>, event: SessionEvent): boolean {
  const models = modelFacts(workspace)
  if (event.kind === 'orm')
    return (
      event.entities.length > 0 &&
      event.entities.every((entity) => {
        const model = entity.node && entity.path !== undefined ? models.modelOf(entity.path, entity.node) : undefined
        return model?.scope === 'shared'
      })
    )
  return (
    event.kind === 'raw' &&
    event.execution.analysis.statements.every((statement) => statement.tables.every((table) => table.schema !== undefined || table.system))
  )
}

/** Something written outside of the rounds: before the loop, and not committed there; or in the loop, above the round. */
function useElsewhere({ workspace, module, flow, statements }: Rewrite, { loop, contains }: Round): string | undefined {
  const own = new Set<SessionEvent>(statements.map(({ event }) => event))
  const outside = flow.events.filter((event) => !own.has(event) && !contains(event.node))
  const place = (event: SessionEvent) => placeOf(workspace, module.path, event.node)
  for (const event of outside) {
    const inLoop = event.node.start >= loop.iter.end && event.node.end <= loop.end
    if (inLoop && (event.kind === 'orm' || event.kind === 'raw' || event.kind === 'pass') && !isShared({ workspace }, event))
      return `the outer session is used at ${place(event)}, in the loop but before the path is set`
    if (event.kind !== 'orm' || !event.writes || event.node.start > loop.start) continue
    const kept = outside.some((each) => each.kind === 'commit' && each.node.start > event.node.start && each.node.end < loop.start)
    if (!kept) return `what is written at ${place(event)} waits in the outer session while the rounds run`
  }
  return undefined
}

/** An object, a container, a query or a function that keeps the outer session and may use it in a round. */
function holder({ workspace, module, fn, flow, ref }: Rewrite, { contains }: Round): string | undefined {
  const place = (node: Node) => placeOf(workspace, module.path, node)
  for (const event of flow.events) {
    if (contains(event.node)) continue
    if (event.kind === 'leave') return `the outer session is handed on at ${place(event.node)}`
    if (event.kind !== 'pass') continue
    const effect = event.callee && event.param ? effectOn(workspace, event.callee.path, event.callee.fn, event.param) : undefined
    if (!effect || effect.unfollowed.length > 0 || effect.keeps.some(({ event: kept }) => kept.kind === 'leave' && kept.via !== 'return'))
      return `\`${event.name}\` at ${place(event.node)} gets the outer session and may keep it`
  }
  for (const closure of closuresOf(workspace, module.path, fn))
    if (!contains(closure.node) && closure.events.some((event) => event.ref.id === ref.id))
      return `${closure.node.kind === 'FunctionDef' ? `\`${closure.node.name}\`` : 'the lambda'} at ${place(closure.node)} uses the outer session`
  for (const stmt of fn.body)
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Name' || contains(node)) continue
      const value = valueOf(workspace, module.path, node)
      if (value.kind !== 'session' || value.ref.id !== ref.id) continue
      const { parent } = node
      if (value.ref.type !== ref.type && isUsedIn(fn, node, contains)) return `\`${node.id}\` is a connection of the outer session`
      if (parent?.kind === 'DictEntry' || parent?.kind === 'List' || parent?.kind === 'Set')
        return `a container at ${place(node)} holds the outer session`
      if (parent?.kind === 'Attribute' && parent.attr === 'connection')
        return `a connection of the outer session is taken at ${place(node)}`
    }
  return undefined
}

const isUsedIn = (fn: FunctionDef, name: Name, contains: (node: Node) => boolean): boolean =>
  fn.body.some((stmt) => [...descendants(stmt)].some((node) => node.kind === 'Name' && node.id === name.id && contains(node)))

/** What the outer session began and did not end when a round begins holds a connection, and waits, while the round takes one of its own. */
function openTransaction({ workspace, module, fn, flow }: Rewrite, { contains }: Round): string | undefined {
  const nodes = [...new Set(flow.events.map(({ node }) => node))]
  const step = (begun: SessionEvent | undefined, event: SessionEvent): SessionEvent | undefined => {
    if (event.kind === 'commit' || event.kind === 'rollback' || event.kind === 'close') return undefined
    return event.kind === 'orm' || event.kind === 'raw' || event.kind === 'pass' ? event : begun
  }
  let open: SessionEvent | undefined
  walkFlow<SessionEvent | undefined>(fn.body, undefined, {
    key: (begun) => String(begun?.node.start),
    step(node, begun) {
      if (contains(node)) open ??= begun
      return contains(node) ? begun : flow.events.filter((event) => event.node === node).reduce(step, begun)
    },
    interesting: (roots) => nodes.filter((node) => roots.some((root) => root.start <= node.start && node.end <= root.end)),
  })
  return open
    ? `the outer transaction, begun at ${placeOf(workspace, module.path, open.node)}, stays open while each round uses a connection of its own: commit before the loop`
    : undefined
}

/** A name (or the loop's own) that stands for an object of the outer session, or for something that may be one. */
function objectOfOuter(rewrite: Rewrite, round: Round): string | undefined {
  const { fn, ref, workspace, module } = rewrite
  const entity = entityIn(rewrite, round.loop.iter)
  if (entity) return `the loop walks over \`${entity}\` objects of the outer session: what they load or change in the round stays with it`
  const used = new Set(namesUsed(fn, round))
  for (const [name, bindings] of scopeOf(fn).bindings) {
    if (!used.has(name)) continue
    for (const binding of bindings) {
      if (binding.kind === 'param' || round.contains(binding.node)) continue
      const value = valueIn(binding)
      if (!value) continue
      const given = valueOf(workspace, module.path, value)
      if (given.kind === 'session' && given.ref.id === ref.id) continue
      const kept = entityIn(rewrite, value)
      if (kept) return `\`${name}\` holds \`${kept}\` objects of the outer session, and the round uses it`
      if (mentions(rewrite, value) && !isRead(rewrite, value)) return `\`${name}\` is made with the outer session, and the round uses it`
    }
  }
  return undefined
}

const valueIn = (binding: Binding): Expr | undefined =>
  binding.kind === 'assign'
    ? binding.value
    : binding.kind === 'for'
      ? binding.iter
      : binding.kind === 'with'
        ? binding.node.context
        : undefined

function namesUsed(fn: FunctionDef, { contains }: Round): readonly string[] {
  return fn.body.flatMap((stmt) => [...descendants(stmt)].flatMap((node) => (node.kind === 'Name' && contains(node) ? [node.id] : [])))
}

/** Does the expression use the session? */
function mentions({ workspace, module, ref }: Rewrite, expr: Expr): boolean {
  return [...descendants(expr)].some((node) => {
    if (node.kind !== 'Name') return false
    const value = valueOf(workspace, module.path, node)
    return value.kind === 'session' && value.ref.id === ref.id
  })
}
