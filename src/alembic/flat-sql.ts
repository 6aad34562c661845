import { libraryWord } from '../project/library-word'
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

/** A piece of the flat text and the piece of source it came from. Inside a piece that is not `exact` only the ends can be placed. */
interface Segment {
  readonly start: number
  readonly length: number
  readonly source: Span
  readonly exact: boolean
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
    const text =
      value.kind === 'text' ? value.value : value.pieces.map((piece) => (typeof piece === 'string' ? piece : holeName(piece))).join('')
    return { text, holes, span, sourceOf: () => span }
  }
  const segments: Segment[] = []
  let text = ''
  for (const piece of literal.pieces) {
    for (const part of piece.parts) {
      const source = scope.module.text.slice(part.start, part.end)
      const value = part.kind === 'hole' ? evaluate(part.expr, scope) : undefined
      const added = !value ? cookPart(source, piece.prefix) : value.kind === 'text' ? value.value : holeName(value)
      segments.push({
        start: text.length,
        length: added.length,
        source: { start: part.start, end: part.end },
        exact: !value && added === source,
      })
      text += added
    }
  }
  const place = { start: literal.start, end: literal.end }
  return {
    text,
    holes,
    span: place,
    sourceOf(start, end) {
      const first = segments.find((segment) => segment.start <= start && start < segment.start + segment.length)
      const last = segments.find((segment) => segment.start < end && end <= segment.start + segment.length)
      if (!first || !last || (!first.exact && first.start !== start) || (!last.exact && last.start + last.length !== end)) return place
      return {
        start: first.source.start + (first.exact ? start - first.start : 0),
        end: last.exact ? last.source.start + end - last.start : last.source.end,
      }
    },
  }
}

/** The one string literal behind an expression, when there is one in this file. */
function findLiteral(expr: Expr, scope: Scope): Str | undefined {
  if (expr.kind === 'Str') return expr
  if (expr.kind !== 'Call') return undefined
  const name = libraryWord(scope.workspace, scope.module.path, expr.func)
  const [first] = expr.args
  return /^(text|DDL|SQL|dedent)$/.test(name) && first ? findLiteral(first, scope) : undefined
}
