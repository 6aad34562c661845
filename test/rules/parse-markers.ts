/** One finding that a fixture expects, in the text without marker lines. */
export interface ExpectedFinding {
  readonly rule: string
  readonly start: number
  /** Undefined: the marker reached the end of the first line of a longer span. */
  readonly end: number
  /** The finding may go on past `end`, on further lines. */
  readonly open: boolean
  readonly fix: 'safe' | 'unsafe' | 'none' | undefined
  readonly message: string | undefined
  /** 1-based line of the marker in the fixture file. */
  readonly markerLine: number
}

export interface ParsedFixture {
  /** The text that is analysed: marker lines taken out. */
  readonly text: string
  readonly expected: readonly ExpectedFinding[]
}

const comment = String.raw`^\s*(?:#|\/\/|--|<!--|\/\*)`
const caretMarker = new RegExp(String.raw`${comment}\s*(\^+)\s+([a-z][a-z0-9-]+)(?:\s+fix=(safe|unsafe|none))?(?:\s+(.*?))?\s*(?:-->|\*\/)?\s*$`)
const quoteMarker = new RegExp(String.raw`${comment}\s*expect\s+([a-z][a-z0-9-]+)(?:\s+fix=(safe|unsafe|none))?:\s(.*?)\s*(?:-->|\*\/)?\s*$`)

export const hasMarkers = (source: string): boolean => source.split('\n').some((line) => caretMarker.test(line) || quoteMarker.test(line))

/** Read a fixture: see README.md beside this file. Throws when a marker marks nothing. */
export function parseMarkers(source: string): ParsedFixture {
  const kept: string[] = []
  const expected: ExpectedFinding[] = []
  const endOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + line.length + 1, 0)
  for (const [index, line] of source.split('\n').entries()) {
    const caret = caretMarker.exec(line)
    const quote = caret ? null : quoteMarker.exec(line)
    const fixOf = (word: string | undefined) => (['safe', 'unsafe', 'none'] as const).find((each) => each === word)
    if (caret) {
      const [, carets = '', rule = '', fix, message] = caret
      const target = kept.at(-1) ?? ''
      const column = line.indexOf('^')
      const lineStart = endOf(kept.slice(0, -1))
      const end = Math.min(column + carets.length, target.length)
      if (kept.length === 0 || column >= target.length) throw new Error(`line ${index + 1}: the marker stands under nothing`)
      expected.push({ rule, start: lineStart + column, end: lineStart + end, open: end === target.length, fix: fixOf(fix), message, markerLine: index + 1 })
    } else if (quote) {
      const [, rule = '', fix, words = ''] = quote
      const found = findLast(kept.join('\n'), words)
      if (!found) throw new Error(`line ${index + 1}: nothing above reads ${words}`)
      expected.push({ rule, ...found, open: false, fix: fixOf(fix), message: undefined, markerLine: index + 1 })
    } else kept.push(line)
  }
  return { text: kept.join('\n'), expected }
}

function findLast(text: string, words: string): { start: number; end: number } | undefined {
  const pattern = words.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*?')
  let last: { start: number; end: number } | undefined
  for (const found of text.matchAll(new RegExp(pattern, 'g'))) last = { start: found.index, end: found.index + found[0].length }
  return last
}
