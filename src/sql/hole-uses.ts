import type { HoleUse } from './analysis'
import { holeWidth, type PlacedHole } from './join-segments'
import type { LexedSql, SqlToken } from './lex'
import type { ParsedStatement } from './parse-statements'
import type { TokenRole } from './references'
import type { SourceNames } from './source-names'

/** Columns of the catalogues whose values are schema names. */
const schemaColumns: ReadonlySet<string> = new Set([
  'schema_name',
  'table_schema',
  'nspname',
  'schemaname',
  'constraint_schema',
  'sequence_schema',
  'routine_schema',
  'unique_constraint_schema',
  'trigger_schema',
])
const tableColumns: ReadonlySet<string> = new Set(['table_name', 'tablename', 'relname'])
const tableIntroducers: ReadonlySet<string> = new Set([
  'from',
  'join',
  'into',
  'update',
  'table',
  'only',
  'references',
  'truncate',
  'exists',
  'using',
  'on',
  'view',
  'index',
  'lock',
  'copy',
  'analyze',
  'vacuum',
])

/** Where each hole stands, and what the name around it stands for. `roles` comes from the trees; tokens decide where there is none. */
export function listHoleUses(
  holes: readonly PlacedHole[],
  lexed: LexedSql,
  statements: readonly ParsedStatement[],
  roles: ReadonlyMap<number, TokenRole>,
  names: SourceNames,
): readonly HoleUse[] {
  return holes.map((placed) => {
    const index = names.tokenAt(placed.start)
    const token = index === undefined ? undefined : lexed.tokens[index]
    const statement = statements.findIndex(({ start, end }) => start <= placed.start && placed.end <= end)
    if (index === undefined || !token)
      return {
        hole: placed.hole,
        position: 'comment',
        role: 'other',
        schemaPosition: false,
        span: names.toHost(placed),
        pattern: '{}',
        statement,
      }
    const name = names.nameOf(token)
    const isLone = token.type === 'word' && token.end - token.start === holeWidth
    const parsed = statements[statement]?.tree !== undefined
    const role = token.type === 'dollar' ? 'other' : (roles.get(index) ?? roleOfTokens(lexed.tokens, index, token, parsed, name.pattern))
    return {
      hole: placed.hole,
      position: positionOf(token, isLone, role, parsed),
      role: role === 'value' ? 'other' : role,
      schemaPosition: role === 'schema' && !(token.type === 'string' && isAfterDot(name.pattern)),
      span: name.span,
      pattern: name.pattern,
      statement,
    }
  })
}

/** `'public.{}'`: the hole is the table's name, not the schema's. */
const isAfterDot = (pattern: string): boolean => pattern.includes('.') && !pattern.slice(0, pattern.indexOf('.')).includes('{}')

function positionOf(token: SqlToken, isLone: boolean, role: TokenRole, parsed: boolean): HoleUse['position'] {
  if (token.type === 'quoted') return 'quoted-identifier'
  if (token.type === 'string') return 'literal'
  if (token.type === 'dollar') return 'body'
  if (role === 'value') return isLone ? 'value' : 'identifier'
  if (role !== 'other') return 'identifier'
  return parsed && !isLone ? 'identifier' : 'fragment'
}

function roleOfTokens(tokens: readonly SqlToken[], index: number, token: SqlToken, parsed: boolean, pattern: string): TokenRole {
  const before = tokens[index - 1]
  if (token.type === 'string') {
    const column = comparedColumn(tokens, index)
    if (column && schemaColumns.has(column)) return 'schema'
    if (column && tableColumns.has(column)) return 'table'
    // A relation's name as text: `'{schema}.orders'::regclass`, also where the tree is missing.
    if (!parsed && /^"?[\w{}]*\{\}[\w{}]*"?\.[\w"{}]+$/.test(pattern) && tokens[index + 1]?.text === '::') return 'schema'
    return 'value'
  }
  const next = tokens[index + 1]
  const isQualifier = next?.type === 'punct' && next.text === '.'
  if (!parsed || before?.text === 'schema') {
    if (
      before?.text === 'schema' ||
      (before?.text === 'exists' && tokens[index - 3]?.text === 'schema') ||
      (before?.text === 'exists' && tokens[index - 4]?.text === 'schema')
    )
      return 'schema'
    if (isQualifier && before && (tableIntroducers.has(before.text) || before.text === ',')) return 'schema'
    if (before?.text === '.' || (before && tableIntroducers.has(before.text))) return 'table'
  }
  return 'other'
}

/** The column a literal is compared with: `schema_name = '…'`, `LIKE`, `IN ('…', '…')`. */
function comparedColumn(tokens: readonly SqlToken[], index: number): string | undefined {
  let at = index - 1
  while (tokens[at]?.text === ',' || tokens[at]?.type === 'string') at--
  if (tokens[at]?.text === '(') at--
  const operator = tokens[at]
  if (!operator || !(operator.type === 'op' || /^(like|ilike|in|any)$/.test(operator.text))) return undefined
  at--
  if (tokens[at]?.text === 'not') at--
  return tokens[at]?.type === 'word' ? tokens[at]?.text : undefined
}
