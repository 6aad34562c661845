import { findDeprecation } from '../deprecated-objects'
import { inTenants, listShapes, namesOf } from '../live-places'
import { defineLiveCheck, type LiveWorld, type ModelColumn, type ModelTable } from '../live-world'
import { appliedRevisions, listPending } from '../pending-operations'
import type { CatalogObject, Shape, TenantFacts } from '../snapshot'

export const modelDiffers = defineLiveCheck(
  {
    id: 'model-differs',
    summary: "A table's columns are not the models'",
    severity: 'warning',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const { models } = world
    if (!models) {
      world.skip('model-differs', 'the models of this project could not be read')
      return
    }
    const pending = pendingText(world)
    for (const table of models.tables) {
      if (table.scope !== 'tenant') continue
      const missing: TenantFacts[] = []
      const byColumn = new Map<string, { column: ModelColumn; says: string; tenants: TenantFacts[] }>()
      for (const { shape, tenants } of listReferences(world)) {
        if (!shape.objects.some((object) => isTable(object, table.name))) {
          missing.push(...tenants)
          continue
        }
        for (const column of table.columns) {
          const says = judgeColumn(column, table, shape)
          if (says === undefined) continue
          const key = `${column.name}\0${says}`
          const entry = byColumn.get(key)
          if (entry) entry.tenants.push(...tenants)
          else byColumn.set(key, { column, says, tenants: [...tenants] })
        }
      }
      if (missing.length > 0 && !pending.includes(table.name)) {
        yield {
          message: `the model's table \`${table.name}\` is missing in ${inTenants(missing, world)}, so every query on it fails there`,
          help: 'Write the revision that creates it, or delete the model',
          object: { kind: 'table', name: table.name },
          tenants: namesOf(missing),
          path: table.path,
          span: table.span,
          related: [],
          fixes: [],
        }
      }
      for (const { column, says, tenants } of byColumn.values()) {
        // A revision that has yet to run may bring it; what differs after that is told then.
        if (pending.includes(column.name)) continue
        // On its way out: `leftover-object` tells where it still is.
        if (findDeprecation({ kind: 'column', table: table.name, name: column.name }, world)) continue
        yield {
          message: `column \`${table.name}.${column.name}\` ${says} in ${inTenants(tenants, world)}, so the model and the database disagree`,
          help: 'Bring the model or, by a revision, the database to the other',
          object: { kind: 'column', name: column.name, table: table.name },
          tenants: namesOf(tenants),
          path: column.path,
          span: column.span,
          related: [],
          fixes: [],
        }
      }
    }
  },
)

/** The template, or what stands for it: tenants that differ from it are drift, told once there. */
function listReferences(world: LiveWorld): readonly { readonly shape: Shape; readonly tenants: readonly TenantFacts[] }[] {
  const references = new Set(world.grouping.references.flatMap((reference) => (reference ? [reference.structure.strict] : [])))
  return listShapes(world).filter(({ tenants }) =>
    tenants.some(({ structure }) => structure.kind === 'known' && references.has(structure.strict)),
  )
}

const isTable = (object: CatalogObject, name: string): boolean =>
  (object.kind === 'table' || object.kind === 'view' || object.kind === 'materialized view') && object.name === name

/** Type, null and existence, only where the model is certain about them. */
function judgeColumn(column: ModelColumn, table: ModelTable, shape: Shape): string | undefined {
  const view = shape.objects.some((object) => object.kind !== 'table' && isTable(object, table.name))
  if (view) return undefined
  const live = shape.objects.find(
    (object) => object.kind === 'column' && object.table === table.name && object.name === column.name,
  )?.column
  if (!live) return 'is missing'
  if (column.type !== undefined && column.type !== live.type) return `is \`${live.type}\` where the model says \`${column.type}\``
  if (column.nullable === false && !live.notNull) return 'allows NULL where the model does not'
  return undefined
}

/** The text of every revision that some schema has yet to run. */
function pendingText(world: LiveWorld): string {
  const { revisions, snapshot } = world
  if (!revisions) return ''
  const paths = new Set<string>()
  for (const tenant of snapshot.tenants) {
    const applied = appliedRevisions(tenant, world)
    if (applied) for (const { path } of listPending(applied, revisions)) paths.add(path)
  }
  return [...paths].map((path) => world.textOf(path) ?? '').join('\n')
}
