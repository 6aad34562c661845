import { ts } from 'ts-morph'
import type { Receiver } from './sql-libraries'
import { findAncestor } from './syntax'

/** A transaction of knex or Kysely is also of the type of what it began on: a caller may give either. */
export const mayBeTransaction = ({ library, role }: Receiver): boolean => role === 'pool' && (library === 'knex' || library === 'kysely')
export const roleUnknown = (receiver: Receiver): Receiver => ({ ...receiver, role: 'unknown' })

/** What a framework puts there lives as long as the program. */
export function isInjected(declaration: ts.Declaration): boolean {
  const owner = findAncestor(declaration, ts.isClassLike)
  const decorated = (node: ts.Node): boolean => ts.canHaveDecorators(node) && (ts.getDecorators(node) ?? []).length > 0
  const isMember = ts.isPropertyDeclaration(declaration) || ts.isConstructorDeclaration(declaration.parent)
  return decorated(declaration) || (isMember && owner !== undefined && decorated(owner))
}

/** `private db: Knex; constructor() { this.db = knex(config) }`. */
export function assignedProperty(declaration: ts.Declaration): ts.Expression | undefined {
  const owner = ts.isPropertyDeclaration(declaration) ? declaration.parent : undefined
  const text = ts.isPropertyDeclaration(declaration) ? `this.${declaration.name.getText()}` : ''
  const visit = (node: ts.Node): ts.Expression | undefined =>
    ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.left.getText() === text
      ? node.right
      : ts.forEachChild(node, visit)
  return owner && visit(owner)
}

export const isNothing = (node: ts.Expression): boolean => node.kind === ts.SyntaxKind.NullKeyword || node.getText() === 'undefined'

/** `client ?? pool` may be one or the other; `globalThis.pool ?? new Pool()` is what was made, once. */
export function eitherOf(left: Receiver | undefined, right: Receiver | undefined, last: ts.Expression): Receiver | undefined {
  if (right && (!left || left.role === 'unknown') && (ts.isNewExpression(last) || ts.isCallExpression(last))) return right
  if (left && right) return left.library === right.library && left.role === right.role ? left : roleUnknown(left)
  const only = left ?? right
  return only && roleUnknown(only)
}
