import type { SqlToken } from '../sql/lex'
import type { Span } from '../text/span'
import type { FlatSql } from './flat-sql'
import type { Effect, NameRef, SchemaRef, TableRef } from './operation'
import { cutName } from './postgres-names'
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

/** The tokens of one statement, read from left to right; names come with their place in the Python source. */
export interface Reader {
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

export function createReader(flat: FlatSql, tokens: readonly SqlToken[]): Reader {
  const start = tokens[0]?.start ?? 0
  const end = tokens.at(-1)?.end ?? 0
  const toName = (token: SqlToken): NameRef => {
    const span = flat.sourceOf(token.content.start, token.content.end)
    const raw = flat.text.slice(token.content.start, token.content.end)
    const value = token.type === 'word' ? raw.toLowerCase() : raw.replace(/""/g, '"')
    const holes = [...flat.holes].filter(([hole]) => value.includes(hole))
    if (holes.length === 0)
      return token.type === 'bind'
        ? { kind: 'dynamic', span, catalogue: false }
        : { kind: 'text', value: cutName(value), span, final: true }
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

export const ifExists = ['if', 'exists'] as const
export const ifNotExists = ['if', 'not', 'exists'] as const
