import type { SqlAnalysis, SqlStatement } from '../../src/sql/analysis'
import { loadSqlParser } from '../../src/sql/load-sql-parser'
import type { SqlParser } from '../../src/sql/sql-parser'
import type { SqlSegment, SqlText } from '../../src/sql/sql-text'

let parser: Promise<SqlParser> | undefined
export const sqlParser = (): Promise<SqlParser> => {
  parser ??= loadSqlParser()
  return parser
}

/** Host text -> SQL text: `«name»` is a hole whose expression is that name; everything else stands for itself. */
export function toSqlText(host: string): SqlText {
  const segments: SqlSegment[] = []
  let at = 0
  const literal = (end: number): void => {
    if (end > at) segments.push({ kind: 'literal', text: host.slice(at, end), source: { start: at, end }, exact: true })
  }
  for (const match of host.matchAll(/«([^»]*)»/g)) {
    literal(match.index)
    at = match.index + match[0].length
    segments.push({ kind: 'hole', style: 'interpolation', source: { start: match.index, end: at }, expr: match[1] })
  }
  literal(host.length)
  return { span: { start: 0, end: host.length }, segments }
}

/** What a statement says, on one line; every part is cut out of the host text by its span. */
export function summarise(host: string, statement: SqlStatement): string {
  const cut = ({ start, end }: { start: number; end: number }): string => host.slice(start, end)
  const parts: string[] = [statement.kind]
  if (statement.transaction) parts.push(statement.transaction)
  for (const change of statement.searchPath) {
    const members = change.value === 'list' ? change.members.map(({ span }) => cut(span)).join(' ') : change.value
    const scope = change.transactionLocal === undefined ? '?' : change.transactionLocal ? 'transaction' : 'session'
    parts.push(
      `${change.form} via ${change.via} (${members}) ${scope}${change.item === undefined ? '' : ` item ${change.item}`}${change.binds.length ? ' binds' : ''}`,
    )
  }
  if (statement.openSettings.length) parts.push(`open ${statement.openSettings.map(({ setting }) => cut(setting.span)).join(' ')}`)
  if (statement.tables.length)
    parts.push(`tables ${statement.tables.map((table) => (table.access === 'read' ? '' : `${table.access}:`) + cut(table.span)).join(' ')}`)
  if (statement.columns.length)
    parts.push(
      `columns ${statement.columns
        .map(({ table, column }) => `${table ? table.name.pattern : '?'}.${cut(column.span)}`)
        .sort()
        .join(' ')}`,
    )
  if (statement.pathUses.length) parts.push(`path ${statement.pathUses.map(({ kind, span }) => `${kind}:${cut(span)}`).join(' ')}`)
  for (const action of statement.ddl) {
    const name = action.name ? cut(action.name.span) : '-'
    const owner = action.object === 'table' || action.object === 'schema' || !action.table ? '' : ` on ${cut(action.table.span)}`
    const extra = [
      action.newName ? `to ${cut(action.newName.span)}` : '',
      action.like ? `like ${cut(action.like.span)}` : '',
      action.guarded ? 'guarded' : '',
    ]
    parts.push([`${action.action} ${action.object} ${name}${owner}`, ...extra].filter(Boolean).join(' '))
  }
  if (statement.routine)
    parts.push(
      `routine${statement.routine.setsSearchPath ? ' with path' : ''} <${statement.routine.bodySpan ? cut(statement.routine.bodySpan) : ''}>`,
    )
  return parts.join(' | ')
}

export const summariseAll = (host: string, analysis: SqlAnalysis): string =>
  analysis.statements.map((statement) => summarise(host, statement)).join('\n')

export const summariseHoles = (analysis: SqlAnalysis): string =>
  analysis.holeUses.map(({ hole, position, role, pattern }) => `${String(hole.expr)}: ${position} ${role} ${pattern}`).join('\n')
