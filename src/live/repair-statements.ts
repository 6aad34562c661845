import type { Difference } from './compare-shapes'
import { subjectOf } from './compare-shapes'
import { isConstraint } from './played-names'
import { quoteIfNeeded as id } from './quote-if-needed'
import { addLabels, alterColumn } from './repair-alterations'
import { labelOf, manual, orders, type RepairStep, rowsOf, run, table } from './repair-step'
import type { CatalogObject } from './snapshot'

/** The steps that bring a tenant to the template in one respect, in the order of the list. `all` are the group's differences, consequences too. */
export function planRepair(
  all: readonly Difference[],
  isOwnTable: (table: string) => boolean,
  namesTemplate: (sql: string) => boolean,
): readonly RepairStep[] {
  const steps = all.flatMap((difference) => {
    const rows = rowsOf(difference)
    return stepsWithoutNames(difference, all, isOwnTable, namesTemplate).map((step) => ({ ...step, rows }))
  })
  return steps
    .map((step, i) => ({ step, i }))
    .sort((a, b) => a.step.order - b.step.order || a.i - b.i)
    .map(({ step }) => step)
}

/** What holds a tenant's name by itself means another one in each: nothing can be copied. */
function stepsWithoutNames(
  difference: Difference,
  all: readonly Difference[],
  isOwnTable: (table: string) => boolean,
  namesTemplate: (sql: string) => boolean,
): readonly RepairStep[] {
  const { name, table: owner = '' } = subjectOf(difference)
  if (name.includes('~') || owner.includes('~'))
    return [manual(`${difference.change}: ${labelOf(difference)}, whose name holds the tenant's: by hand`)]
  const steps = stepsFor(difference, all, isOwnTable)
  return steps.some(({ kind, sql }) => kind !== 'manual' && namesTemplate(sql))
    ? [manual(`${difference.change}: ${labelOf(difference)}, whose definition names the template's schema by itself: by hand`)]
    : steps
}

function stepsFor(difference: Difference, all: readonly Difference[], isOwnTable: (table: string) => boolean): readonly RepairStep[] {
  const { change, template, here } = difference
  switch (change) {
    case 'name':
      return rename(template, here, all)
    case 'missing':
      return create(template, all, isOwnTable)
    case 'extra':
      return drop(here, all)
    case 'definition':
      return redefine(template, here, all, isOwnTable)
  }
}

/** Where names are swapped, through a name that nobody has. */
function rename(template: CatalogObject, here: CatalogObject, all: readonly Difference[]): readonly RepairStep[] {
  const to = (from: string, name: string): string =>
    here.kind === 'index'
      ? `alter index ~.${id(from)} rename to ${id(name)}`
      : `alter table ${table(here)} rename constraint ${id(from)} to ${id(name)}`
  const taken = all.some((other) => other.change === 'name' && other.here.name === template.name)
  if (!taken) return [run(orders.rename, to(here.name, template.name))]
  const between = `${here.name}_was`
  return [run(orders.rename, to(here.name, between)), run(orders.rename + 1, to(between, template.name))]
}

function create(object: CatalogObject, all: readonly Difference[], isOwnTable: (table: string) => boolean): readonly RepairStep[] {
  const { kind, name, definition } = object
  const inNewTable =
    object.table !== undefined &&
    all.some((other) => other.change === 'missing' && other.template.kind === 'table' && other.template.name === object.table)
  switch (kind) {
    case 'table':
      return definition.startsWith('table') &&
        !definition.includes('partitioned') &&
        !all.some(({ template }) => template?.kind === 'partition' && template.name === name)
        ? [run(orders.table, `create table ~.${id(name)} (${columnsOf(name, all)})`)]
        : [manual(`create ${definition} ${name}: by hand, with its partitions`)]
    case 'column':
      return inNewTable ? [] : [run(orders.column, `alter table ${table(object)} add column ${id(name)} ${definition}`)]
    case 'sequence':
      if (object.ownedBy?.identity) return []
      return [run(orders.sequence, `create sequence ~.${id(name)} ${definition}`), ...ownSequence(object)]
    case 'enum':
      return [run(orders.type, `create type ~.${id(name)} as enum (${definition})`)]
    case 'domain':
      return [run(orders.type, `create domain ~.${id(name)} as ${definition}`)]
    case 'type':
      return definition.startsWith('(')
        ? [run(orders.type, `create type ~.${id(name)} as ${definition}`)]
        : [manual(`create the ${definition} type ${name}: by hand`)]
    case 'function':
      return definition.startsWith('CREATE') ? [run(orders.function, definition)] : [manual(`create the ${definition} ${name}: by hand`)]
    case 'view':
    case 'materialized view': {
      const [, options = '', body = definition] = /^(with \([^)]*\) )?([\s\S]*)$/.exec(definition) ?? []
      return [run(orders.view, `create ${kind} ~.${id(name)} ${options}as ${body.replace(/;\s*$/, '')}`)]
    }
    case 'trigger':
    case 'rule':
      return [
        run(orders.trigger, definition.replace(/ (DISABLED|ENABLED ALWAYS|ENABLED REPLICA)$/, '').replace(/;$/, '')),
        ...triggerState(object),
      ]
    case 'policy':
      return [run(orders.policy, `create policy ${id(name)} on ${table(object)} ${definition}`)]
    case 'index': {
      const sql = (object.create ?? '').replace(/^(CREATE (?:UNIQUE )?INDEX) (.*)$/s, inNewTable ? '$1 $2' : '$1 CONCURRENTLY $2')
      return inNewTable ? [run(orders.index, sql)] : [{ order: orders.concurrent, kind: 'concurrent', sql, index: { name } }]
    }
    case 'partition':
      return [manual(`${definition}: attach ${name} by hand`)]
    default:
      return [addConstraint(object, isOwnTable)]
  }
}

