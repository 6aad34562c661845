import { classifyDifference } from '../classify-difference'
import type { Difference } from '../compare-shapes'
import { subjectOf } from '../compare-shapes'
import { inTenants, type LiveYield, listSharedDifferences, namesOf, nounOf, type SharedDifference, toDatabaseObject } from '../live-places'
import { defineLiveCheck, type LiveWorld } from '../live-world'
import { createRevisionHistory, type Maker } from '../revision-history'
import { objectLabel } from '../snapshot'
import { nameReference } from '../tenant-groups'

export const tenantDrift = defineLiveCheck(
  {
    id: 'tenant-drift',
    summary: "A tenant's structure differs from the template's",
    severity: 'error',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const history = world.revisions && createRevisionHistory(world.revisions)
    const mine = (difference: Difference, all: readonly Difference[]): boolean =>
      classifyDifference(difference, world) === 'tenant-drift' && !isReplacedReference(difference, all, world)
    for (const shared of listSharedDifferences(world, mine)) {
      const subject = subjectOf(shared.difference)
      const maker =
        shared.difference.change === 'extra' ? (history?.dropperOf(subject) ?? history?.makerOf(subject)) : history?.makerOf(subject)
      yield toFinding(shared, maker, world)
    }
  },
)

function toFinding({ difference, tenants }: SharedDifference, maker: Maker | undefined, world: LiveWorld): LiveYield {
  const subject = subjectOf(difference)
  const reference = world.grouping.references[tenants[0]?.database ?? 0]
  const template = nameReference(reference)
  const along = difference.with.map((object) => nounOf(object))
  return {
    message: messageOf(difference, template, inTenants(tenants, world)),
    help: `${helpOf(difference, maker, reference?.kind === 'template')}${along.length > 0 ? `; with it goes ${along.slice(0, 4).join(', ')}${along.length > 4 ? ` and ${along.length - 4} more` : ''}` : ''}`,
    object: toDatabaseObject(subject),
    tenants: namesOf(tenants),
    ...(maker ? { path: maker.path, span: maker.span } : {}),
    related: maker?.hazard ? [{ path: maker.path, span: maker.hazard.span, message: maker.hazard.message }] : [],
    fixes: [],
    noFix: 'the database has to change, not a file: tenantscope repair writes the statements',
    data: {
      change: difference.change,
      template: difference.template?.definition ?? null,
      here: difference.here?.definition ?? null,
      with: difference.with.map((object) => ({ kind: object.kind, name: objectLabel(object) })),
      ...(maker ? { revision: maker.revision } : {}),
      ...(maker?.hazard ? { hazard: maker.hazard.message } : {}),
    },
  }
}

function messageOf(difference: Difference, template: string, where: string): string {
  const noun = nounOf(subjectOf(difference))
  switch (difference.change) {
    case 'missing':
      return `${noun} of ${template} is missing in ${where}, so what relies on it fails there`
    case 'extra':
      return `${noun} exists in ${where} but not in ${template}, so it is migrated and dropped by nobody`
    default:
      return difference.template.definition === difference.here.definition
        ? `${noun} differs from ${template} in ${where} in a detail that its text does not show`
        : `${noun} is \`${clip(difference.here.definition)}\` in ${where} but \`${clip(difference.template.definition)}\` in ${template}, so the same code meets two schemas`
  }
}

function helpOf({ change }: Difference, maker: Maker | undefined, hasTemplate: boolean): string {
  const by = maker ? (change === 'extra' ? ` (\`${maker.revision}\`)` : ` (\`${maker.revision}\` makes it)`) : ''
  const why = maker?.hazard ? `; ${maker.hazard.message}` : ''
  if (!hasTemplate) {
    if (change === 'missing') return `Make it there too${by}${why}`
    return change === 'extra'
      ? `Drop it there, or make it everywhere with a revision${by}${why}`
      : `Decide for one of the definitions, and bring the other tenants to it${by}${why}`
  }
  if (change === 'missing') return `Bring these tenants up to the template${by}${why}`
  return change === 'extra'
    ? `Drop it there, or add it to the template with a revision${by}${why}`
    : `Bring these tenants to the template's definition, or the template to theirs${by}${why}`
}

const clip = (text: string): string => {
  const flat = text.replace(/\s+/g, ' ')
  return flat.length > 90 ? `${flat.slice(0, 87)}…` : flat
}

/** The own foreign key that is missing because the same columns reference another tenant: that one is the finding. */
function isReplacedReference({ change, template }: Difference, all: readonly Difference[], world: LiveWorld): boolean {
  if (change !== 'missing' || template?.kind !== 'foreign key') return false
  return all.some(
    (other) =>
      other.here?.kind === 'foreign key' &&
      other.here.table === template.table &&
      other.here.columns?.join() === template.columns?.join() &&
      classifyDifference(other, world) === 'cross-tenant-reference',
  )
}
