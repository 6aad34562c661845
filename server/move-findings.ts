import type { Finding } from '../src/index'
import type { Span } from '../src/text/span'

/**
 * Findings of a text in the text that it became: those before and behind what changed keep their place, those in it are gone until the file
 * is judged again. Their fixes were computed for the text of then, so they wait too.
 */
export function moveFindings(findings: readonly Finding[], before: string, after: string): readonly Finding[] {
  if (before === after) return findings
  const shortest = Math.min(before.length, after.length)
  let head = 0
  while (head < shortest && before.charCodeAt(head) === after.charCodeAt(head)) head++
  let tail = 0
  while (tail < shortest - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++
  const end = before.length - tail
  const by = after.length - before.length
  const move = ({ start, end: last }: Span): Span | undefined =>
    last <= head ? { start, end: last } : start >= end ? { start: start + by, end: last + by } : undefined
  return findings.flatMap((finding) => {
    const span = move(finding.span)
    if (!span) return []
    const related = finding.related.flatMap((each) => {
      const moved = each.path === finding.path ? move(each.span) : each.span
      return moved ? [{ ...each, span: moved }] : []
    })
    return [{ ...finding, span, related, fixes: [] }]
  })
}
