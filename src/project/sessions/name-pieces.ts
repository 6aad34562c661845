import type { Expr } from '../../python/ast'
import { toSqlText } from '../../python/sql-from-python'

export type NamePiece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'expr'; readonly expr: Expr }

/**
 * What a name is put together of: `f"user_{user.id}"`, `"user_%s" % user.id`, `"user_{}".format(user.id)`, `"user_" + key`. Undefined for
 * other expressions, and where a value is formatted on its way.
 */
export function namePieces(expr: Expr): readonly NamePiece[] | undefined {
  if (!isMade(expr)) return undefined
  const [alone, ...others] = expr.kind === 'Str' ? expr.pieces.flatMap(({ parts }) => parts) : []
  // Nothing but a value is no text to the reader of SQL.
  if (alone?.kind === 'hole' && others.length === 0) return isFormatted(alone.expr) ? undefined : [{ kind: 'expr', expr: alone.expr }]
  const pieces: NamePiece[] = []
  for (const segment of toSqlText(expr)?.segments ?? []) {
    if (segment.kind === 'literal') pieces.push({ kind: 'text', text: segment.text })
    else {
      // Made by the reader of Python: its holes carry expressions.
      const value = segment.expr as Expr
      if (segment.style !== 'interpolation' || segment.formatted || isFormatted(value)) return undefined
      pieces.push({ kind: 'expr', expr: value })
    }
  }
  return pieces.length > 0 ? pieces : undefined
}

/** Only what is written as a string here: `" a ".strip()` is another text than its literal. */
function isMade(expr: Expr): boolean {
  if (expr.kind === 'Str') return true
  if (expr.kind === 'BinOp')
    return (expr.op === '%' && expr.left.kind === 'Str') || (expr.op === '+' && [expr.left, expr.right].some(isMade))
  return expr.kind === 'Call' && expr.func.kind === 'Attribute' && expr.func.attr === 'format' && expr.func.value.kind === 'Str'
}

/** `{number:03d}`, `{schema!r}`: what arrives in the text is not the value. */
export const isFormatted = (expr: Expr): boolean =>
  expr.parent?.kind === 'Str' &&
  expr.parent.pieces.some((piece) =>
    piece.parts.some(
      (part) =>
        part.kind === 'hole' &&
        part.expr === expr &&
        ((part.format ?? '') !== '' || (part.conversion !== undefined && part.conversion !== '' && !/^!?s$/.test(part.conversion))),
    ),
  )
