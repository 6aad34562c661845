import type { Span } from '../text/span'

/**
 * PostgreSQL's tokens as they stand in programs: with bind parameters of every driver and `{name}` placeholders of templates.
 * Tolerant: an unterminated literal reaches to the end of the text. A parser's own scanner would reject such text.
 */
export interface SqlToken extends Span {
  readonly type: 'word' | 'quoted' | 'string' | 'dollar' | 'number' | 'bind' | 'op' | 'punct'
  /** As written; words in lower case, for comparing with keywords. */
  readonly text: string
  /** Inside the quotes; the token itself when it has none. */
  readonly content: Span
}

export interface LexedBind extends Span {
  readonly style: 'named' | 'format' | 'pyformat' | 'numeric' | 'question' | 'brace'
  /** `schema` of `:schema`, `%(schema)s`, `{schema}`; `1` of `$1`; undefined for `%s`, `?`, `{}`. */
  readonly name: string | undefined
}

export interface LexedSql {
  readonly tokens: readonly SqlToken[]
  readonly binds: readonly LexedBind[]
  readonly comments: readonly Span[]
}

const wordStart = /[A-Za-z_\u0080-\uffff]/
const wordPart = /[A-Za-z_0-9$\u0080-\uffff]/
const operatorPart = /[+\-*/<>=~!@#%^&|`?]/
const numberAt = /(?:0[xXoObB][0-9A-Fa-f_]+|(?:\d[\d_]*)(?:\.(?!\.)[\d_]*)?(?:[eE][+-]?\d+)?|\.\d[\d_]*(?:[eE][+-]?\d+)?)/y
const namedBind = /:([A-Za-z_]\w*)(?!\w|:(?!:))/y
const percentBind = /%(?:\(([^()\s]+)\))?s/y
const numericBind = /\$(\d+)/y
const braceBind = /\{([A-Za-z_0-9][\w.[\]]*)?(?:![rsa])?(?::[^{}]*)?\}/y
const dollarQuote = /\$([A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*)?\$/y

export function lexSql(sql: string): LexedSql {
  const tokens: SqlToken[] = []
  const binds: LexedBind[] = []
  const comments: Span[] = []
  let at = 0

  const push = (type: SqlToken['type'], end: number, content?: Span): void => {
    const raw = sql.slice(at, end)
    tokens.push({ type, start: at, end, text: type === 'word' ? raw.toLowerCase() : raw, content: content ?? { start: at, end } })
    at = end
  }
  const match = (pattern: RegExp, from: number): RegExpExecArray | undefined => {
    pattern.lastIndex = from
    return pattern.exec(sql) ?? undefined
  }
  /** A placeholder that can be part of a word, `user_%s` or `user_{id}`. */
  const gluedBind = (from: number): number | undefined => {
    const percent = match(percentBind, from)
    if (percent) {
      binds.push({ start: from, end: percentBind.lastIndex, style: percent[1] ? 'pyformat' : 'format', name: percent[1] })
      return percentBind.lastIndex
    }
    const brace = match(braceBind, from)
    if (brace) {
      binds.push({ start: from, end: braceBind.lastIndex, style: 'brace', name: brace[1] })
      return braceBind.lastIndex
    }
    return undefined
  }
  const word = (): void => {
    let end = at
    let glued = false
    while (end < sql.length) {
      const char = sql[end] ?? ''
      if (wordPart.test(char)) end++
      else {
        const next = char === '%' || char === '{' ? gluedBind(end) : undefined
        if (next === undefined) break
        end = next
        glued = true
      }
    }
    const last = binds.at(-1)
    push(glued && last?.start === at && last.end === end ? 'bind' : 'word', end)
  }
  const quoted = (type: 'quoted' | 'string', open: number, quote: string, backslash: boolean): void => {
    let end = open
    while (end < sql.length) {
      if (backslash && sql[end] === '\\') end += 2
      else if (sql[end] !== quote) end++
      else if (sql[end + 1] === quote) end += 2
      else break
    }
    end = Math.min(end, sql.length)
    if (type === 'quoted') for (let i = open; i < end; i++) if (sql[i] === '%' || sql[i] === '{') i = (gluedBind(i) ?? i + 1) - 1
    push(type, Math.min(end + 1, sql.length), { start: open, end })
  }

  while (at < sql.length) {
    const char = sql[at] ?? ''
    const next = sql[at + 1] ?? ''
    if (/\s/.test(char)) at++
    else if (char === '-' && next === '-') {
      const start = at
      while (at < sql.length && sql[at] !== '\n' && sql[at] !== '\r') at++
      comments.push({ start, end: at })
    } else if (char === '/' && next === '*') {
      const start = at
      at = blockCommentEnd(sql, at)
      comments.push({ start, end: at })
    } else if (char === "'") quoted('string', at + 1, "'", false)
    else if (/[eE]/.test(char) && next === "'") quoted('string', at + 2, "'", true)
    else if (/[bBxXnN]/.test(char) && next === "'") quoted('string', at + 2, "'", false)
    else if (/[uU]/.test(char) && next === '&' && (sql[at + 2] === "'" || sql[at + 2] === '"'))
      quoted(sql[at + 2] === '"' ? 'quoted' : 'string', at + 3, sql[at + 2] ?? '', false)
    else if (char === '"') quoted('quoted', at + 1, '"', false)
    else if (wordStart.test(char)) word()
    else if (/\d/.test(char) || (char === '.' && /\d/.test(next))) push('number', match(numberAt, at) ? numberAt.lastIndex : at + 1)
    else if (char === '$') {
      const numeric = match(numericBind, at)
      const dollar = numeric ? undefined : match(dollarQuote, at)
      if (numeric) {
        binds.push({ start: at, end: numericBind.lastIndex, style: 'numeric', name: numeric[1] })
        push('bind', numericBind.lastIndex)
      } else if (dollar) {
        const open = at + dollar[0].length
        const close = sql.indexOf(dollar[0], open)
        push('dollar', close < 0 ? sql.length : close + dollar[0].length, { start: open, end: close < 0 ? sql.length : close })
      } else push('op', at + 1)
    } else if (char === ':') {
      const named = sql[at - 1] !== ':' && !/\w/.test(sql[at - 1] ?? '') ? match(namedBind, at) : undefined
      if (named) {
        binds.push({ start: at, end: namedBind.lastIndex, style: 'named', name: named[1] })
        push('bind', namedBind.lastIndex)
      } else push('op', at + (next === ':' || next === '=' ? 2 : 1))
    } else if (char === '%' && match(percentBind, at)) word()
    else if (char === '{' && match(braceBind, at)) word()
    else if (char === '?' && isQuestionBind(sql, at, tokens.at(-1))) {
      binds.push({ start: at, end: at + 1, style: 'question', name: undefined })
      push('bind', at + 1)
    } else if (operatorPart.test(char)) {
      let end = at + 1
      while (end < sql.length && operatorPart.test(sql[end] ?? '')) {
        const two = sql.slice(end, end + 2)
        if (two === '--' || two === '/*' || (sql[end] === '%' && match(percentBind, end)) || (sql[end] === '?' && sql[end - 1] === '='))
          break
        end++
      }
      push('op', end)
    } else push('punct', at + 1)
  }
  return { tokens, binds, comments }
}

/** `?` is also an operator of jsonb. It is a parameter where a value begins: after an operator, a comma, a parenthesis or a keyword. */
function isQuestionBind(sql: string, at: number, before: SqlToken | undefined): boolean {
  if (operatorPart.test(sql[at + 1] ?? '')) return false
  if (!before) return false
  if (before.type === 'op') return true
  if (before.type === 'punct') return before.text === '(' || before.text === ',' || before.text === '['
  return (
    before.type === 'word' &&
    /^(to|in|limit|offset|values|and|or|not|between|like|ilike|set|when|then|else|any|select|interval|is)$/.test(before.text)
  )
}

/** Block comments nest. */
function blockCommentEnd(sql: string, start: number): number {
  let depth = 0
  for (let i = start; i < sql.length; i++) {
    if (sql[i] === '/' && sql[i + 1] === '*') {
      depth++
      i++
    } else if (sql[i] === '*' && sql[i + 1] === '/') {
      depth--
      i++
      if (depth === 0) return i + 1
    }
  }
  return sql.length
}
