import { ts } from 'ts-morph'
import { listAlternatives } from './assigned-values'
import { checkingName, isCheckedBefore, isCheckedIn } from './checked-names'
import { isLiteralData, listOrigins, readsCatalogue } from './name-origins'
import type { ReceiverResolver } from './resolve-receiver'
import { findAncestor, listReturns } from './syntax'
import type { HoleFacts } from './typescript-facts'

interface HoleWorld {
  readonly checker: ts.TypeChecker
  readonly resolver: ReceiverResolver
}

/** What is put into SQL at run time: is it quoted or checked before, and where does it come from? */
export function describeHole(world: HoleWorld, expression: ts.Expression): HoleFacts {
  return {
    text: expression.getText(),
    guard: guardOf(world, expression, 0),
    source: sourceOf(world, expression, 0),
    isText: isText(world.checker.getTypeAtLocation(expression)),
  }
}

const isText = (type: ts.Type): boolean =>
  type.isUnion() ? type.types.every(isText) : type.isIntersection() ? type.types.some(isText) : (type.flags & ts.TypeFlags.StringLike) !== 0

const quotingName =
  /^(?:quote_?ident(?:ifier)?|quoteName|escape_?ident(?:ifier)?|escapeId|ident|quoteIdentifiers?|pgIdent|quoteIdentSafe)$/i
const catalogueColumn = /^(?:schema_name|table_schema|nspname|schemaname|table_name|tablename|relname|search_path)$/

function guardOf(world: HoleWorld, expression: ts.Expression, depth: number): HoleFacts['guard'] {
  if (depth > 6) return undefined
  const inner =
    ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression) || ts.isNonNullExpression(expression)
      ? expression.expression
      : expression
  const { flags } = world.checker.getTypeAtLocation(inner)
  if ((flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike | ts.TypeFlags.BooleanLike)) !== 0) return 'integer'
  if ((flags & ts.TypeFlags.StringLiteral) !== 0) return 'constant'
  const type = world.checker.getTypeAtLocation(inner)
  if (type.isUnion() && type.types.every((part) => part.isStringLiteral())) return 'constant'
  if (ts.isStringLiteralLike(inner)) return 'constant'
  if (ts.isBinaryExpression(inner)) return both(guardOf(world, inner.left, depth + 1), guardOf(world, inner.right, depth + 1))
  if (ts.isConditionalExpression(inner)) return both(guardOf(world, inner.whenTrue, depth + 1), guardOf(world, inner.whenFalse, depth + 1))
  if (ts.isTemplateExpression(inner)) return inner.templateSpans.map((span) => guardOf(world, span.expression, depth + 1)).reduce(both)
  if (ts.isCallExpression(inner)) return guardOfCall(world, inner, depth)
  if (ts.isPropertyAccessExpression(inner) && catalogueColumn.test(inner.name.text)) return 'catalogue'
  if (isCheckedBefore(inner)) return 'validated'
  if (ts.isPropertyAccessExpression(inner) && inner.expression.kind === ts.SyntaxKind.ThisKeyword) return guardOfMember(world, inner, depth)
  const [made, ...further] = listOrigins(world.checker, inner)
  // const result = Name.safeParse(input)
  if (made && ts.isPropertyAccessExpression(inner) && ts.isCallExpression(made) && checkingName.test(made.expression.getText()))
    return 'validated'
  for (const origin of made ? [made, ...further] : []) {
    if (isLiteralData(origin)) return 'constant'
    if (readsCatalogue(world.checker, origin)) return 'catalogue'
  }
  if (ts.isIdentifier(inner)) {
    const assigned = listAlternatives(world.checker, inner)
    if (assigned) return assigned.expressions.map((each) => guardOf(world, each, depth + 1)).reduce(both)
    const declaration = world.checker.getSymbolAtLocation(inner)?.valueDeclaration
    if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer)
      return guardOf(world, declaration.initializer, depth + 1)
    if (declaration && ts.isVariableDeclaration(declaration) && ts.isForOfStatement(declaration.parent.parent))
      return guardOf(world, declaration.parent.parent.expression, depth + 1)
    if (declaration && ts.isBindingElement(declaration)) {
      const name = declaration.propertyName ?? declaration.name
      if (ts.isIdentifier(name) && catalogueColumn.test(name.text)) return 'catalogue'
    }
  }
  return undefined
}

