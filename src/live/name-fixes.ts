import type { Operation } from '../alembic/operation'
import type { Fix } from '../contract/finding'
import type { Span } from '../text/span'
import type { CatalogObject } from './snapshot'
import { quoteIdentifier, quoteLiteral } from './tenants'

/** Write the live name where another stands. Undefined when the literal does not hold the name as it is. */
export function renameInSource({
  path,
  span,
  text,
  from,
  to,
}: {
  readonly path: string
  readonly span: Span
  readonly text: string
  readonly from: string
  readonly to: string
}): Fix | undefined {
  const source = text.slice(span.start, span.end)
  const at = source.indexOf(from)
  if (at < 0 || source.indexOf(from, at + 1) >= 0 || !/^[\w$]+$/.test(to)) return undefined
  return {
    id: `${path}:live-name:${span.start}`,
    title: `Write \`${to}\`, the name in the database`,
    safety: 'unsafe',
    proof: [`Every schema that was read has \`${to}\` and none has \`${from}\``],
    why: 'other databases that this code runs on were not read',
    edits: [{ path, start: span.start + at, end: span.start + at + from.length, text: to }],
  }
}

/**
 * Drop what stands on these columns, whatever its name. The block resolves the table by search_path, as the unqualified operation did.
 * Only for a drop in the unqualified form: anything else needs a person.
 */
export function lookUpByColumns({
  path,
  text,
  operation,
  object,
}: {
  readonly path: string
  readonly text: string
  readonly operation: Operation
  readonly object: CatalogObject
}): Fix | undefined {
  const { effect, call, table, statement } = operation
  if (effect.kind !== 'drop-constraint' && effect.kind !== 'drop-index') return undefined
  if (!call || operation.via !== 'op' || table?.schema.kind !== 'default' || !object.columns || object.table === undefined) return undefined
  const name = /^\s*(\w+)\.drop_(?:constraint|index)\b/.exec(text.slice(statement.start, statement.end))
  const receiver = name?.[1]
  if (receiver === undefined) return undefined
  const indent = indentBefore(text, statement.start)
  const type = { 'primary key': 'p', 'unique constraint': 'u', 'foreign key': 'f', 'check constraint': 'c', 'exclusion constraint': 'x' }[
    object.kind as string
  ]
  const columns = `array[${[...object.columns].sort().map(quoteLiteral).join(', ')}]`
  const target = quoteLiteral(quoteIdentifier(object.table))
  const find =
    effect.kind === 'drop-index'
      ? `select i.indexrelid::regclass::text into strict found from pg_index i where i.indrelid = ${target}::regclass and (select array_agg(a.attname::text order by a.attname::text) from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[])) = ${columns};`
      : `select k.conname into strict found from pg_constraint k where k.conrelid = ${target}::regclass and k.contype = '${type}' and (select array_agg(a.attname::text order by a.attname::text) from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey)) = ${columns};`
  const drop =
    effect.kind === 'drop-index'
      ? `execute 'drop index ' || found;`
      : `execute format('alter table ${quoteIdentifier(object.table)} drop constraint %I', found);`
  const lines = ['"""', 'do $look_up$', 'declare found text;', 'begin', `  ${find}`, `  ${drop}`, 'end $look_up$', '"""']
  return {
    id: `${path}:look-up:${statement.start}`,
    title: `Look the ${effect.kind === 'drop-index' ? 'index' : 'constraint'} up by its columns`,
    safety: 'unsafe',
    proof: [`In every schema that was read exactly this stands on (${object.columns.join(', ')})`],
    why: 'other databases that this revision runs on were not read',
    edits: [
      {
        path,
        start: statement.start,
        end: statement.end,
        text: `${receiver}.execute(${lines.join(`${text.includes('\r\n') ? '\r\n' : '\n'}${indent}    `)})`,
      },
    ],
  }
}

function indentBefore(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}
