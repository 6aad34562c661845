import { ts } from 'ts-morph'
import { findAncestor, rootOf } from './syntax'
import { writtenText } from './written-text'

/** What the value at the root was made of: through names, loops, callbacks of `map`, and `const { rows } = …`. */
export function listOrigins(checker: ts.TypeChecker, expression: ts.Expression): ts.Expression[] {
  const found: ts.Expression[] = []
  let at = expression
  while (found.length < 6) {
    const root = rootOf(at)
    const declaration = ts.isIdentifier(root) ? checker.getSymbolAtLocation(root)?.valueDeclaration : undefined
    const next = declaration && originOf(declaration)
    if (!next) return found
    at = next
    while (ts.isAwaitExpression(at) || ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isNonNullExpression(at))
      at = at.expression
    found.push(at)
  }
  return found
}

function originOf(declaration: ts.Declaration): ts.Expression | undefined {
  const variable = findAncestor(declaration, ts.isVariableDeclaration)
  const parameter = findAncestor(declaration, ts.isParameter)
  if (!variable || (parameter && variable.pos < parameter.pos)) return parameter && listOfCallback(parameter)
  if (ts.isForOfStatement(variable.parent.parent)) return variable.parent.parent.expression
  const { initializer } = variable
  // `let source: DataSource | null = null`: what it is given later counts.
  const stays = (variable.parent.flags & ts.NodeFlags.Const) !== 0
  return stays || (initializer && !isLiteralData(initializer)) ? initializer : undefined
}

/** `rows.map((row) => …)`: the list. */
function listOfCallback(parameter: ts.ParameterDeclaration): ts.Expression | undefined {
  const call = parameter.parent.parent
  return parameter.parent.parameters[0] === parameter &&
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    ['map', 'forEach', 'filter', 'flatMap', 'some', 'every', 'find'].includes(call.expression.name.text)
    ? call.expression.expression
    : undefined
}

/** A list or table of texts written down. */
export function isLiteralData(node: ts.Expression): boolean {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) return isLiteralData(node.expression)
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteralData)
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every((property) => ts.isPropertyAssignment(property) && isLiteralData(property.initializer))
  if (ts.isNewExpression(node))
    return (
      /^(?:Map|Set)$/.test(node.expression.getText()) && (node.arguments?.length ?? 0) > 0 && (node.arguments ?? []).every(isLiteralData)
    )
  return (
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind)
  )
}

/** `pool.query('SELECT nspname AS schema FROM pg_namespace')`. */
export const readsCatalogue = (checker: ts.TypeChecker, node: ts.Expression): boolean =>
  ts.isCallExpression(node) &&
  node.arguments.some((argument) =>
    /^[`'"][\s\S]*\b(?:pg_namespace|pg_class|pg_tables|information_schema)\b/i.test(writtenText(checker, argument)),
  )
