import { scopeOf, statementsIn } from '../../project/sessions/bindings'
import { placeOf } from '../../project/sessions/scope'
import { valueOf } from '../../project/sessions/values'
import { typeOf } from '../../project/types/expression-type'
import type { Call, Expr, FunctionDef, Node, Stmt } from '../../python/ast'
import { descendants } from '../../python/children'
import type { Rewrite } from './plan'
import type { Round } from './round'
import { elementIsRow, entityIn, holdsEntity } from './round-objects'

/** Objects of a round's session that something outside of it gets. */
export const objectLeaving = (rewrite: Rewrite, round: Round): string | undefined =>
  objectLeavingBlock(rewrite, { contains: round.contains, body: round.loop.body, end: round.loop.end }, "the round's session") ??
  escaping(rewrite.fn, round)

/** Statements that have a session for themselves. */
export interface SessionBlock {
  readonly body: readonly Stmt[]
  readonly end: number
  contains(node: Node): boolean
}

/** Objects that are still there when a session's block has ended. */
export function objectLeavingBlock(rewrite: Rewrite, block: SessionBlock, session: string): string | undefined {
  const { workspace, module, fn } = rewrite
  const place = (node: Node) => placeOf(workspace, module.path, node)
  const boundOutside = (name: string): boolean => {
    const list = scopeOf(fn).bindings.get(name) ?? []
    return list.length === 0 || list.some((binding) => !block.contains(binding.node))
  }
  for (const stmt of statementsIn(block.body)) {
    if (!block.contains(stmt)) continue
    if (stmt.kind === 'Return' && stmt.value && mayHoldEntity(rewrite, stmt.value, block))
      return `an object of ${session} is returned at ${place(stmt)}`
    if (stmt.kind === 'Assign' && stmt.value) {
      for (const target of stmt.targets) {
        const root = rootName(target)
        if (root === undefined || !mayHoldEntity(rewrite, stmt.value, block)) continue
        if (target.kind === 'Name' ? isReadAfter(fn, target.id, block) : boundOutside(root))
          return `\`${root}\` is given an object of ${session} at ${place(stmt)} and outlives it`
      }
    }
    for (const node of ownNodes(stmt)) {
      if (node.kind === 'Yield' && node.value && mayHoldEntity(rewrite, node.value, block))
        return `an object of ${session} is yielded at ${place(node)}`
      const kept = node.kind === 'Call' ? keptBy(rewrite, node, boundOutside) : undefined
      if (kept?.some((value) => mayHoldEntity(rewrite, value, block)))
        return `an object of ${session} is kept at ${place(node)}, beyond its end`
    }
  }
  return undefined
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

function isReadAfter(fn: FunctionDef, name: string, { end }: Pick<SessionBlock, 'end'>): boolean {
  return fn.body.some((stmt) => [...descendants(stmt)].some((node) => node.kind === 'Name' && node.id === name && node.start >= end))
}

/** May an expression in the round give an object that its session loaded? What is known to be a plain value does not. */
function mayHoldEntity(rewrite: Rewrite, expr: Expr, round: Pick<SessionBlock, 'contains'>, depth = 0): boolean {
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

/** A name that only the round binds and that is read after the loop. */
function escaping(fn: FunctionDef, round: Round): string | undefined {
  for (const [name, bindings] of scopeOf(fn).bindings) {
    if (!bindings.every((binding) => binding.kind === 'assign' && round.contains(binding.node))) continue
    if (isReadAfter(fn, name, round.loop))
      return `\`${name}\` is assigned in the round and used after it: objects of the round's session would leave it`
  }
  return undefined
}
