import type { SqlExecution } from '../executions'
import type { Workspace } from '../workspace'

/**
 * Does an SQL text set the path and nothing else? `SET LOCAL search_path TO x; SET LOCAL statement_timeout = '3s'` and
 * `SELECT set_config('search_path', …), set_config('app.user', …)` do more, and that must not go with it.
 */
export function setsOnlyPath(workspace: Workspace, { analysis, textPath }: SqlExecution): boolean {
  const [statement, ...others] = analysis.statements
  const [change, ...more] = statement?.searchPath ?? []
  if (!statement || !change || others.length > 0 || more.length > 0) return false
  if (change.via !== 'set_config') return true
  const rest = workspace.text(textPath)?.slice(change.span.end, statement.span.end) ?? ''
  return (change.item ?? 0) === 0 && statement.tables.length === 0 && /^[\s"']*(?:as\s+\w+[\s"']*)?$/i.test(rest)
}
