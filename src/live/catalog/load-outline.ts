import { DatabaseError } from '../database-error'
import type { SchemaSnapshot, TenantStructure } from '../snapshot'
import type { LoadOptions } from './load-options'
import { loadStructures, type StructureOptions } from './load-structures'
import { loadTenants, type TenantList } from './load-tenants'
import type { OpenDatabase, Shard } from './shard'

/** Where a database stands among those of one report. */
export interface ShardPlace {
  readonly index: number
  readonly label: string
  readonly several: boolean
}

export interface Outline {
  readonly server: Awaited<ReturnType<typeof loadServerFacts>>
  readonly list: TenantList

  readonly shared: ReadonlyMap<string, TenantStructure>
  readonly structureOptions: StructureOptions
  readonly known: ReturnType<typeof knownStructures>
}

/** Who is there, and the shared schemas: what everything else needs. */
export async function loadOutline(db: OpenDatabase, shard: Shard, place: ShardPlace, options: LoadOptions): Promise<Outline> {
  const server = await loadServerFacts(db)
  if (server.major < 15) {
    throw new DatabaseError(
      `\`${place.label}\` runs PostgreSQL ${server.major}`,
      'query',
      undefined,
      'TenantScope reads the catalogues of PostgreSQL 15 and later',
    )
  }
  const tables = [...new Set(options.versionTables.map(({ table }) => table))]
  const list = await loadTenants(db, {
    selector: options.tenants,
    template: options.template,
    shared: options.shared,
    versionTables: tables,
  })
  const known = options.previous && knownStructures(options.previous, shard, place)
  const structureOptions = { major: server.major, versionTables: tables, tokens: options.tokens === true || known !== undefined }
  return { server, list, shared: await loadStructures(db, list.shared, structureOptions), structureOptions, known }
}

interface ServerRow {
  readonly version: number
  readonly standby: boolean
  readonly locks: number
  readonly slots: number
}

async function loadServerFacts(db: OpenDatabase): Promise<ServerRow & { readonly major: number }> {
  const [row] = await db.query<ServerRow>(`select current_setting('server_version_num')::int as version, pg_is_in_recovery() as standby,
  current_setting('max_locks_per_transaction')::int as locks,
  current_setting('max_locks_per_transaction')::int * (current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int) as slots`)
  if (!row) throw new DatabaseError('the server did not say its version', 'query')
  return { ...row, major: Math.floor(row.version / 10000) }
}

function knownStructures(
  previous: SchemaSnapshot,
  shard: Shard,
  place: ShardPlace,
): { tenants: ReadonlyMap<string, TenantStructure>; shared: ReadonlyMap<string, string | undefined> } | undefined {
  const index = previous.databases.findIndex((database) => database.server === shard.server && database.database === shard.database)
  const facts = previous.databases[index]
  if (!facts || index !== place.index) return undefined
  return {
    tenants: new Map(previous.tenants.filter((tenant) => tenant.database === index).map((tenant) => [tenant.schema, tenant.structure])),
    shared: new Map(facts.shared.map(({ schema, token }) => [schema, token])),
  }
}
