import type { Span } from '../text/span'
import { holeWidth, type JoinedSql, type PlacedHole } from './join-segments'
import type { LexedSql, SqlToken } from './lex'
import { isObject, listAt, type PgObject } from './pg-node'
import { createUtfOffsets } from './utf-offsets'

/** What is needed of libpg-query, loaded by the host. Throws on text it cannot parse. */
export interface PgQuery {
  parseSync(sql: string): unknown
}

export interface ParsedStatement extends Span {
  readonly firstToken: number
  /** Index after its last token. */
  readonly endToken: number
  /** The tree, or undefined when the text does not parse. */
  readonly tree: PgObject | undefined
  /** A location of the tree -> an offset of the joined text. */
  offsetOf(location: number): number
}

interface ParsedText {
  readonly statements: readonly { readonly tree: PgObject; readonly start: number; readonly end: number }[]
  offsetOf(location: number): number
}

const bindMark = '\uf000'
/** Beyond this the combinations of guesses cost more than they find. */
const maxGuessedHoles = 3

/**
 * Cut the text into statements. Where a hole or a parameter stands the parser is given an identifier of the same width, or, when that
 * does not parse, nothing at all or a condition. The whole text is tried first, then each statement alone.
 */
export function parseStatements(
  joined: JoinedSql,
  lexed: LexedSql,
  parse: (sql: string) => PgObject | undefined,
): readonly ParsedStatement[] {
  const prepared = prepare(joined.sql, lexed)
  const whole = parseText(prepared, parse)
  if (whole) {
    // Statements follow one another: a dump of thousands is walked once.
    let endToken = 0
    const found = whole.statements.flatMap(({ tree, start, end }) => {
      let firstToken = endToken
      while (firstToken < lexed.tokens.length && (lexed.tokens[firstToken]?.start ?? 0) < start) firstToken++
      if (firstToken === lexed.tokens.length) return []
      endToken = firstToken
      while (endToken < lexed.tokens.length && (lexed.tokens[endToken]?.end ?? 0) <= end) endToken++
      return [statementOf(lexed.tokens, firstToken, endToken, tree, whole.offsetOf)]
    })
    return found.filter(({ endToken, firstToken }) => endToken > firstToken)
  }
  return splitAtSemicolons(lexed.tokens).map(([firstToken, endToken]) => {
    const start = lexed.tokens[firstToken]?.start ?? 0
    const end = lexed.tokens[endToken - 1]?.end ?? start
    for (const guess of guesses(prepared.slice(start, end), loneHoles(joined.holes, lexed.tokens, { start, end }, start))) {
      const parsed = parseText(guess, parse)
      const tree = parsed?.statements[0]?.tree
      if (parsed && tree && parsed.statements.length === 1)
        return statementOf(lexed.tokens, firstToken, endToken, tree, (location) => start + parsed.offsetOf(location))
    }
    return statementOf(lexed.tokens, firstToken, endToken, undefined, () => start)
  })
}

function statementOf(
  tokens: readonly SqlToken[],
  firstToken: number,
  endToken: number,
  tree: PgObject | undefined,
  offsetOf: (location: number) => number,
): ParsedStatement {
  const start = tokens[firstToken]?.start ?? 0
  return { firstToken, endToken, tree, offsetOf, start, end: tokens[endToken - 1]?.end ?? start }
}

function parseText(sql: string, parse: (sql: string) => PgObject | undefined): ParsedText | undefined {
  const result = parse(sql)
  if (!result) return undefined
  const offsets = createUtfOffsets(sql)
  const statements = listAt(result, 'stmts').flatMap((raw) => {
    if (!isObject(raw) || !isObject(raw.stmt)) return []
    const location = typeof raw.stmt_location === 'number' ? raw.stmt_location : 0
    const length = typeof raw.stmt_len === 'number' ? raw.stmt_len : undefined
    return [
      {
        tree: raw.stmt,
        start: offsets.fromBytes(location),
        end: length === undefined ? sql.length : offsets.fromBytes(location + length),
      },
    ]
  })
  return { statements, offsetOf: (location) => offsets.fromBytes(location) }
}

