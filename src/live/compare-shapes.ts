import { namedApart } from './catalog/catalog-sql'
import type { CatalogObject, ObjectKind, Shape } from './snapshot'
import { objectKey } from './snapshot'

/**
 * One difference between a template and a tenant. `name`: the same definition under another name, which is no structural difference.
 * `with`: what differs only because of this one, for example the index on a column that is missing.
 */
export type Difference =
  | { readonly change: 'missing'; readonly template: CatalogObject; readonly here?: undefined; readonly with: readonly CatalogObject[] }
  | { readonly change: 'extra'; readonly template?: undefined; readonly here: CatalogObject; readonly with: readonly CatalogObject[] }
  | {
      readonly change: 'definition' | 'name'
      readonly template: CatalogObject
      readonly here: CatalogObject
      readonly with: readonly CatalogObject[]
    }

const apart: ReadonlySet<ObjectKind> = new Set(namedApart)

/** Everything that differs, each cause once, in a stable order. */
export function compareShapes(template: Shape, here: Shape): readonly Difference[] {
  const pairs = pairObjects(template, here)
  return foldConsequences(pairs)
}

/** Every single difference, consequences too: what a repair has to do and what a report lists per group. */
export function listDifferences(template: Shape, here: Shape): readonly Difference[] {
  return pairObjects(template, here)
}

/** The object that a difference is about, as the template calls it where it has it. */
export const subjectOf = (difference: Difference): CatalogObject => difference.template ?? difference.here

function pairObjects(template: Shape, here: Shape): readonly Difference[] {
  const left = new Map(template.objects.map((object) => [objectKey(object), object]))
  const right = new Map(here.objects.map((object) => [objectKey(object), object]))
  for (const [key, object] of left) {
    if (right.get(key)?.hash !== object.hash) continue
    left.delete(key)
    right.delete(key)
  }
  const found: Difference[] = []
  // Names of constraints and indexes second: the same definition on the same table, in order of names when there are several.
  const byDefinition = new Map<string, CatalogObject[]>()
  for (const object of right.values()) if (apart.has(object.kind)) push(byDefinition, definitionKey(object), object)
  for (const [key, object] of left) {
    const other = apart.has(object.kind) ? byDefinition.get(definitionKey(object))?.shift() : undefined
    if (!other) continue
    found.push({ change: 'name', template: object, here: other, with: [] })
    left.delete(key)
    right.delete(objectKey(other))
  }
  for (const [key, object] of left) {
    const other = right.get(key)
    if (!other) continue
    found.push({ change: 'definition', template: object, here: other, with: [] })
    left.delete(key)
    right.delete(key)
  }
  for (const object of left.values()) found.push({ change: 'missing', template: object, with: [] })
  for (const object of right.values()) found.push({ change: 'extra', here: object, with: [] })
  return found.sort(compareDifferences)
}

function foldConsequences(differences: readonly Difference[]): readonly Difference[] {
  const causes = new Map<Difference, CatalogObject[]>()
  const folded = new Set<Difference>()
  for (const difference of differences) {
    const cause = findCause(difference, differences)
    if (!cause) continue
    folded.add(difference)
    causes.set(cause, [...(causes.get(cause) ?? []), subjectOf(difference)])
  }
  return differences
    .filter((difference) => !folded.has(difference))
    .map((difference) => ({ ...difference, with: causes.get(difference) ?? [] }))
}

/** What must differ for this to follow from it: its table, a column it stands on, the column that owns a sequence. */
function findCause(difference: Difference, all: readonly Difference[]): Difference | undefined {
  const { change } = difference
  const object = subjectOf(difference)
  if (change === 'definition' && object.kind === 'column') return undefined
  const same = (other: Difference): boolean => other !== difference && other.change === change
  const table = object.table ?? object.ownedBy?.table
  if (change === 'missing' || change === 'extra') {
    if (table !== undefined) {
      const gone = all.find((other) => same(other) && isRelation(subjectOf(other)) && subjectOf(other).name === table)
      if (gone) return gone
    }
    if (object.kind === 'partition') {
      const child = all.find((other) => same(other) && subjectOf(other).kind === 'table' && subjectOf(other).name === object.name)
      if (child) return child
    }
    if (object.kind === 'sequence') return findOwningColumn(object, all)
    if (object.columns && object.kind !== 'column') {
      return all.find(
        (other) =>
          same(other) &&
          subjectOf(other).kind === 'column' &&
          subjectOf(other).table === object.table &&
          object.columns?.includes(subjectOf(other).name) === true,
      )
    }
  }
  return undefined
}

const isRelation = ({ kind }: CatalogObject): boolean => kind === 'table' || kind === 'view' || kind === 'materialized view'

/** `serial` and identity: the sequence comes and goes with what its column says. A default that draws from elsewhere leaves its own behind. */
function findOwningColumn(sequence: CatalogObject, all: readonly Difference[]): Difference | undefined {
  return all.find(({ template, here }) => {
    const column = template ?? here
    if (column?.kind !== 'column') return false
    const owned = sequence.ownedBy?.table === column.table && sequence.ownedBy?.column === column.name
    const drawn = [template, here].some((side) => side?.column?.sequence?.own === true && side.column.sequence.name === sequence.name)
    return owned || drawn
  })
}

const definitionKey = (object: CatalogObject): string => `${object.kind}\0${object.table ?? ''}\0${object.hash}`

export function compareDifferences(a: Difference, b: Difference): number {
  const left = subjectOf(a)
  const right = subjectOf(b)
  return (
    order(left.table ?? left.name, right.table ?? right.name) ||
    order(left.kind, right.kind) ||
    order(left.name, right.name) ||
    order(a.change, b.change)
  )
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
