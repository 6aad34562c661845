import type { CheckDocument, DocumentFinding, DocumentRange } from './check-document'
import { type FormatWorld, plural, unsuppressed } from './formats'
import { createPaint, type Paint } from './paint'

/** For people: each finding with the code it is about, then one line that sums up. */
export function formatText(document: CheckDocument, world: FormatWorld): string {
  const paint = createPaint(world.color)
  const findings = unsuppressed(document).map((finding) => formatFinding(finding, world.lineOf, paint))
  return [...findings, ...trailers(document, world, paint)].join('\n')
}

const severityColor = { error: 'red', warning: 'yellow', info: 'blue' } as const

export function formatFinding(finding: DocumentFinding, lineOf: FormatWorld['lineOf'], paint: Paint): string {
  const { rule, severity, path, range, message, help, related, fixes, noFix } = finding
  const color = severityColor[severity]
  const gutter = ' '.repeat(String(Math.max(range.start.line, range.start.line + 1)).length)
  const bar = paint('cyan', `${gutter} |`)
  const note = (label: string, text: string) => `${gutter} ${paint('cyan', '=')} ${paint('bold', label)}: ${printable(text)}`
  const lines = [
    `${paint(color, `${severity}[${rule}]`)}${paint('bold', `: ${printable(message)}`)}`,
    `${gutter}${paint('cyan', '-->')} ${printable(path)}:${range.start.line}:${range.start.column}`,
  ]
  const source = lineOf(path, range.start.line)
  if (source !== undefined) {
    const { shown, before, marked } = frame(source, range)
    lines.push(
      bar,
      `${paint('cyan', `${range.start.line} |`.padStart(gutter.length + 2))} ${shown}`,
      `${bar} ${' '.repeat(before)}${paint(color, '^'.repeat(marked))}`,
    )
  }
  lines.push(bar, note('help', help))
  for (const place of related)
    lines.push(note('see', `${place.path}:${place.range.start.line}:${place.range.start.column} ${place.message}`))
  const [fix] = fixes
  if (fix) lines.push(note(fix.safety === 'safe' ? 'fix' : 'unsafe fix', fix.why ? `${fix.title} (${fix.why})` : fix.title))
  else if (noFix) lines.push(note('no fix', noFix))
  return `${lines.join('\n')}\n`
}

const widestLine = 160

/** The line as a terminal shows it, and where the marked part stands in it: tabs widened, long lines cut round the mark. */
function frame(
  source: string,
  { start, end }: DocumentRange,
): { readonly shown: string; readonly before: number; readonly marked: number } {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source
  const from = start.column - 1
  const to = Math.max(from + 1, end.line === start.line ? end.column - 1 : text.length)
  const cut = text.length > widestLine && from > widestLine / 2 ? from - 40 : 0
  const lead = cut > 0 ? '…' : ''
  const tail = text.length - cut > widestLine ? '…' : ''
  const last = Math.min(text.length, cut + widestLine)
  const shown = lead + widen(text.slice(cut, last)) + tail
  const before = lead.length + displayWidth(widen(text.slice(cut, from)))
  return { shown, before, marked: Math.max(1, displayWidth(widen(text.slice(from, Math.min(to, last))))) }
}

const widen = (text: string): string => printable(text.replaceAll('\t', '    '))

/** Terminals obey control characters; a finding must not carry them there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const printable = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD')

/** Columns in a terminal: East Asian wide characters and emoji take two, combining marks none. */
function displayWidth(text: string): number {
  let width = 0
  for (const char of text) {
    if (/\p{Mark}|\u200d|\ufe0f/u.test(char)) continue
    width += /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
      char,
    )
      ? 2
      : 1
  }
  return width
}

function trailers(document: CheckDocument, world: FormatWorld, paint: Paint): string[] {
  const { summary, files, findings, fixed } = document
  const lines: string[] = []
  if (files.unreadable.length > 0)
    lines.push(...files.unreadable.map(({ path, reason }) => `${paint('yellow', 'not read')}: ${path}: ${reason}`))
  if (world.verbose) {
    lines.push(
      ...files.notAnalysed.map(
        ({ path, range, reason }) => `${paint('yellow', 'not analysed')}: ${path}:${range.start.line}:${range.start.column} ${reason}`,
      ),
    )
  } else if (files.notAnalysed.length > 0) {
    lines.push(`${plural(files.notAnalysed.length, 'place')} could not be analysed; --verbose lists them`)
  }
  if (fixed) {
    const total = fixed.reduce((sum, { count }) => sum + count, 0)
    lines.push(
      total === 0
        ? 'Nothing to fix.'
        : `${paint('green', `Fixed ${plural(total, 'finding')}`)} in ${plural(new Set(fixed.map(({ path }) => path)).size, 'file')}.`,
    )
  }
  lines.push(formatSummary(summary, paint))
  const suppressed = findings.filter((finding) => finding.suppressed).length
  if (suppressed > 0) lines.push(`${plural(suppressed, 'finding')} suppressed.`)
  return [`${lines.join('\n')}\n`]
}

function formatSummary(summary: CheckDocument['summary'], paint: Paint): string {
  const count = summary.error + summary.warning + summary.info
  if (count === 0) return paint('green', 'No findings.')
  const parts = [
    summary.error > 0 ? plural(summary.error, 'error') : '',
    summary.warning > 0 ? plural(summary.warning, 'warning') : '',
    summary.info > 0 ? `${summary.info} info` : '',
  ].filter((part) => part !== '')
  const { safe, unsafe } = summary.fixable
  const fixes = [
    safe > 0 ? `${safe} fixable with --fix` : '',
    unsafe > 0 ? `${unsafe} ${safe > 0 ? 'more ' : 'fixable '}with --unsafe-fixes` : '',
  ].filter((part) => part !== '')
  return `${paint('bold', `Found ${plural(count, 'finding')}`)} (${parts.join(', ')})${fixes.length > 0 ? `; ${fixes.join(', ')}` : ''}.`
}
