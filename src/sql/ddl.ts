import type { DdlAction, SqlName, SqlTable } from './analysis'
import type { SqlToken } from './lex'
import type { ParsedStatement } from './parse-statements'
import { flagAt, listAt, locationOf, objectAt, type PgObject, textAt, untag } from './pg-node'
import type { References } from './references'
import { isNameToken, type SourceNames } from './source-names'

type ObjectKind = DdlAction['object']

const objectKinds: Readonly<Record<string, ObjectKind>> = {
  OBJECT_SCHEMA: 'schema',
  OBJECT_TABLE: 'table',
  OBJECT_INDEX: 'index',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'view',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'function',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_COLUMN: 'column',
  OBJECT_TABCONSTRAINT: 'constraint',
}

/** What a DDL statement makes, drops or renames. The tree gives most of these names no location: they are found among the tokens. */
export function readDdl(statement: ParsedStatement, names: SourceNames, references: References): readonly DdlAction[] {
  const root = untag(statement.tree)
  if (!root) return []
  const { tag, node } = root
  const span = names.toHost(statement)
  const table = references.tables[0]
  const base = { schema: undefined, table: undefined, newName: undefined, like: undefined, guarded: false, concurrently: false, span }
  const tokens = names.tokens.slice(statement.firstToken, statement.endToken)
  const mark = (token: SqlToken | undefined, role: 'schema' | 'table' | 'column' | 'object'): void => {
    const index = token ? names.tokenAt(token.start) : undefined
    if (index !== undefined) references.roles.set(index, role)
  }
  const named = (token: SqlToken | undefined, role: 'schema' | 'table' | 'column' | 'object'): SqlName | undefined => {
    mark(token, role)
    return token ? names.nameOf(token) : undefined
  }

  switch (tag) {
    case 'CreateSchemaStmt': {
      const token = tokens[skipWords(tokens, 2)]
      const isNamed = textAt(node, 'schemaname') !== undefined && isNameToken(token)
      return [
        {
          ...base,
          action: 'create',
          object: 'schema',
          name: isNamed ? named(token, 'schema') : undefined,
          guarded: flagAt(node, 'if_not_exists'),
        },
      ]
    }
    case 'CreateStmt':
    case 'CreateTableAsStmt':
    case 'ViewStmt': {
      const like = listAt(node, 'tableElts')
        .map(untag)
        .find((element) => element?.tag === 'TableLikeClause')
      const liked = like ? references.tables.find((other) => other !== table && other.access === 'ddl') : undefined
      const object = tag === 'ViewStmt' || textAt(node, 'objtype') === 'OBJECT_MATVIEW' ? 'view' : 'table'
      if (!table) return []
      return [
        { ...base, action: 'create', object, name: table.name, schema: table.schema, like: liked, guarded: flagAt(node, 'if_not_exists') },
      ]
    }
    case 'IndexStmt': {
      const on = tokens.findIndex((token) => token.text === 'on')
      const token = textAt(node, 'idxname') === undefined ? undefined : tokens[on - 1]
      const guarded = flagAt(node, 'if_not_exists')
      return [
        {
          ...base,
          action: 'create',
          object: 'index',
          name: named(token, 'object'),
          schema: table?.schema,
          table,
          guarded,
          concurrently: flagAt(node, 'concurrent'),
        },
      ]
    }
    case 'CreateSeqStmt':
      return table
        ? [
            {
              ...base,
              action: 'create',
              object: 'sequence',
              name: table.name,
              schema: table.schema,
              guarded: flagAt(node, 'if_not_exists'),
            },
          ]
        : []
    case 'CreateEnumStmt':
    case 'CompositeTypeStmt':
    case 'CreateDomainStmt':
    case 'AlterEnumStmt': {
      const { schema, name } = qualified(tokens, 2, named)
      const guarded = flagAt(node, 'skipIfNewValExists')
      return [{ ...base, action: tag === 'AlterEnumStmt' ? 'alter' : 'create', object: 'type', name, schema, guarded }]
    }
    case 'CreateTrigStmt': {
      const at = tokens.findIndex((token) => token.text === 'trigger')
      return [{ ...base, action: 'create', object: 'trigger', name: named(tokens[at + 1], 'object'), table }]
    }
    case 'DropStmt':
      return readDrop(node, statement, names, named, base)
    case 'RenameStmt':
      return [readRename(node, tokens, named, base, table)]
    case 'AlterTableStmt':
      return readAlterTable(node, statement, names, named, base, table)
    default:
      return []
  }
}

type Named = (token: SqlToken | undefined, role: 'schema' | 'table' | 'column' | 'object') => SqlName | undefined
type Base = Omit<DdlAction, 'action' | 'object' | 'name'>

/** Skip keywords, then `CONCURRENTLY` and `IF [NOT] EXISTS`. */
function skipWords(tokens: readonly SqlToken[], count: number): number {
  let at = count
  if (tokens[at]?.text === 'concurrently') at++
  if (tokens[at]?.text === 'if') {
    at++
    if (tokens[at]?.text === 'not') at++
    if (tokens[at]?.text === 'exists') at++
  }
  return at
}

