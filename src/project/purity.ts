import type { Node, Stmt } from '../python/ast'
import { descendants } from '../python/children'

/** `logger.info(…)`, `print(…)`. */
export function isLogging(stmt: Stmt): boolean {
  const call = stmt.kind === 'ExprStmt' ? stmt.value : undefined
  if (call?.kind !== 'Call') return false
  if (call.func.kind === 'Name') return call.func.id === 'print'
  return call.func.kind === 'Attribute' && /^(debug|info|warning|warn|error|exception|critical|log)$/.test(call.func.attr)
}

/** Evaluating it has no effect that anyone could miss. */
export function isPure(node: Node): boolean {
  for (const each of descendants(node)) {
    if (each.kind === 'Await' || each.kind === 'Yield' || each.kind === 'NamedExpr' || each.kind === 'UnknownExpr') return false
    if (each.kind === 'Call' && !isPureCall(each)) return false
  }
  return true
}

export function isPureCall(call: Node & { kind: 'Call' }): boolean {
  if (call.func.kind === 'Name') return /^(str|int|len|bool|isinstance|hasattr|getattr|text)$/.test(call.func.id)
  return (
    call.func.kind === 'Attribute' &&
    /^(format|strip|lower|upper|replace|get|isdigit|startswith|endswith|match|fullmatch|isidentifier|join|text)$/.test(call.func.attr)
  )
}