function addConstraint(object: CatalogObject, isOwnTable: (table: string) => boolean): RepairStep {
  const sql = `alter table ${table(object)} add constraint ${id(object.name)} ${object.definition.replace(/ INVALID INDEX$/, '')}`
  if (object.kind !== 'foreign key') return run(orders.key, sql)
  const shared = object.target !== undefined && (!object.target.own || !isOwnTable(object.target.table))
  return { order: orders.foreign, kind: shared ? 'shared' : 'transaction', sql }
}

/** Rows are never dropped by a script: what holds data is for a person. */
function drop(object: CatalogObject, all: readonly Difference[]): readonly RepairStep[] {
  const { kind, name } = object
  const goesWithTable =
    object.table !== undefined &&
    all.some((other) => other.change === 'extra' && other.here.name === object.table && other.here.kind === 'table')
  const goesWithColumn = all.some(
    (other) =>
      other.change === 'extra' &&
      other.here.kind === 'column' &&
      other.here.table === object.table &&
      object.columns?.includes(other.here.name),
  )
  if (goesWithTable || (kind !== 'column' && goesWithColumn) || (kind === 'sequence' && object.ownedBy)) return []
  switch (kind) {
    case 'index':
      return [dropIndex(object)]
    case 'trigger':
    case 'rule':
    case 'policy':
      return [run(orders.drop, `drop ${kind} ${id(name)} on ${table(object)}`)]
    case 'view':
    case 'materialized view':
      return [run(orders.drop, `drop ${kind} ~.${id(name)}`)]
    case 'table':
    case 'sequence':
      return [manual(`holds data, look first: drop ${kind} ~.${id(name)}`)]
    case 'column':
      return [manual(`holds data, look first: alter table ${table(object)} drop column ${id(name)}`)]
    case 'enum':
    case 'domain':
    case 'type':
    case 'function':
    case 'partition':
      return [manual(`extra ${kind} ${name}: drop it by hand once nothing uses it`)]
    default:
      return [run(orders.drop, `alter table ${table(object)} drop constraint ${id(name)}`)]
  }
}

function redefine(
  template: CatalogObject,
  here: CatalogObject,
  all: readonly Difference[],
  isOwnTable: (table: string) => boolean,
): readonly RepairStep[] {
  const { kind, name } = template
  if (kind === 'column') return alterColumn(template, here, all)
  if (isConstraint(kind))
    return [run(orders.drop, `alter table ${table(here)} drop constraint ${id(name)}`), addConstraint(template, isOwnTable)]
  switch (kind) {
    case 'index':
      return [dropIndex(here), ...create(template, all, isOwnTable)]
    case 'sequence':
      return [run(orders.alter, `alter sequence ~.${id(name)} ${template.definition.replace(/ start -?\d+/, '')}`)]
    case 'enum':
      return addLabels(template, here)
    case 'function':
      return template.definition.startsWith('CREATE')
        ? [run(orders.function, template.definition)]
        : [manual(`${labelOf({ template, here })} differs: by hand`)]
    case 'trigger':
    case 'rule':
    case 'policy':
      return [run(orders.drop, `drop ${kind} ${id(name)} on ${table(here)}`), ...create(template, all, isOwnTable)]
    case 'view':
    case 'materialized view':
      return [run(orders.drop, `drop ${kind} ~.${id(name)}`), ...create(template, all, isOwnTable)]
    default:
      return [manual(`${labelOf({ template, here })} is ${here.definition} instead of ${template.definition}: by hand`)]
  }
}

const dropIndex = ({ name, create: is = '', valid }: CatalogObject): RepairStep => ({
  order: orders.concurrent,
  kind: 'concurrent',
  sql: `drop index concurrently ~.${id(name)}`,
  index: { name, is: valid === false ? `${is} INVALID` : is },
})

function columnsOf(name: string, all: readonly Difference[]): string {
  const columns = all.flatMap(({ change, template }) =>
    change === 'missing' && template?.kind === 'column' && template.table === name ? [template] : [],
  )
  return columns
    .sort((a, b) => (a.column?.position ?? 0) - (b.column?.position ?? 0))
    .map((column) => `${id(column.name)} ${column.definition}`)
    .join(', ')
}

const ownSequence = ({ name, ownedBy }: CatalogObject): readonly RepairStep[] =>
  ownedBy ? [run(orders.alter, `alter sequence ~.${id(name)} owned by ~.${id(ownedBy.table)}.${id(ownedBy.column)}`)] : []

function triggerState(object: CatalogObject): readonly RepairStep[] {
  const state = / (DISABLED|ENABLED ALWAYS|ENABLED REPLICA)$/.exec(object.definition)?.[1]
  if (!state || object.kind !== 'trigger') return []
  const word = state === 'DISABLED' ? 'disable' : state === 'ENABLED ALWAYS' ? 'enable always' : 'enable replica'
  return [run(orders.trigger + 1, `alter table ${table(object)} ${word} trigger ${id(object.name)}`)]
}
