import type { TenantSelector } from '../../contract/config'
import type { Database } from '../../contract/ports'
import { DatabaseError, reasonOf } from '../database-error'
import { compareNatural } from '../tenants'

export interface Namespace {
  readonly oid: string
  readonly schema: string
  /** Which of the version table names it has. */
  readonly versionTables: readonly string[]
}

export interface TenantList {
  readonly tenants: readonly Namespace[]
  readonly template: Namespace | undefined
  readonly shared: readonly Namespace[]
  readonly others: readonly Namespace[]
  /** What the configured query answered, in its order. */
  readonly registry?: readonly string[]
  /** With a query: schemas whose names look like those that it lists. */
  readonly present?: readonly string[]
}

interface NamespaceRow {
  readonly oid: string
  readonly schema: string
  readonly tables: readonly string[] | null
  readonly matches: boolean | null
}

/**
 * The system's own schemas are nobody's tenants; what a role may not enter is still listed. PostgreSQL's own regular expressions decide, so that
 * the pattern means here what it means in the application's queries.
 */
const namespacesSql = `
select n.oid::text as oid, n.nspname::text as schema, v.tables, n.nspname::text ~ $2 as matches
from pg_catalog.pg_namespace n
left join (select c.relnamespace, array_agg(c.relname::text order by c.relname::text) as tables from pg_catalog.pg_class c
           where c.relname = any ($1::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f') group by c.relnamespace) v on v.relnamespace = n.oid
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.nspname`

export interface ListOptions {
  readonly selector: TenantSelector
  readonly template: string | undefined
  readonly shared: readonly string[]
  readonly versionTables: readonly string[]
}

/** Phase 0: who is a tenant. Throws a DatabaseError that names the configuration key when the pattern or the query cannot be run. */
export async function loadTenants(db: Database, { selector, template, shared, versionTables }: ListOptions): Promise<TenantList> {
  const rows = await loadNamespaces(db, versionTables, selector.kind === 'pattern' ? selector.pattern : null)
  const all = rows.map((row) => ({ oid: row.oid, schema: row.schema, versionTables: row.tables ?? [] }))
  const registry = selector.kind === 'query' ? await loadRegistry(db, selector.query) : undefined
  const listed = selector.kind === 'list' ? selector.list : registry
  const wanted = new Set(listed ?? rows.filter(({ matches }) => matches).map(({ schema }) => schema))
  const isShared = (schema: string) => shared.includes(schema)
  const tenants = all.filter(({ schema }) => wanted.has(schema) && schema !== template && !isShared(schema))
  return {
    tenants: tenants.sort((a, b) => compareNatural(a.schema, b.schema)),
    template: all.find(({ schema }) => schema === template),
    shared: all.filter(({ schema }) => isShared(schema)),
    others: all.filter(({ schema }) => !wanted.has(schema) && schema !== template && !isShared(schema)),
    registry,
    ...(registry ? { present: listLookalikes(all, registry).filter((schema) => schema !== template && !isShared(schema)) } : {}),
  }
}

/** Schemas named like the listed ones but for their digits. Names without digits look like nothing. */
function listLookalikes(all: readonly Namespace[], registry: readonly string[]): readonly string[] {
  const mask = (name: string) => name.replace(/[0-9]+/g, '0')
  const masks = new Set(registry.filter((name) => /[0-9]/.test(name)).map(mask))
  return all.map(({ schema }) => schema).filter((schema) => /[0-9]/.test(schema) && masks.has(mask(schema)))
}

async function loadNamespaces(db: Database, versionTables: readonly string[], pattern: string | null): Promise<readonly NamespaceRow[]> {
  try {
    return await db.query<NamespaceRow>(namespacesSql, [versionTables, pattern])
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '2201B') {
      throw new DatabaseError(
        `\`tenants\` is no regular expression: ${error.message}`,
        'query',
        error.code,
        'Mend `[tenancy] tenants` in the configuration',
      )
    }
    throw error
  }
}

async function loadRegistry(db: Database, query: string): Promise<readonly string[]> {
  try {
    const rows = await db.query<{ [column: string]: unknown }>(query)
    return rows.map((row) => String(Object.values(row)[0] ?? '')).filter((name) => name !== '')
  } catch (error) {
    throw new DatabaseError(
      `the query for the tenants failed: ${reasonOf(error)}`,
      'query',
      error instanceof DatabaseError ? error.code : undefined,
      'Mend `[tenancy] tenants = { query = … }`: one statement that gives the schema names in its first column, every table with its schema',
    )
  }
}
