import type { SourceFile } from '../contract/rule'
import { executionsIn } from '../project/executions'
import type { Workspace } from '../project/workspace'
import type { SqlAnalysis } from '../sql/analysis'
import type { SqlText } from '../sql/sql-text'

/** Every SQL text of a file: what a Python file runs, or an .sql file as a whole. Spans of the analysis point into this very file. */
export function* listSql(file: SourceFile, workspace: Workspace): Iterable<SqlAnalysis> {
  if (file.language === 'sql') {
    const span = { start: 0, end: file.text.length }
    const text: SqlText = { span, segments: [{ kind: 'literal', text: file.text, source: span, exact: true }] }
    yield workspace.analyseSql(text)
    return
  }
  const module = workspace.module(file.path)
  if (!module) return
  for (const slice of module.topLevel) {
    for (const statement of module.statementsOf(slice)) {
      for (const execution of executionsIn(workspace, file.path, statement)) if (execution.textPath === file.path) yield execution.analysis
    }
  }
}
