import { ts } from 'ts-morph'
import type { TypeShape } from './typescript-facts'
import type { ProgramFile, TypescriptProgram } from './typescript-project'

/** The fields of the interfaces, object types and classes of these names, inherited ones included. */
export function listShapes(program: TypescriptProgram, file: ProgramFile, names: ReadonlySet<string>): TypeShape[] {
  const shapes: TypeShape[] = []
  for (const statement of file.source.statements) {
    const named = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isClassDeclaration(statement)
    if (!named || !statement.name || !names.has(statement.name.text)) continue
    const span = file.toSource({ start: statement.name.getStart(file.source), end: statement.name.end })
    const type = program.checker.getTypeAtLocation(statement.name)
    // A union, a function or a mapped type without members says nothing about the fields of one response.
    if (!span || type.isUnion() || type.getCallSignatures().length > 0 || (type.flags & ts.TypeFlags.Object) === 0) continue
    if (!isWrittenOut(statement)) continue
    const fields: TypeShape['fields'][number][] = []
    let isPlain = true
    for (const property of type.getProperties()) {
      const declaration = property.valueDeclaration ?? property.declarations?.[0]
      const host = declaration && program.fileOf(declaration.getSourceFile())
      const name = declaration ? ts.getNameOfDeclaration(declaration) : undefined
      const isMethod = declaration !== undefined && (ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration))
      const valueType = program.checker.getTypeOfSymbolAtLocation(property, statement)
      // What has behaviour, or values that no JSON holds, was made from a response and is not one.
      if (isMethod || !isJson(program.checker.getNonNullableType(valueType))) isPlain = false
      if (isMethod) continue
      const here = host === file && name ? file.toSource({ start: name.getStart(file.source), end: name.end }) : undefined
      fields.push({
        name: property.name,
        span: here ?? span,
        optional: (property.flags & ts.SymbolFlags.Optional) !== 0,
        type: program.checker.typeToString(valueType),
      })
    }
    const hasIndex = program.checker.getIndexInfosOfType(type).length > 0
    shapes.push({ name: statement.name.text, span, fields, complete: isPlain && !hasIndex && basesResolve(program.checker, statement) })
  }
  return shapes
}

const isJson = (type: ts.Type): boolean =>
  type.isUnion() ? type.types.every(isJson) : type.getCallSignatures().length === 0 && !/^(Date|Map|Set)$/.test(type.symbol?.name ?? '')

/** Not a name for another type (`components['schemas']['Job']`, `Omit<…>`, `z.infer<…>`), whose fields stand elsewhere. */
function isWrittenOut(statement: ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration): boolean {
  if (ts.isClassDeclaration(statement)) return !statement.members.some((member) => ts.isConstructorDeclaration(member))
  if (!ts.isTypeAliasDeclaration(statement)) return true
  const parts = ts.isIntersectionTypeNode(statement.type) ? statement.type.types : [statement.type]
  return parts.some(ts.isTypeLiteralNode) && parts.every((part) => ts.isTypeLiteralNode(part) || ts.isTypeReferenceNode(part))
}

function basesResolve(
  checker: ts.TypeChecker,
  statement: ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration,
): boolean {
  const known = (node: ts.Node): boolean => (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) === 0
  if (ts.isTypeAliasDeclaration(statement))
    return ts.isIntersectionTypeNode(statement.type) ? statement.type.types.every(known) : known(statement.type)
  return (statement.heritageClauses ?? []).every((clause) => clause.types.every(known))
}
