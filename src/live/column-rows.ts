import type { Database } from '../contract/ports'
import type { Shard } from './catalog/shard'
import { compareNatural, quoteIdentifier } from './tenants'

/** How much of a column or table one schema still holds. */
export interface RowCount {
  readonly schema: string
  /** Rows of the table. */
  readonly rows: number
  /** Rows in which the column is not null; undefined for a table. */
  readonly filled?: number
}

const findTables = `
select n.nspname::text as schema
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relname = $1 and c.relkind in ('r', 'p')
  and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
  and ($2::text is null or exists (
    select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = $2 and a.attnum > 0 and not a.attisdropped))
order by n.nspname`

/** Count the rows of a table, and those with a value in a column, in every schema that has them. One statement for each schema. */
export async function countRows(
  database: Database,
  table: string,
  column: string | undefined,
  signal?: AbortSignal,
): Promise<readonly RowCount[]> {
  const schemas = await database.query<{ schema: string }>(findTables, [table, column ?? null])
  const counts: RowCount[] = []
  for (const { schema } of [...schemas].sort((a, b) => compareNatural(a.schema, b.schema))) {
    signal?.throwIfAborted()
    const filled = column === undefined ? 'null' : `count(${quoteIdentifier(column)})`
    const [row] = await database.query<{ rows: string; filled: string | null }>(
      `select count(*)::text as rows, ${filled}::text as filled from ${quoteIdentifier(schema)}.${quoteIdentifier(table)}`,
    )
    if (row) counts.push({ schema, rows: Number(row.rows), ...(row.filled === null ? {} : { filled: Number(row.filled) }) })
  }
  return counts
}

/** The same in every database of a system, one after the other. Throws `DatabaseError` when one cannot be read. */
export async function countRowsOfShards(
  shards: readonly Shard[],
  table: string,
  column: string | undefined,
  signal?: AbortSignal,
): Promise<readonly (RowCount & { readonly database: string })[]> {
  const rows: (RowCount & { database: string })[] = []
  for (const shard of shards) {
    const database = await shard.open(signal)
    try {
      for (const count of await countRows(database, table, column, signal)) rows.push({ ...count, database: shard.database })
    } finally {
      await database.close()
    }
  }
  return rows
}
