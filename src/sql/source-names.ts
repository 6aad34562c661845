import type { Span } from '../text/span'
import type { SqlBind, SqlName } from './analysis'
import type { JoinedSql } from './join-segments'
import type { LexedBind, LexedSql, SqlToken } from './lex'

/** Tokens of one text, and the names read from them. */
export interface SourceNames {
  readonly tokens: readonly SqlToken[]
  /** Index of the token that starts at (or else holds) an offset; undefined outside tokens. */
  tokenAt(offset: number): number | undefined
  nameOf(token: SqlToken): SqlName
  /** A part of a token's content as a name: `user_1` inside `'user_1, public'`. Offsets of the joined text. */
  nameWithin(token: SqlToken, part: Span): SqlName
  /** `a.b.c` from a token on: its name tokens, and the index after them. */
  dottedNames(first: number): { readonly parts: readonly SqlToken[]; readonly next: number }
  bindsIn(span: Span): readonly SqlBind[]
  toHost(span: Span): Span
}

export const isNameToken = (token: SqlToken | undefined): token is SqlToken =>
  token !== undefined && (token.type === 'word' || token.type === 'quoted' || token.type === 'bind')

export function createSourceNames(joined: JoinedSql, lexed: LexedSql): SourceNames {
  const { tokens } = lexed
  const toHost = (span: Span): Span => joined.toHost(span)
  const toBind = (bind: LexedBind): SqlBind => ({ style: bind.style, name: bind.name, span: toHost(bind) })

  const nameWithin = (token: SqlToken, part: Span): SqlName => {
    const holes = within(joined.holes, part)
    const binds = within(lexed.binds, part)
    const quote = token.type === 'quoted' ? 'identifier' : token.type === 'string' || token.type === 'dollar' ? 'literal' : 'none'
    const pattern = unquote(withPlaceholders(joined.sql, part, [...holes, ...binds]), quote)
    const bind = binds[0]
    const isWhole = part.start === token.content.start && part.end === token.content.end
    return {
      text: holes.length > 0 || bind ? undefined : pattern,
      pattern,
      holes: holes.map(({ hole }) => hole),
      bind: bind ? toBind(bind) : undefined,
      quote,
      span: toHost(isWhole ? token : part),
      editable: joined.toHostExact(part),
    }
  }
  return {
    tokens,
    toHost,
    nameWithin,
    nameOf: (token) => nameWithin(token, token.content),
    tokenAt(offset) {
      let low = 0
      let high = tokens.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((tokens[middle]?.start ?? 0) <= offset) low = middle
        else high = middle - 1
      }
      const token = tokens[low]
      return token && token.start <= offset && offset < token.end ? low : undefined
    },
    dottedNames(first) {
      const parts: SqlToken[] = []
      let at = first
      for (;;) {
        const token = tokens[at]
        if (!isNameToken(token)) break
        parts.push(token)
        at++
        const dot = tokens[at]
        if (dot?.type !== 'punct' || dot.text !== '.' || !isNameToken(tokens[at + 1])) break
        at++
      }
      return { parts, next: at }
    },
    bindsIn: (span) => within(lexed.binds, span).map(toBind),
  }
}

const within = <T extends Span>(items: readonly T[], { start, end }: Span): readonly T[] =>
  items.filter((item) => item.start >= start && item.end <= end)

function withPlaceholders(sql: string, { start, end }: Span, stands: readonly Span[]): string {
  let text = ''
  let at = start
  for (const stand of [...stands].sort((a, b) => a.start - b.start)) {
    text += `${sql.slice(at, stand.start)}{}`
    at = stand.end
  }
  return text + sql.slice(at, end)
}

function unquote(text: string, quote: SqlName['quote']): string {
  if (quote === 'identifier') return text.replaceAll('""', '"')
  if (quote === 'literal') return text.replaceAll("''", "'")
  return text.toLowerCase()
}
