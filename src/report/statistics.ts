import type { CheckDocument } from './check-document'
import { plural, unsuppressed } from './formats'

/** Counts by rule, the suppressed ones with their reasons, and the burn-down line at the end. */
export function formatStatistics(document: CheckDocument): string {
  const left = unsuppressed(document)
  const suppressed = document.findings.filter((finding) => finding.suppressed)
  const counts = Object.entries(document.summary.byRule).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const width = Math.max(0, ...counts.map(([, count]) => String(count).length))
  const lines = counts.map(([rule, count]) => {
    const fixable = left.filter((finding) => finding.rule === rule && finding.fixes.length > 0)
    const safe = fixable.filter(({ fixes }) => fixes.some(({ safety }) => safety === 'safe')).length
    const note = [safe > 0 ? `${safe} safe` : '', fixable.length > safe ? `${fixable.length - safe} unsafe` : '']
      .filter((part) => part !== '')
      .join(', ')
    return `${String(count).padStart(width)}  ${rule}${note === '' ? '' : `  (fixes: ${note})`}`
  })
  const reasons = suppressed.map(({ rule, path, range, suppressed: why }) => {
    const until = why?.until ? `, until ${why.until}` : ''
    return `suppressed  ${path}:${range.start.line}  ${rule}  ${why?.reason || 'no reason given'}${until}`
  })
  const total = left.length + suppressed.length
  return [
    ...lines,
    ...reasons,
    `${plural(document.files.checked, 'file')} checked`,
    `${total} left, of which ${suppressed.length} suppressed`,
    '',
  ].join('\n')
}