function qualified(
  tokens: readonly SqlToken[],
  keywords: number,
  named: Named,
): { readonly schema: SqlName | undefined; readonly name: SqlName | undefined } {
  const at = skipWords(tokens, keywords)
  const hasSchema = tokens[at + 1]?.text === '.'
  return hasSchema
    ? { schema: named(tokens[at], 'schema'), name: named(tokens[at + 2], 'object') }
    : { schema: undefined, name: named(tokens[at], 'object') }
}

function readDrop(node: PgObject, statement: ParsedStatement, names: SourceNames, named: Named, base: Base): readonly DdlAction[] {
  const type = textAt(node, 'removeType') ?? ''
  const object = objectKinds[type] ?? 'other'
  const keywords = type === 'OBJECT_MATVIEW' || type === 'OBJECT_FOREIGN_TABLE' ? 3 : 2
  const tokens = names.tokens.slice(0, statement.endToken)
  let at = statement.firstToken + skipWords(tokens.slice(statement.firstToken), keywords)
  const actions: DdlAction[] = []
  for (let i = 0; i < listAt(node, 'objects').length; i++) {
    const { parts, next } = names.dottedNames(at)
    const last = parts.at(-1)
    if (!last) break
    const isSchema = object === 'schema'
    const name = named(last, isSchema ? 'schema' : object === 'table' ? 'table' : 'object')
    const schema = parts.length > 1 ? named(parts.at(-2), 'schema') : undefined
    actions.push({
      ...base,
      action: 'drop',
      object,
      name,
      schema,
      guarded: flagAt(node, 'missing_ok'),
      concurrently: flagAt(node, 'concurrent'),
    })
    at = next
    // Argument types of functions, and `ON table` of triggers, stand before the next comma.
    let depth = 0
    while (at < statement.endToken && !(depth === 0 && names.tokens[at]?.text === ',')) {
      if (names.tokens[at]?.text === '(') depth++
      if (names.tokens[at]?.text === ')') depth--
      at++
    }
    at++
  }
  return actions
}

function readRename(node: PgObject, tokens: readonly SqlToken[], named: Named, base: Base, table: SqlTable | undefined): DdlAction {
  const to = tokens.findLastIndex((token) => token.text === 'to')
  const object = objectKinds[textAt(node, 'renameType') ?? ''] ?? 'other'
  const role = object === 'column' ? 'column' : object === 'schema' ? 'schema' : object === 'table' ? 'table' : 'object'
  const newName = named(tokens[to + 1], role)
  const guarded = flagAt(node, 'missing_ok')
  if (object === 'schema') return { ...base, action: 'rename', object, name: named(tokens[2], 'schema'), newName, guarded }
  const isPart = object === 'column' || object === 'constraint'
  const name = isPart ? named(tokens[to - 1], role) : table?.name
  return { ...base, action: 'rename', object, name, schema: table?.schema, table: isPart ? table : undefined, newName, guarded }
}

function readAlterTable(
  node: PgObject,
  statement: ParsedStatement,
  names: SourceNames,
  named: Named,
  base: Base,
  table: SqlTable | undefined,
): readonly DdlAction[] {
  const relation = objectAt(node, 'relation')
  const location = locationOf(relation)
  const first = location === undefined ? undefined : names.tokenAt(statement.offsetOf(location))
  if (first === undefined) return []
  const pieces = splitAtCommas(names.tokens.slice(names.dottedNames(first).next, statement.endToken))
  return listAt(node, 'cmds').flatMap((cmd, i): DdlAction[] => {
    const command = untag(cmd)?.node
    const piece = pieces[i]
    if (!command || !piece) return []
    const subtype = textAt(command, 'subtype') ?? ''
    const guarded = flagAt(command, 'missing_ok')
    const at = (keywords: number): SqlToken | undefined => piece[skipWords(piece, keywords)]
    const isWordy = piece[1]?.text === 'constraint' || piece[1]?.text === 'column'
    const on = { ...base, table, schema: table?.schema, guarded }
    if (subtype === 'AT_DropConstraint') return [{ ...on, action: 'drop', object: 'constraint', name: named(at(2), 'object') }]
    if (subtype === 'AT_DropColumn') return [{ ...on, action: 'drop', object: 'column', name: named(at(isWordy ? 2 : 1), 'column') }]
    if (subtype === 'AT_AddColumn') return [{ ...on, action: 'add', object: 'column', name: named(at(isWordy ? 2 : 1), 'column') }]
    if (subtype === 'AT_AddConstraint')
      return [{ ...on, action: 'add', object: 'constraint', name: piece[1]?.text === 'constraint' ? named(piece[2], 'object') : undefined }]
    if (/^AT_(ColumnDefault|SetNotNull|DropNotNull|AlterColumnType)/.test(subtype))
      return [{ ...on, action: 'alter', object: 'column', name: named(at(isWordy ? 2 : 1), 'column') }]
    return []
  })
}

function splitAtCommas(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const pieces: SqlToken[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(') depth++
    if (token.text === ')') depth--
    if (token.text === ',' && depth === 0) pieces.push([])
    else pieces.at(-1)?.push(token)
  }
  return pieces
}
