import { ts } from 'ts-morph'
import { findAncestor, isFunction } from './syntax'

export const checkingName = /(?:valid|assert|sanit|ensure|verify|check|safe|allow|whitelist|isTenant|isSchema|parse)/i

/** `if (!/^[a-z_]+$/.test(schema)) throw …`, `assertSchemaName(schema)`, `if (!allowed.has(schema)) return` before the use, in the same function. */
export function isCheckedBefore(expression: ts.Expression): boolean {
  const owner = findAncestor(expression, isFunction)
  return owner?.body !== undefined && isCheckedIn(owner.body, [expression.getText()], expression.getStart(), expression.end)
}

export function isCheckedIn(body: ts.Node, names: readonly string[], start: number, end = start): boolean {
  const isNamed = (node: ts.Node): boolean => names.includes(node.getText())
  const mentions = (node: ts.Node): boolean => isNamed(node) || (ts.forEachChild(node, (child) => mentions(child) || undefined) ?? false)
  let checked = false
  const visit = (node: ts.Node): void => {
    if (checked || node.getStart() >= start) return
    if (ts.isIfStatement(node) && mentions(node.expression) && leaves(node.thenStatement) && isCheck(node.expression)) checked = true
    if (
      ts.isIfStatement(node) &&
      node.thenStatement.getStart() < start &&
      end <= node.thenStatement.end &&
      mentions(node.expression) &&
      isCheck(node.expression)
    )
      checked = true
    if (ts.isExpressionStatement(node)) {
      const call = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression
      if (ts.isCallExpression(call) && call.arguments.some(isNamed) && checkingName.test(call.expression.getText())) checked = true
    }
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(body, visit)
  return checked
}

function isCheck(condition: ts.Expression): boolean {
  const text = condition.getText()
  return /\.(?:test|match|includes|has|exec|some|every|indexOf)\(/.test(text) || (/\(/.test(text) && checkingName.test(text))
}

function leaves(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements[statement.statements.length - 1] : statement
  return last !== undefined && (ts.isThrowStatement(last) || ts.isReturnStatement(last) || ts.isContinueStatement(last))
}
