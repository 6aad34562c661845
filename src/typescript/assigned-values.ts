import { ts } from 'ts-morph'
import { findAncestor } from './syntax'

export interface Alternatives {
  readonly expressions: readonly ts.Expression[]
  /** They stand one after the other in the text: `sql += name`. */
  readonly grown: boolean
}

/** `schema ? \`SET …\` : 'RESET …'`, or what a variable is assigned before it is read. */
export function listAlternatives(checker: ts.TypeChecker, expression: ts.Expression): Alternatives | undefined {
  if (ts.isConditionalExpression(expression)) return { expressions: [expression.whenTrue, expression.whenFalse], grown: false }
  if (!ts.isIdentifier(expression)) return undefined
  const declaration = checker.getSymbolAtLocation(expression)?.valueDeclaration
  if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined
  const before = listAssignments(declaration).filter(({ node }) => node.end <= expression.getStart())
  if (before.length === 0) return undefined
  const { initializer } = declaration
  const expressions = [...(initializer ? [initializer] : []), ...before.map(({ node }) => node.right)]
  const block = declaration.parent.parent.parent
  const grown = before.every(({ node, adds }) => adds && node.parent.parent === block)
  return (grown && initializer) || before.every(({ adds }) => !adds) ? { expressions, grown } : undefined
}

/** The initializer of a constant, or of a variable that is assigned once; the elements of enums and object constants too. */
export function constantOf(checker: ts.TypeChecker, expression: ts.Expression): ts.Expression | undefined {
  if (!ts.isIdentifier(expression) && !ts.isPropertyAccessExpression(expression)) return undefined
  let symbol = checker.getSymbolAtLocation(ts.isIdentifier(expression) ? expression : expression.name)
  if (symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0) symbol = checker.getAliasedSymbol(symbol)
  const declaration = symbol?.valueDeclaration
  if (!declaration) return undefined
  if (ts.isPropertyAssignment(declaration) || ts.isEnumMember(declaration)) return declaration.initializer
  if (ts.isPropertyDeclaration(declaration)) {
    const fixed = ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Readonly | ts.ModifierFlags.Static)
    return fixed ? declaration.initializer : undefined
  }
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined
  if ((declaration.parent.flags & ts.NodeFlags.Const) !== 0) return declaration.initializer
  return isReassigned(declaration) ? undefined : declaration.initializer
}

const isReassigned = (declaration: ts.VariableDeclaration): boolean =>
  !ts.isIdentifier(declaration.name) || scopeAround(declaration) === undefined || listAssignments(declaration).length > 0

const scopeAround = (node: ts.Node): ts.Block | ts.SourceFile | undefined =>
  findAncestor(node, (outer): outer is ts.Block | ts.SourceFile => ts.isBlock(outer) || ts.isSourceFile(outer))

/** Every assignment to a variable after its declaration, in source order. */
export function listAssignments(declaration: ts.VariableDeclaration): readonly { node: ts.BinaryExpression; adds: boolean }[] {
  const { name } = declaration
  const found: { node: ts.BinaryExpression; adds: boolean }[] = []
  const visit = (node: ts.Node): void => {
    if (
      ts.isIdentifier(name) &&
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment &&
      ts.isIdentifier(node.left) &&
      node.left.text === name.text
    )
      found.push({ node, adds: node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken })
    ts.forEachChild(node, visit)
  }
  const scope = scopeAround(declaration)
  if (scope) visit(scope)
  return found
}