/** The same text with an identifier of the same width for each parameter, and words that only go with a literal taken out before one. */
function prepare(sql: string, { tokens, binds }: LexedSql): string {
  const chars = [...sqlUnits(sql)]
  const put = ({ start, end }: Span, text: string): void => {
    for (let i = start; i < end; i++) chars[i] = text[i - start] ?? ' '
  }
  for (const bind of binds) put(bind, bindMark.padEnd(bind.end - bind.start, '_'))
  for (let i = 1; i < tokens.length; i++) {
    const token = tokens[i]
    const before = tokens[i - 1]
    if (!token || before?.type !== 'word' || !isStandIn(token)) continue
    const earlier = tokens[i - 2]
    if (before.text === 'in') {
      // `x IN :ids` takes no parentheses: drivers put them in.
      put(before, earlier?.text === 'not' ? '' : '=')
      if (earlier?.text === 'not') put(earlier, '<>')
    } else if (before.text === 'values' && token.start > before.end) put({ start: token.start - 1, end: token.end }, '(1)')
    else if (/^(interval|date|time|timestamp|timestamptz)$/.test(before.text) && earlier?.text !== '::') put(before, '')
    else if (/^(escape|password|encoding)$/.test(before.text) && token.end - token.start > 1) put(token, "''")
  }
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    // SQLAlchemy's text() lets `\:` stand for a colon.
    if (token?.type === 'punct' && token.text === '\\') put(token, '')
  }
  return chars.join('')
}

function* sqlUnits(sql: string): Generator<string> {
  for (let i = 0; i < sql.length; i++) yield sql[i] ?? ''
}

const isStandIn = (token: SqlToken): boolean => token.type === 'bind' || isLoneHole(token)

const isLoneHole = (token: SqlToken): boolean =>
  token.type === 'word' && token.end - token.start === holeWidth && token.text.charCodeAt(0) >= 0xe000 && token.text.charCodeAt(0) <= 0xefff

/** Starts (relative to `base`) of the holes that are tokens of their own: only those can be something other than a name. */
function loneHoles(holes: readonly PlacedHole[], tokens: readonly SqlToken[], { start, end }: Span, base: number): readonly number[] {
  const starts = new Set(tokens.filter(isLoneHole).map((token) => token.start))
  return holes.filter((hole) => hole.start >= start && hole.end <= end && starts.has(hole.start)).map((hole) => hole.start - base)
}

/** Identifier, blank, condition: each combination for a few holes, the same everywhere for many. */
function* guesses(sql: string, holes: readonly number[]): Generator<string> {
  yield sql
  const rungs = [(mark: string) => `${mark}__`, () => '   ', (mark: string) => `${mark}=0`]
  const combinations = holes.length <= maxGuessedHoles ? 3 ** holes.length : 3
  for (let n = 1; n < combinations; n++) {
    let guess = sql
    holes.forEach((at, i) => {
      const rung = holes.length <= maxGuessedHoles ? Math.floor(n / 3 ** i) % 3 : n
      guess = guess.slice(0, at) + (rungs[rung]?.(sql[at] ?? '') ?? '') + guess.slice(at + holeWidth)
    })
    yield guess
  }
}

/** Token ranges between the semicolons outside parentheses. */
function splitAtSemicolons(tokens: readonly SqlToken[]): readonly (readonly [number, number])[] {
  const parts: [number, number][] = []
  let from = 0
  let depth = 0
  tokens.forEach((token, i) => {
    if (token.type !== 'punct') return
    if (token.text === '(') depth++
    else if (token.text === ')') depth = Math.max(0, depth - 1)
    else if (token.text === ';' && depth === 0) {
      if (i > from) parts.push([from, i])
      from = i + 1
    }
  })
  if (tokens.length > from) parts.push([from, tokens.length])
  return parts
}
