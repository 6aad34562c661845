import type { Database } from '../../contract/ports'
import { DatabaseError, isFatal, reasonOf } from '../database-error'
import type { TenantVersion } from '../snapshot'
import { quoteIdentifier } from '../tenants'

/** Above some 6,400 tables one statement overflows the server's lock table; 500 leave room for everybody else. */
export const versionTablesPerStatement = 500

export interface VersionSource {
  readonly schema: string
  readonly table: string
}

/**
 * Phase 1: the rows of version tables, in one statement, which is its own transaction.
 * A table that cannot be read costs a bisection and is "unreadable" with the server's reason; the others are read.
 */
export async function loadVersions(db: Database, sources: readonly VersionSource[]): Promise<ReadonlyMap<string, TenantVersion>> {
  const found = new Map<string, TenantVersion>()
  await readChunk(db, sources, found)
  return found
}

async function readChunk(db: Database, sources: readonly VersionSource[], found: Map<string, TenantVersion>): Promise<void> {
  try {
    const rows = await db.query<{ i: number; revision: string }>(versionsSql(sources))
    const revisions = new Map<number, string[]>()
    for (const row of rows) revisions.set(row.i, [...(revisions.get(row.i) ?? []), row.revision])
    sources.forEach(({ schema }, i) => {
      found.set(schema, { kind: 'at', revisions: (revisions.get(i) ?? []).sort() })
    })
  } catch (error) {
    if (isFatal(error)) throw error
    const only = sources[0]
    if (sources.length === 1 && only) {
      const dropped = error instanceof DatabaseError && (error.code === '42P01' || error.code === '3F000')
      found.set(only.schema, { kind: 'unreadable', reason: dropped ? 'the version table went away while it was read' : reasonOf(error) })
      return
    }
    const middle = sources.length >> 1
    await readChunk(db, sources.slice(0, middle), found)
    await readChunk(db, sources.slice(middle), found)
  }
}

const versionsSql = (sources: readonly VersionSource[]): string =>
  sources
    .map(
      ({ schema, table }, i) =>
        `select ${i} as i, v.version_num::text as revision from ${quoteIdentifier(schema)}.${quoteIdentifier(table)} v`,
    )
    .join('\nunion all ')

export const describeVersion = (version: TenantVersion): string => {
  if (version.kind === 'at') return version.revisions.length === 0 ? 'no revision' : version.revisions.join(', ')
  return version.kind === 'no-version-table' ? 'no version table' : `not readable: ${version.reason}`
}
