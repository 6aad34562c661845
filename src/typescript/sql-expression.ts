import { ts } from 'ts-morph'
import type { SqlHole, SqlSegment } from '../sql/sql-text'
import type { Span } from '../text/span'
import { constantOf, listAlternatives } from './assigned-values'
import { describeHole } from './describe-hole'
import { literalSegments } from './literal-segments'
import type { ReceiverResolver } from './resolve-receiver'
import { listReturns, unwrap } from './syntax'
import { isBuilt, isPlain, isValue } from './tag-values'
import type { ProgramFile } from './typescript-project'

/** SQL that an expression yields, and the expression that a finding stands on. */
export interface BuiltSql {
  readonly span: Span
  readonly segments: readonly SqlSegment[]
  /** Another statement may run instead, or the text is put together in several steps. */
  readonly chosen?: true
}

export interface ExpressionWorld {
  readonly checker: ts.TypeChecker
  readonly file: ProgramFile
  readonly resolver: ReceiverResolver
}

interface Building extends ExpressionWorld {
  /** Set when the text stands elsewhere (another file, a helper's body): everything is reported at this name or call. */
  readonly anchor?: Span
  readonly depth: number
  /** Set below a constant of this file: names in its text need not mean the same at the call. */
  readonly indirect?: true
}

/** Follow an expression to the SQL it yields: literals, templates, `+`, constants, helpers' results, `sql` tags. Undefined when nothing of it is known. */
export function buildSql(world: ExpressionWorld, expression: ts.Expression): BuiltSql | undefined {
  const place = followConstant({ ...world, depth: 0 }, expression)
  const parts = place.anchor ? undefined : listAlternatives(world.checker, place.expression)
  if (parts) return parts.grown ? growSql(world, parts.expressions) : chooseSql(world, parts.expressions)
  const indirect = place.expression.pos < expression.pos || expression.end < place.expression.end ? { indirect: true as const } : {}
  const segments = segmentsOf({ ...world, depth: 0, ...indirect, ...(place.anchor ? { anchor: place.anchor } : {}) }, place.expression)
  if (!segments?.some(({ kind }) => kind === 'literal')) return undefined
  // A tag is the library's, the template behind it is the SQL.
  const stands = ts.isTaggedTemplateExpression(place.expression) ? place.expression.template : place.expression
  return { span: place.anchor ?? spanIn(world.file, stands), segments }
}

/** Of several statements that may run, the one that sets the path; where none does, nothing is known. */
function chooseSql(world: ExpressionWorld, expressions: readonly ts.Expression[]): BuiltSql | undefined {
  const setting = expressions.flatMap((expression) => {
    const built = buildSql(world, expression)
    const text = built ? textOf(built.segments) : ''
    return built && setsPath.test(text) ? [{ built, resets: resetsPath.test(text) }] : []
  })
  const found = setting.find(({ resets }) => !resets) ?? setting[0]
  return found && { ...found.built, chosen: true }
}

function growSql(world: ExpressionWorld, expressions: readonly ts.Expression[]): BuiltSql | undefined {
  const [first] = expressions
  const segments = expressions.flatMap((expression) => segmentsOrHole({ ...world, depth: 0 }, expression))
  if (!first || !setsPath.test(textOf(segments))) return undefined
  return { span: spanIn(world.file, first), segments, chosen: true }
}

const setsPath = /\bset\b[^;]*\bsearch_path\b|\bset_config\b|\bset\s+(?:session\s+|local\s+)?schema\b|\breset\s+search_path\b/i
const resetsPath = /\breset\b|\bto\s+(?:public|default)\s*;?\s*$/i
const textOf = (segments: readonly SqlSegment[]): string =>
  segments.map((segment) => (segment.kind === 'literal' ? segment.text : '?')).join('')

/** A name of a constant of this file stands for its literal; of another file, for itself. */
function followConstant(world: Building, expression: ts.Expression): { expression: ts.Expression; anchor?: Span } {
  const inner = unwrap(expression)
  const wrapper = rawFragment(world, inner)
  if (wrapper) return followConstant(world, wrapper)
  const initializer = constantOf(world.checker, inner)
  if (!initializer || world.depth > 6) return { expression: inner }
  if (initializer.getSourceFile() !== world.file.source) return { expression: initializer, anchor: spanIn(world.file, inner) }
  return followConstant({ ...world, depth: world.depth + 1 }, initializer)
}

function segmentsOf(world: Building, expression: ts.Expression): SqlSegment[] | undefined {
  if (world.depth > 8) return undefined
  const deeper: Building = { ...world, depth: world.depth + 1 }
  const inner = unwrap(expression)
  const wrapped = rawFragment(world, inner)
  if (wrapped) return segmentsOf(deeper, wrapped)
  if (ts.isStringLiteral(inner) || ts.isNoSubstitutionTemplateLiteral(inner)) return literal(world, inner, inner.text, 1, 1)
  if (ts.isTemplateExpression(inner)) return templateSegments(world, inner, (hole) => segmentsOrHole(deeper, hole))
  if (ts.isTaggedTemplateExpression(inner)) return taggedSegments(world, inner)
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return [...segmentsOrHole(deeper, inner.left), ...segmentsOrHole(deeper, inner.right)]
  }
  const constant = constantOf(world.checker, inner)
  if (constant) {
    const elsewhere = constant.getSourceFile() !== world.file.source || world.anchor
    return segmentsOf({ ...deeper, indirect: true, ...(elsewhere ? { anchor: world.anchor ?? spanIn(world.file, inner) } : {}) }, constant)
  }
  if (ts.isCallExpression(inner)) return callSegments(deeper, inner)
  return undefined
}

