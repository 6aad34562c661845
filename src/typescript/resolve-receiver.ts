import { ts } from 'ts-morph'
import { listAssignments } from './assigned-values'
import { speaksToOther } from './other-dialects'
import { assignedProperty, eitherOf, isInjected, isNothing, mayBeTransaction, roleUnknown } from './receiver-choice'
import {
  calledOf,
  connectionOf,
  type Receiver,
  receiverOfCallback,
  receiverOfExport,
  receiverOfMethod,
  receiverOfProperty,
} from './sql-libraries'
import { findAncestor, listReturns, moduleOfRequire } from './syntax'

/** Follows an expression to the library that made it: by imports, annotations, constructors and callbacks, never by its name. */
export interface ReceiverResolver {
  receiverOf(expression: ts.Expression): Receiver | undefined
  /** The package and exported name that an expression is, `drizzle-orm` and `sql`; members joined by dots. */
  exportOf(expression: ts.Expression): { readonly module: string; readonly name: string } | undefined
}

const maximalDepth = 12

export function createReceiverResolver(checker: ts.TypeChecker): ReceiverResolver {
  const receiverOf = (expression: ts.Expression, depth = 0): Receiver | undefined => {
    if (depth > maximalDepth) return undefined
    const next = (inner: ts.Expression) => receiverOf(inner, depth + 1)
    if (ts.isParenthesizedExpression(expression) || ts.isAwaitExpression(expression) || ts.isNonNullExpression(expression))
      return next(expression.expression)
    if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression))
      return receiverOfType(expression.type, depth + 1) ?? next(expression.expression)
    if (ts.isBinaryExpression(expression)) {
      const { left, right, operatorToken } = expression
      if (operatorToken.kind === ts.SyntaxKind.EqualsToken || isNothing(left)) return next(right)
      return isNothing(right) ? next(left) : eitherOf(next(left), next(right), right)
    }
    if (ts.isConditionalExpression(expression)) {
      const { whenTrue, whenFalse } = expression
      if (isNothing(whenTrue)) return next(whenFalse)
      return isNothing(whenFalse) ? next(whenTrue) : eitherOf(next(whenTrue), next(whenFalse), whenFalse)
    }
    if (ts.isNewExpression(expression))
      return speaksToOther(checker, expression)
        ? other
        : (made(next(expression.expression)) ?? receiverOfClass(symbolOf(expression.expression), depth + 1))
    const required = moduleOfRequire(expression)
    if (required) return receiverOfExport(required, 'default')
    if (ts.isCallExpression(expression)) return receiverOfCall(expression, depth)
    if (expression.kind === ts.SyntaxKind.ThisKeyword) {
      const owner = findAncestor(expression, ts.isClassLike)
      return owner ? receiverOfHeritage(owner, depth + 1) : undefined
    }
    const exported = exportOf(expression)
    if (exported) return receiverOfExport(exported.module, exported.name)
    if (ts.isPropertyAccessExpression(expression)) {
      const owner = next(expression.expression)
      const member = owner && receiverOfProperty(owner, expression.name.text)
      if (member) return member
    }
    if (ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression)) {
      const symbol = symbolOf(expression)
      const found = (symbol?.declarations ?? [])
        .map((declaration) => receiverOfDeclaration(declaration, depth + 1))
        .find((receiver) => receiver !== undefined)
      return found ?? receiverOfCompilerType(checker.getTypeAtLocation(expression))
    }
    return undefined
  }

  const receiverOfCall = (call: ts.CallExpression, depth: number): Receiver | undefined => {
    const callee = call.expression
    const factory = receiverOf(callee, depth + 1)
    if (factory?.shape === 'constructor') {
      if (speaksToOther(checker, call)) return other
      if (factory.library !== 'drizzle') return calledOf(factory)
      // drizzle(client), drizzle({ client }): it sends to whatever it is given.
      const given = drizzleClient(call)
      const role = given && receiverOf(given, depth + 1)?.role
      return { ...calledOf(factory), ...(given && role === undefined ? { role: 'unknown' } : role ? { role } : {}) }
    }
    if (ts.isPropertyAccessExpression(callee)) {
      const owner = receiverOf(callee.expression, depth + 1)
      const result = owner && receiverOfMethod(owner, callee.name.text)
      if (result) return result
      // `db.transaction().execute(async (trx) => …)` hands on through a builder; the builder itself stays the connection.
      if (owner?.library === 'kysely' && ['transaction', 'setIsolationLevel', 'setAccessMode', 'connection'].includes(callee.name.text))
        return owner
    }
    const signature = checker.getResolvedSignature(call)?.declaration
    if (!signature || ts.isJSDocSignature(signature)) return undefined
    const byType = signature.type ? receiverOfType(signature.type, depth + 1) : undefined
    if (byType && !mayBeTransaction(byType)) return byType
    const body = 'body' in signature ? signature.body : undefined
    if (!body) return byType && roleUnknown(byType)
    const results = (ts.isBlock(body) ? listReturns(body) : [body]).map((value) => receiverOf(value, depth + 1))
    const [first] = results
    if (byType) return first && results.every((result) => result?.role === first.role) ? first : roleUnknown(byType)
    return results.find((receiver) => receiver !== undefined)
  }

  /** The connection that a call of `drizzle` wraps; undefined where it makes its own of a URL. */
  const drizzleClient = ({ arguments: [first] }: ts.CallExpression): ts.Expression | undefined => {
    if (!first || ts.isStringLiteralLike(first)) return undefined
    if (!ts.isObjectLiteralExpression(first)) return isText(first) ? undefined : first
    for (const property of first.properties) {
      if (property.name?.getText() !== 'client') continue
      if (ts.isPropertyAssignment(property)) return property.initializer
      if (ts.isShorthandPropertyAssignment(property)) return property.name
    }
    return undefined
  }

  const isText = (expression: ts.Expression): boolean =>
    (checker.getTypeAtLocation(expression).flags & ts.TypeFlags.StringLike) !== 0 || /\bprocess\.env\b/.test(expression.getText())

  const receiverOfDeclaration = (declaration: ts.Declaration, depth: number): Receiver | undefined => {
    if (depth > maximalDepth) return undefined
    if (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isPropertySignature(declaration)) {
      const typed = declaration.type && receiverOfType(declaration.type, depth + 1)
      const initializer = ts.isPropertySignature(declaration) ? undefined : declaration.initializer
      if (typed && mayBeTransaction(typed)) {
        if (isInjected(declaration)) return typed
        const value = initializer ?? assignedProperty(declaration)
        return (value && receiverOf(value, depth + 1)) ?? roleUnknown(typed)
      }
      if (typed) return typed
      const made = initializer && receiverOf(initializer, depth + 1)
      if (made || !ts.isVariableDeclaration(declaration)) return made
      // let db; db = knex(config)
      return listAssignments(declaration)
        .map(({ node }) => receiverOf(node.right, depth + 1))
        .find((receiver) => receiver !== undefined)
    }
    if (ts.isParameter(declaration)) {
      const typed = declaration.type && receiverOfType(declaration.type, depth + 1)
      if (typed && mayBeTransaction(typed) && !isInjected(declaration)) return roleUnknown(typed)
      return (
        typed ??
        receiverOfParameter(declaration, depth + 1) ??
        (declaration.initializer ? receiverOf(declaration.initializer, depth + 1) : undefined)
      )
    }
    if (ts.isPropertyAssignment(declaration)) return receiverOf(declaration.initializer, depth + 1)
    // const { manager } = queryRunner
    if (ts.isBindingElement(declaration) && ts.isObjectBindingPattern(declaration.parent)) {
      const variable = declaration.parent.parent
      const name = declaration.propertyName ?? declaration.name
      const owner = ts.isVariableDeclaration(variable) && variable.initializer ? receiverOf(variable.initializer, depth + 1) : undefined
      return owner && ts.isIdentifier(name) ? receiverOfProperty(owner, name.text) : undefined
    }
    if (ts.isShorthandPropertyAssignment(declaration)) {
      const value = checker.getShorthandAssignmentValueSymbol(declaration)?.declarations?.[0]
      return value ? receiverOfDeclaration(value, depth + 1) : undefined
    }
    if (ts.isExportAssignment(declaration)) return receiverOf(declaration.expression, depth + 1)
    // `this.pool = new Pool()` and `module.exports.pool = …` in JavaScript.
    if (ts.isBinaryExpression(declaration)) return receiverOf(declaration.right, depth + 1)
    if (ts.isPropertyAccessExpression(declaration) && ts.isBinaryExpression(declaration.parent))
      return receiverOf(declaration.parent.right, depth + 1)
    if (ts.isGetAccessor(declaration)) return declaration.type ? receiverOfType(declaration.type, depth + 1) : undefined
    return undefined
  }

  /** A parameter of a callback that a library calls. */
  const receiverOfParameter = (parameter: ts.ParameterDeclaration, depth: number): Receiver | undefined => {
    const callback = parameter.parent
    if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return undefined
    if (callback.parameters[0] !== parameter && !(callback.parameters[1] === parameter)) return undefined
    const call = callback.parent
    if (ts.isPropertyAssignment(call) || ts.isMethodDeclaration(call)) return undefined
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined
    const owner = receiverOf(call.expression.expression, depth + 1)
    if (owner?.shape !== 'connection') return undefined
    if (owner.library === 'kysely' && call.expression.name.text === 'execute') {
      const builder = call.expression.expression.getText()
      return /\btransaction\(/.test(builder)
        ? { ...owner, role: 'transaction' }
        : /\bconnection\(/.test(builder)
          ? { ...owner, role: 'client' }
          : undefined
    }
    if (callback.parameters[0] !== parameter)
      return owner.library === 'pg' && call.expression.name.text === 'connect' ? receiverOfCallback(owner, 'connect') : undefined
    return receiverOfCallback(owner, call.expression.name.text)
  }

  const receiverOfType = (node: ts.TypeNode, depth: number): Receiver | undefined => {
    if (depth > maximalDepth) return undefined
    if (ts.isParenthesizedTypeNode(node)) return receiverOfType(node.type, depth + 1)
    if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) {
      const parts = node.types.flatMap((part) => receiverOfType(part, depth + 1) ?? [])
      const [first] = parts
      return first && parts.every((part) => part.role === first.role) ? first : first && { ...first, role: 'unknown' }
    }
    if (ts.isTypeQueryNode(node)) return ts.isIdentifier(node.exprName) ? receiverOf(node.exprName, depth + 1) : undefined
    if (!ts.isTypeReferenceNode(node)) return undefined
    const [argument] = node.typeArguments ?? []
    const name = node.typeName.getText()
    if (argument && ['Promise', 'ReturnType', 'Awaited', 'Readonly', 'NonNullable', 'Omit', 'Pick', 'Partial'].includes(name)) {
      const inner = receiverOfType(argument, depth + 1)
      return inner && made(inner)
    }
    const exported = exportOfEntity(node.typeName)
    if (exported) return made(receiverOfExport(exported.module, exported.name))
    const symbol = symbolOf(node.typeName)
    const alias = symbol?.declarations?.find(ts.isTypeAliasDeclaration)
    if (alias) return receiverOfType(alias.type, depth + 1)
    return receiverOfClass(symbol, depth + 1) ?? receiverOfCompilerType(checker.getTypeAtLocation(node))
  }

  /** `class Database extends PrismaClient`. */
  const receiverOfClass = (symbol: ts.Symbol | undefined, depth: number): Receiver | undefined => {
    for (const declaration of symbol?.declarations ?? []) {
      if (!ts.isClassLike(declaration) && !ts.isInterfaceDeclaration(declaration)) continue
      const found = receiverOfHeritage(declaration, depth + 1)
      if (found) return found
    }
    return undefined
  }

  const receiverOfHeritage = (node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration, depth: number): Receiver | undefined => {
    if (depth > maximalDepth) return undefined
    for (const clause of node.heritageClauses ?? []) {
      if (clause.token !== ts.SyntaxKind.ExtendsKeyword) continue
      for (const base of clause.types) {
        const found = made(receiverOf(base.expression, depth + 1)) ?? receiverOfClass(symbolOf(base.expression), depth + 1)
        if (found) return found
      }
    }
    return undefined
  }

  /** With packages installed the compiler knows more than syntax tells: a type declared in `node_modules/@types/pg`. */
  const receiverOfCompilerType = (type: ts.Type): Receiver | undefined => {
    const symbol = type.aliasSymbol ?? type.getSymbol()
    const file = symbol?.declarations?.[0]?.getSourceFile().fileName
    const found = file && /\/node_modules\/(?!.*\/node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(file)
    if (!symbol || !found?.[1]) return undefined
    const module = found[1].replace(/^@types\//, '')
    return made(receiverOfExport(module === 'drizzle-orm' ? 'drizzle-orm/any' : module, symbol.name))
  }

  const exportOf = (expression: ts.Expression, depth = 0): { module: string; name: string } | undefined => {
    if (depth > maximalDepth) return undefined
    if (ts.isParenthesizedExpression(expression) || ts.isAwaitExpression(expression)) return exportOf(expression.expression, depth + 1)
    const required = moduleOfRequire(expression)
    if (required) return { module: required, name: 'default' }
    if (ts.isPropertyAccessExpression(expression)) {
      const owner = exportOf(expression.expression, depth + 1)
      return owner && { module: owner.module, name: joinName(owner.name, expression.name.text) }
    }
    if (!ts.isIdentifier(expression)) return undefined
    const direct = exportOfEntity(expression)
    if (direct) return direct
    // const { Pool } = pg; const Pool = pg.Pool; const knex = require('knex')
    const declaration = symbolOf(expression)?.declarations?.[0]
    if (!declaration) return undefined
    if (ts.isVariableDeclaration(declaration) && declaration.initializer && ts.isIdentifier(declaration.name)) {
      const { initializer } = declaration
      const isPlain =
        ts.isIdentifier(initializer) || ts.isPropertyAccessExpression(initializer) || moduleOfRequire(initializer) !== undefined
      return isPlain ? exportOf(initializer, depth + 1) : undefined
    }
    if (ts.isBindingElement(declaration)) {
      const variable = findAncestor(declaration, ts.isVariableDeclaration)
      const property = declaration.propertyName ?? declaration.name
      const owner = variable?.initializer && declaration.parent.parent === variable ? exportOf(variable.initializer, depth + 1) : undefined
      return owner && ts.isIdentifier(property) ? { module: owner.module, name: joinName(owner.name, property.text) } : undefined
    }
    return undefined
  }

  /** A name bound by an import of a package; imports of the project's own files are followed by the compiler instead. */
  const exportOfEntity = (name: ts.EntityName | ts.Expression): { module: string; name: string } | undefined => {
    if (ts.isQualifiedName(name)) {
      const owner = exportOfEntity(name.left)
      return owner && { module: owner.module, name: joinName(owner.name, name.right.text) }
    }
    if (!ts.isIdentifier(name)) return undefined
    for (const declaration of checker.getSymbolAtLocation(name)?.declarations ?? []) {
      const clause = findAncestor(declaration, ts.isImportDeclaration)
      const specifier = clause?.moduleSpecifier
      if (ts.isImportEqualsDeclaration(declaration) && ts.isExternalModuleReference(declaration.moduleReference)) {
        const { expression } = declaration.moduleReference
        if (ts.isStringLiteral(expression)) return { module: expression.text, name: 'default' }
      }
      if (!specifier || !ts.isStringLiteral(specifier)) continue
      if (isProjectFile(specifier)) continue
      if (ts.isImportSpecifier(declaration)) return { module: specifier.text, name: (declaration.propertyName ?? declaration.name).text }
      if (ts.isImportClause(declaration) || ts.isNamespaceImport(declaration)) return { module: specifier.text, name: 'default' }
    }
    return undefined
  }

  const isProjectFile = (specifier: ts.StringLiteral): boolean => {
    const target = checker.getSymbolAtLocation(specifier)?.declarations?.[0]?.getSourceFile().fileName
    return target !== undefined && !target.includes('/node_modules/') && !target.endsWith('.d.ts')
  }

  const symbolOf = (node: ts.Node): ts.Symbol | undefined => {
    const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node)
    if (!symbol || (symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol
    // The alias of a package that is not installed leads nowhere; what stands in this file still says where it came from.
    const target = checker.getAliasedSymbol(symbol)
    return target.declarations?.length ? target : symbol
  }

  return { receiverOf: (expression) => receiverOf(expression), exportOf: (expression) => exportOf(expression) }
}

const other: Receiver = { library: 'other', role: 'unknown', shape: 'connection' }

const made = (receiver: Receiver | undefined): Receiver | undefined => receiver && connectionOf(receiver)

// `pg.Pool`, `default.Pool` and `Pool` are the same thing; only namespaces of types keep their prefix.
function joinName(owner: string, member: string): string {
  return owner === 'default' ? member : `${owner}.${member}`
}
