import type { FunctionDef, Node, PythonModule, TopLevel } from '../python/ast'
import { commonPrefix, commonSuffix } from '../python/common-text'
import { type Span, spanOf } from '../text/span'
import { compareText, type FileReport } from './check-file'
import { suppressionMarker } from './suppression/suppression-comments'

/** The statement that an edit stays in, in the text before and after it, and what was edited in the text before. */
export interface TypingFocus {
  readonly before: Span
  readonly after: Span
  readonly edited: Span
}

/**
 * Where somebody types: the top-level definition around an edit that changes nothing but the body of one function, and no line breaks.
 * Undefined for any other edit, and where a suppression comment is touched: what those mean for the rest of the file takes a whole check.
 */
export function findTypingFocus(before: PythonModule, after: PythonModule): TypingFocus | undefined {
  const from = commonPrefix(before.text, after.text)
  const same = Math.min(commonSuffix(before.text, after.text), before.text.length - from, after.text.length - from)
  const to = after.text.length - same
  // Messages name lines.
  if (before.text.slice(from, before.text.length - same).includes('\n') || after.text.slice(from, to).includes('\n')) return undefined
  const index = after.topLevel.findIndex(({ start, end }) => start <= from && to < end)
  const now = after.topLevel[index]
  const then = before.topLevel[index]
  if (!now || !then || before.topLevel.length !== after.topLevel.length || !isSameDefinition(then, now)) return undefined
  if (then.end - now.end !== before.text.length - after.text.length) return undefined
  if (touchesSuppression(before.text, from, before.text.length - same) || touchesSuppression(after.text, from, to)) return undefined
  return functionAround(after, from, to)
    ? { before: spanOf(then), after: spanOf(now), edited: { start: from, end: before.text.length - same } }
    : undefined
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
export function withRest(report: FileReport, last: FileReport, { before, after, edited }: TypingFocus): FileReport {
  const by = after.end - before.end
  const isOutside = ({ start }: Span): boolean => start < before.start || start >= before.end
  const moveOffset = (at: number): number => (at >= edited.end ? at + by : at)
  const move = ({ start, end }: Span): Span => ({ start: moveOffset(start), end: moveOffset(end) })
  const rest = last.findings
    .filter(({ span }) => isOutside(span))
    .map(({ noFix: _, ...finding }) => ({
      ...finding,
      span: move(finding.span),
      related: finding.related.map((each) => (each.path === report.path ? { ...each, span: move(each.span) } : each)),
      fixes: [],
    }))
  const skipped = last.notAnalysed.filter(({ span }) => isOutside(span)).map((each) => ({ ...each, span: move(each.span) }))
  return {
    ...report,
    analysed: report.analysed || last.analysed,
    findings: [...rest, ...report.findings].sort(
      (a, b) => a.span.start - b.span.start || compareText(a.rule, b.rule) || a.span.end - b.span.end,
    ),
    notAnalysed: [...skipped, ...report.notAnalysed].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
  }
}
