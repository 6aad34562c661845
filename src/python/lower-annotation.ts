import type { Expr } from './ast'
import { type Lowering, type Parent, partsOf } from './lower-context'
import { lowerExpr } from './lower-expression'
import type { Raw } from './raw-tree'

/** An annotation. One that is written as a string, `db: "Session"`, says what its text says. */
export function lowerAnnotation(lowering: Lowering, type: Raw, parent: Parent): Expr {
  const parts = partsOf(lowering, type)
  const [open, ...content] = parts.length === 1 && parts[0]?.type === 'string' ? parts[0].kids : []
  const close = content.pop()
  // A prefix, a hole or an escape has more than its own tokens, or a longer first one.
  const isPlain = open?.type === 'string_start' && close?.type === 'string_end' && content.every((kid) => kid.type === 'string_content')
  const quoted = isPlain && !close.missing && open.end - open.start === 1 ? lowering.expressionAt(open.end, close.start) : undefined
  return lowerExpr(lowering, quoted ?? type, parent)
}
