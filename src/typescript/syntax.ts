import { ts } from 'ts-morph'

/** The innermost node around one, itself included, that satisfies a test. */
export function findAncestor<T extends ts.Node>(node: ts.Node, test: (candidate: ts.Node) => candidate is T): T | undefined {
  for (let at: ts.Node | undefined = node; at; at = at.parent) if (test(at)) return at
  return undefined
}

export type FunctionNode = ts.FunctionLikeDeclaration
export const isFunction = (node: ts.Node): node is FunctionNode => ts.isFunctionLike(node) && 'body' in node

/** `a.b(c)[d]` -> `a`. */
export function rootOf(expression: ts.Expression): ts.Expression {
  let root = expression
  while (
    ts.isPropertyAccessExpression(root) ||
    ts.isCallExpression(root) ||
    ts.isElementAccessExpression(root) ||
    ts.isParenthesizedExpression(root) ||
    ts.isAwaitExpression(root) ||
    ts.isNonNullExpression(root) ||
    ts.isAsExpression(root)
  )
    root = root.expression
  return root
}

/** The values that a body returns; nested functions keep theirs. */
export function listReturns(body: ts.Block): ts.Expression[] {
  const found: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression)
    else if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit)
  }
  ts.forEachChild(body, visit)
  return found
}

/** `require('pg')` and `import('pg')`: the package; undefined for files of the project. */
export function moduleOfRequire(expression: ts.Expression): string | undefined {
  if (!ts.isCallExpression(expression)) return undefined
  const isRequire = ts.isIdentifier(expression.expression) && expression.expression.text === 'require'
  const isImport = expression.expression.kind === ts.SyntaxKind.ImportKeyword
  const [argument] = expression.arguments
  return (isRequire || isImport) && argument && ts.isStringLiteral(argument) && !argument.text.startsWith('.') ? argument.text : undefined
}

/** An expression without parentheses and words of types. */
export function unwrap(expression: ts.Expression): ts.Expression {
  const isWrapper =
    ts.isParenthesizedExpression(expression) ||
    ts.isAsExpression(expression) ||
    ts.isNonNullExpression(expression) ||
    ts.isSatisfiesExpression(expression)
  return isWrapper ? unwrap(expression.expression) : expression
}
