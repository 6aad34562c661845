import { type CatalogObject, type ObjectKind, objectKinds, type Shape } from './snapshot'
import { compareNatural } from './tenants'

/**
 * A schema as text for comparing side by side: one line for each object, tables with what belongs to them, everything by name, because the
 * order of columns is no difference. The schema's own name is written `~`, so that equal schemas give equal texts.
 */
export function describeSchema({ objects }: Shape): string {
  const owners = new Map<string, CatalogObject[]>()
  for (const object of objects) {
    const owner = isOwner(object) ? object.name : (object.table ?? object.ownedBy?.table ?? '')
    owners.set(owner, [...(owners.get(owner) ?? []), object])
  }
  const blocks = [...owners]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || compareNatural(a, b))
    .map(([owner, members]) => {
      const lines = members.sort(compareObjects).map((object) => toLines(object, owner !== '' && !isOwner(object) ? '  ' : ''))
      return lines.join('\n')
    })
  return `-- ~ is the schema itself\n\n${blocks.join('\n\n')}\n`
}

const isOwner = ({ kind }: CatalogObject): boolean => kind === 'table' || kind === 'view' || kind === 'materialized view'

const rank = new Map<ObjectKind, number>(objectKinds.map((kind, i) => [kind, i]))

function compareObjects(a: CatalogObject, b: CatalogObject): number {
  return Number(isOwner(b)) - Number(isOwner(a)) || (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0) || compareNatural(a.name, b.name)
}

function toLines({ kind, name, definition, valid }: CatalogObject, indent: string): string {
  const text = definition.trim()
  const [first = '', ...rest] = text === name || text === kind ? [] : text.split('\n')
  const head = `${indent}${kind} ${name}${first === '' ? '' : `: ${first}`}${valid === false ? ' (not valid)' : ''}`
  return [head, ...rest.map((line) => `${indent}    ${line}`)].join('\n')
}
