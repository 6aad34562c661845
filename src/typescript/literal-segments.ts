import type { SqlSegment } from '../sql/sql-text'

const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0', '\n': '', '\r\n': '' }
const escape = /\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))/g

/** The source of a string or template without its delimiters, as segments: runs without escapes map one to one, each escape stands for itself. */
export function literalSegments(source: string, start: number): SqlSegment[] {
  const segments: SqlSegment[] = []
  let at = 0
  const push = (to: number) => {
    if (to > at) segments.push({ kind: 'literal', text: source.slice(at, to), source: { start: start + at, end: start + to }, exact: true })
  }
  for (const match of source.matchAll(escape)) {
    push(match.index)
    at = match.index + match[0].length
    const code = match[1] ?? match[2] ?? match[3]
    const text = code === undefined ? (simple[match[4] ?? ''] ?? match[4] ?? '') : String.fromCodePoint(Number.parseInt(code, 16))
    if (text !== '') segments.push({ kind: 'literal', text, source: { start: start + match.index, end: start + at }, exact: false })
  }
  push(source.length)
  return segments
}
