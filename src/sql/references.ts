import type { Span } from '../text/span'
import type { OpenSetting, PathUse, SearchPathChange, SqlColumn, SqlName, SqlTable } from './analysis'
import { builtinFunctions, builtinTypes } from './builtin-names'
import type { SqlToken } from './lex'
import type { ParsedStatement } from './parse-statements'
import { flagAt, isObject, listAt, locationOf, nameParts, objectAt, type PgObject, stringConstant, textAt, untag } from './pg-node'
import { conflictColumns, emptyLevel, type Level, resolveColumn } from './query-level'
import { readSetConfig } from './search-path'
import type { SourceNames } from './source-names'

/** What a statement refers to. */
export interface References {
  readonly tables: SqlTable[]
  readonly columns: SqlColumn[]
  readonly pathUses: PathUse[]
  readonly searchPath: SearchPathChange[]
  readonly openSettings: OpenSetting[]
  /** Role of the tokens (by index) that are names: tells what a hole in them stands for. */
  readonly roles: Map<number, TokenRole>
}

export type TokenRole = 'schema' | 'table' | 'column' | 'object' | 'value' | 'other'

const sequenceFunctions: ReadonlySet<string> = new Set(['nextval', 'currval', 'setval'])
const relationFunctions: ReadonlySet<string> = new Set([
  'to_regclass',
  'pg_get_serial_sequence',
  'pg_relation_size',
  'pg_total_relation_size',
])

