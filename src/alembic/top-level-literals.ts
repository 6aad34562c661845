import type { Span } from '../text/span'

/** A value that stands in the text as a literal. `name` is another variable; `dynamic` is everything that would have to be run. */
export type LiteralValue =
  | { readonly kind: 'string'; readonly value: string; readonly span: Span }
  | { readonly kind: 'none'; readonly span: Span }
  | { readonly kind: 'list'; readonly items: readonly LiteralValue[]; readonly span: Span }
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | { readonly kind: 'dynamic'; readonly span: Span }

interface TopLevelAssignment {
  readonly name: string
  readonly nameSpan: Span
  readonly value: LiteralValue
  /** From the name to the end of the value. */
  readonly span: Span
}

export interface TopLevelLiterals {
  /** The module's docstring with its quotes; `contentStart` is the offset of its first character. */
  readonly docstring: { readonly span: Span; readonly content: string; readonly contentStart: number } | undefined
  /** The last assignment of each name at column 0, as Python would leave it. */
  readonly assignments: ReadonlyMap<string, TopLevelAssignment>
}

/**
 * Read the literal assignments at column 0 of a Python module without parsing it: one pass over the characters that knows strings, comments,
 * brackets and line joining. Hundreds of revision files are read this way in a few milliseconds, and half-typed code further down does no harm.
 * A leading byte order mark is skipped; offsets are those of the text as given.
 */
export function readTopLevelLiterals(text: string): TopLevelLiterals {
  const assignments = new Map<string, TopLevelAssignment>()
  let docstring: TopLevelLiterals['docstring']
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let first = true
  let atColumnZero = true
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) {
      at++
      atColumnZero = true
      continue
    }
    if (code === 35) {
      at = endOfLine(text, at)
      continue
    }
    if (code === 32 || code === 9 || code === 12) {
      at = skipBlanks(text, at)
      const next = text.charCodeAt(at)
      if (atColumnZero && next !== 10 && next !== 13 && next !== 35) at = skipStatement(text, at)
      continue
    }
    if (code === 59) {
      at = skipBlanks(text, at + 1)
      continue
    }
    if (first) {
      first = false
      const string = readString(text, at)
      if (string?.content !== undefined)
        docstring = { span: { start: at, end: string.end }, content: string.content, contentStart: string.contentStart }
    }
    const assignment = readAssignment(text, at)
    if (assignment) {
      assignments.set(assignment.name, assignment)
      at = assignment.span.end
    }
    at = skipStatement(text, at)
    atColumnZero = text.charCodeAt(at) !== 59
  }
  return { docstring, assignments }
}

const identifier = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y

function readAssignment(text: string, start: number): TopLevelAssignment | undefined {
  identifier.lastIndex = start
  const name = identifier.exec(text)?.[0]
  if (name === undefined) return undefined
  let at = skipBlanks(text, start + name.length)
  if (text[at] === ':') {
    at = skipUntilEquals(text, at + 1)
  }
  if (text[at] !== '=' || text[at + 1] === '=') return undefined
  const value = readValues(text, skipBlanks(text, at + 1))
  return { name, nameSpan: { start, end: start + name.length }, value, span: { start, end: value.span.end } }
}

/** After an annotation's colon: the `=` of the same logical line, or its end. */
function skipUntilEquals(text: string, from: number): number {
  let at = from
  let depth = 0
  while (at < text.length) {
    const char = text[at] as string
    if (depth === 0 && (char === '=' || char === '\n' || char === '\r' || char === '#')) return at
    const string = char === '"' || char === "'" ? readString(text, at) : undefined
    if (string) at = string.end
    else {
      if ('([{'.includes(char)) depth++
      else if (')]}'.includes(char)) depth--
      at++
    }
  }
  return at
}

/** `a`, or `a, b` without parentheses. What follows the value must end the statement, or the whole is dynamic. */
function readValues(text: string, start: number): LiteralValue {
  const items: LiteralValue[] = []
  let at = start
  let tuple = false
  for (;;) {
    const value = readValue(text, at)
    items.push(value)
    at = skipBlanks(text, value.span.end)
    if (text[at] !== ',') break
    tuple = true
    at = skipBlanks(text, at + 1)
    if (isEndOfStatement(text, at)) break
  }
  const last = items[items.length - 1] as LiteralValue
  if (!isEndOfStatement(text, at)) return { kind: 'dynamic', span: { start, end: trimEnd(text, start, skipStatement(text, at)) } }
  return tuple ? { kind: 'list', items, span: { start, end: last.span.end } } : last
}

function readValue(text: string, start: number): LiteralValue {
  const string = readStrings(text, start)
  if (string) return string
  const open = text[start]
  if (open === '(' || open === '[' || open === '{') return readBracket(text, start)
  identifier.lastIndex = start
  const name = identifier.exec(text)?.[0]
  if (name === undefined) return { kind: 'dynamic', span: { start, end: start } }
  const span = { start, end: start + name.length }
  const next = text[skipBlanks(text, span.end)]
  if (next === '.' || next === '(' || next === '[') return { kind: 'dynamic', span: { start, end: skipExpression(text, start) } }
  return name === 'None' ? { kind: 'none', span } : { kind: 'name', name, span }
}

