import { listShapes, namesOf } from '../live-places'
import { defineLiveCheck } from '../live-world'
import type { TenantFacts } from '../snapshot'
import { count } from '../tenants'

/** From here on a delete is felt. */
const manyKeys = 500

export const crowdedReference = defineLiveCheck(
  {
    id: 'crowded-reference',
    summary: 'Foreign keys of very many tenants point to one shared table',
    severity: 'info',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const { snapshot } = world
    const schemas = new Set(snapshot.tenants.map(({ schema }) => schema))
    const found = new Map<string, { database: number; schema: string; table: string; keys: number; tenants: Set<TenantFacts> }>()
    for (const { shape, tenants } of listShapes(world)) {
      for (const { target } of shape.objects) {
        if (!target || target.own || schemas.has(target.schema)) continue
        for (const tenant of tenants) {
          const key = `${tenant.database}\0${target.schema}\0${target.table}`
          const entry = found.get(key) ?? {
            database: tenant.database,
            schema: target.schema,
            table: target.table,
            keys: 0,
            tenants: new Set(),
          }
          entry.keys++
          entry.tenants.add(tenant)
          found.set(key, entry)
        }
      }
    }
    for (const { database, schema, table, keys, tenants } of found.values()) {
      if (keys < manyKeys) continue
      const slots = snapshot.databases[database]?.locks?.slots
      const fails = slots !== undefined && keys > slots
      yield {
        ...(fails ? { severity: 'warning' as const } : {}),
        message: `${count(keys, 'foreign key')} of ${count(tenants.size, 'schema')} point to \`${schema}.${table}\`, so deleting one row there looks into as many tables, ${
          fails
            ? `and locks more of them than the server has room for (about ${slots.toLocaleString('en-US')}): it fails with "out of shared memory"`
            : 'locks all of them, and takes long the first time in a session'
        }`,
        help: `Keep rows of \`${table}\` and mark them as gone, or leave these keys out of the tenants and check in the application; it is the same for an update of the key`,
        object: { kind: 'table', name: table },
        tenants: namesOf([...tenants]),
        related: [],
        fixes: [],
        data: { schema, keys, ...(slots === undefined ? {} : { lockSlots: slots }) },
      }
    }
  },
)
