import { modelFacts } from '../models/model-facts'
import type { SqlAnalysis, SqlColumn } from '../sql/analysis'
import type { Span } from '../text/span'
import type { ColumnDeprecation } from './deprecations'
import type { Workspace } from './workspace'

/** The places of an SQL text that name the column of the model's table. */
export function listSqlColumns(workspace: Workspace, analysis: SqlAnalysis, column: ColumnDeprecation): (Span & { statement: string })[] {
  const name = columnName(column)
  const tables = new Set(column.models.flatMap(({ table }) => (table === undefined ? [] : [table])))
  return analysis.statements.flatMap((statement) =>
    statement.columns
      .filter((entry) => entry.column.text === name && belongsTo(workspace, entry, tables, column.attribute))
      .map((entry) => ({ start: entry.column.span.start, end: entry.column.span.end, statement: statement.verb })),
  )
}

/** The column as the database calls it: an attribute may have another name there. */
export function columnName({ models, attribute }: ColumnDeprecation): string {
  const named = models.flatMap((model) => model.columns.filter((entry) => entry.attribute === attribute))
  return named[0]?.name ?? attribute
}

/** Unqualified in a join, a column belongs to the only table whose model has it. */
function belongsTo(workspace: Workspace, { table, candidates }: SqlColumn, tables: ReadonlySet<string>, attribute: string): boolean {
  if (table) return table.name.text !== undefined && tables.has(table.name.text)
  const facts = modelFacts(workspace)
  const able = candidates.filter(({ name }) => {
    const models = name.text === undefined ? [] : facts.classesFor(name.text)
    return (
      models.length === 0 ||
      models.some((model) => model.columns.some((column) => column.name === attribute || column.attribute === attribute))
    )
  })
  const [only] = able
  return able.length === 1 && only?.name.text !== undefined && tables.has(only.name.text)
}
