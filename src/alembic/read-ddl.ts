import { lexSql, type SqlToken } from '../sql/lex'
import { createReader, type DdlEffect, ifExists, ifNotExists, type Reader } from './ddl-reader'
import type { FlatSql } from './flat-sql'
import type { Effect, SchemaRef, TableRef } from './operation'
import { readAlterTable } from './read-alter-table'

/**
 * Read the schema changes of SQL text: what is created, dropped and renamed under which name. Works on tokens, because a revision's SQL has holes, and
 * because the exact place of every name is needed. Statements it does not know and that may change the schema become `opaque`.
 */
export function readDdl(flat: FlatSql): readonly DdlEffect[] {
  const { tokens } = lexSql(flat.text)
  const effects: DdlEffect[] = []
  for (const statement of splitStatements(tokens)) {
    const reader = createReader(flat, statement)
    effects.push(...readStatement(reader, flat))
  }
  return effects
}

function splitStatements(tokens: readonly SqlToken[]): SqlToken[][] {
  const statements: SqlToken[][] = [[]]
  for (const token of tokens) {
    if (token.text === ';') statements.push([])
    else statements.at(-1)?.push(token)
  }
  return statements.filter((statement) => statement.length > 0)
}

function readStatement(reader: Reader, flat: FlatSql): DdlEffect[] {
  const plain = (effect: Effect, table?: TableRef, guarded = false): DdlEffect[] => [
    { effect, table, span: reader.span, guarded, start: reader.start, end: reader.end },
  ]
  const opaque = (): DdlEffect[] => plain({ kind: 'opaque', text: flat.text.slice(reader.start, reader.end) })
  const first = reader.peek()?.text.toLowerCase() ?? ''
  if (/^(commit|end)$/.test(first)) return plain({ kind: 'end-transaction', action: 'commit', receiver: 'sql' })
  if (/^(rollback|abort)$/.test(first))
    return reader.tokens.some(({ text }) => text === 'to' || text === 'savepoint')
      ? plain({ kind: 'data' })
      : plain({ kind: 'end-transaction', action: 'rollback', receiver: 'sql' })
  if (reader.take('set') || reader.take('select', 'set_config') || reader.take('select', 'pg_catalog', '.', 'set_config'))
    return readSetting(reader, flat, plain)
  if (
    /^(insert|update|delete|select|with|truncate|comment|grant|revoke|lock|analyze|vacuum|begin|start|savepoint|release|show|reset|refresh|copy|values|explain|notify)$/.test(
      first,
    )
  )
    return plain({ kind: 'data' })
  if (reader.take('drop')) return readDrop(reader, plain) ?? plain({ kind: 'data' })
  if (reader.take('create')) return readCreate(reader, plain, opaque)
  if (reader.take('alter', 'index')) {
    const guarded = reader.take(...ifExists)
    const name = reader.name()
    if (name && reader.take('rename', 'to')) {
      const to = reader.name()
      if (to)
        return plain(
          { kind: 'rename-index', name: name.name, to: to.name },
          { name: { kind: 'none', span: reader.span }, schema: name.schema },
          guarded,
        )
    }
    return plain({ kind: 'data' })
  }
  if (reader.take('alter', 'table')) return readAlterTable(reader, flat, opaque)
  if (reader.take('alter')) return plain({ kind: 'data' })
  return opaque()
}

function readSetting(reader: Reader, flat: FlatSql, plain: (effect: Effect) => DdlEffect[]): DdlEffect[] {
  if (!reader.take('session')) reader.take('local')
  const isPath = reader.tokens
    .slice(0, 6)
    .some(({ text, content }) => /^search_path$/i.test(text) || /^search_path$/i.test(flat.text.slice(content.start, content.end)))
  if (!isPath) return plain({ kind: 'data' })
  const members: SchemaRef[] = []
  const from = reader.tokens.findIndex((token) => /search_path/i.test(token.text))
  for (const token of reader.tokens.slice(from + 1)) {
    if (!/^(word|quoted|string|bind)$/.test(token.type) || /^(to|true|false)$/.test(token.text)) continue
    if (token.text === 'default') return plain({ kind: 'set-path', schemas: null })
    for (const part of flat.text
      .slice(token.content.start, token.content.end)
      .split(',')
      .map((name) => name.trim().replace(/^"|"$/g, ''))) {
      const hole = flat.holes.get(part)
      if (hole)
        members.push(
          hole.kind === 'tenant'
            ? { kind: 'tenant', template: hole.template }
            : hole.kind === 'text'
              ? { kind: 'literal', value: hole.value, span: undefined, keyword: undefined }
              : { kind: 'unknown' },
        )
      else if (token.type === 'bind' || part.includes('__hole')) members.push({ kind: 'unknown' })
      else if (part !== '') members.push({ kind: 'literal', value: part, span: undefined, keyword: undefined })
    }
  }
  return plain({ kind: 'set-path', schemas: members.length > 0 ? members : [{ kind: 'unknown' }] })
}

type Plain = (effect: Effect, table?: TableRef, guarded?: boolean) => DdlEffect[]

function readDrop(reader: Reader, plain: Plain): DdlEffect[] | undefined {
  const kind = reader.take('index') ? 'drop-index' : reader.take('table') ? 'drop-table' : undefined
  if (!kind) return undefined
  reader.take('concurrently')
  const guarded = reader.take(...ifExists)
  const effects: DdlEffect[] = []
  do {
    const name = reader.name()
    if (!name) break
    if (kind === 'drop-table') effects.push(...plain({ kind }, { name: name.name, schema: name.schema }, guarded))
    else effects.push(...plain({ kind, name: name.name }, { name: { kind: 'none', span: reader.span }, schema: name.schema }, guarded))
  } while (reader.take(','))
  return effects.length > 0 ? effects : undefined
}

function readCreate(reader: Reader, plain: Plain, opaque: () => DdlEffect[]): DdlEffect[] {
  const unique = reader.take('unique')
  if (reader.take('index')) {
    const concurrently = reader.take('concurrently')
    const guarded = reader.take(...ifNotExists)
    const name = reader.peek()?.text.toLowerCase() === 'on' ? undefined : reader.name()
    if (!reader.take('on')) return opaque()
    reader.take('only')
    const table = reader.name()
    if (!table) return opaque()
    if (reader.take('using')) reader.at++
    const columns = reader.columns()
    const index = { name: name?.name ?? { kind: 'none' as const, span: reader.span }, columns, unique, span: reader.span }
    return plain({ kind: 'create-index', index, concurrently }, { name: table.name, schema: table.schema }, guarded)
  }
  const temporary = reader.take('temporary') || reader.take('temp')
  reader.take('unlogged')
  if (reader.take('table')) {
    const guarded = reader.take(...ifNotExists)
    const table = reader.name()
    if (!table || temporary) return plain({ kind: 'data' })
    const like = reader.peek()?.text === '(' && reader.peek(1)?.text.toLowerCase() === 'like'
    if (like) reader.at += 2
    const source = like ? reader.name() : undefined
    return plain(
      { kind: 'create-table', columns: [], constraints: [], indexes: [], complete: false, ...(source ? { like: source.name } : {}) },
      { name: table.name, schema: table.schema },
      guarded,
    )
  }
  // Types, functions, triggers, schemas, extensions, views: no table's columns, constraints or indexes.
  return plain({ kind: 'data' })
}
