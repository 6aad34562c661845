import { findDeprecation } from '../deprecated-objects'
import { inTenants, listShapes, namesOf, nounOf, toDatabaseObject } from '../live-places'
import { defineLiveCheck, type LiveWorld } from '../live-world'
import { createRevisionHistory } from '../revision-history'
import { type CatalogObject, objectKey, type Shape, type TenantFacts } from '../snapshot'

export const leftoverObject = defineLiveCheck(
  {
    id: 'leftover-object',
    summary: 'A deprecated column or table is still in the database',
    severity: 'warning',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const history = world.revisions && createRevisionHistory(world.revisions)
    const found = new Map<string, { object: CatalogObject; tenants: TenantFacts[] }>()
    for (const { shape, tenants } of listShapes(world)) {
      for (const object of shape.objects) {
        if (!findDeprecation(object, world) || !isGone(object, shape, tenants, world)) continue
        const entry = found.get(objectKey(object))
        if (entry) entry.tenants.push(...tenants)
        else found.set(objectKey(object), { object, tenants: [...tenants] })
      }
    }
    for (const { object, tenants } of found.values()) {
      const deprecation = findDeprecation(object, world)
      const dropper = history?.dropperOf(object)
      yield {
        message: `${nounOf(object)} is deprecated but still in ${inTenants(tenants, world)}, so old code keeps working there and nowhere else`,
        help: `${deprecation?.replacement ? `Its rows belong in \`${deprecation.replacement}\`; ` : ''}drop it there once nothing reads it${dropper ? ` (\`${dropper.revision}\` drops it)` : ''}: tenantscope usages ${deprecation?.name ?? object.name}`,
        object: toDatabaseObject(object),
        tenants: namesOf(tenants),
        ...(dropper ? { path: dropper.path, span: dropper.span } : {}),
        related: dropper?.hazard ? [{ path: dropper.path, span: dropper.hazard.span, message: dropper.hazard.message }] : [],
        fixes: [],
        noFix: 'the database has to change, not a file: tenantscope repair writes the statements',
      }
    }
  },
)

/** Left over is what the template no longer has, or, where everybody has it, what the models no longer map. */
function isGone(object: CatalogObject, shape: Shape, tenants: readonly TenantFacts[], { grouping, snapshot, models }: LiveWorld): boolean {
  const reference = grouping.references[tenants[0]?.database ?? 0]
  const template = reference && snapshot.shapes[reference.structure.strict]
  if (template && template !== shape && !template.objects.some((other) => objectKey(other) === objectKey(object))) return true
  if (!models?.complete) return false
  const table = models.tables.find(({ name }) => name === (object.table ?? object.name))
  if (object.kind === 'table') return table === undefined
  return table?.complete === true && !table.columns.some(({ name }) => name === object.name)
}
