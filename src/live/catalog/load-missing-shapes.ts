import { reasonOf } from '../database-error'
import type { SchemaSnapshot, Shape, TenantStructure } from '../snapshot'
import { loadShapes } from './load-structures'
import type { Namespace } from './load-tenants'
import type { OpenDatabase, Shard } from './shard'
import { withRetry } from './with-retry'

/** Differences of more structures than this are nobody's report; the tenants and their fingerprints are all there. */
const mostShapes = 2000

export interface ShapeNeeds {
  readonly members: readonly Namespace[]
  readonly list: readonly Namespace[]
  readonly structures: ReadonlyMap<string, TenantStructure>
  readonly shared: ReadonlyMap<string, TenantStructure>
  readonly gone: ReadonlySet<string>
}

/** Phase 4: one representative of every structure that is not known yet. */
export async function loadMissingShapes(
  shard: Shard,
  idle: OpenDatabase[],
  needs: ShapeNeeds,
  options: {
    readonly major: number
    readonly versionTables: readonly string[]
    readonly previous?: SchemaSnapshot
    readonly literals: 'hash' | 'keep'
    readonly signal?: AbortSignal
  },
  onSkip: (why: string) => void,
): Promise<Map<string, Shape>> {
  const shapes = new Map<string, Shape>()
  const representatives = new Map<string, Namespace>()
  for (const namespace of [...needs.list, ...needs.members]) {
    const structure = needs.structures.get(namespace.schema) ?? needs.shared.get(namespace.schema)
    if (structure?.kind !== 'known' || representatives.has(structure.strict)) continue
    const remembered = options.previous?.shapes[structure.strict]
    if (remembered) shapes.set(structure.strict, remembered)
    else representatives.set(structure.strict, namespace)
  }
  const wanted = [...representatives].slice(0, mostShapes)
  if (representatives.size > mostShapes)
    onSkip(`${representatives.size - mostShapes} of ${representatives.size} different structures were fingerprinted but not described`)
  if (wanted.length === 0 || options.signal?.aborted) return shapes
  try {
    const read = await withRetry(shard, idle, options, (db) =>
      loadShapes(
        db,
        wanted.map(([, namespace]) => namespace),
        options,
      ),
    )
    for (const [strict, { oid, schema }] of wanted) {
      const shape = read.get(oid)
      if (shape) shapes.set(strict, shape)
      else onSkip(`the structure of \`${schema}\` could not be described`)
    }
  } catch (error) {
    onSkip(options.signal?.aborted ? 'the check was cancelled' : reasonOf(error))
  }
  return shapes
}
