import { ts } from 'ts-morph'
import type { Span } from '../text/span'
import { findAncestor } from './syntax'
import type { ProgramFile, TypescriptProgram } from './typescript-project'

/** A field named by a text: `Pick<Job, 'batch_id'>`, an argument of type `keyof Job`, `'batch_id' in job`, a key of `Record<keyof Job, …>`. */
export interface KeyUse {
  readonly file: ProgramFile
  /** The name alone, in the file's own text. */
  readonly span: Span
}

/** Places where a text stands for the key of one declaration; the language service knows none of them. */
export function listKeyUses(program: TypescriptProgram, declaration: ts.Declaration, field: string): KeyUse[] {
  const world: World = { checker: program.checker, declaration, field }
  return program.files.flatMap((file) => {
    if (!file.text.includes(field)) return []
    const found: KeyUse[] = []
    const visit = (node: ts.Node): void => {
      const name = namesKey(world, node) ? spanOfName(file, node) : undefined
      if (name) found.push({ file, span: name })
      ts.forEachChild(node, visit)
    }
    visit(file.source)
    return found
  })
}

interface World {
  readonly checker: ts.TypeChecker
  readonly declaration: ts.Declaration
  readonly field: string
}

function spanOfName(file: ProgramFile, node: ts.Node): Span | undefined {
  const quote = ts.isStringLiteralLike(node) ? 1 : 0
  return file.toSource({ start: node.getStart(file.source) + quote, end: node.end - quote })
}

function namesKey(world: World, node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node)) {
    if (node.text !== world.field) return false
    const { parent } = node
    if (ts.isLiteralTypeNode(parent)) return owners(world, ownersOfType(world, parent))
    if (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) return isKeyOfRecord(world, parent.expression)
    if (ts.isPropertyAssignment(parent) && parent.name === node) return isKeyOfLiteral(world, parent)
    return owners(world, ownersOfValue(world, node))
  }
  if (!ts.isIdentifier(node) || node.text !== world.field) return false
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return isKeyOfRecord(world, parent.expression)
  return ts.isPropertyAssignment(parent) && parent.name === node && isKeyOfLiteral(world, parent)
}

/** All that the text may be a key of: when one of them has another field of the name, a rename would be a guess. */
const owners = (world: World, found: readonly ts.Type[]): boolean => found.length > 0 && found.every((owner) => hasField(world, owner))

function hasField({ checker, declaration, field }: World, owner: ts.Type): boolean {
  const property = checker.getPropertyOfType(checker.getApparentType(owner), field)
  return property?.declarations?.includes(declaration) === true
}

/** `Pick<Job, 'id' | 'batch_id'>`, `Omit<…>`, `Exclude<keyof Job, 'batch_id'>`, and helpers of the project with `K extends keyof T`. */
function ownersOfType({ checker }: World, literal: ts.LiteralTypeNode): readonly ts.Type[] {
  let part: ts.TypeNode = literal
  while (ts.isUnionTypeNode(part.parent) || ts.isParenthesizedTypeNode(part.parent)) part = part.parent
  const reference = part.parent
  if (!ts.isTypeReferenceNode(reference) || !reference.typeArguments) return []
  const index = reference.typeArguments.indexOf(part)
  const [first] = reference.typeArguments
  if (index < 1 || !first) return []
  const name = reference.typeName.getText()
  if (name === 'Omit') return [checker.getTypeFromTypeNode(first)]
  if (name === 'Exclude' || name === 'Extract') return ownersOfKey(checker.getTypeFromTypeNode(first))
  const symbol = checker.getSymbolAtLocation(reference.typeName)
  const alias = symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol
  for (const declared of alias?.declarations ?? []) {
    const parameters = 'typeParameters' in declared ? (declared as ts.TypeAliasDeclaration).typeParameters : undefined
    const constraint = parameters?.[index]?.constraint
    const owner = constraint && keyofParameter(constraint)
    const position = parameters?.findIndex((parameter) => parameter.name.text === owner) ?? -1
    const argument = reference.typeArguments[position]
    if (argument) return [checker.getTypeFromTypeNode(argument)]
  }
  return []
}

