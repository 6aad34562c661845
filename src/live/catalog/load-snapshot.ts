import type { DatabaseFacts, SchemaSnapshot, Shape, Skipped, TenantFacts, TenantStructure, TenantVersion } from '../snapshot'
import { chunksOf, interleave, taperedChunks } from './chunks'
import { type Extras, loadExtras } from './extras'
import { loadMissingShapes } from './load-missing-shapes'
import type { LoadOptions } from './load-options'
import { loadOutline, type ShardPlace } from './load-outline'
import { loadStructures, namespacesAtFirst, namespacesPerStatement } from './load-structures'
import type { Namespace } from './load-tenants'
import { loadVersions, type VersionSource, versionTablesPerStatement } from './load-versions'
import { runTasks, type Task } from './run-tasks'
import type { LoadProgress, OpenDatabase, Shard } from './shard'
import { withRetry } from './with-retry'

export type { LoadOptions } from './load-options'

/**
 * Read the catalogues of one or several databases. Throws when a database cannot be reached or listed at all; everything later degrades:
 * what could not be read is in the snapshot as such, with the reason, also after a cancel.
 */
export async function loadSnapshot(shards: readonly Shard[], options: LoadOptions): Promise<SchemaSnapshot> {
  const labels = labelsOf(shards)
  const progress = createProgress(options.onProgress)
  const parts = await Promise.all(
    shards.map((shard, index) =>
      loadShard(shard, { index, label: labels[index] ?? shard.database, several: shards.length > 1 }, options, progress),
    ),
  )
  return {
    version: 1,
    databases: parts.map((part) => part.facts),
    tenants: parts.flatMap((part) => part.tenants),
    shapes: Object.fromEntries(parts.flatMap((part) => [...part.shapes]).sort(([a], [b]) => (a < b ? -1 : 1))),
    skipped: parts.flatMap((part) => part.skipped),
    ...(options.extras?.length ? { extras: Object.fromEntries(parts.flatMap((part) => [...part.extras])) } : {}),
  }
}

interface ShardPart {
  readonly facts: DatabaseFacts
  readonly tenants: readonly TenantFacts[]
  readonly shapes: ReadonlyMap<string, Shape>
  readonly skipped: readonly Skipped[]
  readonly extras: Extras['entries']
}

