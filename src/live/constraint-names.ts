import { nameIn } from './live-places'
import { isConstraint } from './played-names'
import type { CatalogObject, SchemaSnapshot } from './snapshot'
import { compareNatural } from './tenants'

/** The document of `constraints --format json`, a public contract: what stands on each table, and who calls it what. */
export interface ConstraintsDocument {
  readonly version: 1
  readonly tables: readonly {
    readonly table: string
    readonly constraints: readonly NamedEverywhere[]
    readonly indexes: readonly NamedEverywhere[]
  }[]
}

export interface NamedEverywhere {
  readonly kind: string
  readonly definition: string
  /** Every name with the schemas that use it, most first; templates too. */
  readonly names: readonly { readonly name: string; readonly tenants: readonly string[] }[]
}

/** Constraints and indexes by table and definition, whatever they are called. `table` limits it to one. */
export function listConstraintNames(snapshot: SchemaSnapshot, table?: string): ConstraintsDocument {
  const tables = new Map<string, Map<string, { object: CatalogObject; names: Map<string, string[]> }>>()
  for (const { structure, schema, name: tenant } of snapshot.tenants) {
    const shape = structure.kind === 'known' ? snapshot.shapes[structure.strict] : undefined
    for (const object of shape?.objects ?? []) {
      if (object.table === undefined || (table !== undefined && object.table !== table)) continue
      if (!isConstraint(object.kind) && object.kind !== 'index') continue
      const objects = tables.get(object.table) ?? new Map()
      const key = `${object.kind}\0${object.hash}`
      const entry = objects.get(key) ?? { object, names: new Map<string, string[]>() }
      const name = nameIn(object.name, schema)
      const users = entry.names.get(name)
      if (users) users.push(tenant)
      else entry.names.set(name, [tenant])
      objects.set(key, entry)
      tables.set(object.table, objects)
    }
  }
  return {
    version: 1,
    tables: [...tables]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, objects]) => {
        const all = [...objects.values()]
          .map(toEntry)
          .sort(
            (a, b) => order(a.kind, b.kind) || order(a.definition, b.definition) || order(a.names[0]?.name ?? '', b.names[0]?.name ?? ''),
          )
        return { table: name, constraints: all.filter(({ kind }) => kind !== 'index'), indexes: all.filter(({ kind }) => kind === 'index') }
      }),
  }
}

const toEntry = ({
  object,
  names,
}: {
  readonly object: CatalogObject
  readonly names: ReadonlyMap<string, readonly string[]>
}): NamedEverywhere => ({
  kind: object.kind,
  definition: object.definition,
  names: [...names]
    .map(([name, tenants]) => ({ name, tenants }))
    .sort((a, b) => b.tenants.length - a.tenants.length || compareNatural(a.name, b.name)),
})

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