/** What stands behind the only `keyof` of a type: of `keyof T`, `keyof T & string`, `Exclude<keyof T, 'id'> | null`. */
function findKeyof(node: ts.TypeNode): ts.TypeNode | undefined {
  if (ts.isParenthesizedTypeNode(node)) return findKeyof(node.type)
  if (ts.isTypeOperatorNode(node)) return node.operator === ts.SyntaxKind.KeyOfKeyword ? node.type : undefined
  if (ts.isIntersectionTypeNode(node) || ts.isUnionTypeNode(node)) {
    const found = node.types.flatMap((part) => findKeyof(part) ?? [])
    return found.length === 1 ? found[0] : undefined
  }
  const [first] = ts.isTypeReferenceNode(node) && /^(?:Exclude|Extract)$/.test(node.typeName.getText()) ? (node.typeArguments ?? []) : []
  return first && findKeyof(first)
}

const keyofParameter = (constraint: ts.TypeNode): string | undefined => findKeyof(constraint)?.getText()

function ownersOfValue(world: World, node: ts.StringLiteralLike): readonly ts.Type[] {
  const { checker } = world
  const { parent } = node
  if (ts.isBinaryExpression(parent)) {
    if (parent.operatorToken.kind === ts.SyntaxKind.InKeyword) return parent.left === node ? [checker.getTypeAtLocation(parent.right)] : []
    if (isComparison(parent)) return ownersOfKey(declaredType(checker, parent.left === node ? parent.right : parent.left))
  }
  if (ts.isCaseClause(parent)) return ownersOfKey(declaredType(checker, parent.parent.parent.expression))
  const expected = checker.getContextualType(node)
  const found = expected ? ownersOfKey(expected) : []
  return found.length > 0 ? found : ownersOfDeclared(checker, node)
}

const isComparison = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
  kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
  kind === ts.SyntaxKind.EqualsEqualsToken ||
  kind === ts.SyntaxKind.ExclamationEqualsToken

/** The type that a name was declared with: after a comparison the compiler knows a narrower one. */
function declaredType(checker: ts.TypeChecker, expression: ts.Expression): ts.Type {
  const symbol = ts.isIdentifier(expression) ? checker.getSymbolAtLocation(expression) : undefined
  return symbol?.valueDeclaration ? checker.getTypeOfSymbol(symbol) : checker.getTypeAtLocation(expression)
}

/** Where the compiler has worked the keys out already, what was written says whose they are. */
function ownersOfDeclared(checker: ts.TypeChecker, node: ts.StringLiteralLike): readonly ts.Type[] {
  const item = ts.isArrayLiteralExpression(node.parent) ? node.parent : node
  const { parent } = item
  if (ts.isCallExpression(parent)) return ownersOfArgument(checker, parent, item)
  if (ts.isVariableDeclaration(parent) && parent.type) {
    const of = findKeyof(elementOf(parent.type))
    return of ? [checker.getTypeFromTypeNode(of)] : []
  }
  return ts.isPropertyAssignment(parent) && parent.initializer === item ? ownersOfProperty(checker, parent) : []
}

/** `get(job, 'batch_id')` with `get<T, K extends keyof T>(of: T, key: K)`: the type of `job`. */
function ownersOfArgument(checker: ts.TypeChecker, call: ts.CallExpression, item: ts.Expression): readonly ts.Type[] {
  const index = call.arguments.indexOf(item)
  const declared = checker.getResolvedSignature(call)?.declaration
  if (!declared || ts.isJSDocSignature(declared) || index < 0) return []
  const written = (declared.parameters[index] ?? restOf(declared))?.type
  const parameters = declared.typeParameters ?? []
  const key = written && elementOf(written)
  const isParameter = (text: string | undefined) => parameters.some(({ name }) => name.text === text)
  const of =
    key && findKeyof(isParameter(key.getText()) ? (parameters.find(({ name }) => name.text === key.getText())?.constraint ?? key) : key)
  if (!of) return []
  if (!isParameter(of.getText())) return [checker.getTypeFromTypeNode(of)]
  const holder = declared.parameters.findIndex(({ type }) => type !== undefined && elementOf(type).getText() === of.getText())
  const argument = call.arguments[holder]
  const holderType = declared.parameters[holder]?.type
  if (!argument || !holderType) return []
  const type = checker.getTypeAtLocation(argument)
  return [elementOf(holderType) === holderType ? type : (type.getNumberIndexType() ?? type)]
}

