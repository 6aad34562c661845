import type { PythonModule } from '../python/ast'
import { createLineIndex, type LineIndex } from '../text/line-index'
import type { Span } from '../text/span'

/** Line arithmetic that edits of Python share. Lines are 0-based. */
export interface PythonLines {
  readonly text: string
  readonly index: LineIndex
  lineOf(offset: number): number
  startOf(line: number): number
  /** After the line break. */
  endOf(line: number): number
  textOf(line: number): string
  indentAt(offset: number): string
  isBlank(line: number): boolean
  /** The file's own line break. */
  readonly newline: string
}

/** Each fix of a file asks for its lines. */
const known = new WeakMap<Pick<PythonModule, 'text'>, PythonLines>()

export function linesOf(module: Pick<PythonModule, 'text'>): PythonLines {
  const lines = known.get(module) ?? indexLines(module)
  known.set(module, lines)
  return lines
}

function indexLines({ text }: Pick<PythonModule, 'text'>): PythonLines {
  const index = createLineIndex(text)
  const lineOf = (offset: number) => index.positionAt(offset).line
  const startOf = (line: number) => index.lineSpan(line).start
  const textOf = (line: number) => {
    const span = index.lineSpan(line)
    return text.slice(span.start, span.end)
  }
  return {
    text,
    index,
    lineOf,
    startOf,
    endOf: (line) => (line + 1 < index.lineCount ? startOf(line + 1) : text.length),
    textOf,
    indentAt: (offset) => /^[ \t\f]*/.exec(textOf(lineOf(offset)))?.[0] ?? '',
    isBlank: (line) => textOf(line).trim() === '',
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

/** Is there nothing but this span (and white space or a trailing comment) on its lines? */
export function standsAlone(lines: PythonLines, { start, end }: Span): boolean {
  const before = lines.text.slice(lines.startOf(lines.lineOf(start)), start)
  const after = lines.text.slice(end, lines.index.lineSpan(lines.lineOf(end)).end)
  return before.trim() === '' && /^\s*(#.*)?$/.test(after)
}