function readBracket(text: string, start: number): LiteralValue {
  const close = text[start] === '(' ? ')' : text[start] === '[' ? ']' : '}'
  const items: LiteralValue[] = []
  let commas = 0
  let at = skipSpace(text, start + 1)
  while (at < text.length && text[at] !== close) {
    const value = readValue(text, at)
    items.push(value)
    at = skipSpace(text, value.span.end)
    if (text[at] === ',') {
      commas++
      at = skipSpace(text, at + 1)
    } else if (text[at] !== close) {
      return { kind: 'dynamic', span: { start, end: closeOf(text, start) } }
    }
  }
  const span = { start, end: Math.min(at + 1, text.length) }
  const only = items[0]
  // `("a")` is a string in parentheses, `("a",)` a tuple of one.
  if (close === ')' && commas === 0 && items.length === 1 && only) return { ...only, span }
  return { kind: 'list', items, span }
}

/** One literal, or several implicitly concatenated ones. */
function readStrings(text: string, start: number): LiteralValue | undefined {
  let value = ''
  let end = start
  let at = start
  let known = true
  for (;;) {
    const string = readString(text, at)
    if (!string) break
    if (string.content === undefined) known = false
    else value += string.raw ? string.content : cook(string.content)
    end = string.end
    at = skipBlanks(text, end)
  }
  if (end === start) return undefined
  return known ? { kind: 'string', value, span: { start, end } } : { kind: 'dynamic', span: { start, end } }
}

interface RawString {
  readonly end: number
  readonly contentStart: number
  readonly raw: boolean
  /** Undefined for f-strings and bytes. */
  readonly content: string | undefined
}

const stringStart = /([A-Za-z]{0,2})("""|'''|"|')/y

function readString(text: string, start: number): RawString | undefined {
  stringStart.lastIndex = start
  const match = stringStart.exec(text)
  if (!match) return undefined
  const prefix = (match[1] ?? '').toLowerCase()
  if (!/^(|r|u|b|f|t|rb|br|rf|fr|tr|rt)$/.test(prefix)) return undefined
  const quote = match[2] as string
  const contentStart = start + match[0].length
  let at = contentStart
  while (at < text.length && !text.startsWith(quote, at)) {
    if (text[at] === '\\') at++
    else if (quote.length === 1 && (text[at] === '\n' || text[at] === '\r')) break
    at++
  }
  const contentEnd = Math.min(at, text.length)
  const end = text.startsWith(quote, contentEnd) ? contentEnd + quote.length : contentEnd
  const content = /[fbt]/.test(prefix) ? undefined : text.slice(contentStart, contentEnd)
  return { end, contentStart, raw: prefix.includes('r'), content }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', '\n': '' }
const cook = (content: string): string => content.replace(/\\([\s\S])/g, (all, char: string) => escapes[char] ?? all)

/** The end of an expression such as `cli.LABEL` or `make("x")`: up to a comma, bracket or line end of its own level. */
function skipExpression(text: string, start: number): number {
  let at = start
  let depth = 0
  while (at < text.length) {
    const char = text[at] as string
    const string = char === '"' || char === "'" ? readString(text, at) : undefined
    if (string) {
      at = string.end
      continue
    }
    if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char)) {
      if (depth === 0) return at
      depth--
    } else if (depth === 0 && (char === ',' || char === ';' || char === '\n' || char === '\r' || char === '#'))
      return trimEnd(text, start, at)
    at++
  }
  return at
}

function closeOf(text: string, open: number): number {
  const end = skipExpression(text, open + 1)
  let at = end
  while (at < text.length && !')]}'.includes(text[at] as string)) at = Math.max(at + 1, skipExpression(text, at + 1))
  return Math.min(at + 1, text.length)
}

/** The end of the logical line (at its line break), or the `;` that ends the statement. */
function skipStatement(text: string, start: number): number {
  let at = start
  let depth = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 34 || code === 39) {
      at = readString(text, at)?.end ?? at + 1
      continue
    }
    if (code === 35) {
      at = endOfLine(text, at)
      continue
    }
    if (code === 92) {
      at += text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? 3 : 2
      continue
    }
    if (code === 40 || code === 91 || code === 123) depth++
    else if (code === 41 || code === 93 || code === 125) depth = Math.max(0, depth - 1)
    else if (depth === 0 && (code === 10 || code === 13 || code === 59)) return at
    at++
  }
  return text.length
}

function endOfLine(text: string, start: number): number {
  let at = start
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++
  return at
}

/** Blanks and joined lines, not line breaks. */
function skipBlanks(text: string, start: number): number {
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === 32 || code === 9 || code === 12) at++
    else if (code === 92 && text.charCodeAt(at + 1) === 10) at += 2
    else if (code === 92 && text.charCodeAt(at + 1) === 13) at += text.charCodeAt(at + 2) === 10 ? 3 : 2
    else return at
  }
}

/** Everything that may stand between the members of a bracket. */
function skipSpace(text: string, start: number): number {
  let at = start
  for (;;) {
    at = skipBlanks(text, at)
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) at++
    else if (code === 35) at = endOfLine(text, at)
    else return at
  }
}

const isEndOfStatement = (text: string, at: number): boolean => at >= text.length || '\n\r#;'.includes(text[at] as string)

function trimEnd(text: string, start: number, end: number): number {
  let at = end
  while (at > start && /\s/.test(text[at - 1] as string)) at--
  return at
}
