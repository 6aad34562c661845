import { shortHash } from '../../text/short-hash'
import type { CatalogObject, ColumnFacts, ObjectKind } from '../snapshot'
import { objectKinds } from '../snapshot'
import type { ObjectRow } from './catalog-sql'

/**
 * A row of the catalogue as a snapshot keeps it. `schema` is the representative's, so that a sequence of its own is known as such.
 * With `literals: 'hash'` long string literals of defaults are not copied: they are data as often as definition.
 */
export function toObject(row: ObjectRow, schema: string, literals: 'hash' | 'keep'): CatalogObject | undefined {
  const kind = objectKinds.find((known) => known === row.kind)
  if (!kind) return undefined
  const facts = row.facts ?? {}
  const column = kind === 'column' ? toColumn(facts, schema, literals) : undefined
  const object: CatalogObject = {
    kind,
    ...(row.tbl === null ? {} : { table: row.tbl }),
    name: row.name,
    definition: column ? describeColumn(column, facts) : redactDomain(kind, text(facts.text) ?? '', literals),
    hash: row.hash,
    ...(column ? { column } : {}),
    ...(isTexts(facts.columns) ? { columns: facts.columns } : {}),
    ...(isTexts(facts.labels) ? { labels: facts.labels } : {}),
    ...(typeof facts.create === 'string' ? { create: facts.create } : {}),
    ...(facts.valid === false || facts.validated === false ? { valid: false } : {}),
  }
  const target = record(facts.target)
  const owner = record(facts.ownedBy)
  return {
    ...object,
    ...(target
      ? {
          target: {
            schema: String(target.schema),
            own: target.own === true,
            table: String(target.table),
            columns: isTexts(target.columns) ? target.columns : [],
          },
        }
      : {}),
    ...(owner ? { ownedBy: { table: String(owner.table), column: String(owner.column), identity: owner.identity === true } } : {}),
  }
}

function toColumn(facts: { readonly [key: string]: unknown }, schema: string, literals: 'hash' | 'keep'): ColumnFacts {
  const sequence = record(facts.sequence)
  const value = text(facts.default)
  return {
    ...(typeof facts.position === 'number' ? { position: facts.position } : {}),
    type: text(facts.type) ?? 'unknown',
    notNull: facts.notNull === true,
    ...(value === undefined ? {} : { default: literals === 'hash' ? hashLiterals(value) : value }),
    ...(facts.identity === 'a' ? { identity: 'always' as const } : facts.identity === 'd' ? { identity: 'by default' as const } : {}),
    ...(facts.generated === 's' ? { generated: 'stored' as const } : facts.generated === 'v' ? { generated: 'virtual' as const } : {}),
    ...(sequence ? { sequence: { schema: String(sequence.schema), name: String(sequence.name), own: sequence.schema === schema } } : {}),
  }
}

/** A column the way `create table` writes it. */
function describeColumn(column: ColumnFacts, facts: { readonly [key: string]: unknown }): string {
  const collation = text(facts.collation)
  const parts = [column.type]
  if (collation) parts.push(`collate "${collation}"`)
  if (column.generated) parts.push(`generated always as (${column.default ?? ''}) ${column.generated}`)
  else if (column.default !== undefined) parts.push(`default ${column.default}`)
  if (column.identity) parts.push(`generated ${column.identity} as identity`)
  if (column.notNull) parts.push('not null')
  if (facts.notNullUnchecked === true) parts.push('not valid')
  return parts.join(' ')
}

const redactDomain = (kind: ObjectKind, definition: string, literals: 'hash' | 'keep'): string =>
  kind === 'domain' && literals === 'hash' ? hashLiterals(definition) : definition

/** `'a very long text that …'` -> `'<37 characters, 9f86d081>'`. Two different texts stay different; names of sequences stay readable. */
export function hashLiterals(expression: string): string {
  return expression.replace(/'((?:[^']|'')*)'(::regclass)?/g, (whole: string, inner: string, regclass: string | undefined) =>
    inner.length > 20 && !regclass ? `'<${inner.length} characters, ${shortHash(inner)}>'` : whole,
  )
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string')
const record = (value: unknown): { readonly [key: string]: unknown } | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined
