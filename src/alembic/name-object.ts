import type { ExpectedObject, ReplayOptions, Table } from './expected-schema'
import { nameOf } from './expected-schema'
import type { ConstraintDefinition, IndexDefinition } from './operation'
import { applyConvention, conventionFor, toAutoName } from './postgres-names'

/** A constraint with the names it may have in a database: its own, the naming convention's, PostgreSQL's. */
export function toConstraint(
  table: Table,
  definition: ConstraintDefinition,
  revision: string,
  { convention }: ReplayOptions,
): ExpectedObject {
  const { kind, columns, name } = definition
  const base = { kind, columns, unique: kind === 'unique' || kind === 'primary', revision }
  const template = conventionFor(convention, kind)
  const referent = nameOf(definition.referent)
  if (name.kind === 'text') {
    const expanded =
      !name.final && template?.includes('%(constraint_name)s')
        ? applyConvention(template, { table: table.name, columns, name: name.value, referent })
        : undefined
    return { ...base, names: expanded === undefined ? [name.value] : [name.value, expanded], auto: false }
  }
  // A check's automatic name depends on the columns of its expression.
  if (name.kind !== 'none' || convention === 'unknown' || columns === undefined)
    return { ...base, names: undefined, auto: name.kind === 'none' }
  const taken = new Set(table.objects.flatMap(({ names }) => names ?? []))
  let ordinal = 0
  while (taken.has(toAutoName(table.name, columns, kind, ordinal))) ordinal++
  const auto = toAutoName(table.name, columns, kind, ordinal)
  const conventional =
    template === undefined ? undefined : applyConvention(template, { table: table.name, columns, name: undefined, referent })
  return {
    ...base,
    names: template !== undefined && conventional === undefined ? undefined : [...new Set([auto, conventional ?? auto])],
    auto: true,
  }
}

/** An index with its name: its own, the naming convention's, PostgreSQL's. */
export function toIndex(
  table: Table,
  index: IndexDefinition,
  revision: string,
  { convention }: ReplayOptions,
  sql: boolean,
): ExpectedObject {
  const base = { kind: 'index' as const, columns: index.columns, unique: index.unique, revision }
  if (index.name.kind === 'text') return { ...base, names: [index.name.value], auto: false }
  if (index.name.kind !== 'none' || convention === 'unknown' || index.columns === undefined)
    return { ...base, names: undefined, auto: index.name.kind === 'none' }
  if (sql) return { ...base, names: [toAutoName(table.name, index.columns, 'index')], auto: true }
  const template = conventionFor(convention, 'index') ?? 'ix_%(column_0_label)s'
  const schema = table.schema === '' ? '' : `${table.schema}_`
  const name = applyConvention(template, {
    table: `${template.includes('label') ? schema : ''}${table.name}`,
    columns: index.columns,
    name: undefined,
    referent: undefined,
  })
  return { ...base, names: name === undefined ? undefined : [name], auto: true }
}
