import type { Database } from '../../contract/ports'
import { shortHash } from '../../text/short-hash'
import { DatabaseError, isFatal, reasonOf } from '../database-error'
import type { CatalogObject, Shape, TenantStructure } from '../snapshot'
import type { FingerprintRow, ObjectRow } from './catalog-sql'
import { detailsSql, fingerprintSql } from './catalog-sql'
import { changeTokenSql, type TokenRow } from './change-token-sql'
import type { Namespace } from './load-tenants'
import { toObject } from './to-object'

/**
 * Namespaces to a statement. Statements for 100 to 140 were the fastest: what larger ones read falls out of the processor's caches
 * and of the shared buffers that PostgreSQL has by default.
 */
export const namespacesPerStatement = 125
export const namespacesAtFirst = 40
const shapesPerStatement = 20

export interface StructureOptions {
  readonly major: number
  /** Names of version tables: they belong to the versions, not to the structure. */
  readonly versionTables: readonly string[]
  readonly tokens: boolean
  /** What the last run knew, by schema; used where the token still is the same. */
  readonly known?: ReadonlyMap<string, TenantStructure>
}

/**
 * Phase 2 for one chunk. A schema that went away meanwhile is missing in the answer; one that cannot be read is "unreadable" with the
 * server's reason, after the chunk was halved down to it.
 */
export async function loadStructures(
  db: Database,
  namespaces: readonly Namespace[],
  options: StructureOptions,
): Promise<ReadonlyMap<string, TenantStructure>> {
  const found = new Map<string, TenantStructure>()
  const tokens = options.tokens ? await loadTokens(db, namespaces, options.major) : new Map<string, string>()
  const moved: Namespace[] = []
  for (const namespace of namespaces) {
    const known = options.known?.get(namespace.schema)
    const token = tokens.get(namespace.oid)
    if (known?.kind === 'known' && token !== undefined && known.token === token) found.set(namespace.schema, known)
    else moved.push(namespace)
  }
  if (moved.length > 0) await readFingerprints(db, moved, options, tokens, found)
  return found
}

/** A token counts with the statement that made the fingerprints beside it: those of another version of this tool are no fingerprints here. */
async function loadTokens(db: Database, namespaces: readonly Namespace[], major: number): Promise<Map<string, string>> {
  try {
    const statement = shortHash(fingerprintSql(major))
    const rows = await db.query<TokenRow>(changeTokenSql, [namespaces.map(({ oid }) => oid)])
    return new Map(rows.map((row) => [row.oid, `${statement}:${row.token}`]))
  } catch (error) {
    if (isFatal(error)) throw error
    return new Map()
  }
}

async function readFingerprints(
  db: Database,
  namespaces: readonly Namespace[],
  options: StructureOptions,
  tokens: ReadonlyMap<string, string>,
  found: Map<string, TenantStructure>,
  again = false,
): Promise<void> {
  try {
    const rows = await db.query<FingerprintRow>(fingerprintSql(options.major), [namespaces.map(({ oid }) => oid), options.versionTables])
    const byOid = new Map(rows.map((row) => [row.oid, row]))
    for (const { oid, schema } of namespaces) {
      const row = byOid.get(oid)
      if (row) found.set(schema, toStructure(row, tokens.get(oid)))
    }
  } catch (error) {
    if (isFatal(error)) throw error
    const only = namespaces[0]
    if (namespaces.length === 1 && only) {
      // Objects dropped between the statement's snapshot and the deparser's look make one failure; a second try sees the new state.
      if (!again && isRace(error)) return readFingerprints(db, namespaces, options, tokens, found, true)
      found.set(only.schema, { kind: 'unreadable', reason: reasonOf(error) })
      return
    }
    const middle = namespaces.length >> 1
    await readFingerprints(db, namespaces.slice(0, middle), options, tokens, found)
    await readFingerprints(db, namespaces.slice(middle), options, tokens, found)
  }
}

const isRace = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code === 'XX000' || error.code?.startsWith('42') === true)

function toStructure(row: FingerprintRow, token: string | undefined): TenantStructure {
  return {
    kind: 'known',
    strict: `${hex(row.s0)}${hex(row.s1)}-${row.objects}`,
    structural: `${hex(row.n0)}${hex(row.n1)}-${row.objects}`,
    objects: Number(row.objects),
    ...(token === undefined ? {} : { token }),
  }
}

/** Sums of signed 64-bit hashes may need a few more bits; the low 64 keep what tells two schemas apart. */
const hex = (value: string | null): string =>
  BigInt.asUintN(64, BigInt(value ?? '0'))
    .toString(16)
    .padStart(16, '0')

/** Phase 4: the objects of representatives, by oid. A representative that cannot be described is missing in the answer. */
export async function loadShapes(
  db: Database,
  representatives: readonly Namespace[],
  options: Pick<StructureOptions, 'major' | 'versionTables'> & { readonly literals: 'hash' | 'keep'; readonly signal?: AbortSignal },
): Promise<ReadonlyMap<string, Shape>> {
  const shapes = new Map<string, Shape>()
  const read = async (chunk: readonly Namespace[]): Promise<void> => {
    options.signal?.throwIfAborted()
    try {
      const rows = await db.query<ObjectRow>(detailsSql(options.major), [chunk.map(({ oid }) => oid), options.versionTables])
      for (const { oid, schema } of chunk) {
        const objects = rows.filter((row) => row.oid === oid).map((row) => toObject(row, schema, options.literals))
        shapes.set(oid, { objects: objects.filter((object): object is CatalogObject => object !== undefined) })
      }
    } catch (error) {
      if (isFatal(error)) throw error
      if (chunk.length === 1) return
      const middle = chunk.length >> 1
      await read(chunk.slice(0, middle))
      await read(chunk.slice(middle))
    }
  }
  for (let at = 0; at < representatives.length; at += shapesPerStatement) await read(representatives.slice(at, at + shapesPerStatement))
  return shapes
}
