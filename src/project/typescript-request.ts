import type { FieldDeprecation, TypescriptRequest } from '../typescript/typescript-facts'
import { contractNames } from './api-contracts'
import { isActive, listColumnDeprecations } from './deprecations'
import { columnName } from './sql-columns'
import { listPathMakers } from './typescript-path-makers'
import type { Workspace } from './workspace'

/** Text that a TypeScript or JavaScript file must hold to be worth a look for SQL; also the triggers of the scoping rules there. */
export const typescriptSqlLiterals: readonly string[] = [
  'search_path',
  'SEARCH_PATH',
  'set_config',
  'SET_CONFIG',
  'SET SCHEMA',
  'set schema',
  'SESSION SCHEMA',
  'LOCAL SCHEMA',
  'CREATE SCHEMA',
  'create schema',
  'DROP SCHEMA',
  'drop schema',
  'table_schema',
  'schema_name',
  'nspname',
  'schema}',
  'Schema}',
  'SCHEMA}',
  'tenant}',
  'Tenant}',
  'tenantId}',
  'tenant_id}',
  'schemaName}',
  'schema_name}',
]

const isTypescript = /\.(?:[cm]?[jt]sx?|vue)$/

/** What to ask the TypeScript worker, given the files that rules look at: only those that can hold something. */
export function planTypescript(workspace: Workspace, paths: readonly string[]): TypescriptRequest {
  const fields = listFieldDeprecations(workspace)
  const shapes = [...contractNames(workspace)]
  const declared = shapes.length === 0 ? undefined : new RegExp(`\\b(?:interface|type|class)\\s+(?:${shapes.join('|')})\\b`)
  const words = listSqlWords(workspace)
  const named = [...fields.map(({ field }) => field), ...words, ...listPathMakers(workspace)]
  const files = paths.flatMap((path) => {
    // Rules over several languages ask for their Python files in the same breath.
    const text = isTypescript.test(path) ? workspace.text(path) : undefined
    const wanted =
      text !== undefined && ([...named, ...typescriptSqlLiterals].some((literal) => text.includes(literal)) || declared?.test(text))
    return wanted ? [{ path, text }] : []
  })
  return { files, fields, shapes, sql: true, words }
}

/** Columns and tables on their way out, as a statement calls them. */
function listSqlWords(workspace: Workspace): readonly string[] {
  const columns = listColumnDeprecations(workspace).flatMap((column) => (isActive(workspace, column) ? [columnName(column)] : []))
  const tables = workspace.config.deprecations.flatMap((entry) =>
    entry.kind === 'table' && isActive(workspace, entry) ? [entry.name] : [],
  )
  return [...new Set([...columns, ...tables])]
}

/** Fields of the configuration, and the columns among its entries: a type of the model's name mirrors them. */
export function listFieldDeprecations(workspace: Workspace): readonly FieldDeprecation[] {
  const found = new Map<string, FieldDeprecation>()
  for (const entry of workspace.config.deprecations) {
    if ((entry.kind !== 'field' && entry.kind !== 'column') || !isActive(workspace, entry)) continue
    const [type, field] = entry.name.split('.')
    if (!type || !field || (found.has(entry.name) && entry.kind === 'column')) continue
    found.set(entry.name, { type, field, ...(entry.replacement === undefined ? {} : { replacement: entry.replacement }) })
  }
  return [...found.values()]
}
