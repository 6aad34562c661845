import { createHash } from 'node:crypto'
import type { ConstraintKind } from './operation'

/** Names are cut at 63 bytes. */
const nameLength = 63

const suffixes: Readonly<Record<ConstraintKind | 'index', string>> = {
  primary: 'pkey',
  unique: 'key',
  foreign: 'fkey',
  check: 'check',
  exclude: 'excl',
  index: 'idx',
}

/**
 * The name PostgreSQL gives a constraint or index that nobody named, before it makes it unique with a number:
 * `vinted_job_stats_action_type_id_date_key`. Follows makeObjectName: the longer of table and columns is cut first.
 */
export function toAutoName(table: string, columns: readonly string[], kind: ConstraintKind | 'index', ordinal = 0): string {
  const label = `${suffixes[kind]}${ordinal === 0 ? '' : ordinal}`
  const second = kind === 'primary' ? '' : columns.join('_')
  let firstLength = byteLength(table)
  let secondLength = byteLength(second)
  const available = nameLength - label.length - 1 - (second === '' ? 0 : 1)
  while (firstLength + secondLength > available) {
    if (firstLength > secondLength) firstLength--
    else secondLength--
  }
  return [cut(table, firstLength), cut(second, secondLength), label].filter((part) => part !== '').join('_')
}

/** A name in SQL as PostgreSQL keeps it. */
export const cutName = (name: string): string => cut(name, nameLength)

/** A name of `op.f()` or of a convention, as SQLAlchemy writes it: one that is too long ends in a part of its hash. */
export const hashName = (name: string): string => {
  const characters = [...name]
  return characters.length <= nameLength
    ? name
    : `${characters.slice(0, nameLength - 8).join('')}_${createHash('md5').update(name).digest('hex').slice(-4)}`
}

const byteLength = (text: string): number => {
  let length = 0
  for (const char of text) length += widthOf(char)
  return length
}

const widthOf = (char: string): number => {
  const code = char.codePointAt(0) ?? 0
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}

/** Cut at a number of UTF-8 bytes without splitting a character. */
function cut(text: string, bytes: number): string {
  let length = 0
  let result = ''
  for (const char of text) {
    length += widthOf(char)
    if (length > bytes) break
    result += char
  }
  return result
}

/** A naming convention of SQLAlchemy: constraint key -> template. `unknown`: there is one, but it has to be run to be known. */
export type NamingConvention = ReadonlyMap<string, string> | 'none' | 'unknown'

const conventionKeys: Readonly<Record<ConstraintKind | 'index', string>> = {
  primary: 'pk',
  unique: 'uq',
  foreign: 'fk',
  check: 'ck',
  exclude: 'ex',
  index: 'ix',
}

export const conventionFor = (convention: NamingConvention, kind: ConstraintKind | 'index'): string | undefined =>
  typeof convention === 'string' ? undefined : convention.get(conventionKeys[kind])

/** Fill a convention's template; undefined when it asks for something that is not known here. */
export function applyConvention(
  template: string,
  facts: {
    readonly table: string
    readonly columns: readonly string[] | undefined
    readonly name: string | undefined
    readonly referent: string | undefined
  },
): string | undefined {
  const { table, columns, name, referent } = facts
  let unknown = false
  const result = template.replace(/%\((\w+)\)s/g, (_, token: string) => {
    const value = valueOf(token, table, columns, name, referent)
    if (value === undefined) unknown = true
    return value ?? ''
  })
  return unknown ? undefined : hashName(result)
}

function valueOf(
  token: string,
  table: string,
  columns: readonly string[] | undefined,
  name: string | undefined,
  referent: string | undefined,
): string | undefined {
  switch (token) {
    case 'table_name':
      return table
    case 'constraint_name':
      return name
    case 'referred_table_name':
      return referent
    case 'column_0_name':
    case 'column_0_key':
      return columns?.[0]
    case 'column_0_label':
      return columns?.[0] === undefined ? undefined : `${table}_${columns[0]}`
    case 'column_0N_name':
      return columns?.join('')
    case 'column_0_N_name':
      return columns?.join('_')
    case 'column_0_N_label':
      return columns?.map((column) => `${table}_${column}`).join('_')
    default:
      return undefined
  }
}
