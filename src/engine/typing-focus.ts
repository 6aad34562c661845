import type { FunctionDef, Node, PythonModule, TopLevel } from '../python/ast'
import { type Span, spanOf } from '../text/span'
import { compareText, type FileReport } from './check-file'
import { type Change, changeBetween, moveFinding, moveSpan } from './move-findings'
import { suppressionMarker } from './suppression/suppression-comments'

/** The statement that an edit stays in, in the text before and after it. */
export interface TypingFocus {
  readonly before: Span
  readonly after: Span
  readonly change: Change
}

/**
 * Where somebody types: the top-level definition around an edit that changes nothing but the body of one function, and no line breaks.
 * Undefined for any other edit, and where a suppression comment is touched: what those mean for the rest of the file takes a whole check.
 */
export function findTypingFocus(before: PythonModule, after: PythonModule): TypingFocus | undefined {
  const change = changeBetween(before.text, after.text)
  const { start: from, end, by } = change
  const to = end + by
  // Messages name lines.
  if (before.text.slice(from, end).includes('\n') || after.text.slice(from, to).includes('\n')) return undefined
  const index = after.topLevel.findIndex(({ start, end }) => start <= from && to < end)
  const now = after.topLevel[index]
  const then = before.topLevel[index]
  if (!now || !then || before.topLevel.length !== after.topLevel.length || !isSameDefinition(then, now)) return undefined
  if (now.end - then.end !== by) return undefined
  if (touchesSuppression(before.text, from, end) || touchesSuppression(after.text, from, to)) return undefined
  return functionAround(after, from, to) ? { before: spanOf(then), after: spanOf(now), change } : undefined
}

const isSameDefinition = (then: TopLevel, now: TopLevel): boolean =>
  (now.kind === 'def' || now.kind === 'class') && then.kind === now.kind && then.name === now.name && then.start === now.start

function touchesSuppression(text: string, from: number, to: number): boolean {
  const end = text.indexOf('\n', to)
  return text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end).includes(suppressionMarker)
}

/** The function whose body, and not its header, holds a stretch. */
function functionAround(module: PythonModule, from: number, to: number): FunctionDef | undefined {
  for (let at: Node | undefined = module.nodeAt(from, to); at; at = at.parent) {
    if (at.kind !== 'FunctionDef') continue
    const [first] = at.body
    return first && first.start <= from && to <= at.end ? at : undefined
  }
  return undefined
}

/**
 * A report of the statement that somebody types in, with what the last whole check said of the rest of the file, at its new place. Fixes of the
 * rest belong to the text of then, so they are left out.
 */
export function withRest(report: FileReport, last: FileReport, { before, change }: TypingFocus): FileReport {
  const isOutside = ({ start }: Span): boolean => start < before.start || start >= before.end
  const rest = last.findings.filter(({ span }) => isOutside(span)).map((finding) => moveFinding(finding, change))
  const skipped = last.notAnalysed.filter(({ span }) => isOutside(span)).map((each) => ({ ...each, span: moveSpan(each.span, change) }))
  return {
    ...report,
    analysed: report.analysed || last.analysed,
    findings: [...rest, ...report.findings].sort(
      (a, b) => a.span.start - b.span.start || compareText(a.rule, b.rule) || a.span.end - b.span.end,
    ),
    notAnalysed: [...skipped, ...report.notAnalysed].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
  }
}
