import { drawsFromElsewhere } from '../classify-difference'
import { inTenants, listShapes, namesOf, nounOf } from '../live-places'
import { defineLiveCheck } from '../live-world'
import { type CatalogObject, objectKey, type TenantFacts } from '../snapshot'

export const sharedSequence = defineLiveCheck(
  {
    id: 'shared-sequence',
    summary: "A default draws from another schema's sequence",
    severity: 'error',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const { grouping, snapshot } = world
    const found = new Map<string, { object: CatalogObject; tenants: TenantFacts[] }>()
    for (const { shape, tenants } of listShapes(world)) {
      const reference = grouping.references[tenants[0]?.database ?? 0]
      const template = reference && snapshot.shapes[reference.structure.strict]
      const templateColumns = new Map(template?.objects.map((object) => [objectKey(object), object]))
      for (const object of shape.objects) {
        const same = template === shape ? undefined : templateColumns.get(objectKey(object))
        const sequence = object.column?.sequence
        if (!sequence || !drawsFromElsewhere(object, same)) continue
        // Everybody on one sequence of a shared schema is a decision; on another tenant's it never is.
        if (template === shape && !snapshot.tenants.some(({ schema }) => schema === sequence.schema)) continue
        const key = `${objectKey(object)}\0${sequence.schema}.${sequence.name}`
        const entry = found.get(key)
        if (entry) entry.tenants.push(...tenants)
        else found.set(key, { object, tenants: [...tenants] })
      }
    }
    for (const { object, tenants } of found.values()) {
      const sequence = object.column?.sequence
      if (!sequence) continue
      yield {
        message: `${nounOf(object)} of ${inTenants(tenants, world)} draws its values from \`${sequence.schema}.${sequence.name}\`, so dropping or restoring that schema breaks inserts here and ids reveal other tenants' activity`,
        help: `Give each tenant a sequence of its own, start it above the largest \`${object.name}\`, and point the default at it; LIKE … INCLUDING ALL copied the default`,
        object: { kind: 'sequence', name: sequence.name, table: object.table },
        tenants: namesOf(tenants),
        related: [],
        fixes: [],
        noFix: 'the database has to change, not a file: tenantscope repair writes the statements',
        data: { column: object.name, sequence: `${sequence.schema}.${sequence.name}` },
      }
    }
  },
)
