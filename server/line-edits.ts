import { diffLines } from 'diff'
import type { TextEdit } from '../src/text/apply-edits'

/** The lines that turn one text into another: cursors and breakpoints elsewhere in the file stay where they are. */
export function listLineEdits(before: string, after: string): readonly TextEdit[] {
  const edits: TextEdit[] = []
  let at = 0
  let pending: { start: number; end: number; text: string } | undefined
  for (const { value, added, removed } of diffLines(before, after)) {
    if (added || removed) {
      pending ??= { start: at, end: at, text: '' }
      if (added) pending.text += value
      else pending.end += value.length
    } else if (pending) {
      edits.push(pending)
      pending = undefined
    }
    if (!added) at += value.length
  }
  return pending ? [...edits, pending] : edits
}