function segmentsOrHole(world: Building, expression: ts.Expression): SqlSegment[] {
  return segmentsOf(world, expression) ?? [holeOf(world, expression, 'interpolation')]
}

function callSegments(world: Building, call: ts.CallExpression): SqlSegment[] | undefined {
  const callee = call.expression
  const exported = world.resolver.exportOf(callee)
  if (exported?.module === 'pg-format' || (exported?.module === 'util' && exported.name === 'format')) return formatSegments(world, call)
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'join' && ts.isArrayLiteralExpression(callee.expression)) {
    const [separator] = call.arguments
    const glue = separator && ts.isStringLiteralLike(separator) ? separator.text : ','
    const at = world.anchor ?? spanIn(world.file, separator ?? callee.name)
    return callee.expression.elements.flatMap((element, index): SqlSegment[] => {
      const part = segmentsOrHole(world, element)
      return index === 0 ? part : [{ kind: 'literal', text: glue, source: at, exact: false }, ...part]
    })
  }
  if (ts.isPropertyAccessExpression(callee) && ['trim', 'toString', 'trimStart', 'trimEnd'].includes(callee.name.text))
    return segmentsOf(world, callee.expression)
  if (ts.isPropertyAccessExpression(callee) && /^replace(All)?$/.test(callee.name.text))
    return replaceSegments(world, call, callee.expression)
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'concat') {
    const first = segmentsOf(world, callee.expression)
    return first && [...first, ...call.arguments.flatMap((argument) => segmentsOrHole(world, argument))]
  }
  // A helper of the project that returns its SQL.
  const declaration = world.checker.getResolvedSignature(call)?.declaration
  if (!declaration || ts.isJSDocSignature(declaration) || !('body' in declaration) || !declaration.body) return undefined
  const results = ts.isBlock(declaration.body) ? listReturns(declaration.body) : [declaration.body]
  const [result] = results
  if (results.length !== 1 || !result) return undefined
  const segments = segmentsOf({ ...world, anchor: world.anchor ?? spanIn(world.file, call) }, result)
  return segments?.some((segment) => segment.kind === 'literal') ? segments : undefined
}

/** `'SET search_path TO $SCHEMA'.replace('$SCHEMA', schema)`. */
function replaceSegments(world: Building, call: ts.CallExpression, template: ts.Expression): SqlSegment[] | undefined {
  const [needle, value] = call.arguments
  const text = needle && ts.isStringLiteralLike(needle) ? needle.text : ''
  const segments = text !== '' && value ? segmentsOf(world, template) : undefined
  return segments?.flatMap((part): SqlSegment[] => {
    if (part.kind !== 'literal' || !part.exact || !value) return [part]
    const made: SqlSegment[] = []
    let at = 0
    for (let next = part.text.indexOf(text); next >= 0; next = part.text.indexOf(text, at)) {
      if (next > at) made.push(sliceLiteral(part, at, next))
      const start = part.source.start + next
      const source = { start, end: start + text.length }
      if (ts.isStringLiteralLike(value)) made.push({ kind: 'literal', text: value.text, source, exact: false })
      else made.push({ ...holeOf(world, value, 'interpolation'), source })
      at = next + text.length
    }
    return at < part.text.length ? [...made, sliceLiteral(part, at, part.text.length)] : made
  })
}

/** `format('SET search_path TO %I', schema)`. */
function formatSegments(world: Building, call: ts.CallExpression): SqlSegment[] | undefined {
  const [template, ...values] = call.arguments
  if (!template || !ts.isStringLiteralLike(template)) return undefined
  const segments: SqlSegment[] = []
  let next = 0
  for (const part of literal(world, template, template.text, 1, 1)) {
    if (part.kind !== 'literal' || !part.exact) {
      segments.push(part)
      continue
    }
    let at = 0
    for (const match of part.text.matchAll(/%(?:\d+\$)?([ILs])/g)) {
      if (match.index > at) segments.push(sliceLiteral(part, at, match.index))
      const value = values[next++]
      const style = match[1] === 'I' ? 'identifier' : match[1] === 'L' ? 'literal' : 'interpolation'
      if (value)
        segments.push({
          ...holeOf(world, value, style),
          source: { start: part.source.start + match.index, end: part.source.start + match.index + match[0].length },
        })
      at = match.index + match[0].length
    }
    if (at < part.text.length) segments.push(sliceLiteral(part, at, part.text.length))
  }
  return segments
}

