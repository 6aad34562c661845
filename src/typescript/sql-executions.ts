import { ts } from 'ts-morph'
import type { SqlHole, SqlSegment, SqlText } from '../sql/sql-text'
import type { Span } from '../text/span'
import { type ConnectionSite, connectionFacts } from './connection-facts'
import { describeHole } from './describe-hole'
import { createReceiverResolver } from './resolve-receiver'
import { type BuiltSql, buildSql, type ExpressionWorld, rawFragment, spanIn } from './sql-expression'
import { executionMethods, libraryOnlyMethods, namesOther, namesPostgres, type Receiver } from './sql-libraries'
import { unwrap } from './syntax'
import type { SqlExecution } from './typescript-facts'
import type { ProgramFile, TypescriptProgram } from './typescript-project'

/** Every statement of a file that reaches a database and says something about schemas, or one of the words: with its text, its holes and its connection. */
export function listSqlExecutions(program: TypescriptProgram, file: ProgramFile, words: readonly string[] = []): SqlExecution[] {
  const world: ExpressionWorld = { checker: program.checker, file, resolver: createReceiverResolver(program.checker) }
  const found: SqlExecution[] = []
  const visit = (node: ts.Node): void => {
    const site = siteOf(world, node)
    if (site) {
      const execution = toExecution(world, site, words)
      if (execution && !found.some((other) => other.argument.start === execution.argument.start)) found.push(execution)
    }
    ts.forEachChild(node, visit)
  }
  visit(file.source)
  return found
}

interface Site {
  readonly node: ts.CallExpression | ts.TaggedTemplateExpression
  readonly receiver: ts.Expression
  readonly method: string
  readonly known: Receiver | undefined
  readonly argument: ts.Expression
  readonly values: ts.Expression | undefined
}

