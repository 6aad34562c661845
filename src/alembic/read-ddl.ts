import { lexSql, type SqlToken } from '../sql/lex'
import type { Span } from '../text/span'
import type { FlatSql } from './flat-sql'
import type { ConstraintDefinition, ConstraintKind, Effect, NameRef, SchemaRef, TableRef } from './operation'
import type { Value } from './values'

/** One effect of one SQL statement. */
export interface DdlEffect {
  readonly effect: Effect
  readonly table: TableRef | undefined
  readonly span: Span
  /** IF EXISTS or IF NOT EXISTS on the object itself. */
  readonly guarded: boolean
  readonly start: number
  readonly end: number
}

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

interface Reader {
  readonly tokens: readonly SqlToken[]
  at: number
  /** Take these words when they come next. */
  take(...words: readonly string[]): boolean
  peek(offset?: number): SqlToken | undefined
  /** A possibly qualified name. */
  name(): { readonly schema: SchemaRef; readonly name: NameRef } | undefined
  /** Take a bracket with everything in it; its plain words, undefined when one of its members is an expression. */
  columns(): readonly string[] | undefined
  skipBracket(): void
  readonly span: Span
  readonly start: number
  readonly end: number
}

function createReader(flat: FlatSql, tokens: readonly SqlToken[]): Reader {
  const start = tokens[0]?.start ?? 0
  const end = tokens.at(-1)?.end ?? 0
  const toName = (token: SqlToken): NameRef => {
    const span = flat.sourceOf(token.content.start, token.content.end)
    const raw = flat.text.slice(token.content.start, token.content.end)
    const value = token.type === 'word' ? raw.toLowerCase() : raw.replace(/""/g, '"')
    const holes = [...flat.holes].filter(([hole]) => value.includes(hole))
    if (holes.length === 0)
      return token.type === 'bind' ? { kind: 'dynamic', span, catalogue: false } : { kind: 'text', value, span, final: true }
    const [only] = holes
    if (only && only[0] === value) return { kind: 'dynamic', span, catalogue: only[1].kind === 'catalogue' }
    return {
      kind: 'template',
      value: { kind: 'template', pieces: value.split(/(__hole\d+__)/).map((part): string | Value => flat.holes.get(part) ?? part), span },
      span,
    }
  }
  const toSchema = (token: SqlToken): SchemaRef => {
    const name = toName(token)
    if (name.kind === 'text') return { kind: 'literal', value: name.value, span: name.span, keyword: undefined }
    const value = flat.holes.get(flat.text.slice(token.content.start, token.content.end).toLowerCase())
    return value?.kind === 'tenant' ? { kind: 'tenant', template: value.template } : { kind: 'unknown' }
  }
  const isName = (token: SqlToken | undefined): token is SqlToken =>
    token !== undefined && (token.type === 'word' || token.type === 'quoted' || token.type === 'bind')
  const reader: Reader = {
    tokens,
    at: 0,
    take(...words) {
      if (!words.every((word, index) => tokens[reader.at + index]?.text.toLowerCase() === word)) return false
      reader.at += words.length
      return true
    },
    peek: (offset = 0) => tokens[reader.at + offset],
    name() {
      const first = reader.peek()
      if (!isName(first)) return undefined
      reader.at++
      const second = reader.peek(1)
      if (reader.peek()?.text === '.' && isName(second)) {
        reader.at += 2
        return { schema: toSchema(first), name: toName(second) }
      }
      return { schema: { kind: 'default' }, name: toName(first) }
    },
    columns() {
      if (reader.peek()?.text !== '(') return undefined
      const names: string[] = []
      let plain = true
      const open = reader.at
      reader.skipBracket()
      for (let index = open + 1; index < reader.at - 1; index++) {
        const token = tokens[index]
        const next = tokens[index + 1]?.text.toLowerCase() ?? ''
        if (!token || token.text === ',') continue
        if (isName(token) && (next === ',' || next === ')' || /^(asc|desc)$/.test(next))) {
          const name = toName(token)
          if (name.kind === 'text') names.push(name.value)
          else plain = false
          if (/^(asc|desc)$/.test(next)) index++
        } else plain = false
      }
      return plain ? names : undefined
    },
    skipBracket() {
      let depth = 0
      do {
        const text = reader.peek()?.text
        if (text === '(') depth++
        else if (text === ')') depth--
        reader.at++
      } while (depth > 0 && reader.at < tokens.length)
    },
    span: flat.sourceOf(start, end),
    start,
    end,
  }
  return reader
}

const ifExists = ['if', 'exists'] as const
const ifNotExists = ['if', 'not', 'exists'] as const

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

