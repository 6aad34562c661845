import type { Span } from '../text/span'
import type { SqlExecution, TypescriptFileFacts } from '../typescript/typescript-facts'
import type { ColumnDeprecation } from './deprecations'
import { listSqlTables, type NameUse } from './name-uses'
import { listSqlColumns } from './sql-columns'
import type { Workspace } from './workspace'

/** Where statements that TypeScript sends to the database name a column. Migrations keep the past as it was. */
export const listTypescriptColumns = (
  workspace: Workspace,
  { sql }: TypescriptFileFacts,
  column: ColumnDeprecation,
): readonly (Span & { readonly statement: string })[] =>
  once(
    sql.filter(isCurrent).flatMap((execution) => listSqlColumns(workspace, workspace.analyseSql(execution.sql), column)),
    ({ start }) => start,
  )

/** Where they name a table. */
export const listTypescriptTables = (workspace: Workspace, { sql }: TypescriptFileFacts, table: string): readonly NameUse[] =>
  once(
    sql.filter(isCurrent).flatMap((execution) => listSqlTables(workspace.analyseSql(execution.sql), table)),
    ({ span }) => span.start,
  )

const isCurrent = ({ migration }: SqlExecution): boolean => !migration

/** One constant may be sent from several places. */
const once = <T>(found: readonly T[], startOf: (each: T) => number): readonly T[] => [
  ...new Map(found.map((each) => [startOf(each), each])).values(),
]
