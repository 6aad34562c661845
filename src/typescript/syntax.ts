import { ts } from 'ts-morph'

/** The innermost node around one, itself included, that satisfies a test. */
export function findAncestor<T extends ts.Node>(node: ts.Node, test: (candidate: ts.Node) => candidate is T): T | undefined {
  for (let at: ts.Node | undefined = node; at; at = at.parent) if (test(at)) return at
  return undefined
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