/** `this.schema`, where the constructor checks or quotes what it keeps. */
function guardOfMember(world: HoleWorld, member: ts.PropertyAccessExpression, depth: number): HoleFacts['guard'] {
  const declaration = world.checker.getSymbolAtLocation(member.name)?.valueDeclaration
  if (!declaration) return undefined
  if (ts.isParameter(declaration) && ts.isConstructorDeclaration(declaration.parent)) {
    const body = declaration.parent.body
    return body && isCheckedIn(body, [declaration.name.getText(), member.getText()], body.end) ? 'validated' : undefined
  }
  const assigned = assignedIn(declaration, member.getText())
  if (assigned.length === 0)
    return ts.isPropertyDeclaration(declaration) && declaration.initializer ? guardOf(world, declaration.initializer, depth + 1) : undefined
  return assigned.map((value) => guardOf(world, value, depth + 1)).reduce(both)
}

function assignedIn(declaration: ts.Declaration, text: string): ts.Expression[] {
  const owner = findAncestor(declaration, ts.isClassLike)
  const found: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.left.getText() === text)
      found.push(node.right)
    ts.forEachChild(node, visit)
  }
  if (owner) visit(owner)
  return found
}

const both = (left: HoleFacts['guard'], right: HoleFacts['guard']): HoleFacts['guard'] =>
  left && right ? (left === 'constant' ? right : left) : undefined

function guardOfCall(world: HoleWorld, call: ts.CallExpression, depth: number): HoleFacts['guard'] {
  const callee = call.expression
  const name = ts.isIdentifier(callee) ? callee.text : ts.isPropertyAccessExpression(callee) ? callee.name.text : ''
  if (['Number', 'parseInt', 'BigInt'].includes(name)) return 'integer'
  if (world.resolver.exportOf(callee)?.module === 'pg-format') return 'quoted'
  if (quotingName.test(name)) return 'quoted'
  // pgp.as.name(schema)
  if (/\bas\.(?:name|alias|format)$/.test(callee.getText())) return 'quoted'
  if (name === 'String' && call.arguments.length === 1 && call.arguments[0]) return guardOf(world, call.arguments[0], depth + 1)
  if (ts.isPropertyAccessExpression(callee) && name === 'join') return guardOf(world, callee.expression, depth + 1)
  if (ts.isPropertyAccessExpression(callee) && name === 'map') {
    const [mapper] = call.arguments
    if (mapper && ts.isIdentifier(mapper)) return quotingName.test(mapper.text) || quotesItsArgument(world, mapper) ? 'quoted' : undefined
    if (mapper && ts.isArrowFunction(mapper) && !ts.isBlock(mapper.body)) return guardOf(world, mapper.body, depth + 1)
    return undefined
  }
  if (madeHere.test(rootCall(call))) return 'validated'
  // `s.replace(/"/g, '""')` doubles the quotes, and `s.replace(/[^a-z0-9_]/g, '')` leaves nothing to inject.
  if (ts.isPropertyAccessExpression(callee) && (name === 'replace' || name === 'replaceAll')) return isCleaning(call) ? 'quoted' : undefined
  if (ts.isPropertyAccessExpression(callee) && ['toString', 'trim', 'toLowerCase'].includes(name))
    return guardOf(world, callee.expression, depth + 1)
  if (checkingName.test(name)) return 'validated'
  return quotesItsArgument(world, callee) || returnsGuarded(world, callee, depth) ? 'quoted' : undefined
}

/** `const path = (...names: string[]) => names.map(quote).join(', ')`: whatever it returns is quoted or checked. */
function returnsGuarded(world: HoleWorld, callee: ts.Expression, depth: number): boolean {
  let symbol = world.checker.getSymbolAtLocation(ts.isPropertyAccessExpression(callee) ? callee.name : callee)
  if (symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0) symbol = world.checker.getAliasedSymbol(symbol)
  const declaration = symbol?.valueDeclaration
  const target = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration
  if (!target || !ts.isFunctionLike(target) || !('body' in target) || !target.body) return false
  const body: ts.Node = target.body
  const results = ts.isBlock(body) ? listReturns(body) : ts.isExpression(body) ? [body] : []
  return results.length > 0 && results.every((result) => guardOf(world, result, depth + 1) !== undefined)
}

/** Names made on the spot hold nothing that anyone could have put there. */
const madeHere = /^(?:(?:crypto\.)?random(?:UUID|Bytes|Int)|nanoid|uuid(?:v4)?|v4|Date\.now|Math\.random|cuid|ulid)$/

/** `randomUUID().replaceAll('-', '')` -> `randomUUID`. */
function rootCall(call: ts.CallExpression): string {
  let root: ts.CallExpression = call
  for (;;) {
    const { expression } = root
    if (!ts.isPropertyAccessExpression(expression) || !ts.isCallExpression(expression.expression)) return expression.getText()
    root = expression.expression
  }
}

