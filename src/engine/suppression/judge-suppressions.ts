import { closest, distance } from 'fastest-levenshtein'
import type { Fix, RuleFinding } from '../../contract/finding'
import type { LineIndex } from '../../text/line-index'
import type { SuppressionComment } from './suppression-comments'
import { suppressionRules } from './suppression-rules'

export interface SuppressionJudgement {
  readonly rule: (typeof suppressionRules)[keyof typeof suppressionRules]
  readonly finding: RuleFinding
}

export interface SuppressionUse {
  readonly path: string
  readonly text: string
  readonly lines: LineIndex
  readonly comments: readonly SuppressionComment[]
  /** Names of a comment that silenced something. */
  readonly used: ReadonlyMap<SuppressionComment, ReadonlySet<string>>
  /** Every rule id and family there is. */
  readonly known: readonly string[]
  /** Rule ids and families that ran here to their end; only these can be called unused. */
  readonly ran: ReadonlySet<string>
  /** `2026-11-21`. */
  readonly today: string
}

/** A suppression ends after its `until` day; one whose day cannot be read never begins. */
export const isExpired = (comment: SuppressionComment, today: string): boolean =>
  comment.until !== undefined && (!isDay(comment.until) || comment.until < today)

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

export function* judgeSuppressions(use: SuppressionUse): Iterable<SuppressionJudgement> {
  for (const comment of use.comments) {
    if (comment.until !== undefined && isExpired(comment, use.today)) yield { rule: suppressionRules.expired, finding: expired(comment) }
    else yield* unused(comment, use)
    if (comment.reason === '') yield { rule: suppressionRules.withoutReason, finding: withoutReason(comment) }
  }
}

function expired(comment: SuppressionComment): RuleFinding {
  const day = comment.until ?? ''
  return isDay(day)
    ? {
        at: comment,
        message: `This suppression ended on ${day}, so what it silenced counts again`,
        help: 'Mend what it silenced, or give it a new day and say why',
        noFix: 'Whether the reason still holds is for a person to decide',
      }
    : {
        at: comment,
        message: `\`until=${day}\` is not a day of the calendar, so the suppression silences nothing`,
        help: 'Write the day as until=YYYY-MM-DD',
        noFix: 'The day that was meant is not known',
      }
}

function withoutReason(comment: SuppressionComment): RuleFinding {
  return {
    at: comment,
    message: 'This suppression gives no reason, so nobody can tell when it may go',
    help: 'Say why after the rule: ignore[rule-id] reason',
    noFix: 'Only its author knows the reason',
  }
}

function* unused(comment: SuppressionComment, use: SuppressionUse): Iterable<SuppressionJudgement> {
  const rule = suppressionRules.unused
  const fix = (title: string) => removal(comment, use, title)
  if (comment.names.length === 0) {
    const finding = {
      at: comment,
      message: 'This suppression names no rule, so it silences nothing',
      help: 'Name the rules: ignore[rule-id]',
    }
    yield { rule, finding: { ...finding, noFix: 'The rule that was meant is not known' } }
    return
  }
  const used = use.used.get(comment) ?? new Set()
  const idle = comment.names.filter(({ name }) => !used.has(name) && (use.ran.has(name) || !use.known.includes(name)))
  for (const { name, start, end } of idle) {
    if (use.known.includes(name)) continue
    const near = closest(name, [...use.known])
    const hint = near && distance(name, near) <= Math.max(2, name.length / 3) ? `, did you mean \`${near}\`?` : ''
    yield {
      rule,
      finding: {
        at: { start, end },
        message: `There is no rule \`${name}\`, so nothing is silenced`,
        help: `Name an existing rule${hint}`,
        noFix: 'The rule that was meant is not known',
      },
    }
  }
  const dead = idle.filter(({ name }) => use.known.includes(name))
  if (dead.length === 0) return
  const names = dead.map(({ name }) => `\`${name}\``).join(', ')
  const place = comment.scope === 'file' ? 'this file' : 'its line'
  const whole = dead.length === comment.names.length
  yield {
    rule,
    finding: {
      at: comment,
      message: `${names} finds nothing on ${place}, so this suppression would only hide what comes later`,
      help: whole ? 'Delete the comment' : `Take ${names} out of the list`,
      tags: ['unnecessary'],
      ...(whole ? fix('Delete the unused suppression') : shrink(comment, dead, use)),
    },
  }
}

function removal(comment: SuppressionComment, { path, text, lines }: SuppressionUse, title: string): Pick<RuleFinding, 'fixes' | 'noFix'> {
  if (!/^(#|\/\/|--|\/\*|<!--)\s*tenantscope:/.test(text.slice(comment.start, comment.end)))
    return { noFix: 'The comment says other things too' }
  const span = lines.lineSpan(lines.positionAt(comment.start).line)
  const after = text.slice(comment.end, span.end).trim()
  if (after !== '' && after !== '*/' && after !== '-->') return { noFix: 'Code follows the comment on its line' }
  const lead = text.slice(span.start, comment.start)
  const bom = lead.startsWith('\uFEFF') ? 1 : 0
  const start = comment.alone ? span.start + bom : span.start + lead.trimEnd().length
  const end = comment.alone ? endOfLineBreak(text, span.end) : span.end
  return { fixes: [fixOf(path, comment, title, [{ path, start, end, text: '' }])] }
}

function shrink(comment: SuppressionComment, dead: readonly { name: string }[], { path }: SuppressionUse): Pick<RuleFinding, 'fixes'> {
  const gone = new Set(dead.map(({ name }) => name))
  const first = comment.names[0]
  const last = comment.names.at(-1)
  if (!first || !last) return {}
  const text = comment.names.flatMap(({ name }) => (gone.has(name) ? [] : name)).join(', ')
  return {
    fixes: [fixOf(path, comment, 'Take the unused rules out of the suppression', [{ path, start: first.start, end: last.end, text }])],
  }
}

const fixOf = (path: string, comment: SuppressionComment, title: string, edits: Fix['edits']): Fix => ({
  id: `${path}:unused-suppression:${comment.start}`,
  title,
  safety: 'safe',
  proof: ['Only a comment changes, and it silenced no finding'],
  edits,
})

function endOfLineBreak(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return at + 2
  return text[at] === '\n' || text[at] === '\r' ? at + 1 : at
}
