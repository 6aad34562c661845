import { type Difference, subjectOf } from './compare-shapes'
import { findDeprecation } from './deprecated-objects'
import type { LiveWorld } from './live-world'
import type { CatalogObject } from './snapshot'

export type DifferenceRule =
  | 'tenant-drift'
  | 'constraint-name-differs'
  | 'index-name-differs'
  | 'leftover-object'
  | 'shared-sequence'
  | 'cross-tenant-reference'

/** The one rule that reports a difference: the same object is one finding. */
export function classifyDifference(difference: Difference, world: LiveWorld): DifferenceRule {
  const { change, template, here } = difference
  const subject = subjectOf(difference)
  if (change === 'name') return subject.kind === 'index' ? 'index-name-differs' : 'constraint-name-differs'
  if (here && drawsFromElsewhere(here, template)) return 'shared-sequence'
  if (here && pointsToTenant(here, world)) return 'cross-tenant-reference'
  if (change === 'extra' && findDeprecation(subject, world)) return 'leftover-object'
  return 'tenant-drift'
}

/** A default on a sequence of another schema, unless the template does just the same with a shared one. */
export function drawsFromElsewhere(here: CatalogObject, template: CatalogObject | undefined): boolean {
  const sequence = here.column?.sequence
  if (!sequence || sequence.own) return false
  const reference = template?.column?.sequence
  return !(reference && !reference.own && reference.schema === sequence.schema && reference.name === sequence.name)
}

/** A foreign key into the template or another tenant; its own schema and shared ones are fine. */
export const pointsToTenant = (object: CatalogObject, { snapshot }: LiveWorld): boolean =>
  object.kind === 'foreign key' &&
  object.target !== undefined &&
  !object.target.own &&
  snapshot.tenants.some(({ schema }) => schema === object.target?.schema)
