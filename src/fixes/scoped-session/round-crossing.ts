import { modelFacts } from '../../models/model-facts'
import { type Binding, scopeOf, statementsIn } from '../../project/sessions/bindings'
import { closuresOf } from '../../project/sessions/closures'
import { effectOn } from '../../project/sessions/effect'
import type { SessionEvent } from '../../project/sessions/events'
import { placeOf } from '../../project/sessions/scope'
import { valueOf } from '../../project/sessions/values'
import { typeOf } from '../../project/types/expression-type'
import type { PythonType } from '../../project/types/python-type'
import type { Call, Expr, For, FunctionDef, Name, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import type { Rewrite } from './plan'
import { missing, type Proof, proved } from './proofs'
import { sessionState } from './session-state'

/** The part of a loop that gets a session of its own. */
export interface Round {
  readonly loop: For
  contains(node: Node): boolean
}

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
function isShared({ workspace }: Pick<Rewrite, 'workspace'>, event: SessionEvent): boolean {
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

/** What was read before the loop, and not ended, holds a connection while each round takes one of its own. */
function openTransaction({ workspace, module, flow }: Rewrite, { loop }: Round): string | undefined {
  const before = flow.events.filter((event) => event.node.end <= loop.iter.end)
  const listing = [...before].reverse().find((event) => event.kind === 'orm' || event.kind === 'raw' || event.kind === 'pass')
  const ended =
    listing === undefined ||
    before.some(
      (event) => (event.kind === 'commit' || event.kind === 'rollback' || event.kind === 'close') && event.node.start > listing.node.start,
    )
  return ended
    ? undefined
    : `the outer transaction, begun at ${placeOf(workspace, module.path, listing.node)}, stays open while each round uses a connection of its own: commit before the loop`
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

const reading =
  /^(all|first|one|one_or_none|scalar|scalars|scalar_one|scalar_one_or_none|fetchall|fetchone|fetchmany|count|mappings|tuples|partitions|unique|keys)$/
const building = /^(list|set|tuple|dict|sorted|frozenset|len|bool|str|int|any|all|max|min|sum)$/

/** Is what was read, and not a query, a connection or an object that goes on using the session? */
function isRead(rewrite: Pick<Rewrite, 'workspace' | 'module'>, expr: Expr): boolean {
  const { workspace, module } = rewrite
  switch (expr.kind) {
    case 'Await':
      return isRead(rewrite, expr.value)
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'Compare':
    case 'Str':
    case 'Num':
    case 'Constant':
    case 'Subscript':
      return true
    case 'Call': {
      if (expr.func.kind === 'Attribute' && reading.test(expr.func.attr)) return true
      if (expr.func.kind === 'Name' && building.test(expr.func.id)) return true
      const type = typeOf(workspace, module.path, expr)
      if (type) return type.kind === 'rows' || type.kind === 'tuple' || type.kind === 'mapping' ? !holdsEntity(workspace, type) : false
      const callee = valueOf(workspace, module.path, expr.func)
      // A function of the project that loads no objects gives none.
      if (callee.kind !== 'function') return false
      return callee.node.params.every((param) => {
        const effect = effectOn(workspace, callee.path, callee.node, param)
        return effect.entities.length === 0 && effect.unfollowed.length === 0
      })
    }
    default:
      return false
  }
}

function holdsEntity(workspace: Rewrite['workspace'], type: PythonType | undefined): boolean {
  if (!type) return true
  switch (type.kind) {
    case 'instance':
      return modelFacts(workspace).modelOf(type.cls.path, type.cls.node) !== undefined
    case 'rows':
      return holdsEntity(workspace, type.of)
    case 'mapping':
      return holdsEntity(workspace, type.value)
    case 'tuple':
    case 'result':
    case 'query':
      return type.items.some(
        (item) =>
          item !== undefined &&
          (item.kind === 'class' || item.kind === 'instance') &&
          holdsEntity(workspace, { ...item, kind: 'instance', optional: false }),
      )
    default:
      return false
  }
}

/** `db.query(User)`, `db.get(User, 1)`, `User(…)`: the model whose objects an expression gives, also through a local name. */
function entityIn({ workspace, module, fn }: Rewrite, expr: Expr): string | undefined {
  const models = modelFacts(workspace)
  const type = typeOf(workspace, module.path, expr)
  if (type && type.kind !== 'query' && type.kind !== 'result' && !holdsEntity(workspace, type)) return undefined
  const roots: Expr[] = [expr]
  if (expr.kind === 'Name')
    for (const binding of scopeOf(fn).bindings.get(expr.id) ?? []) if (binding.kind === 'assign') roots.push(binding.value)
  for (const root of roots) {
    // `[tenant.name for tenant in db.query(Tenant)]`
    if ((root.kind === 'ListComp' || root.kind === 'SetComp') && root.element.kind === 'Attribute') continue
    if (root.kind === 'Attribute' || root.kind === 'Compare') continue
    for (const node of descendants(root)) {
      if (node.kind !== 'Name' || node.parent?.kind === 'Attribute') continue
      const model = models.resolve(module.path, node)
      if (model?.className && !isCounted(node, root)) return model.className
    }
  }
  return undefined
}

/** `db.query(Product).count()`, `.update(…)`, `db.get(Product, 1).title`: a number or a value comes of it. */
function isCounted(node: Node, root: Expr): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at.kind === 'Attribute' && at.parent?.kind === 'Call' && at.parent.func === at && /^(count|update|delete|exists)$/.test(at.attr))
      return true
    if (at.kind === 'Attribute' && !(at.parent?.kind === 'Call' && at.parent.func === at)) return true
    if (at === root) return false
  }
  return false
}