/** `{ key: 'batch_id' }` where `interface Column<T> { key: keyof T & string }` is expected. */
function ownersOfProperty(checker: ts.TypeChecker, property: ts.PropertyAssignment): readonly ts.Type[] {
  const expected = checker.getContextualType(property.parent)
  const declared = expected && checker.getPropertyOfType(expected, property.name.getText())?.valueDeclaration
  const written = declared && (ts.isPropertySignature(declared) || ts.isPropertyDeclaration(declared)) ? declared.type : undefined
  const of = written && findKeyof(elementOf(written))
  if (!expected || !declared || !of) return []
  const holder = findAncestor(declared, isGeneric)
  const position = holder?.typeParameters?.findIndex(({ name }) => name.text === of.getText()) ?? -1
  if (position < 0) return [checker.getTypeFromTypeNode(of)]
  const isReference = 'target' in expected
  const given = expected.aliasTypeArguments ?? (isReference ? checker.getTypeArguments(expected as ts.TypeReference) : [])
  const argument = given[position]
  return argument ? [argument] : []
}

const isGeneric = (node: ts.Node): node is ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeAliasDeclaration =>
  ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isTypeAliasDeclaration(node)

const restOf = (declared: ts.SignatureDeclaration): ts.ParameterDeclaration | undefined => {
  const last = declared.parameters[declared.parameters.length - 1]
  return last?.dotDotDotToken ? last : undefined
}

/** `T` of `T[]`, `readonly T[]`, `Array<T>`. */
function elementOf(node: ts.TypeNode): ts.TypeNode {
  if (ts.isArrayTypeNode(node)) return node.elementType
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) return elementOf(node.type)
  const isList = ts.isTypeReferenceNode(node) && /^(?:Readonly)?Array$/.test(node.typeName.getText())
  return (isList ? node.typeArguments?.[0] : undefined) ?? node
}

/** `{ batch_id: 'Batch' }` where a `Record<keyof Job, string>` is expected. */
function isKeyOfLiteral(world: World, property: ts.PropertyAssignment): boolean {
  const { parent } = property
  const expected = world.checker.getContextualType(parent)
  return expected !== undefined && owners(world, ownersOfRecord(expected))
}

const isKeyOfRecord = (world: World, expression: ts.Expression): boolean =>
  owners(world, ownersOfRecord(world.checker.getTypeAtLocation(expression)))

function ownersOfRecord(type: ts.Type): readonly ts.Type[] {
  const { aliasSymbol, aliasTypeArguments } = type
  const [first, second] = aliasTypeArguments ?? []
  if (aliasSymbol?.name === 'Record' && first) return ownersOfKey(first)
  // `Partial<Record<keyof Job, string>>`.
  const isWrapper = aliasSymbol !== undefined && ['Partial', 'Required', 'Readonly'].includes(aliasSymbol.name)
  return isWrapper && first && !second ? ownersOfRecord(first) : []
}

/** What a type is the keys of. The compiler remembers `keyof Job` behind the union of its texts. */
function ownersOfKey(type: ts.Type): readonly ts.Type[] {
  const { origin } = type as { readonly origin?: ts.Type }
  if (origin && (origin.flags & ts.TypeFlags.Index) !== 0) return [(origin as ts.IndexType).type]
  if (origin?.isUnion()) return origin.types.flatMap(ownersOfKey)
  if ((type.flags & ts.TypeFlags.Index) !== 0) return [(type as ts.IndexType).type]
  const { aliasSymbol, aliasTypeArguments } = type
  const [first] = aliasTypeArguments ?? []
  return first && (aliasSymbol?.name === 'Exclude' || aliasSymbol?.name === 'Extract') ? ownersOfKey(first) : []
}
