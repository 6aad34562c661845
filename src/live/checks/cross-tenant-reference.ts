import { pointsToTenant } from '../classify-difference'
import { inTenants, listShapes, namesOf, nounOf, toDatabaseObject } from '../live-places'
import { defineLiveCheck } from '../live-world'
import { type CatalogObject, objectKey, type TenantFacts } from '../snapshot'

export const crossTenantReference = defineLiveCheck(
  {
    id: 'cross-tenant-reference',
    summary: "A foreign key into another tenant's schema",
    severity: 'error',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const found = new Map<string, { object: CatalogObject; tenants: TenantFacts[] }>()
    for (const { shape, tenants } of listShapes(world)) {
      for (const object of shape.objects) {
        if (!pointsToTenant(object, world)) continue
        const key = `${objectKey(object)}\0${object.definition}`
        const entry = found.get(key)
        if (entry) entry.tenants.push(...tenants)
        else found.set(key, { object, tenants: [...tenants] })
      }
    }
    for (const { object, tenants } of found.values()) {
      const { target } = object
      if (!target) continue
      yield {
        message: `${nounOf(object)} of ${inTenants(tenants, world)} references \`${target.schema}.${target.table}\`, another tenant's table, so rows here depend on rows there`,
        help: `Point it at the tenant's own \`${target.table}\` after checking that every value exists there`,
        object: toDatabaseObject(object),
        tenants: namesOf(tenants),
        related: [],
        fixes: [],
        noFix: 'the database has to change, not a file: tenantscope repair writes the statements',
        data: { target: `${target.schema}.${target.table}` },
      }
    }
  },
)