function taggedSegments(world: Building, node: ts.TaggedTemplateExpression): SqlSegment[] {
  const isRaw = ts.isPropertyAccessExpression(node.tag) && node.tag.getText() === 'String.raw'
  const { template } = node
  if (ts.isNoSubstitutionTemplateLiteral(template)) return literal(world, template, template.text, 1, 1)
  return templateSegments(world, template, (hole) => (isRaw ? segmentsOrHole(world, hole) : tagHole(world, hole)))
}

const identifierHelpers = new Set(['identifier', 'id', 'ref', 'table', 'column', 'name', 'join'])

/** A value in a `sql` tag is a parameter, unless a helper of the library says that it is something else. */
function tagHole(world: Building, expression: ts.Expression): SqlSegment[] {
  const inner = unwrap(expression)
  const raw = rawFragment(world, inner)
  if (raw) return segmentsOrHole({ ...world, depth: world.depth + 1 }, raw)
  if (ts.isTaggedTemplateExpression(inner)) return taggedSegments({ ...world, depth: world.depth + 1 }, inner)
  if (ts.isCallExpression(inner)) {
    const callee = inner.expression
    if (ts.isPropertyAccessExpression(callee) && identifierHelpers.has(callee.name.text)) return [identifierHole(world, inner)]
    if (ts.isPropertyAccessExpression(callee) && ['lit', 'literal'].includes(callee.name.text)) return [holeOf(world, inner, 'literal')]
    const receiver = world.resolver.receiverOf(callee)
    if (receiver?.library === 'postgres.js') return [identifierHole(world, inner)]
  }
  // const name = sql.identifier(schema)
  const constant = ts.isIdentifier(inner) ? constantOf(world.checker, inner) : undefined
  if (constant && world.depth < 8 && isBuilt(world, constant))
    return tagHole({ ...world, depth: world.depth + 1, indirect: true }, constant)
  return [isValue(world, inner) ? holeOf(world, inner, 'bind') : identifierHole(world, inner)]
}

/** `sql.identifier(schema)`: its value is the name between the parentheses, where that is one text; otherwise what it builds is all that is known. */
function identifierHole(world: Building, built: ts.Expression): SqlHole {
  const [name, ...more] = ts.isCallExpression(built) ? built.arguments : []
  if (name && more.length === 0 && isPlain(world.checker.getTypeAtLocation(name))) return holeOf(world, name, 'identifier')
  const hole = holeOf(world, built, 'identifier')
  return { ...hole, expr: { ...describeHole(world, built), indirect: true } }
}

/** `sql.raw(x)`, `Prisma.raw(x)`, `CompiledQuery.raw(x)`, `Prisma.sql` given as an argument: the text inside. */
export function rawFragment(world: ExpressionWorld, expression: ts.Expression): ts.Expression | undefined {
  if (!ts.isCallExpression(expression)) return undefined
  const exported = world.resolver.exportOf(expression.expression)
  if (!exported) return undefined
  const isRaw = ['sql.raw', 'Prisma.raw', 'CompiledQuery.raw', 'raw', 'text'].includes(exported.name)
  return isRaw && /^(?:drizzle-orm|kysely|knex|slonik|typeorm)|prisma/.test(exported.module) ? expression.arguments[0] : undefined
}

function templateSegments(
  world: Building,
  template: ts.TemplateExpression,
  hole: (expression: ts.Expression) => SqlSegment[],
): SqlSegment[] {
  const segments = literal(world, template.head, template.head.text, 1, 2)
  for (const span of template.templateSpans) {
    const isTail = ts.isTemplateTail(span.literal)
    const made = hole(span.expression)
    // The hole reaches from `${` to `}`.
    const start = template.getSourceFile().text.lastIndexOf('${', span.expression.getStart())
    const whole = world.anchor ?? { start, end: span.literal.getStart() + 1 }
    segments.push(...made.map((part) => (part.kind === 'hole' && made.length === 1 ? { ...part, source: whole } : part)))
    segments.push(...literal(world, span.literal, span.literal.text, 1, isTail ? 1 : 2))
  }
  return segments
}

/** Text between delimiters of known width, cut where escapes make the source longer than the value. */
function literal(world: Building, node: ts.Node, cooked: string, before: number, after: number): SqlSegment[] {
  if (world.anchor) return cooked === '' ? [] : [{ kind: 'literal', text: cooked, source: world.anchor, exact: false }]
  const start = node.getStart() + before
  return literalSegments(node.getSourceFile().text.slice(start, node.end - after), start)
}

function sliceLiteral(part: Extract<SqlSegment, { kind: 'literal' }>, from: number, to: number): SqlSegment {
  return {
    kind: 'literal',
    text: part.text.slice(from, to),
    source: { start: part.source.start + from, end: part.source.start + to },
    exact: true,
  }
}

function holeOf(world: Building, expression: ts.Expression, style: SqlHole['style']): SqlHole {
  const facts = describeHole(world, expression)
  const expr = world.indirect || world.anchor ? { ...facts, indirect: true as const } : facts
  return { kind: 'hole', style, source: world.anchor ?? spanIn(world.file, expression), expr }
}

export function spanIn(file: ProgramFile, node: ts.Node): Span {
  const span = { start: node.getStart(), end: node.end }
  return file.toSource(span) ?? span
}
