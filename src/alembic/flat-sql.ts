import type { Expr, Str } from '../python/ast'
import type { Span } from '../text/span'
import { evaluate, type Scope } from './evaluate'
import { cookPart, type Value } from './values'

/** SQL as one text; what is only known at run time stands in it as an identifier `__hole0__`. */
export interface FlatSql {
  readonly text: string
  /** `__hole0__` -> what it will be. */
  readonly holes: ReadonlyMap<string, Value>
  /** The host expression. */
  readonly span: Span
  /** Where a piece of the text stands in the host file; the whole expression when it cannot be told exactly. */
  sourceOf(start: number, end: number): Span
}

interface Segment {
  readonly start: number
  readonly length: number
  readonly source: number
}

/** The SQL that an argument of `execute` holds, through `text(…)`, constants, concatenation and f-strings; undefined when it is no string at all. */
export function flattenSql(expr: Expr, scope: Scope): FlatSql | undefined {
  const literal = findLiteral(expr, scope)
  const span = { start: expr.start, end: expr.end }
  const holes = new Map<string, Value>()
  const holeName = (value: Value): string => {
    const name = `__hole${holes.size}__`
    holes.set(name, value)
    return name
  }
  if (!literal) {
    const value = evaluate(expr, scope)
    if (value.kind !== 'text' && value.kind !== 'template') return undefined
    const text = value.kind === 'text' ? value.value : value.pieces.map((piece) => (typeof piece === 'string' ? piece : holeName(piece))).join('')
    return { text, holes, span, sourceOf: () => span }
  }
  const segments: Segment[] = []
  let text = ''
  for (const piece of literal.pieces) {
    for (const part of piece.parts) {
      if (part.kind === 'hole') {
        const value = evaluate(part.expr, scope)
        text += value.kind === 'text' ? value.value : holeName(value)
        continue
      }
      const source = scope.module.text.slice(part.start, part.end)
      const cooked = cookPart(source, piece.prefix)
      if (cooked === source) segments.push({ start: text.length, length: source.length, source: part.start })
      text += cooked
    }
  }
  const place = { start: literal.start, end: literal.end }
  return {
    text,
    holes,
    span: place,
    sourceOf(start, end) {
      const segment = segments.find((candidate) => candidate.start <= start && end <= candidate.start + candidate.length)
      return segment ? { start: segment.source + start - segment.start, end: segment.source + end - segment.start } : place
    },
  }
}

/** The one string literal behind an expression, when there is one in this file. */
function findLiteral(expr: Expr, scope: Scope): Str | undefined {
  if (expr.kind === 'Str') return expr
  if (expr.kind !== 'Call') return undefined
  const name = expr.func.kind === 'Name' ? expr.func.id : expr.func.kind === 'Attribute' ? expr.func.attr : ''
  const [first] = expr.args
  return /^(text|DDL|SQL|dedent)$/.test(name) && first ? findLiteral(first, scope) : undefined
}