/** `client.query(sql)`, `` prisma.$executeRaw`…` ``, `` sql`…` `` of postgres.js, `` sql`…`.execute(db) `` of Kysely. */
function siteOf(world: ExpressionWorld, node: ts.Node): Site | undefined {
  const { resolver } = world
  if (ts.isTaggedTemplateExpression(node)) {
    const { tag } = node
    if (ts.isPropertyAccessExpression(tag) && executionMethods.has(tag.name.text)) {
      return {
        node,
        receiver: tag.expression,
        method: tag.name.text,
        known: resolver.receiverOf(tag.expression),
        argument: node,
        values: undefined,
      }
    }
    if (!ts.isIdentifier(tag) && !ts.isPropertyAccessExpression(tag)) return undefined
    const known = resolver.receiverOf(tag)
    return known?.library === 'postgres.js' && !isInsideTag(node)
      ? { node, receiver: tag, method: 'sql', known, argument: node, values: undefined }
      : undefined
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined
  const { expression: receiver, name } = node.expression
  const method = name.text
  if (!executionMethods.has(method)) return undefined
  const [argument, values] = node.arguments
  if (!argument) return undefined
  // sql`SET …`.execute(db), sql.raw('SET …').execute(db)
  if (method === 'execute' && (ts.isTaggedTemplateExpression(unwrap(receiver)) || rawFragment(world, unwrap(receiver)))) {
    return { node, receiver: argument, method, known: resolver.receiverOf(argument), argument: receiver, values: undefined }
  }
  // sql.raw('…') builds a piece of a statement; what runs it is looked at by itself.
  if (rawFragment(world, node)) return undefined
  const known = resolver.receiverOf(receiver)
  const only = libraryOnlyMethods[method]
  if (only && !(known && known.library !== 'other' && only.includes(known.library))) return undefined
  // Fragments such as `knex('t').select(knex.raw('…'))` are built, not run; their text is no statement, so nothing here judges it.
  return { node, receiver, method, known, argument, values }
}

function isInsideTag(node: ts.TaggedTemplateExpression): boolean {
  return ts.isTemplateSpan(node.parent)
}

const interesting = /search_path|schema|set_config|current_schema|\bdiscard\b|\breset\b/i

function toExecution(world: ExpressionWorld, site: Site, words: readonly string[]): SqlExecution | undefined {
  if (site.known?.library === 'other' || site.known?.shape === 'constructor') return undefined
  if (!site.known && (isBuilder(world, site.node) || isOfOther(world, site))) return undefined
  const { sqlExpression, values } = splitArguments(site)
  const built = buildSql(world, sqlExpression)
  if (!built) return undefined
  const text = built.segments.map((segment) => (segment.kind === 'literal' ? segment.text : '?')).join('')
  const hasHole = built.segments.some((segment) => segment.kind === 'hole')
  const isAsked = hasHole || interesting.test(text) || words.some((word) => text.includes(word))
  if (!looksLikeSql(text) || !isAsked) return undefined
  const library = site.known?.library ?? 'unknown'
  const placed = placeBindings(world, built, site, values)
  const sql: SqlText = { span: built.span, segments: placed }
  // Of a name nothing tells whether it holds values or a callback.
  const isList = values !== undefined && (library === 'knex' || ts.isArrayLiteralExpression(unwrap(values)))
  const connection: ConnectionSite = { node: site.node, receiver: site.receiver, known: site.known }
  return {
    sql,
    library,
    ...(built.chosen ? { chosen: true as const } : {}),
    receiver: site.receiver.getText(),
    method: site.method,
    call: spanIn(world.file, site.node),
    argument: spanIn(world.file, sqlExpression),
    ...(isList ? { values: { span: spanIn(world.file, values), texts: valueTexts(values) } } : {}),
    ...connectionFacts(world, connection),
    migration: isMigration(world.file),
  }
}

/** A method that gives neither a promise nor nothing collects text and sends none. */
function isBuilder({ checker }: ExpressionWorld, node: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(node)
  const quiet = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.VoidLike | ts.TypeFlags.Never
  const mayRun = (part: ts.Type): boolean => (part.flags & quiet) !== 0 || checker.getPropertyOfType(part, 'then') !== undefined
  return !(type.isUnion() ? type.types.some(mayRun) : mayRun(type))
}

const isOfOther = ({ file }: ExpressionWorld, { receiver }: Site): boolean =>
  namesOther.test(receiver.getText()) || (namesOther.test(file.text) && !namesPostgres.test(file.text))

const firstWords =
  /^\s*(?:(?:--[^\n]*\n|\/\*[\s\S]*?\*\/)\s*)*(?:\(\s*)*(?:set|reset|select|insert|update|delete|create|drop|alter|truncate|with|begin|start|show|discard|grant|revoke|comment|do|call|copy|lock|vacuum|analyze|refresh|explain|table|values|commit|rollback|\?)\b/i
const looksLikeSql = (text: string): boolean => firstWords.test(text)

/** `query({ text, values })` of pg, `query({ query, values })` of Sequelize. */
function splitArguments(site: Site): { sqlExpression: ts.Expression; values: ts.Expression | undefined } {
  const inner = unwrap(site.argument)
  // query(sql, (error, result) => …)
  const values = site.values && !ts.isFunctionLike(site.values) ? site.values : undefined
  if (!ts.isObjectLiteralExpression(inner)) return { sqlExpression: site.argument, values }
  const of = (names: readonly string[]) =>
    inner.properties.find(
      (property): property is ts.PropertyAssignment => ts.isPropertyAssignment(property) && names.includes(property.name.getText()),
    )?.initializer
  return { sqlExpression: of(['text', 'query', 'sql']) ?? site.argument, values: of(['values', 'bind']) }
}

function valueTexts(values: ts.Expression): string[] {
  const inner = unwrap(values)
  return ts.isArrayLiteralExpression(inner) ? inner.elements.map((element) => element.getText()) : []
}

/** Placeholders that the client library fills in before the database sees them become holes of their kind. */
function placeBindings(world: ExpressionWorld, built: BuiltSql, site: Site, values: ts.Expression | undefined): readonly SqlSegment[] {
  const library = site.known?.library
  if (library === 'pg-promise') return placePgPromise(built.segments)
  if (values && (library === 'knex' || (!library && site.method === 'raw'))) return placeKnex(world, built.segments, unwrap(values))
  const options = values && unwrap(values)
  if (library === 'sequelize' && options && ts.isObjectLiteralExpression(options)) {
    const replacements = options.properties.find((property) => property.name?.getText() === 'replacements')
    if (replacements)
      return splitLiterals(built.segments, /(?<!:):([a-zA-Z_]\w*)|\?/g, (source) => ({
        kind: 'hole',
        style: 'literal',
        source,
        expr: unknownHole,
      }))
    if (options.properties.some((property) => property.name?.getText() === 'bind'))
      return splitLiterals(built.segments, /\$[a-zA-Z_]\w*/g, (source) => ({ kind: 'hole', style: 'bind', source, expr: unknownHole }))
  }
  return built.segments
}

/**
 * pg-promise writes values into the text itself: `$1` as a literal, `$1:name`, `$1~` and `$<schema:name>` as an identifier, `$1:raw` and
 * `$1^` as they are.
 */
function placePgPromise(segments: readonly SqlSegment[]): SqlSegment[] {
  return splitLiterals(segments, pgPromiseVariable, (source, match) => {
    const modifier = match[1] ?? match[2]
    const style =
      modifier === undefined || ![':name', '~', ':alias', ':raw', '^', ':value', '#'].includes(modifier)
        ? 'literal'
        : [':name', '~', ':alias'].includes(modifier)
          ? 'identifier'
          : 'interpolation'
    return {
      kind: 'hole',
      style,
      source,
      expr: style === 'interpolation' ? { text: match[0], guard: undefined, source: 'unknown' } : unknownHole,
    }
  })
}

const pgPromiseVariable = /\$(?:\d+(:\w+|[~^#])?|[<{([/]\s*[\w.]+(:\w+|[~^#])?\s*[>})\]/])/g

const unknownHole = { text: '?', guard: 'quoted', source: 'unknown' } as const

function placeKnex(world: ExpressionWorld, segments: readonly SqlSegment[], values: ts.Expression): SqlSegment[] {
  const list = ts.isArrayLiteralExpression(values) ? [...values.elements] : ts.isObjectLiteralExpression(values) ? undefined : [values]
  if (!list) {
    return splitLiterals(segments, /(?<!:):(\w+)(:?)/g, (source, match) => ({
      kind: 'hole',
      style: match[2] ? 'identifier' : 'bind',
      source,
      expr: unknownHole,
    }))
  }
  let next = 0
  return splitLiterals(segments, /\?\??/g, (source, match) => {
    const value = list[next++]
    return {
      kind: 'hole',
      style: match[0] === '??' ? 'identifier' : 'bind',
      source,
      expr: value ? describeHole(world, value) : unknownHole,
    }
  })
}

function splitLiterals(
  segments: readonly SqlSegment[],
  pattern: RegExp,
  make: (source: Span, match: RegExpMatchArray) => SqlHole,
): SqlSegment[] {
  return segments.flatMap((segment): SqlSegment[] => {
    if (segment.kind === 'hole') return [segment]
    const at = (index: number): number => (segment.exact ? segment.source.start + index : segment.source.start)
    const piece = (from: number, to: number): SqlSegment => ({
      kind: 'literal',
      text: segment.text.slice(from, to),
      source: segment.exact ? { start: at(from), end: at(to) } : segment.source,
      exact: segment.exact,
    })
    const result: SqlSegment[] = []
    let from = 0
    for (const match of segment.text.matchAll(pattern)) {
      const end = match.index + match[0].length
      if (match.index > from) result.push(piece(from, match.index))
      result.push(make(segment.exact ? { start: at(match.index), end: at(end) } : segment.source, match))
      from = end
    }
    if (from < segment.text.length) result.push(piece(from, segment.text.length))
    return result
  })
}

/** Migrations of TypeORM, knex, Sequelize and the like say for themselves which schema they alter. */
function isMigration(file: ProgramFile): boolean {
  if (/(?:^|\/)(?:migrations?|seeds?|seeders)\//i.test(file.path)) return true
  return (
    /implements\s+MigrationInterface\b/.test(file.text) ||
    // module.exports = { async up(queryInterface) { … }, async down(queryInterface) { … } }
    (/(?:module\.exports\s*=|export\s+default)\s*\{/.test(file.text) &&
      /\bup\s*[(:=]/.test(file.text) &&
      /\bdown\s*[(:=]/.test(file.text)) ||
    (/(?:exports\.up\s*=|export\s+(?:async\s+)?function\s+up\b)/.test(file.text) &&
      /(?:exports\.down\s*=|function\s+down\b)/.test(file.text))
  )
}
