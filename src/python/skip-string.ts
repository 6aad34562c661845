/** Where a string literal ends; `closed` is false when its line or the file ended first. */
export interface SkippedString {
  readonly end: number
  readonly closed: boolean
}

/**
 * Skip the string literal whose opening quote stands at `at`. Holes of f-strings are followed as Python 3.12 reads them
 * (`f"{row["name"]}"`); a hole that never closes makes the literal end at its first own quote, as older versions read it.
 */
export function skipString(text: string, at: number): SkippedString {
  const quote = text.charCodeAt(at)
  const triple = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote
  const from = triple ? at + 3 : at + 1
  if (hasHoles(text, at)) {
    const end = skipFormatted(text, from, quote, triple)
    if (end !== undefined) return { end, closed: true }
  }
  return triple ? skipTriple(text, from, quote) : skipLine(text, from, quote)
}

function skipTriple(text: string, from: number, quote: number): SkippedString {
  const closing = quote === 34 ? '"""' : "'''"
  for (let end = text.indexOf(closing, from); end >= 0; end = text.indexOf(closing, end + 1)) {
    let backslashes = 0
    for (let i = end - 1; i >= from && text.charCodeAt(i) === 92; i--) backslashes++
    if (backslashes % 2 === 0) return { end: end + 3, closed: true }
  }
  return { end: text.length, closed: false }
}

function skipLine(text: string, from: number, quote: number): SkippedString {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) return { end: i + 1, closed: true }
    if (code === 10) return { end: i, closed: false }
    if (code === 92) i = escapedEnd(text, i)
  }
  return { end: text.length, closed: false }
}

/** The last character that a backslash takes with it: `\` before CRLF takes both. */
const escapedEnd = (text: string, at: number): number =>
  text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? at + 2 : at + 1

/** Does the prefix before the quote hold `f` or `t`? */
function hasHoles(text: string, at: number): boolean {
  let i = at - 1
  let holes = false
  for (; i >= at - 2 && i >= 0; i--) {
    const letter = text.charCodeAt(i) | 32
    if (letter === 102 || letter === 116) holes = true
    else if (letter !== 114 && letter !== 98 && letter !== 117) break
  }
  return holes && !isWordCode(text.charCodeAt(i))
}

const isWordCode = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122) || code >= 128

function skipFormatted(text: string, from: number, quote: number, triple: boolean): number | undefined {
  for (let i = from; i < text.length; ) {
    const code = text.charCodeAt(i)
    if (code === quote && (!triple || (text.charCodeAt(i + 1) === quote && text.charCodeAt(i + 2) === quote))) return i + (triple ? 3 : 1)
    if (code === 10 && !triple) return undefined
    if (code === 92) i = escapedEnd(text, i) + 1
    else if (code === 123 && text.charCodeAt(i + 1) === 123) i += 2
    else if (code === 123) {
      const end = skipHole(text, i + 1, quote, triple)
      if (end === undefined) return undefined
      i = end
    } else i++
  }
  return undefined
}

/** From after `{` to after its `}`. */
function skipHole(text: string, from: number, quote: number, triple: boolean): number | undefined {
  let depth = 0
  for (let i = from; i < text.length; ) {
    const code = text.charCodeAt(i)
    if (code === 125 && depth === 0) return i + 1
    if (code === 58 && depth === 0) return skipFormatSpecifier(text, i + 1, quote, triple)
    if (code === 34 || code === 39) {
      const { end, closed } = skipString(text, i)
      if (!closed) return undefined
      i = end
      continue
    }
    if (code === 10 && !triple && !/[\s)\]}'"]/.test(text[i + 1] ?? 'x')) return undefined
    if (code === 35) {
      const end = text.indexOf('\n', i)
      if (end < 0) return undefined
      i = end
      continue
    }
    if (code === 40 || code === 91 || code === 123) depth++
    else if (code === 41 || code === 93 || code === 125) {
      if (depth === 0) return undefined
      depth--
    }
    i++
  }
  return undefined
}

/** Text up to the closing brace; fill characters such as `'` and `#` mean themselves, `{width}` is a hole again. */
function skipFormatSpecifier(text: string, from: number, quote: number, triple: boolean): number | undefined {
  for (let i = from; i < text.length; ) {
    const code = text.charCodeAt(i)
    if (code === 125) return i + 1
    if (code === quote && !triple) return undefined
    if (code === 10 && !triple) return undefined
    if (code === 123) {
      const end = skipHole(text, i + 1, quote, triple)
      if (end === undefined) return undefined
      i = end
    } else i++
  }
  return undefined
}
