import type { Expr, Str, StringPiece } from './ast'

/** A stretch of a string's value and where it stands: when `exact`, character i of `text` is source character start + i. */
export interface CookedRun {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly exact: boolean
}

/** How a piece's text is to be read. */
export type Reading = Pick<StringPiece, 'prefix'>

/** The value of one text part, escapes read: `cookText({ prefix: 'f' }, '{{a}}\\n')` is `{a}` and a line break. */
export const cookText = (reading: Reading, source: string): string =>
  cookRuns(reading, source, 0)
    .map((run) => run.text)
    .join('')

/** The same in runs, so that every character of the value knows its place; `start` is the offset of `source`. */
export function cookRuns({ prefix }: Reading, source: string, start: number): CookedRun[] {
  const raw = prefix.includes('r')
  const doubled = prefix.includes('f') || prefix.includes('t')
  if ((raw || !source.includes('\\')) && !(doubled && /[{}]/.test(source))) return plain(source, start, 0, source.length)
  const runs: CookedRun[] = []
  let from = 0
  let at = 0
  const special = (text: string, length: number): void => {
    runs.push(...plain(source, start, from, at), { text, start: start + at, end: start + at + length, exact: false })
    at += length
    from = at
  }
  while (at < source.length) {
    const character = source[at] ?? ''
    if (doubled && (character === '{' || character === '}') && source[at + 1] === character) special(character, 2)
    else if (character === '\\' && !raw) {
      const escape = readEscape(source, at, prefix.includes('b'))
      if (escape) special(escape.text, escape.length)
      else at++
    } else at++
  }
  runs.push(...plain(source, start, from, at))
  return runs
}

const plain = (source: string, start: number, from: number, to: number): CookedRun[] =>
  from < to ? [{ text: source.slice(from, to), start: start + from, end: start + to, exact: true }] : []

const simpleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** An escape sequence at a backslash; undefined when Python keeps the backslash as it is. */
function readEscape(source: string, at: number, bytes: boolean): { text: string; length: number } | undefined {
  const next = source[at + 1] ?? ''
  const simple = simpleEscapes[next]
  if (simple !== undefined) return { text: simple, length: 2 }
  if (next === '\n') return { text: '', length: 2 }
  if (next === '\r') return { text: '', length: source[at + 2] === '\n' ? 3 : 2 }
  const octal = /^[0-7]{1,3}/.exec(source.slice(at + 1, at + 4))?.[0]
  if (octal) return { text: String.fromCharCode(Number.parseInt(octal, 8)), length: 1 + octal.length }
  const pattern = bytes ? /^x([\da-fA-F]{2})/ : /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/
  const code = pattern.exec(source.slice(at + 1, at + 10))
  if (code) {
    const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16)
    return { text: point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd', length: 1 + code[0].length }
  }
  // A character by its name: which one it is would need the whole table of Unicode.
  const named = bytes ? null : /^N\{[^}]+\}/.exec(source.slice(at + 1, at + 80))
  return named ? { text: '\ufffd', length: 1 + named[0].length } : undefined
}

/** The value of a string literal without holes; bytes count too. */
export function stringValue(node: Str): string | undefined {
  let value = ''
  for (const piece of node.pieces) {
    for (const part of piece.parts) {
      if (part.kind === 'hole') return undefined
      value += cookText(piece, part.source)
    }
  }
  return value
}

/** The value of a literal, of strings added together, or of a negated number; undefined when it is not known from the text alone. */
export function constantValue(expr: Expr): string | number | boolean | null | undefined {
  switch (expr.kind) {
    case 'Str':
      return stringValue(expr)
    case 'Constant':
      return expr.value === '...' ? undefined : expr.value
    case 'Num': {
      const value = Number(expr.source.replaceAll('_', '').replace(/[lL]$/, ''))
      return Number.isNaN(value) ? undefined : value
    }
    case 'UnaryOp': {
      const value = constantValue(expr.operand)
      return expr.op === '-' && typeof value === 'number' ? -value : undefined
    }
    case 'BinOp': {
      if (expr.op !== '+') return undefined
      const left = constantValue(expr.left)
      const right = constantValue(expr.right)
      return typeof left === 'string' && typeof right === 'string' ? left + right : undefined
    }
    default:
      return undefined
  }
}
