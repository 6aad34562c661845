import { ts } from 'ts-morph'
import { constantOf } from './assigned-values'

/** The source of an expression, or of the constant that it names. */
export const writtenText = (checker: ts.TypeChecker, node: ts.Expression): string => (constantOf(checker, node) ?? node).getText()

/** The source of a piece of code, with the constants that its calls are given. */
export function writtenIn(checker: ts.TypeChecker, code: ts.Node): string {
  const texts = [code.getText()]
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node))
      for (const argument of node.arguments) if (constantOf(checker, argument)) texts.push(writtenText(checker, argument))
    ts.forEachChild(node, visit)
  }
  visit(code)
  return texts.join('\n')
}
