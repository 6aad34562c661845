import type { CatalogObject, SchemaSnapshot, TenantVersion } from '../../src/live/snapshot'

/** A tenant for `snapshotOf`: its revisions and what stands in it. */
export interface SketchedTenant {
  readonly revisions?: readonly string[]
  readonly objects: readonly CatalogObject[]
}

/** A snapshot as `tenantscope snapshot` writes it, from a sketch: schema -> tenant. The first is the template. */
export function snapshotOf(tenants: Readonly<Record<string, SketchedTenant>>): SchemaSnapshot {
  const shapes: Record<string, { objects: readonly CatalogObject[] }> = {}
  const strictOf = (objects: readonly CatalogObject[]): string => {
    const strict = objects.map(({ kind, table, name, hash }) => `${kind} ${table} ${name} ${hash}`).join('|')
    shapes[strict] = { objects }
    return strict
  }
  return {
    version: 1,
    databases: [{ label: 'shop', server: 'db:5432', database: 'shop', serverVersion: 180004, standby: false, shared: [] }],
    tenants: Object.entries(tenants).map(([schema, { revisions, objects }], i) => ({
      name: schema,
      schema,
      database: 0,
      isTemplate: i === 0,
      version: revisions ? ({ kind: 'at', revisions } satisfies TenantVersion) : { kind: 'no-version-table' },
      structure: { kind: 'known', strict: strictOf(objects), structural: strictOf(objects), objects: objects.length },
    })),
    shapes,
    skipped: [],
  }
}

export const table = (name: string): CatalogObject => ({ kind: 'table', name, definition: '', hash: 'table' })
export const column = (of: string, name: string, type: string): CatalogObject => ({
  kind: 'column',
  table: of,
  name,
  definition: type,
  hash: type,
  column: { type, notNull: false },
})
export const unique = (of: string, name: string, columns: readonly string[]): CatalogObject => ({
  kind: 'unique constraint',
  table: of,
  name,
  definition: `UNIQUE (${columns.join(', ')})`,
  hash: `unique ${columns.join(',')}`,
  columns,
})
export const index = (of: string, name: string, columns: readonly string[]): CatalogObject => ({
  kind: 'index',
  table: of,
  name,
  definition: `btree (${columns.join(', ')})`,
  hash: `index ${columns.join(',')}`,
  columns,
  create: `CREATE INDEX ${name} ON ~.${of} (${columns.join(', ')})`,
})
