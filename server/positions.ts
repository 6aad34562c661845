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
  /** Units at the beginning that a client does not show: the byte order mark of a file on disk. */
  readonly hidden: number
  /** Lines before the part that a client shows as a document of its own. */
  readonly firstLine: number
}

export const createTextView = (text: string, encoding: Encoding): TextView => makeView(text, encoding, 0)

/** A part of a text, from a line on, as the client counts it. */
export const createPartView = (text: string, encoding: Encoding, firstLine: number): TextView => makeView(text, encoding, 0, firstLine)

/** A file as it is on disk: editors keep its byte order mark to themselves, and count without it. */
export const createDiskView = (text: string, encoding: Encoding): TextView => makeView(text, encoding, text.startsWith('\uFEFF') ? 1 : 0)

function makeView(text: string, encoding: Encoding, hidden: number, firstLine = 0): TextView {
  let lines: LineIndex | undefined
  return {
    text,
    encoding,
    hidden,
    firstLine,
    get lines() {
      lines ??= createLineIndex(text)
      return lines
    },
  }
}

export function toPosition({ text, lines, encoding, hidden, firstLine }: TextView, offset: number): Position {
  const { line: whole, character } = lines.positionAt(offset)
  const line = whole - firstLine
  const skipped = line === 0 ? hidden : 0
  if (encoding === 'utf-16') return { line, character: Math.max(0, character - skipped) }
  const start = lines.lineSpan(whole).start
  return { line, character: Buffer.byteLength(text.slice(start + skipped, start + character), 'utf8') }
}

export function toOffset({ text, lines, encoding, hidden, firstLine }: TextView, position: Position): number {
  const { character } = position
  const line = position.line + firstLine
  const skipped = line === 0 ? hidden : 0
  if (encoding === 'utf-16' || line >= lines.lineCount) return lines.offsetAt({ line, character: character + skipped })
  const { start, end } = lines.lineSpan(line)
  let bytes = 0
  let at = start + skipped
  while (at < end && bytes < character) {
    const point = text.codePointAt(at) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    at += point < 0x10000 ? 1 : 2
  }
  return at
}

export const toRange = (view: TextView, { start, end }: Span): Range => ({ start: toPosition(view, start), end: toPosition(view, end) })

export const toSpan = (view: TextView, { start, end }: Range): Span => ({ start: toOffset(view, start), end: toOffset(view, end) })