async function loadShard(shard: Shard, place: ShardPlace, options: LoadOptions, progress: Progress): Promise<ShardPart> {
  const skipped: Skipped[] = []
  const idle: OpenDatabase[] = [await shard.open(options.signal)]
  try {
    const { server, list, shared, structureOptions, known } = await withRetry(shard, idle, options, (db) =>
      loadOutline(db, shard, place, options),
    )
    const members = [...(list.template ? [list.template] : []), ...list.tenants]
    progress.expect(members.length)

    const structures = new Map<string, TenantStructure>()
    const versions = new Map<string, TenantVersion>()
    const gone = new Set<string>()
    // A tenant's definitions may name shared objects; when those moved, no cached fingerprint can be trusted.
    const usable =
      known && [...shared].every(([schema, structure]) => sameToken(known.shared.get(schema), structure)) ? known.tenants : undefined

    const structureTasks = taperedChunks(members, {
      first: namespacesAtFirst,
      most: namespacesPerStatement,
      readers: options.connections,
    }).map(
      (chunk): Task => ({
        weight: chunk.length,
        async run(db) {
          const read = await loadStructures(db, chunk, { ...structureOptions, known: usable })
          for (const { schema } of chunk) {
            const structure = read.get(schema)
            if (structure) structures.set(schema, structure)
            else gone.add(schema)
          }
          progress.structures([...read.values()])
        },
        fail(reason) {
          for (const { schema } of chunk)
            if (!structures.has(schema) && !gone.has(schema)) structures.set(schema, { kind: 'unreadable', reason })
        },
      }),
    )
    const sources = versionSources(members, list.shared, list.others, options.versionTables)
    const versionTasks = chunksOf(sources, versionTablesPerStatement).map(
      (chunk): Task => ({
        weight: 0,
        async run(db) {
          for (const [schema, version] of await loadVersions(db, chunk)) versions.set(schema, version)
        },
        fail(reason) {
          for (const { schema } of chunk) if (!versions.has(schema)) versions.set(schema, { kind: 'unreadable', reason })
        },
      }),
    )
    const failure = await runTasks(shard, idle, interleave(structureTasks, versionTasks), options)
    if (failure !== undefined) skipped.push({ what: `part of the tenants in \`${place.label}\``, why: failure })

    const shapes = await loadMissingShapes(
      shard,
      idle,
      { members, list: list.shared, structures, shared, gone },
      { ...structureOptions, previous: options.previous, literals: options.literals ?? 'hash', signal: options.signal },
      (why) => skipped.push({ what: `definitions in \`${place.label}\``, why }),
    )
    const extras = await loadExtras(shard, idle, members, { ...options, versionNames: structureOptions.versionTables }, (why) =>
      skipped.push({ what: `${options.extras?.join(', ')} in \`${place.label}\``, why }),
    )
    for (const schema of gone) skipped.push({ what: nameOf(place, schema), why: 'the schema was dropped while the check ran' })
    const memberNames = new Set(members.map(({ schema }) => schema))
    const sharedVersion = sources.find(({ schema }) => !memberNames.has(schema))
    const sharedVersionRead = sharedVersion && versions.get(sharedVersion.schema)
    const ownVersions = new Set(sources.map(({ schema }) => schema))
    const facts: DatabaseFacts = {
      label: place.label,
      server: shard.server,
      database: shard.database,
      serverVersion: server.version,
      standby: server.standby,
      locks: { perTransaction: server.locks, slots: server.slots },
      shared: [...shared].flatMap(([schema, structure]) =>
        structure.kind === 'known' ? [{ schema, strict: structure.strict, ...(structure.token ? { token: structure.token } : {}) }] : [],
      ),
      ...(sharedVersion && sharedVersionRead ? { sharedVersion: { schema: sharedVersion.schema, version: sharedVersionRead } } : {}),
      ...(list.registry ? { registry: list.registry } : {}),
      ...(list.present ? { present: list.present } : {}),
    }
    const tenants = members
      .filter(({ schema }) => !gone.has(schema))
      .map(
        (member): TenantFacts => ({
          name: nameOf(place, member.schema),
          schema: member.schema,
          database: place.index,
          isTemplate: member === list.template,
          version: (ownVersions.has(member.schema) && versions.get(member.schema)) || { kind: 'no-version-table' },
          structure: structures.get(member.schema) ?? { kind: 'unreadable', reason: 'not read' },
          ...(extras?.hashes.has(member.schema) ? { extras: extras.hashes.get(member.schema) } : {}),
        }),
      )
    return { facts, tenants, shapes, skipped, extras: extras?.entries ?? new Map() }
  } finally {
    await Promise.allSettled(idle.map((db) => db.close()))
  }
}

/** A table outside the tenants counts as the shared one only where env.py or the shared schemas say so. */
function versionSources(
  members: readonly Namespace[],
  shared: readonly Namespace[],
  others: readonly Namespace[],
  tables: LoadOptions['versionTables'],
): VersionSource[] {
  const sources: VersionSource[] = []
  const named = tables.find(({ schema }) => schema !== undefined)
  const outside = [...shared, ...others].filter(
    ({ schema, versionTables }) =>
      versionTables.length > 0 && (named ? schema === named.schema : shared.some((entry) => entry.schema === schema)),
  )
  for (const { schema, versionTables } of outside.slice(0, 1)) {
    const table = versionTables[0]
    if (table !== undefined) sources.push({ schema, table })
  }
  for (const { schema, versionTables } of members) {
    const table = versionTables[0]
    if (table !== undefined) sources.push({ schema, table })
  }
  return sources
}

const sameToken = (token: string | undefined, structure: TenantStructure): boolean =>
  structure.kind === 'known' && structure.token !== undefined && structure.token === token

const nameOf = ({ several, label }: ShardPlace, schema: string): string => (several ? `${label}/${schema}` : schema)

function labelsOf(shards: readonly Shard[]): string[] {
  const short = shards.map(({ database }) => database)
  const long = shards.map(({ server, database }) => `${server}/${database}`)
  const unique = (names: readonly string[]) => new Set(names).size === names.length
  return unique(short) ? short : unique(long) ? long : long.map((label, i) => `${label}#${i + 1}`)
}

interface Progress {
  expect(tenants: number): void
  structures(read: readonly TenantStructure[]): void
}

function createProgress(report: ((progress: LoadProgress) => void) | undefined): Progress {
  let total = 0
  let done = 0
  const groups = new Map<string, number>()
  return {
    expect(tenants) {
      total += tenants
      report?.({ phase: 'tenants', done, total, groups: [] })
    },
    structures(read) {
      done += read.length
      for (const structure of read) {
        const key = structure.kind === 'known' ? structure.strict : ''
        groups.set(key, (groups.get(key) ?? 0) + 1)
      }
      report?.({ phase: 'structure', done, total, groups: [...groups.values()].sort((a, b) => b - a) })
    },
  }
}
