import type { Difference } from './compare-shapes'
import { quoteIfNeeded as id } from './quote-if-needed'
import { manual, orders, type RepairStep, run, table } from './repair-step'
import type { CatalogObject } from './snapshot'
import { objectLabel } from './snapshot'

/** A column to the template's type, default and null, one statement each; identity and generated columns are for a person. */
export function alterColumn(template: CatalogObject, here: CatalogObject, all: readonly Difference[]): readonly RepairStep[] {
  const wanted = template.column
  const actual = here.column
  if (!wanted || !actual || wanted.generated !== actual.generated || wanted.identity !== actual.identity) {
    return [manual(`column ${objectLabel(template)} is ${here.definition} instead of ${template.definition}: by hand`)]
  }
  const alter = (action: string): RepairStep => run(orders.alter, `alter table ${table(here)} alter column ${id(here.name)} ${action}`)
  const steps: RepairStep[] = []
  if (wanted.type !== actual.type) steps.push(alter(`type ${wanted.type}`))
  if (wanted.default !== actual.default) steps.push(alter(wanted.default === undefined ? 'drop default' : `set default ${wanted.default}`))
  if (wanted.notNull !== actual.notNull) steps.push(alter(wanted.notNull ? 'set not null' : 'drop not null'))
  const own = wanted.sequence?.own ? wanted.sequence.name : undefined
  const isNew = all.some((other) => other.change === 'missing' && other.template.kind === 'sequence' && other.template.name === own)
  if (own !== undefined && isNew) {
    steps.push(run(orders.alter, `select setval('~.${id(own)}', coalesce(max(${id(here.name)}), 0) + 1, false) from ${table(here)}`))
  }
  return steps.length > 0
    ? steps
    : [manual(`column ${objectLabel(template)} differs in a detail: ${here.definition} instead of ${template.definition}`)]
}

/** Labels can be added, not taken away or moved. */
export function addLabels(template: CatalogObject, here: CatalogObject): readonly RepairStep[] {
  const wanted = template.labels ?? []
  const actual = here.labels ?? []
  if (
    actual.some((label) => !wanted.includes(label)) ||
    wanted.filter((label) => actual.includes(label)).join('\0') !== actual.join('\0')
  ) {
    return [
      manual(
        `enum ${template.name} has ${here.definition} instead of ${template.definition}: labels cannot be taken away, make a new type by hand`,
      ),
    ]
  }
  return wanted.flatMap((label, i) => {
    if (actual.includes(label)) return []
    const before = wanted[i - 1]
    const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
    const place = before === undefined ? (actual[0] === undefined ? '' : ` before ${quote(actual[0])}`) : ` after ${quote(before)}`
    return [run(orders.type, `alter type ~.${id(template.name)} add value ${quote(label)}${place}`)]
  })
}
