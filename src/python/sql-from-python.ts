import type { SqlHole, SqlLiteral, SqlSegment, SqlText } from '../sql/sql-text'
import type { Span } from '../text/span'
import { spanOf } from '../text/span'
import type { Call, Expr, Str } from './ast'
import { dottedName } from './children'
import { fillBraces, fillPercent, type Values } from './fill-placeholders'
import { cookRuns, stringValue } from './strings'

/** Lets the caller follow a name to the constant it stands for; undefined when that is not certain. */
export type Resolve = (expr: Expr) => Expr | undefined

/**
 * The text that a Python expression builds: literals, implicit and explicit concatenation, f-strings, `%`, `.format`,
 * psycopg's `sql.SQL(…).format(…)` and `" ".join([…])`. Undefined when no literal text is in it.
 * Holes carry the Python expression put in.
 */
export function toSqlText(expr: Expr, resolve: Resolve = () => undefined): SqlText | undefined {
  const segments = build(expr, { resolve, depth: 0 })
  return segments?.some(({ kind }) => kind === 'literal') ? { span: spanOf(expr), segments: merge(segments) } : undefined
}

interface Building {
  readonly resolve: Resolve
  readonly depth: number
}

/** The segments of an expression that certainly is text; undefined for any other. */
function build(expr: Expr, building: Building): SqlSegment[] | undefined {
  if (building.depth > 40) return undefined
  const inner: Building = { ...building, depth: building.depth + 1 }
  switch (expr.kind) {
    case 'Str':
      return buildString(expr, inner)
    case 'NamedExpr':
      return build(expr.value, inner)
    case 'BinOp':
      return expr.op === '+'
        ? buildSum(expr.left, expr.right, inner)
        : expr.op === '%'
          ? buildPercent(expr.left, expr.right, inner)
          : undefined
    case 'Call':
      return buildCall(expr, inner)
    case 'Name':
    case 'Attribute':
    case 'Subscript': {
      const value = building.resolve(expr)
      return value && value !== expr ? build(value, inner) : undefined
    }
    default:
      return undefined
  }
}

const interpolation = (source: Span, expr: Expr): SqlHole => ({ kind: 'hole', style: 'interpolation', source: spanOf(source), expr })

const buildOperand = (expr: Expr, building: Building): SqlSegment[] => build(expr, building) ?? [interpolation(expr, expr)]

function buildString(expr: Str, building: Building): SqlSegment[] | undefined {
  const segments: SqlSegment[] = []
  for (const piece of expr.pieces) {
    if (piece.prefix.includes('b')) return undefined
    for (const part of piece.parts) {
      if (part.kind === 'hole') {
        const constant = part.conversion === undefined && part.format === undefined ? buildInlined(part.expr, part, building) : undefined
        segments.push(...(constant ?? [interpolation(part, part.expr)]))
        continue
      }
      for (const { text, start, end, exact } of cookRuns(piece, part.source, part.start)) {
        segments.push({ kind: 'literal', text, source: { start, end }, exact })
      }
    }
  }
  // An empty literal is text too: `"" + name`.
  return segments.length > 0 ? segments : [{ kind: 'literal', text: '', source: spanOf(expr), exact: false }]
}

/** A constant put into a hole: its text is known, its place is the hole. */
function buildInlined(expr: Expr, hole: Span, building: Building): SqlSegment[] | undefined {
  const segments = build(expr, building)
  if (!segments?.every(({ kind }) => kind === 'literal')) return undefined
  const text = segments.map((segment) => (segment.kind === 'literal' ? segment.text : '')).join('')
  return [{ kind: 'literal', text, source: spanOf(hole), exact: false }]
}

function buildSum(left: Expr, right: Expr, building: Building): SqlSegment[] | undefined {
  const before = build(left, building)
  const after = build(right, building)
  if (!before && !after) return undefined
  return [...(before ?? [interpolation(left, left)]), ...(after ?? [interpolation(right, right)])]
}

function buildPercent(left: Expr, right: Expr, building: Building): SqlSegment[] | undefined {
  const template = build(left, building)
  if (!template) return undefined
  const named = new Map<string, Expr>()
  if (right.kind === 'Dict') for (const { key, value } of right.entries) if (key?.kind === 'Str') named.set(stringValue(key) ?? '', value)
  const positional = right.kind === 'Tuple' ? right.elts : right.kind === 'Dict' ? [] : [right]
  return fillPercent(template, valuesOf({ positional, named, whole: right }, building))
}

/** Passing through these leaves the SQL what it is. */
const transparentMethods = new Set(['strip', 'lstrip', 'rstrip', 'as_string'])
const transparentFunctions = new Set(['dedent', 'textwrap.dedent', 'cleandoc', 'inspect.cleandoc', 'str'])
const composable = /(?:^|\.)SQL$/

