import type { Expr } from '../../python/ast'
import type { Workspace } from '../workspace'

/** The last part of a dotted name, called or not: `Optional` of `typing.Optional`. */
export function headName(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id
  if (expr.kind === 'Attribute') return expr.attr
  return expr.kind === 'Call' ? headName(expr.func) : undefined
}

/** The text of a plain string of one piece. */
export function plainText(workspace: Workspace, path: string, expr: Expr): string | undefined {
  if (expr.kind !== 'Str') return undefined
  const [piece] = expr.pieces
  return expr.pieces.length === 1 && piece && !piece.prefix.includes('f')
    ? workspace.text(path)?.slice(piece.contentStart, piece.contentEnd)
    : undefined
}