function isCleaning(call: ts.CallExpression): boolean {
  const [pattern, replacement] = call.arguments
  if (!pattern || !replacement || !ts.isStringLiteralLike(replacement)) return false
  // Inside quotes a name without quotes in it cannot end them.
  if (replacement.text === '""' || replacement.text === '') if (/^(?:\/"\/\w*g|'"'|"\\"")/.test(pattern.getText())) return true
  return ts.isRegularExpressionLiteral(pattern) && /^\/\[\^[\w\\-]+\]\+?\/\w*g/.test(pattern.text)
}

/** `const q = (s) => '"' + s.replace(/"/g, '""') + '"'`. */
function quotesItsArgument(world: HoleWorld, callee: ts.Expression): boolean {
  let symbol = world.checker.getSymbolAtLocation(ts.isPropertyAccessExpression(callee) ? callee.name : callee)
  if (symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0) symbol = world.checker.getAliasedSymbol(symbol)
  const declaration = symbol?.valueDeclaration
  const target = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration
  if (!target || !ts.isFunctionLike(target) || !('body' in target) || !target.body) return false
  const body: ts.Node = target.body
  const results = ts.isBlock(body) ? listReturns(body) : [body]
  const cleans = (node: ts.Node): boolean =>
    (ts.isCallExpression(node) && isCleaning(node)) || (ts.forEachChild(node, (child) => cleans(child) || undefined) ?? false)
  return results.length > 0 && (results.every(cleans) || (/\.test\(|\.match\(/.test(body.getText()) && /\bthrow\b/.test(body.getText())))
}

const requestName = /^(?:req|request|ctx|context|event|headers?|params|query|body)$/

function sourceOf(world: HoleWorld, expression: ts.Expression, depth: number): HoleFacts['source'] {
  if (depth > 6) return 'unknown'
  // String(request.headers['x-tenant'])
  if (
    ts.isCallExpression(expression) &&
    ts.isIdentifier(expression.expression) &&
    expression.expression.text === 'String' &&
    expression.arguments[0]
  )
    return sourceOf(world, expression.arguments[0], depth + 1)
  // process.env.DB_SCHEMA ?? 'public'
  if (
    ts.isBinaryExpression(expression) &&
    [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken].includes(expression.operatorToken.kind)
  )
    return sourceOf(world, expression.left, depth + 1)
  let root: ts.Expression = expression
  while (
    ts.isPropertyAccessExpression(root) ||
    ts.isElementAccessExpression(root) ||
    ts.isCallExpression(root) ||
    ts.isNonNullExpression(root)
  ) {
    if (root.getText() === 'process.env' || root.getText() === 'import.meta.env') return 'environment'
    if (root.getText() === 'process.argv') return 'argument'
    root = root.expression
  }
  if (root.kind === ts.SyntaxKind.ThisKeyword) return sourceOfMember(world, expression, depth)
  if (!ts.isIdentifier(root)) return 'unknown'
  if (requestName.test(root.text) && root !== expression) return 'request'
  const declaration = world.checker.getSymbolAtLocation(root)?.valueDeclaration
  if (!declaration) return 'unknown'
  if (ts.isParameter(declaration)) return sourceOfParameter(declaration)
  if (ts.isBindingElement(declaration)) {
    const variable = findAncestor(declaration, ts.isVariableDeclaration)
    if (variable?.initializer) return sourceOf(world, variable.initializer, depth + 1)
    const parameter = findAncestor(declaration, ts.isParameter)
    return parameter ? sourceOfParameter(parameter) : 'unknown'
  }
  if (ts.isVariableDeclaration(declaration)) {
    if (ts.isForOfStatement(declaration.parent.parent)) return sourceOf(world, declaration.parent.parent.expression, depth + 1)
    return declaration.initializer ? sourceOf(world, declaration.initializer, depth + 1) : 'unknown'
  }
  return 'unknown'
}

/** `this.schema`, which the constructor took from the request. */
function sourceOfMember(world: HoleWorld, expression: ts.Expression, depth: number): HoleFacts['source'] {
  if (!ts.isPropertyAccessExpression(expression) || expression.expression.kind !== ts.SyntaxKind.ThisKeyword) return 'unknown'
  const declaration = world.checker.getSymbolAtLocation(expression.name)?.valueDeclaration
  const [value, ...more] = declaration ? assignedIn(declaration, expression.getText()) : []
  return value && more.length === 0 ? sourceOf(world, value, depth + 1) : 'unknown'
}

/** `@Param('schema') schema: string` of NestJS is what the client sent. */
function sourceOfParameter(parameter: ts.ParameterDeclaration): HoleFacts['source'] {
  const decorators = ts.canHaveDecorators(parameter) ? (ts.getDecorators(parameter) ?? []) : []
  return decorators.some(({ expression }) => requestDecorator.test(expression.getText())) ? 'request' : 'caller'
}

const requestDecorator = /^(?:Param|Query|Body|Headers?|Cookies?|Req|Request)\b/
