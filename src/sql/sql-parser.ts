import type { SqlAnalysis, SqlName, SqlStatement, StatementKind, TransactionAction } from './analysis'
import { readDdl } from './ddl'
import { listHoleUses } from './hole-uses'
import { joinSegments } from './join-segments'
import { lexSql } from './lex'
import { type ParsedStatement, type PgQuery, parseStatements } from './parse-statements'
import { isObject, listAt, type PgObject, textAt, untag } from './pg-node'
import { collectReferences, type References, type TokenRole } from './references'
import { readRoutine } from './routine'
import { searchPathOfSet, searchPathOfTokens, searchPathOfUpdate, setConfigOfTokens } from './search-path'
import { createSourceNames, type SourceNames } from './source-names'
import type { SqlText } from './sql-text'

export interface SqlParser {
  /** What a text says, with spans in its host file. Never throws; remembered per text object. */
  analyse(text: SqlText): SqlAnalysis
}

/** Trees kept by text: the same statement stands in many files, and an edited file brings back all its others. */
const maxTrees = 5000

export function createSqlParser(pgQuery: PgQuery): SqlParser {
  const trees = new Map<string, PgObject | undefined>()
  const parse = (sql: string): PgObject | undefined => {
    if (trees.has(sql)) return trees.get(sql)
    const tree = tryParse(pgQuery, sql)
    if (trees.size >= maxTrees) trees.clear()
    trees.set(sql, tree)
    return tree
  }
  const analyses = new WeakMap<SqlText, SqlAnalysis>()
  return {
    analyse(text) {
      const known = analyses.get(text)
      if (known) return known
      const analysis = analyseSql(text, parse)
      analyses.set(text, analysis)
      return analysis
    },
  }
}

/** The parser throws on what is not SQL, and on some texts its wrapper throws something else: both mean no tree. */
function tryParse(pgQuery: PgQuery, sql: string): PgObject | undefined {
  if (sql.trim() === '') return undefined
  try {
    const result = pgQuery.parseSync(sql)
    return isObject(result) ? result : undefined
  } catch {
    return undefined
  }
}

function analyseSql(text: SqlText, parse: (sql: string) => PgObject | undefined): SqlAnalysis {
  const joined = joinSegments(text)
  const lexed = lexSql(joined.sql)
  const names = createSourceNames(joined, lexed)
  const parsed = parseStatements(joined, lexed, parse)
  const roles = new Map<number, TokenRole>()
  const statements = parsed.map((statement) => readStatement(statement, names, roles))
  return {
    text,
    sql: joined.sql,
    statements,
    binds: names.bindsIn({ start: 0, end: joined.sql.length }),
    holeUses: listHoleUses(joined.holes, lexed, parsed, roles, names),
    comments: lexed.comments.map(names.toHost),
  }
}

const transactionActions: Readonly<Record<string, TransactionAction>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
  TRANS_STMT_SAVEPOINT: 'savepoint',
  TRANS_STMT_ROLLBACK_TO: 'rollback-to',
  TRANS_STMT_RELEASE: 'release',
}

function readStatement(statement: ParsedStatement, names: SourceNames, roles: Map<number, TokenRole>): SqlStatement {
  const references = collectReferences(statement, names)
  const ddl = readDdl(statement, names, references)
  const root = untag(statement.tree)
  const searchPath = searchPathsOf(statement, references, names)
  const kind = searchPath.length > 0 ? 'set-search-path' : kindOf(root, references)
  const transactionKind = root?.tag === 'TransactionStmt' ? (textAt(root.node, 'kind') ?? '') : undefined
  for (const [index, role] of references.roles) roles.set(index, role)
  markMembers(
    searchPath.flatMap(({ members }) => members),
    statement,
    names,
    roles,
  )
  const tables = [...references.tables]
  for (const action of ddl) {
    if (action.action !== 'drop' || action.object !== 'table' || !action.name) continue
    const span = { start: action.schema?.span.start ?? action.name.span.start, end: action.name.span.end }
    tables.push({ schema: action.schema, name: action.name, alias: undefined, access: 'ddl', system: false, span })
  }
  return {
    kind,
    span: names.toHost(statement),
    verb: verbOf(statement, names),
    searchPath,
    transaction: transactionKind === undefined ? undefined : (transactionActions[transactionKind] ?? 'other'),
    openSettings: references.openSettings,
    tables,
    columns: references.columns,
    pathUses: references.pathUses,
    ddl,
    routine: readRoutine(statement, names),
  }
}

