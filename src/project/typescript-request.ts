import type { FieldDeprecation, TypescriptRequest } from '../typescript/typescript-facts'
import { isActive } from './deprecations'
import { pydanticModels } from './pydantic-models'
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
  const shapes = [...pydanticModels(workspace).keys()]
  const declared = shapes.length === 0 ? undefined : new RegExp(`\\b(?:interface|type|class)\\s+(?:${shapes.join('|')})\\b`)
  const named = fields.map(({ field }) => field)
  const files = paths.flatMap((path) => {
    // Rules over several languages ask for their Python files in the same breath.
    const text = isTypescript.test(path) ? workspace.text(path) : undefined
    const wanted =
      text !== undefined && ([...named, ...typescriptSqlLiterals].some((literal) => text.includes(literal)) || declared?.test(text))
    return wanted ? [{ path, text }] : []
  })
  return { files, fields, shapes, sql: true }
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