function buildCall(call: Call, building: Building): SqlSegment[] | undefined {
  const { func, args, keywords } = call
  const name = dottedName(func)
  const [first] = args
  if (name !== undefined && first && (composable.test(name) || transparentFunctions.has(name))) return build(first, building)
  if (func.kind !== 'Attribute') return undefined
  if (transparentMethods.has(func.attr)) return build(func.value, building)
  if (func.attr === 'replace' && args.length === 2) return buildReplaced(call, func.value, building)
  if (func.attr === 'format') {
    const template = build(func.value, building)
    if (!template) return undefined
    const named = new Map<string, Expr>()
    for (const keyword of keywords) if (keyword.name !== undefined) named.set(keyword.name, keyword.value)
    return fillBraces(template, valuesOf({ positional: args, named, whole: call }, building))
  }
  return func.attr === 'join' && first ? buildJoin(func.value, first, building) : undefined
}

/** `"SET search_path TO $SCHEMA".replace("$SCHEMA", schema)`. */
function buildReplaced({ args }: Call, object: Expr, building: Building): SqlSegment[] | undefined {
  const [needle, value] = args
  const text = needle?.kind === 'Str' ? (stringValue(needle) ?? '') : ''
  const template = text !== '' && value ? build(object, building) : undefined
  return template?.flatMap((part): SqlSegment[] => {
    if (part.kind !== 'literal' || !part.exact || !value) return [part]
    const made: SqlSegment[] = []
    let at = 0
    const push = (from: number, to: number): void => {
      const source = { start: part.source.start + from, end: part.source.start + to }
      if (to > from) made.push({ kind: 'literal', text: part.text.slice(from, to), source, exact: true })
    }
    for (let next = part.text.indexOf(text); next >= 0; next = part.text.indexOf(text, at)) {
      push(at, next)
      const place = { start: part.source.start + next, end: part.source.start + next + text.length }
      made.push(...(buildInlined(value, place, building) ?? [interpolation(place, value)]))
      at = next + text.length
    }
    push(at, part.text.length)
    return made
  })
}

function buildJoin(separator: Expr, list: Expr, building: Building): SqlSegment[] | undefined {
  const items = list.kind === 'List' || list.kind === 'Tuple' ? list.elts : undefined
  const between = items && build(separator, building)
  if (!items || !between || items.some(({ kind }) => kind === 'Starred')) return undefined
  const place = (segment: SqlSegment): SqlSegment => (segment.kind === 'literal' ? { ...segment, exact: false } : segment)
  return items.flatMap((item, index) => [...(index > 0 ? between.map(place) : []), ...buildOperand(item, building)])
}

function valuesOf(
  { positional, named, whole }: { positional: readonly Expr[]; named: ReadonlyMap<string, Expr>; whole: Expr },
  building: Building,
): Values {
  // `*values` shifts what stands after it by a number nobody knows.
  const known = positional.slice(0, positional.findIndex(({ kind }) => kind === 'Starred') >>> 0)
  return {
    at: (index) => segmentsOf(known[index], whole, building),
    of: (name) => segmentsOf(named.get(name), whole, building),
  }
}

const quotedStyles: Readonly<Record<string, SqlHole['style']>> = { Identifier: 'identifier', Literal: 'literal', Placeholder: 'bind' }

function segmentsOf(value: Expr | undefined, whole: Expr, building: Building): (placeholder: Span) => SqlSegment[] {
  return (placeholder) => {
    if (!value) return [interpolation(placeholder, whole)]
    const style = value.kind === 'Call' ? quotedStyles[dottedName(value.func)?.split('.').pop() ?? ''] : undefined
    if (value.kind === 'Call' && style) {
      const parts = value.args.length > 0 ? value.args : [value]
      const hole = (expr: Expr): SqlHole => ({ kind: 'hole', style, source: spanOf(placeholder), expr })
      const dot: SqlLiteral = { kind: 'literal', text: '.', source: spanOf(placeholder), exact: false }
      return parts.flatMap((expr, index) => (index > 0 ? [dot, hole(expr)] : [hole(expr)]))
    }
    return buildInlined(value, placeholder, building) ?? [interpolation(placeholder, value)]
  }
}

/** Neighbouring exact literals that also touch in the source become one. */
function merge(segments: readonly SqlSegment[]): SqlSegment[] {
  const merged: SqlSegment[] = []
  for (const segment of segments) {
    const last = merged[merged.length - 1]
    const joins =
      last?.kind === 'literal' && segment.kind === 'literal' && last.exact && segment.exact && last.source.end === segment.source.start
    if (joins)
      merged[merged.length - 1] = { ...last, text: last.text + segment.text, source: { start: last.source.start, end: segment.source.end } }
    else merged.push(segment)
  }
  return merged
}
