import type { LiveFinding } from '../contract/finding'
import type { MigrationsDocument } from '../live/migrations-document'
import { count, listNames } from '../live/tenants'
import { createRanges, type DocumentRange, type DocumentWorld } from './check-document'
import { createPaint, type Paint } from './paint'

/** Where a live run spent its time, in milliseconds; the only part of the report that changes from run to run. */
export interface LiveTiming {
  readonly totalMs: number
  readonly databaseMs: number
}

/** `migrations --format json`: positions as lines and columns, paths as the user sees them. Nothing is left out. */
export function toMigrationsJson(document: MigrationsDocument, world: Pick<DocumentWorld, 'textOf' | 'show'>, timing: LiveTiming): object {
  const rangeOf = createRanges(world.textOf)
  return { ...document, findings: document.findings.map((finding) => toJsonFinding(finding, world.show, rangeOf)), timing }
}

type RangeOf = (path: string, span: { readonly start: number; readonly end: number }) => DocumentRange

export function toJsonFinding(finding: LiveFinding, show: (path: string) => string, rangeOf: RangeOf): object {
  const { rule, severity, message, help, object, tenants, path, span, related, fixes, noFix, data } = finding
  return {
    rule,
    severity,
    message,
    help,
    object,
    tenants,
    ...(path !== undefined && span ? { path: show(path), range: rangeOf(path, span) } : {}),
    related: related.map((place) => ({ path: show(place.path), range: rangeOf(place.path, place.span), message: place.message })),
    fixes: fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ path: show(edit.path), range: rangeOf(edit.path, edit), text: edit.text })),
    })),
    ...(noFix === undefined ? {} : { noFix }),
    ...(data === undefined ? {} : { data }),
  }
}

/** For people: the verdict first, then the groups with their differences, then the findings. Long lists are cut and say so. */
export function formatMigrationsText(
  document: MigrationsDocument,
  world: { readonly color: boolean; readonly textOf: DocumentWorld['textOf']; readonly show: DocumentWorld['show'] },
): string {
  const paint = createPaint(world.color)
  const rangeOf = createRanges(world.textOf)
  const { database, groups, tenants } = document
  const same = groups.filter(({ isTemplate }) => isTemplate).reduce((sum, group) => sum + group.tenants.length, 0)
  const lines = [
    paint('bold', `${database.database} on ${database.server}`) +
      ` (PostgreSQL ${database.serverVersion}${database.standby ? ', standby' : ''}): ${count(database.tenants, 'tenant')}, compared with ${database.comparedWith}`,
    `${same.toLocaleString('en-US')} identical to it, ${count(tenants.length - same, 'outlier')}`,
    '',
    ...stateLines(document, paint),
    '',
    ...groups
      .filter(({ isTemplate }) => !isTemplate)
      .slice(0, 20)
      .flatMap((group) => groupLines(group, paint)),
  ]
  const rest = groups.filter(({ isTemplate }) => !isTemplate).length - 20
  if (rest > 0) lines.push(`${count(rest, 'more group')}: --format json lists every one`, '')
  for (const finding of document.findings) lines.push(...findingLines(finding, paint, world.show, rangeOf))
  for (const { what, why } of document.skipped) lines.push(`${paint('yellow', 'skipped')} ${what}: ${why}`)
  const of = (severity: LiveFinding['severity']) => document.findings.filter((finding) => finding.severity === severity).length
  lines.push('', `${count(of('error'), 'error')}, ${count(of('warning'), 'warning')}, ${of('info')} info`)
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`
}

function stateLines({ tenants }: MigrationsDocument, paint: Paint): readonly string[] {
  const states = new Map<string, string[]>()
  for (const { state, schema } of tenants) states.set(state, [...(states.get(state) ?? []), schema])
  return [...states]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(
      ([state, names]) =>
        `  ${String(names.length).padStart(6)}  ${paint(state === 'up to date' ? 'green' : 'yellow', state.padEnd(20))} ${listNames(names, 4)}`,
    )
}

function groupLines(group: MigrationsDocument['groups'][number], paint: Paint): readonly string[] {
  const shown = group.differences.slice(0, 8).map((difference) => {
    const mark =
      difference.change === 'missing' ? paint('red', '-') : difference.change === 'extra' ? paint('green', '+') : paint('yellow', '~')
    const says =
      difference.change === 'missing' || difference.change === 'extra'
        ? ''
        : `: ${clip(difference.here)} instead of ${clip(difference.template)}`
    return `      ${mark} ${difference.kind} ${difference.object}${difference.change === 'name' ? ' (name)' : ''}${says}`
  })
  const rest = group.differences.length - shown.length
  return [
    `  ${count(group.tenants.length, 'tenant')}: ${listNames(group.tenants, 5)}`,
    ...shown,
    ...(rest > 0 ? [`      … and ${rest} more`] : []),
    '',
  ]
}

function findingLines(finding: LiveFinding, paint: Paint, show: (path: string) => string, rangeOf: RangeOf): readonly string[] {
  const { severity, rule, message, help, path, span, fixes } = finding
  const color = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'blue'
  const place =
    path !== undefined && span ? `${show(path)}:${rangeOf(path, span).start.line}:${rangeOf(path, span).start.column}` : undefined
  return [
    `${paint(color, `${severity}[${rule}]`)}: ${printable(message)}`,
    ...(place ? [`  ${paint('cyan', '-->')} ${place}`] : []),
    `  ${paint('cyan', '=')} help: ${printable(help)}`,
    ...(fixes[0] ? [`  ${paint('cyan', '=')} ${fixes[0].safety === 'safe' ? 'fix' : 'unsafe fix'}: ${fixes[0].title}`] : []),
    '',
  ]
}

const clip = (text: string | null): string => {
  const flat = printable((text ?? '').replace(/\s+/g, ' '))
  return flat.length > 70 ? `${flat.slice(0, 67)}…` : flat
}

/** Names in a database may hold anything; a terminal must not obey them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
const printable = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�')
