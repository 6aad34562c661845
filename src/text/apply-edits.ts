import { overlaps, type Span } from './span'

/** Replace the text of a span; an insertion has `start === end`. */
export interface TextEdit extends Span {
  readonly text: string
}

/** Apply edits of one text at once. Two edits that overlap are a bug of the caller: choose with `withoutOverlaps` first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  let result = ''
  let at = 0
  for (const edit of sorted) {
    if (edit.start < at || edit.end > text.length || edit.end < edit.start) {
      throw new RangeError(`edit ${edit.start}..${edit.end} overlaps another one or leaves the text (length ${text.length})`)
    }
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

/** Can all of them be applied at once? */
export function fitTogether(edits: readonly TextEdit[]): boolean {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  return sorted.every((edit, index) => edit.start >= (sorted[index - 1]?.end ?? 0))
}

export const editsOverlap = (left: readonly TextEdit[], right: readonly TextEdit[]): boolean =>
  left.some((a) => right.some((b) => overlaps(a, b)))
