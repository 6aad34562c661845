import type { CheckDocument, DocumentFinding } from './check-document'
import { type FormatWorld, plural, unsuppressed } from './formats'

/** The migration report: for each rule and package what was fixed, what is left, and why. */
export function formatMarkdown(document: CheckDocument, world: FormatWorld): string {
  const left = unsuppressed(document)
  const suppressed = document.findings.filter((finding) => finding.suppressed)
  const { gone = [] } = world
  const fixed = [...(document.fixed ?? []), ...gone.map(({ rule, path }) => ({ rule, path, count: 1 }))]
  const sections = [
    '# TenantScope report',
    summary(document, fixed, suppressed.length),
    section(
      'By rule',
      table(
        ['Rule', 'Fixed', 'Left', 'Safe fix', 'Unsafe fix', 'Suppressed'],
        byKey(document, fixed, ({ rule }) => code(rule)),
      ),
    ),
    section(
      'By package',
      table(
        ['Package', 'Fixed', 'Left', 'Safe fix', 'Unsafe fix', 'Suppressed'],
        byKey(document, fixed, ({ path }) => code(packageOf(path))),
      ),
    ),
    section('What was fixed', list(gone.map((finding) => `${code(finding.path)}: ${code(finding.rule)} ${finding.message}`))),
    section(
      'What is left, and why',
      list(left.map((finding) => `${place(finding)} ${code(finding.rule)} ${finding.message}. ${whyLeft(finding)}`)),
    ),
    section('Suppressed', list(suppressed.map((finding) => `${place(finding)} ${code(finding.rule)} ${whySuppressed(finding)}`))),
    section(
      'Not analysed',
      list(document.files.notAnalysed.map(({ path, range, reason }) => `${code(`${path}:${range.start.line}`)} ${reason}`)),
    ),
    section('Not read', list(document.files.unreadable.map(({ path, reason }) => `${code(path)} ${reason}`))),
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

interface Counted {
  readonly rule: string
  readonly path: string
}

function summary(
  { summary: { error, warning, info, fixable }, files }: CheckDocument,
  fixed: readonly (Counted & { readonly count: number })[],
  suppressed: number,
): string {
  const total = fixed.reduce((sum, { count }) => sum + count, 0)
  const left = error + warning + info
  const parts = [`**${plural(left, 'finding')} left** (${plural(error, 'error')}, ${plural(warning, 'warning')}, ${info} info)`]
  if (total > 0) parts.push(`${total} fixed`)
  if (suppressed > 0) parts.push(`${suppressed} suppressed`)
  parts.push(`${fixable.safe} with a safe fix, ${fixable.unsafe} with an unsafe one`, `${plural(files.checked, 'file')} looked at`)
  return `${parts.join('; ')}.`
}

function byKey(
  document: CheckDocument,
  fixed: readonly (Counted & { readonly count: number })[],
  keyOf: (finding: Counted) => string,
): string[][] {
  const rows = new Map<string, number[]>()
  const add = (finding: Counted, column: number, count = 1) => {
    const row = rows.get(keyOf(finding)) ?? [0, 0, 0, 0, 0]
    row[column] = (row[column] ?? 0) + count
    rows.set(keyOf(finding), row)
  }
  for (const entry of fixed) add(entry, 0, entry.count)
  for (const finding of document.findings) {
    if (finding.suppressed) {
      add(finding, 4)
      continue
    }
    add(finding, 1)
    if (finding.fixes.some(({ safety }) => safety === 'safe')) add(finding, 2)
    else if (finding.fixes.length > 0) add(finding, 3)
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, counts]) => [key, ...counts.map(String)])
}

/** A reader thinks in the first two folders; a file at the top is its own package. */
const packageOf = (path: string): string => {
  const folders = path.split('/').slice(0, -1)
  return folders.length === 0 ? '.' : folders.slice(0, 2).join('/')
}

function whyLeft({ fixes, noFix }: DocumentFinding): string {
  const [fix] = fixes
  if (!fix) return noFix ? `No fix: ${noFix}` : 'No fix is known'
  return fix.safety === 'safe' ? 'A safe fix waits: `--fix`' : `An unsafe fix waits: ${fix.why ?? fix.title}`
}

const whySuppressed = ({ suppressed }: DocumentFinding): string =>
  suppressed?.kind === 'baseline'
    ? 'in the baseline'
    : `${suppressed?.reason || 'no reason given'}${suppressed?.until ? `, until ${suppressed.until}` : ''}`

const place = ({ path, range }: DocumentFinding): string => code(`${path}:${range.start.line}`)
const code = (text: string): string => `\`${text}\``
const section = (title: string, body: string): string => (body === '' ? '' : `## ${title}\n\n${body}`)
const list = (items: readonly string[]): string => items.map((item) => `- ${item.replace(/\s+/g, ' ')}`).join('\n')

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}