/** Objects of a round's session that something outside of it gets. */
function objectLeaving(rewrite: Rewrite, round: Round): string | undefined {
  const { workspace, module, fn } = rewrite
  const place = (node: Node) => placeOf(workspace, module.path, node)
  const boundOutside = (name: string): boolean => {
    const list = scopeOf(fn).bindings.get(name) ?? []
    return list.length === 0 || list.some((binding) => !round.contains(binding.node))
  }
  for (const stmt of statementsIn(round.loop.body)) {
    if (!round.contains(stmt)) continue
    if (stmt.kind === 'Return' && stmt.value && mayHoldEntity(rewrite, stmt.value, round))
      return `an object of the round's session is returned at ${place(stmt)}`
    if (stmt.kind === 'Assign' && stmt.value) {
      for (const target of stmt.targets) {
        const root = rootName(target)
        if (root === undefined || !mayHoldEntity(rewrite, stmt.value, round)) continue
        if (target.kind === 'Name' ? isReadAfter(fn, target.id, round) : boundOutside(root))
          return `\`${root}\` is given an object of the round's session at ${place(stmt)} and outlives it`
      }
    }
    for (const node of ownNodes(stmt)) {
      if (node.kind === 'Yield' && node.value && mayHoldEntity(rewrite, node.value, round))
        return `an object of the round's session is yielded at ${place(node)}`
      const kept = node.kind === 'Call' ? keptBy(rewrite, node, boundOutside) : undefined
      if (kept?.some((value) => mayHoldEntity(rewrite, value, round)))
        return `an object of the round's session is kept at ${place(node)}, beyond its round`
    }
  }
  return escaping(fn, round)
}

function* ownNodes(stmt: Node): Generator<Node> {
  if (stmt.kind === 'ExprStmt' || stmt.kind === 'Assign') yield* descendants(stmt)
}

const rootName = (expr: Expr): string | undefined =>
  expr.kind === 'Name' ? expr.id : expr.kind === 'Attribute' || expr.kind === 'Subscript' ? rootName(expr.value) : undefined

/** `found.append(product)`: what a container of the outside gets. */
function keptBy({ workspace, module }: Rewrite, call: Call, boundOutside: (name: string) => boolean): readonly Expr[] | undefined {
  const { func } = call
  if (func.kind === 'Attribute' && valueOf(workspace, module.path, func.value).kind === 'session') return undefined
  if (func.kind !== 'Attribute' || !/^(append|appendleft|add|extend|insert|update|setdefault|put|put_nowait|push|send)$/.test(func.attr))
    return undefined
  const root = rootName(func.value)
  return root !== undefined && boundOutside(root) ? [...call.args, ...call.keywords.map(({ value }) => value)] : undefined
}

function isReadAfter(fn: FunctionDef, name: string, { loop }: Round): boolean {
  return fn.body.some((stmt) => [...descendants(stmt)].some((node) => node.kind === 'Name' && node.id === name && node.start >= loop.end))
}

/** May an expression in the round give an object that its session loaded? What is known to be a plain value does not. */
function mayHoldEntity(rewrite: Rewrite, expr: Expr, round: Round, depth = 0): boolean {
  const { workspace, module, fn } = rewrite
  if (depth > 6) return true
  const type = typeOf(workspace, module.path, expr)
  if (type && type.kind !== 'external') return holdsEntity(workspace, type)
  const inner = (each: Expr) => mayHoldEntity(rewrite, each, round, depth + 1)
  switch (expr.kind) {
    case 'Name': {
      const list = (scopeOf(fn).bindings.get(expr.id) ?? []).filter((binding) => round.contains(binding.node))
      return list.some((binding) => {
        if (binding.kind !== 'assign' && binding.kind !== 'for') return false
        const value = binding.kind === 'assign' ? binding.value : binding.iter
        return binding.path.length === 0 && inner(value)
      })
    }
    case 'Tuple':
    case 'List':
    case 'Set':
      return expr.elts.some(inner)
    case 'Dict':
      return expr.entries.some((entry) => inner(entry.value))
    case 'Await':
    case 'Starred':
    case 'NamedExpr':
      return inner(expr.value)
    case 'IfExp':
      return inner(expr.body) || inner(expr.orelse)
    case 'BoolOp':
      return inner(expr.left) || inner(expr.right)
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return expr.element.kind !== 'Attribute' && entityIn(rewrite, expr) !== undefined && elementIsRow(expr.element, expr.generators)
    case 'Call':
      return entityIn(rewrite, expr) !== undefined
    case 'Subscript':
      return inner(expr.value)
    default:
      return false
  }
}

/** `[p for p in rows]`; in `[title for (title,) in rows]` a column is taken out. */
function elementIsRow(element: Expr, generators: readonly { readonly target: Expr }[]): boolean {
  return element.kind !== 'Name' || generators.some(({ target }) => target.kind === 'Name' && target.id === element.id)
}

/** A name that only the round binds and that is read after the loop. */
function escaping(fn: FunctionDef, round: Round): string | undefined {
  for (const [name, bindings] of scopeOf(fn).bindings) {
    if (!bindings.every((binding) => binding.kind === 'assign' && round.contains(binding.node))) continue
    if (isReadAfter(fn, name, round))
      return `\`${name}\` is assigned in the round and used after it: objects of the round's session would leave it`
  }
  return undefined
}
