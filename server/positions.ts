import type { Position, Range } from 'vscode-languageserver'
import { createLineIndex, type LineIndex } from '../src/text/line-index'
import type { Span } from '../src/text/span'

/** How a client counts characters in a line. */
export type Encoding = 'utf-8' | 'utf-16'

/** A text with its lines: everything that turning offsets into positions needs. */
export interface TextView {
  readonly text: string
  readonly lines: LineIndex
  readonly encoding: Encoding
}

export const createTextView = (text: string, encoding: Encoding): TextView => {
  let lines: LineIndex | undefined
  return {
    text,
    encoding,
    get lines() {
      lines ??= createLineIndex(text)
      return lines
    },
  }
}

export function toPosition({ text, lines, encoding }: TextView, offset: number): Position {
  const { line, character } = lines.positionAt(offset)
  if (encoding === 'utf-16') return { line, character }
  const start = lines.lineSpan(line).start
  return { line, character: Buffer.byteLength(text.slice(start, start + character), 'utf8') }
}

export function toOffset({ text, lines, encoding }: TextView, position: Position): number {
  if (encoding === 'utf-16' || position.line >= lines.lineCount) return lines.offsetAt(position)
  const { start, end } = lines.lineSpan(position.line)
  let bytes = 0
  let at = start
  while (at < end && bytes < position.character) {
    const point = text.codePointAt(at) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    at += point < 0x10000 ? 1 : 2
  }
  return at
}

export const toRange = (view: TextView, { start, end }: Span): Range => ({ start: toPosition(view, start), end: toPosition(view, end) })

export const toSpan = (view: TextView, { start, end }: Range): Span => ({ start: toOffset(view, start), end: toOffset(view, end) })
