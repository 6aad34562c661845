import { ts } from 'ts-morph'
import { unwrap } from './syntax'

/** A fragment that a library or a helper made of something, and not the value itself. */
export const isBuilt = (world: { readonly checker: ts.TypeChecker }, expression: ts.Expression): boolean =>
  ts.isTaggedTemplateExpression(unwrap(expression)) || (ts.isCallExpression(unwrap(expression)) && !isValue(world, expression))

/** Is it sent as a parameter? What a call gives, or a parameter of a type of its own, may as well be a fragment that builds an identifier. */
export function isValue({ checker }: { readonly checker: ts.TypeChecker }, expression: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(expression)
  if (isPlain(type)) return true
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) === 0) return false
  const inner = unwrap(expression)
  if (ts.isCallExpression(inner) || ts.isAwaitExpression(inner) || ts.isTaggedTemplateExpression(inner)) return false
  const declaration = ts.isIdentifier(inner) ? checker.getSymbolAtLocation(inner)?.valueDeclaration : undefined
  if (!declaration) return true
  // A type that could not be looked up is the fragment type of a package that is not here.
  if ((ts.isParameter(declaration) || ts.isVariableDeclaration(declaration)) && declaration.type)
    return [ts.SyntaxKind.AnyKeyword, ts.SyntaxKind.UnknownKeyword].includes(declaration.type.kind)
  return !ts.isVariableDeclaration(declaration) || !declaration.initializer || isValue({ checker }, declaration.initializer)
}

export const isPlain = (type: ts.Type): boolean =>
  type.isUnion()
    ? type.types.every(isPlain)
    : type.isIntersection()
      ? type.types.some(isPlain)
      : (type.flags &
          (ts.TypeFlags.StringLike |
            ts.TypeFlags.NumberLike |
            ts.TypeFlags.BigIntLike |
            ts.TypeFlags.BooleanLike |
            ts.TypeFlags.Null |
            ts.TypeFlags.Undefined)) !==
        0
