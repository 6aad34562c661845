import type { Call, Node, Stmt } from '../../python/ast'
import { ends } from './session-methods'

/** Methods that tell whether a transaction is open, or give it: any statement has begun one. */
const asking = new Set(['in_transaction', 'get_transaction'])

/**
 * `tx = db.get_transaction()`, `started = db.in_transaction()`. Not `if db.in_transaction(): db.commit()`, which comes to the same where
 * nothing was begun.
 */
export function asksForTransaction(call: Call, method: string): boolean {
  if (!asking.has(method)) return false
  let at: Node = call
  while (at.parent?.kind === 'UnaryOp' || at.parent?.kind === 'Await') at = at.parent
  const { parent } = at
  return !(parent?.kind === 'If' && parent.test === at && parent.orelse.length === 0 && parent.body.every(onlyEnds))
}

function onlyEnds(stmt: Stmt): boolean {
  const value =
    stmt.kind === 'ExprStmt' && stmt.value.kind === 'Await' ? stmt.value.value : stmt.kind === 'ExprStmt' ? stmt.value : undefined
  const end = value?.kind === 'Call' && value.func.kind === 'Attribute' ? ends.get(value.func.attr) : undefined
  return end === 'commit' || end === 'rollback' || end === 'begin'
}
