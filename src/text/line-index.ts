/** A place in a text, both 0-based; `character` counts UTF-16 units, as LSP does by default. */
export interface LinePosition {
  readonly line: number
  readonly character: number
}

export interface LineIndex {
  readonly lineCount: number
  /** Offset -> position; offsets past the end give the end. */
  positionAt(offset: number): LinePosition
  /** Position -> offset; a character past the line's end gives the line's end (before its line break). */
  offsetAt(position: LinePosition): number
  /** The line's span without its line break. */
  lineSpan(line: number): { start: number; end: number }
}

/** Index the lines of a text, when somebody first asks. `\n`, `\r\n` and a lone `\r` end a line, as in LSP. */
export function createLineIndex(text: string): LineIndex {
  let listed: readonly number[] | undefined
  const lineStarts = (): readonly number[] => {
    listed ??= listLineStarts(text)
    return listed
  }
  const startOf = (line: number) => lineStarts()[line] ?? text.length
  const endOf = (line: number) => {
    let end = line + 1 < lineStarts().length ? startOf(line + 1) : text.length
    while (end > startOf(line) && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--
    return end
  }
  return {
    get lineCount() {
      return lineStarts().length
    },
    positionAt(offset) {
      const at = Math.max(0, Math.min(offset, text.length))
      let low = 0
      let high = lineStarts().length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (startOf(middle) <= at) low = middle
        else high = middle - 1
      }
      return { line: low, character: at - startOf(low) }
    },
    offsetAt({ line, character }) {
      if (line < 0) return 0
      if (line >= lineStarts().length) return text.length
      return Math.min(startOf(line) + Math.max(0, character), endOf(line))
    },
    lineSpan: (line) => ({ start: startOf(line), end: endOf(line) }),
  }
}

function listLineStarts(text: string): number[] {
  const starts = [0]
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    return starts
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 10) starts.push(i + 1)
    else if (code === 13) {
      if (text.charCodeAt(i + 1) === 10) i++
      starts.push(i + 1)
    }
  }
  return starts
}
