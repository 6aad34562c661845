import { placeOf } from '../../project/place-of'
import { scopeOf, statementsIn } from '../../project/sessions/bindings'
import { valueOf } from '../../project/sessions/values'
import type { Call, Expr, FunctionDef, Node, Stmt } from '../../python/ast'
import { descendants } from '../../python/children'
import { keepsEntity } from './kept-by-callee'
import { type Code, mayHoldEntity } from './may-hold-entity'
import { keeping } from './plain-data'
import type { Rewrite } from './plan'
import type { Round } from './round'

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
  const code: Code = { workspace, module, fn, contains: block.contains, gives: () => false, through: [fn] }
  const boundOutside = (name: string): boolean => {
    const list = scopeOf(fn).bindings.get(name) ?? []
    return list.length === 0 || list.some((binding) => !block.contains(binding.node))
  }
  const isOutside = (expr: Expr): boolean => {
    const root = rootName(expr)
    return root !== undefined && boundOutside(root) && valueOf(workspace, module.path, expr).kind !== 'session'
  }
  for (const stmt of statementsIn(block.body)) {
    if (!block.contains(stmt)) continue
    if (stmt.kind === 'Return' && stmt.value && mayHoldEntity(code, stmt.value))
      return `an object of ${session} is returned at ${place(stmt)}`
    if (stmt.kind === 'Assign' && stmt.value) {
      for (const target of stmt.targets) {
        const root = rootName(target)
        if (root === undefined || !mayHoldEntity(code, stmt.value)) continue
        if (target.kind === 'Name' ? isReadAfter(fn, target.id, block) : boundOutside(root))
          return `\`${root}\` is given an object of ${session} at ${place(stmt)} and outlives it`
      }
    }
    for (const node of ownNodes(stmt)) {
      if (node.kind === 'Yield' && node.value && mayHoldEntity(code, node.value))
        return `an object of ${session} is yielded at ${place(node)}`
      const kept = node.kind === 'Call' ? keptBy(rewrite, node, boundOutside) : undefined
      if (kept?.some((value) => mayHoldEntity(code, value))) return `an object of ${session} is kept at ${place(node)}, beyond its end`
      if (node.kind === 'Call' && keepsEntity(code, node, isOutside)) return `an object of ${session} is kept by the call at ${place(node)}`
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
  if (func.kind !== 'Attribute' || !keeping.test(func.attr)) return undefined
  const root = rootName(func.value)
  return root !== undefined && boundOutside(root) ? [...call.args, ...call.keywords.map(({ value }) => value)] : undefined
}

function isReadAfter(fn: FunctionDef, name: string, { end }: Pick<SessionBlock, 'end'>): boolean {
  return fn.body.some((stmt) => [...descendants(stmt)].some((node) => node.kind === 'Name' && node.id === name && node.start >= end))
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
