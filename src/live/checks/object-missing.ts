import { inTenants, namesOf } from '../live-places'
import { defineLiveCheck } from '../live-world'
import { type Encounter, listEncounters } from '../pending-operations'
import type { TenantFacts } from '../snapshot'
import { count } from '../tenants'

export const objectMissing = defineLiveCheck(
  {
    id: 'object-missing',
    summary: 'A migration drops or alters what some tenants do not have',
    severity: 'error',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    if (!world.revisions) {
      world.skip('object-missing', 'no Alembic revisions were found in this project')
      return
    }
    // Several revisions may trip over the same object: the first is the finding, the others are related.
    const found = new Map<
      string,
      { first: Encounter; others: Map<Encounter['operation'], Encounter>; missing: Set<TenantFacts>; met: Set<TenantFacts> }
    >()
    for (const encounter of listEncounters(world)) {
      const { wanted, operation, tenant, meets } = encounter
      const key = `${wanted.kind}\0${wanted.kind === 'table' || wanted.kind === 'index' ? '' : wanted.table}\0${wanted.name}`
      const entry = found.get(key) ?? { first: encounter, others: new Map(), missing: new Set(), met: new Set() }
      if (operation !== entry.first.operation) entry.others.set(operation, encounter)
      entry.met.add(tenant)
      if (meets.kind === 'missing') entry.missing.add(tenant)
      found.set(key, entry)
    }
    for (const { first, others, missing, met } of found.values()) {
      if (missing.size === 0) continue
      const { wanted, revision } = first
      const label = wanted.table === undefined || wanted.kind === 'index' ? wanted.name : `${wanted.table}.${wanted.name}`
      const tenants = [...missing]
      const rest = met.size - missing.size
      yield {
        message: `${wanted.kind} \`${label}\` does not exist in ${inTenants(tenants, world)}, so \`${revision.id}\` fails there`,
        help:
          rest === 0
            ? 'Nobody has it: delete the operation, or write the name that the database has'
            : `${count(rest, 'other schema has', 'other schemas have')} it: bring these to the template first, or look before dropping`,
        object: {
          kind: wanted.kind,
          name: wanted.name,
          ...(wanted.table !== undefined && wanted.kind !== 'table' ? { table: wanted.table } : {}),
        },
        tenants: namesOf(tenants),
        path: revision.path,
        span: wanted.span,
        related: [...others.values()].map((other) => ({
          path: other.revision.path,
          span: other.wanted.span,
          message: `\`${other.revision.id}\` needs it too`,
        })),
        fixes: [],
        noFix: 'whether the object was meant under another name cannot be told from the database',
        data: { revision: revision.id },
      }
    }
  },
)
