import type { Finding } from '../contract/finding'
import { commonPrefix, commonSuffix } from '../python/common-text'
import type { Span } from '../text/span'

/** The one stretch in which two texts differ: offsets of the text before, and how far what stands behind it moved. */
export interface Change extends Span {
  readonly by: number
}

export function changeBetween(before: string, after: string): Change {
  const start = commonPrefix(before, after)
  const same = Math.min(commonSuffix(before, after), before.length - start, after.length - start)
  return { start, end: before.length - same, by: after.length - before.length }
}

export const moveSpan = ({ start, end }: Span, change: Change): Span => {
  const move = (offset: number): number => (offset >= change.end ? offset + change.by : offset)
  return { start: move(start), end: move(end) }
}

/** A finding of a text at its place in the text that it became. Its fixes were computed for the text of then, so they wait. */
export const moveFinding = (finding: Finding, change: Change): Finding => ({
  ...finding,
  span: moveSpan(finding.span, change),
  related: finding.related.map((each) => (each.path === finding.path ? { ...each, span: moveSpan(each.span, change) } : each)),
  fixes: [],
})

/** Those before and behind what changed keep their place; those in it are gone until the file is judged again. */
export function moveFindings(findings: readonly Finding[], before: string, after: string): readonly Finding[] {
  if (before === after) return findings
  const change = changeBetween(before, after)
  return findings.filter(({ span }) => span.end <= change.start || span.start >= change.end).map((finding) => moveFinding(finding, change))
}
