import { ts } from 'ts-morph'
import { listAssignments } from './assigned-values'
import { type FunctionNode, findAncestor, isFunction, rootOf } from './syntax'

export interface PoolHook {
  readonly name: string
  /** What it puts into its SQL is the same for every connection of the pool: one path for each pool. */
  readonly perPool: boolean
}

const hookNames = new Set([
  'afterCreate',
  'afterConnect',
  'onConnect',
  'onConnection',
  'onCreateConnection',
  'onReserveConnection',
  'connect',
])

/** `pool.on('connect', (client) => …)`, `pool: { afterCreate(connection, done) { … } }`, `sequelize.addHook('afterConnect', …)`. */
export function poolHookOf(checker: ts.TypeChecker, node: ts.Node): PoolHook | undefined {
  for (let at = findAncestor(node.parent, isFunction); at; at = findAncestor(at.parent, isFunction)) {
    const name = hookName(at)
    if (name) return { name, perPool: comesFromOutside(checker, at, node) }
  }
  return undefined
}

function hookName(at: FunctionNode): string | undefined {
  const holder = at.parent
  if (ts.isCallExpression(holder) && ts.isPropertyAccessExpression(holder.expression)) {
    const [name] = holder.arguments
    const method = holder.expression.name.text
    if (
      ['on', 'once', 'addListener', 'addHook', 'beforeConnect', 'hook'].includes(method) &&
      name &&
      ts.isStringLiteralLike(name) &&
      hookNames.has(name.text)
    )
      return name.text
    if (['afterConnect'].includes(method)) return method
  }
  if ((ts.isPropertyAssignment(holder) || ts.isPropertyDeclaration(holder)) && hookNames.has(holder.name.getText()))
    return holder.name.getText()
  if (ts.isMethodDeclaration(at) && ts.isObjectLiteralExpression(at.parent) && hookNames.has(at.name.getText())) return at.name.getText()
  return undefined
}

/** Calls that make the same text of the same values; anything else may ask for the tenant of the moment. */
const pureCall = /^(?:escape\w*|quote\w*|String|join|map|replace(?:All)?|trim|toLowerCase|toString|format|ident|raw|identifier|id|ref)$/

/** Every name in the template parts of a statement is bound outside the hook, and stays what it is. */
function comesFromOutside(checker: ts.TypeChecker, hook: FunctionNode, statement: ts.Node): boolean {
  const isConstant = (expression: ts.Node, depth: number): boolean => {
    if (depth > 6) return false
    if (ts.isCallExpression(expression)) {
      const callee = expression.expression
      const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : ''
      if (!pureCall.test(name)) return false
      const owner = ts.isPropertyAccessExpression(callee) ? rootOf(callee) : undefined
      // `client.escapeIdentifier(schema)`: whose method it is does not matter.
      const isMethodOfValue = owner && ['join', 'map', 'replace', 'replaceAll', 'trim', 'toLowerCase', 'toString'].includes(name)
      return (
        (!isMethodOfValue || !ts.isPropertyAccessExpression(callee) || isConstant(callee.expression, depth + 1)) &&
        expression.arguments.every((argument) => isConstant(argument, depth + 1))
      )
    }
    if (ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression)) {
      const root = rootOf(expression)
      if (root.kind === ts.SyntaxKind.ThisKeyword) return isReadonly(checker, expression)
      return isConstant(root, depth + 1)
    }
    if (ts.isIdentifier(expression)) {
      const declaration = checker.getSymbolAtLocation(expression)?.valueDeclaration
      if (!declaration) return expression.text === 'process' || expression.text === 'undefined'
      if (ts.isFunctionLike(declaration)) return pureCall.test(expression.text)
      const inside = hook.getStart() <= declaration.getStart() && declaration.end <= hook.end
      if (ts.isParameter(declaration)) return !inside
      if (!ts.isVariableDeclaration(declaration)) return !inside
      const fixed = (declaration.parent.flags & ts.NodeFlags.Const) !== 0 || listAssignments(declaration).length === 0
      return fixed && (!inside || (declaration.initializer !== undefined && isConstant(declaration.initializer, depth + 1)))
    }
    return ts.forEachChild(expression, (child) => !isPart(child, depth) || undefined) !== true
  }
  const isPart = (child: ts.Node, depth: number): boolean =>
    !ts.isExpression(child) && !ts.isTemplateSpan(child) ? true : ts.isArrowFunction(child) ? true : isConstant(child, depth + 1)
  const [argument] = ts.isCallExpression(statement) ? statement.arguments : [statement]
  return argument !== undefined && isConstant(argument, 0)
}

/** `private readonly schema: string`: nobody changes it between two connections. */
function isReadonly(checker: ts.TypeChecker, expression: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
  const declaration = checker.getSymbolAtLocation(
    ts.isPropertyAccessExpression(expression) ? expression.name : expression,
  )?.valueDeclaration
  return (
    declaration !== undefined &&
    (ts.isPropertyDeclaration(declaration) || ts.isParameter(declaration)) &&
    (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0
  )
}
