import type { Span } from '../text/span'
import type { SqlHole, SqlText } from './sql-text'

/** A hole's placeholder in the joined text: one private-use character that tells which hole, and two underscores (room for other guesses). */
export const holeWidth = 3
const firstHoleMark = 0xe000
const lastHoleMark = 0xefff
const lastPrivate = 0xf8ff

export interface PlacedHole extends Span {
  readonly hole: SqlHole
}

export interface JoinedSql {
  /** One SQL text; a hole stands in it as an identifier of `holeWidth` units. */
  readonly sql: string
  /** In order; offsets into `sql`. */
  readonly holes: readonly PlacedHole[]
  /** A span of `sql` -> the host file. */
  toHost(span: Span): Span
  /** The same, only when every character stands in the host file as it is here: what an edit may replace. */
  toHostExact(span: Span): Span | undefined
}

interface Placed extends Span {
  readonly source: Span
  readonly exact: boolean
}

/** Join the pieces and remember where each came from. */
export function joinSegments(text: SqlText): JoinedSql {
  const placed: Placed[] = []
  const holes: PlacedHole[] = []
  let sql = ''
  for (const segment of text.segments) {
    const start = sql.length
    if (segment.kind === 'literal') {
      if (segment.text === '') continue
      sql += withoutMarks(segment.text)
      const exact = segment.exact && segment.source.end - segment.source.start === segment.text.length
      placed.push({ start, end: sql.length, source: segment.source, exact })
    } else {
      sql += `${String.fromCharCode(Math.min(firstHoleMark + holes.length, lastHoleMark))}__`
      holes.push({ start, end: sql.length, hole: segment })
      placed.push({ start, end: sql.length, source: segment.source, exact: false })
    }
  }

  const pieceAt = (offset: number): Placed | undefined => {
    let low = 0
    let high = placed.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((placed[middle]?.start ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return placed[low]
  }
  const startInHost = (offset: number): number => {
    const piece = pieceAt(offset)
    if (!piece) return text.span.start
    if (offset >= piece.end) return piece.source.end
    return piece.exact ? piece.source.start + offset - piece.start : piece.source.start
  }
  const endInHost = (offset: number): number => {
    const piece = pieceAt(offset - 1)
    if (!piece) return text.span.start
    return piece.exact ? piece.source.start + Math.min(offset, piece.end) - piece.start : piece.source.end
  }
  return {
    sql,
    holes,
    toHost({ start, end }) {
      const from = startInHost(start)
      return { start: from, end: end > start ? Math.max(from, endInHost(end)) : from }
    },
    toHostExact({ start, end }) {
      const piece = pieceAt(start)
      if (!piece?.exact || end > piece.end || start < piece.start) return undefined
      return { start: piece.source.start + start - piece.start, end: piece.source.start + end - piece.start }
    },
  }
}

/** Private-use characters are our marks, and a NUL would end the text for the parser: both become plain characters of the same width. */
function withoutMarks(text: string): string {
  let clean = ''
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code !== 0 && (code < firstHoleMark || code > lastPrivate)) continue
    clean += text.slice(from, i) + (code === 0 ? ' ' : '_')
    from = i + 1
  }
  return from === 0 ? text : clean + text.slice(from)
}