function searchPathsOf(statement: ParsedStatement, references: References, names: SourceNames): SqlStatement['searchPath'] {
  const root = untag(statement.tree)
  if (!root) {
    const change = searchPathOfTokens(statement, names) ?? setConfigOfTokens(statement, names)
    return change ? [change] : []
  }
  const change =
    root.tag === 'VariableSetStmt'
      ? searchPathOfSet(root.node, statement, names)
      : root.tag === 'UpdateStmt'
        ? searchPathOfUpdate(root.node, statement, names)
        : undefined
  if (change) return [change]
  // `SELECT set_config(…) INTO v` only makes sense inside a function's body.
  return isObject(root.node.intoClause) ? [] : references.searchPath
}

function kindOf(root: ReturnType<typeof untag>, references: References): StatementKind {
  if (!root) return 'unparsed'
  const { tag, node } = root
  switch (tag) {
    case 'SelectStmt':
      return showsSearchPath(node, references) ? 'show-search-path' : 'select'
    case 'InsertStmt':
      return 'insert'
    case 'UpdateStmt':
    case 'MergeStmt':
      return 'update'
    case 'DeleteStmt':
      return 'delete'
    case 'TransactionStmt':
      return 'transaction'
    case 'DoStmt':
      return 'do'
    case 'AlterRoleSetStmt':
    case 'AlterDatabaseSetStmt':
      return 'alter-role-set'
    case 'DiscardStmt':
      return textAt(node, 'target') === 'DISCARD_ALL' ? 'reset-all' : 'other'
    case 'VariableSetStmt':
      return textAt(node, 'kind') === 'VAR_RESET_ALL' ? 'reset-all' : 'other'
    case 'VariableShowStmt':
      return textAt(node, 'name') === 'search_path' ? 'show-search-path' : 'other'
    default:
      return /^(Create|Alter|Drop|Rename|Index|View|Comment|Truncate|Grant|Reindex|Define|CompositeType|Rule)/.test(tag) ? 'ddl' : 'other'
  }
}

/** `SELECT current_schema()`: nothing but the path is read. */
function showsSearchPath(node: PgObject, references: References): boolean {
  const targets = listAt(node, 'targetList')
  const shown = references.pathUses.filter(({ kind }) => kind === 'current-schema').length
  return targets.length > 0 && listAt(node, 'fromClause').length === 0 && shown === targets.length && references.tables.length === 0
}

/** A hole in a member of the path stands for a schema. */
function markMembers(members: readonly SqlName[], statement: ParsedStatement, names: SourceNames, roles: Map<number, TokenRole>): void {
  const spans = members.filter(({ holes }) => holes.length > 0).map(({ span }) => span)
  if (spans.length === 0) return
  for (let i = statement.firstToken; i < statement.endToken; i++) {
    const token = names.tokens[i]
    if (!token) continue
    const host = names.toHost(token)
    if (spans.some((span) => host.start <= span.start && span.end <= host.end)) roles.set(i, 'schema')
  }
}

function verbOf(statement: ParsedStatement, names: SourceNames): string {
  const words = names.tokens.slice(statement.firstToken, Math.min(statement.firstToken + 2, statement.endToken))
  const [first, second] = words
  if (first?.type !== 'word') return ''
  const isDouble = /^(create|drop|alter|truncate|lock|comment|reset|show)$/.test(first.text) && second?.type === 'word'
  return isDouble && second ? `${first.text} ${second.text}` : first.text
}