function readAlterTable(reader: Reader, flat: FlatSql, opaque: () => DdlEffect[]): DdlEffect[] {
  const tableGuarded = reader.take(...ifExists)
  reader.take('only')
  const found = reader.name()
  if (!found) return opaque()
  const table: TableRef = { name: found.name, schema: found.schema }
  const effects: DdlEffect[] = []
  for (;;) {
    const start = reader.peek()?.start ?? reader.end
    const action = readAction(reader)
    const depthZeroEnd = skipAction(reader)
    const end = reader.tokens[depthZeroEnd - 1]?.end ?? reader.end
    const guarded = action.guarded || (tableGuarded && (action.effect.kind === 'rename-table' || action.effect.kind === 'drop-table'))
    effects.push({ effect: action.effect, table, span: flat.sourceOf(start, end), guarded, start: reader.start, end: reader.end })
    if (!reader.take(',')) return effects
  }
}

/** To the comma that ends this action. */
function skipAction(reader: Reader): number {
  while (reader.at < reader.tokens.length && reader.peek()?.text !== ',') {
    if (reader.peek()?.text === '(') reader.skipBracket()
    else reader.at++
  }
  return reader.at
}

function readAction(reader: Reader): { readonly effect: Effect; readonly guarded: boolean } {
  const none: NameRef = { kind: 'none', span: reader.span }
  if (reader.take('drop', 'constraint')) {
    const guarded = reader.take(...ifExists)
    return { effect: { kind: 'drop-constraint', name: reader.name()?.name ?? none, constraintKind: undefined }, guarded }
  }
  if (reader.take('drop')) {
    if (!reader.take('column') && reader.peek(1)?.text === 'expression') return { effect: { kind: 'data' }, guarded: false }
    const guarded = reader.take(...ifExists)
    return { effect: { kind: 'drop-column', name: reader.name()?.name ?? none }, guarded }
  }
  if (reader.take('rename', 'constraint')) return readRename(reader, 'rename-constraint')
  if (reader.take('rename', 'to')) return { effect: { kind: 'rename-table', to: reader.name()?.name ?? none }, guarded: false }
  if (reader.take('rename')) {
    reader.take('column')
    const name = reader.name()?.name ?? none
    reader.take('to')
    return { effect: { kind: 'alter-column', name, to: reader.name()?.name ?? none }, guarded: false }
  }
  if (reader.take('add')) {
    const name = reader.take('constraint') ? (reader.name()?.name ?? none) : none
    const constraint = readConstraint(reader, name)
    if (constraint) return { effect: { kind: 'create-constraint', constraint }, guarded: false }
    reader.take('column')
    const guarded = reader.take(...ifNotExists)
    const column = reader.name()?.name ?? none
    const rest = reader.tokens.slice(reader.at).map(({ text }) => text.toLowerCase())
    const clause = rest.slice(0, rest.indexOf(',') < 0 ? undefined : rest.indexOf(','))
    const name_ = column.kind === 'text' ? column.value : undefined
    const foreign =
      clause.includes('references') && name_ !== undefined
        ? [{ kind: 'foreign' as const, name: none, columns: [name_], span: reader.span }]
        : []
    return {
      effect: {
        kind: 'add-column',
        column: {
          name: name_,
          span: column.span,
          primary: clause.includes('primary'),
          unique: clause.includes('unique'),
          index: false,
          foreign,
          type: clause[0] ?? '',
        },
      },
      guarded,
    }
  }
  return { effect: { kind: 'data' }, guarded: false }
}

function readRename(reader: Reader, kind: 'rename-constraint'): { effect: Effect; guarded: boolean } {
  const none: NameRef = { kind: 'none', span: reader.span }
  const name = reader.name()?.name ?? none
  reader.take('to')
  return { effect: { kind, name, to: reader.name()?.name ?? none }, guarded: false }
}

function readConstraint(reader: Reader, name: NameRef): ConstraintDefinition | undefined {
  const words: readonly (readonly [ConstraintKind, readonly string[]])[] = [
    ['unique', ['unique']],
    ['primary', ['primary', 'key']],
    ['foreign', ['foreign', 'key']],
    ['check', ['check']],
    ['exclude', ['exclude']],
  ]
  const found = words.find(([, keywords]) => reader.take(...keywords))
  if (!found) return undefined
  const [kind] = found
  if (kind === 'unique') reader.take('nulls', 'not', 'distinct')
  const columns = kind === 'check' || kind === 'exclude' ? undefined : reader.columns()
  return { kind, name, columns, span: reader.span }
}