/** Walk one statement's tree: tables without CTEs, columns with the table they belong to, and what else depends on the search path. */
export function collectReferences(statement: ParsedStatement, names: SourceNames): References {
  const found: References = { tables: [], columns: [], pathUses: [], searchPath: [], openSettings: [], roles: new Map() }
  const { tokens } = names

  const indexAt = (node: PgObject): number | undefined => {
    const location = locationOf(node)
    return location === undefined ? undefined : names.tokenAt(statement.offsetOf(location))
  }
  const between = (first: SqlToken, last: SqlToken): Span => names.toHost({ start: first.start, end: last.end })
  const markAs = (token: SqlToken, role: TokenRole): void => {
    const index = names.tokenAt(token.start)
    if (index !== undefined) found.roles.set(index, role)
  }

  const addTable = (node: PgObject, access: SqlTable['access']): SqlTable | undefined => {
    const first = indexAt(node)
    if (first === undefined) return undefined
    const wanted = 1 + (textAt(node, 'schemaname') !== undefined ? 1 : 0) + (textAt(node, 'catalogname') !== undefined ? 1 : 0)
    const { parts } = names.dottedNames(first)
    const last = parts[wanted - 1]
    const start = parts[0]
    if (!last || !start) return undefined
    const schemaToken = wanted > 1 ? parts[wanted - 2] : undefined
    markAs(last, 'table')
    if (schemaToken) markAs(schemaToken, 'schema')
    const schema = schemaToken ? names.nameOf(schemaToken) : undefined
    const name = names.nameOf(last)
    const system = schema ? schema.text === 'pg_catalog' || schema.text === 'information_schema' : (name.text?.startsWith('pg_') ?? false)
    const table: SqlTable = {
      schema,
      name,
      alias: textAt(objectAt(node, 'alias'), 'aliasname'),
      access,
      system,
      span: between(start, last),
    }
    found.tables.push(table)
    return table
  }

  /** FROM items: what columns may belong to. Conditions of joins are walked with the level itself. */
  const addSource = (value: unknown, level: Level, access: SqlTable['access']): void => {
    const item = untag(value)
    if (!item) return
    const { tag, node } = item
    const alias = textAt(objectAt(node, 'alias'), 'aliasname')
    if (tag === 'RangeVar') {
      const name = textAt(node, 'relname') ?? ''
      const isCte = textAt(node, 'schemaname') === undefined && level.ctes.has(name)
      const table = isCte ? undefined : addTable(node, access)
      level.sources.push({ name: alias ?? name, table })
    } else if (tag === 'JoinExpr') {
      addSource(node.larg, level, access)
      addSource(node.rarg, level, access)
      if (alias) level.sources.push({ name: alias, table: undefined })
      walk(node.quals, level)
    } else if (tag === 'RangeSubselect') {
      walk(node.subquery, { sources: [], ctes: level.ctes, outer: level })
      level.sources.push({ name: alias ?? '', table: undefined })
    } else if (tag === 'RangeTableSample') {
      addSource(node.relation, level, access)
      walk(node.args, level)
    } else {
      walk(value, level)
      level.sources.push({ name: alias ?? '', table: undefined })
    }
  }

  /** Each CTE sees the ones before it, and itself when recursive. */
  const withCtes = (node: PgObject, level: Level): Level => {
    const clause = objectAt(node, 'withClause')
    const ctes = new Set(level.ctes)
    const items = listAt(clause, 'ctes').flatMap((cte): PgObject[] => {
      const node = untag(cte)?.node
      return node ? [node] : []
    })
    if (flagAt(clause, 'recursive')) for (const cte of items) ctes.add(textAt(cte, 'ctename') ?? '')
    for (const cte of items) {
      walk(cte.ctequery, { sources: [], ctes: new Set(ctes), outer: level.outer })
      ctes.add(textAt(cte, 'ctename') ?? '')
    }
    return { sources: level.sources, ctes, outer: level.outer }
  }

  const resolve = (qualifier: string | undefined, column: SqlName, level: Level): void => {
    const resolved = resolveColumn(qualifier, column, level)
    if (resolved) found.columns.push(resolved)
  }

  const addColumnRef = (node: PgObject, level: Level): void => {
    const first = indexAt(node)
    if (first === undefined) return
    const fields = listAt(node, 'fields')
    const hasStar = untag(fields.at(-1))?.tag === 'A_Star'
    const { parts } = names.dottedNames(first)
    const count = fields.length - (hasStar ? 1 : 0)
    const used = parts.slice(0, count)
    const columnToken = hasStar ? undefined : used.at(-1)
    const qualifiers = columnToken ? used.slice(0, -1) : used
    const tableToken = qualifiers.at(-1)
    const schemaToken = qualifiers.at(-2)
    if (schemaToken) markAs(schemaToken, 'schema')
    if (tableToken) markAs(tableToken, 'table')
    if (columnToken) markAs(columnToken, tableToken ? 'column' : 'value')
    if (columnToken) resolve(tableToken ? names.nameOf(tableToken).pattern : undefined, names.nameOf(columnToken), level)
  }

  /** Target columns of INSERT and UPDATE: `ResTarget.name` belongs to the table written to. */
  const addTargets = (targets: readonly unknown[], table: SqlTable | undefined, level: Level): void => {
    for (const target of targets) {
      const node = untag(target)?.node
      if (!node) continue
      const first = indexAt(node)
      const token = first === undefined ? undefined : tokens[first]
      if (token && textAt(node, 'name') !== undefined) {
        markAs(token, 'column')
        const column = names.nameOf(token)
        if (table && column.pattern !== '{}') found.columns.push({ table, candidates: [table], column })
      }
      walk(node.val, level)
    }
  }

  const addCall = (node: PgObject, level: Level, item: number | undefined): void => {
    const parts = nameParts(listAt(node, 'funcname'))
    const name = parts.at(-1) ?? ''
    const isSystem = parts.length === 1 || parts[0] === 'pg_catalog'
    const first = indexAt(node)
    const nameTokens = first === undefined ? [] : names.dottedNames(first).parts
    const last = nameTokens.at(-1)
    const start = nameTokens[0]
    const args = listAt(node, 'args')
    if (last && nameTokens.length > 1) markAs(nameTokens.at(-2) ?? last, 'schema')
    if (last) markAs(last, 'object')
    if (isSystem && start && last) {
      const span = between(start, last)
      if (name === 'set_config') {
        const read = readSetConfig(node, statement, names, item)
        if (read && 'change' in read) found.searchPath.push(read.change)
        else if (read) found.openSettings.push(read.open)
      } else if (name === 'current_schema' || name === 'current_schemas')
        found.pathUses.push({ kind: 'current-schema', name: undefined, span })
      else if (name === 'current_setting' && stringConstant(args[0])?.toLowerCase() === 'search_path')
        found.pathUses.push({ kind: 'current-schema', name: undefined, span })
      else if (sequenceFunctions.has(name)) addRelationText(args[0], 'sequence')
      else if (relationFunctions.has(name)) addRelationText(args[0], 'regclass')
      else if (parts.length === 1 && !builtinFunctions.has(name)) found.pathUses.push({ kind: 'function', name: names.nameOf(last), span })
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'funcname') walk(value, level)
  }

  /** `'orders_id_seq'`: the text of a relation's name. Qualified text does not depend on the path. */
  const addRelationText = (value: unknown, kind: 'sequence' | 'regclass'): void => {
    const cast = untag(value)
    const constant = cast?.tag === 'TypeCast' ? untag(cast.node.arg) : cast
    if (constant?.tag !== 'A_Const' || stringConstant(value) === undefined) return
    const index = indexAt(constant.node)
    const token = index === undefined ? undefined : tokens[index]
    if (token?.type !== 'string') return
    const name = names.nameOf(token)
    const dot = name.pattern.indexOf('.')
    if (name.holes.length > 0 && index !== undefined) found.roles.set(index, dot >= 0 ? 'schema' : 'table')
    if (dot < 0) found.pathUses.push({ kind, name, span: name.span })
  }

  const addType = (node: PgObject): void => {
    const parts = nameParts(listAt(node, 'names'))
    const first = indexAt(node)
    const nameTokens = first === undefined ? [] : names.dottedNames(first).parts
    const last = nameTokens.at(-1)
    if (!last) return
    if (parts.length > 1 && nameTokens.length > 1) markAs(nameTokens.at(-2) ?? last, 'schema')
    if (parts.length === 1 && !builtinTypes.has(parts[0] ?? '')) {
      markAs(last, 'object')
      found.pathUses.push({ kind: 'type', name: names.nameOf(last), span: between(nameTokens[0] ?? last, last) })
    }
  }

  const walk = (value: unknown, level: Level): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, level)
      return
    }
    const item = untag(value)
    if (!item) return
    const { tag, node } = item
    switch (tag) {
      case 'SelectStmt':
        walkSelect(node, level)
        return
      case 'InsertStmt':
      case 'UpdateStmt':
      case 'DeleteStmt':
      case 'MergeStmt':
        walkWrite(tag, node, level)
        return
      case 'RangeVar': {
        const isCte = textAt(node, 'schemaname') === undefined && level.ctes.has(textAt(node, 'relname') ?? '')
        if (!isCte) addTable(node, isDdl ? 'ddl' : 'read')
        return
      }
      case 'ColumnRef':
        addColumnRef(node, level)
        return
      case 'FuncCall':
        addCall(node, level, undefined)
        return
      case 'SQLValueFunction': {
        const index = indexAt(node)
        const token = index === undefined ? undefined : tokens[index]
        if (textAt(node, 'op') === 'SVFOP_CURRENT_SCHEMA' && token)
          found.pathUses.push({ kind: 'current-schema', name: undefined, span: names.toHost(token) })
        return
      }
      case 'TypeCast': {
        const type = nameParts(listAt(objectAt(node, 'typeName'), 'names'))
        if (type.at(-1) === 'regclass') addRelationText(node.arg, 'regclass')
        walkAll(node, level)
        return
      }
      case 'TypeName':
        addType(node)
        return
      default:
        walkAll(node, level)
    }
  }
  const walkAll = (node: PgObject, level: Level): void => {
    for (const value of Object.values(node)) if (isObject(value) || Array.isArray(value)) walk(value, level)
  }

  const walkSelect = (node: PgObject, level: Level): void => {
    const inner = withCtes(node, { sources: [], ctes: level.ctes, outer: level })
    for (const item of listAt(node, 'fromClause')) addSource(item, inner, 'read')
    listAt(node, 'targetList').forEach((target, item) => {
      const call = untag(untag(target)?.node.val)
      if (call?.tag === 'FuncCall') addCall(call.node, inner, item)
      else walk(target, inner)
    })
    for (const [key, value] of Object.entries(node))
      if (key !== 'withClause' && key !== 'fromClause' && key !== 'targetList') walk(value, inner)
  }

  const walkWrite = (tag: string, node: PgObject, level: Level): void => {
    const inner = withCtes(node, { sources: [], ctes: level.ctes, outer: level })
    const relation = objectAt(node, 'relation')
    const table = relation ? addTable(relation, 'write') : undefined
    inner.sources.push({ name: table?.alias ?? table?.name.pattern ?? '', table })
    for (const item of [...listAt(node, 'fromClause'), ...listAt(node, 'usingClause')]) addSource(item, inner, 'read')
    if (tag === 'MergeStmt') addSource(node.sourceRelation, inner, 'read')
    addTargets(listAt(node, 'cols'), table, inner)
    if (tag === 'UpdateStmt') addTargets(listAt(node, 'targetList'), table, inner)
    // The rows to insert come from a query that does not see the table they go to.
    if (tag === 'InsertStmt') walk(node.selectStmt, { sources: [], ctes: inner.ctes, outer: level })
    const conflict = objectAt(node, 'onConflictClause')
    if (conflict) {
      if (table) found.columns.push(...conflictColumns(statement, names, table))
      const excluded: Level = { sources: [{ name: 'excluded', table }, ...inner.sources], ctes: inner.ctes, outer: level }
      addTargets(listAt(conflict, 'targetList'), table, excluded)
      walk(conflict.whereClause, excluded)
    }
    const done = new Set([
      'withClause',
      'relation',
      'fromClause',
      'usingClause',
      'sourceRelation',
      'cols',
      'selectStmt',
      'onConflictClause',
    ])
    if (tag === 'UpdateStmt') done.add('targetList')
    for (const [key, value] of Object.entries(node)) if (!done.has(key)) walk(value, inner)
  }

  const root = untag(statement.tree)
  const isDdl = root !== undefined && !/^(Select|Insert|Update|Delete|Merge|Explain|Copy|Prepare)Stmt$/.test(root.tag)
  if (statement.tree) walk(statement.tree, emptyLevel)
  return found
}
