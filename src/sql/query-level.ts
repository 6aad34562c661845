import type { SqlColumn, SqlName, SqlTable } from './analysis'
import type { ParsedStatement } from './parse-statements'
import type { SourceNames } from './source-names'

/** A table or subquery that columns of one query level may belong to. `table` undefined = a subquery, function or CTE. */
export interface Source {
  readonly name: string
  readonly table: SqlTable | undefined
}

export interface Level {
  readonly sources: Source[]
  /** Names of the common table expressions that can be seen here. */
  readonly ctes: ReadonlySet<string>
  readonly outer: Level | undefined
}

export const emptyLevel: Level = { sources: [], ctes: new Set(), outer: undefined }

/** The table a column belongs to, as far as one query tells; undefined when it belongs to none (a CTE's, a function's, a parameter). */
export function resolveColumn(qualifier: string | undefined, column: SqlName, level: Level): SqlColumn | undefined {
  if (column.bind || (column.holes.length > 0 && column.pattern === '{}')) return undefined
  if (qualifier !== undefined) {
    for (let at: Level | undefined = level; at; at = at.outer) {
      const source = at.sources.find(({ name }) => name === qualifier)
      if (source) return source.table && { table: source.table, candidates: [source.table], column }
    }
    return undefined
  }
  const candidates: SqlTable[] = []
  let certain = true
  for (let at: Level | undefined = level; at; at = at.outer) {
    for (const { table } of at.sources) {
      if (table && !candidates.includes(table)) candidates.push(table)
      else if (!table) certain = false
    }
  }
  if (candidates.length === 0) return undefined
  return { table: certain && candidates.length === 1 ? candidates[0] : undefined, candidates, column }
}

/** `ON CONFLICT (a, b)`: the tree gives these names no location. */
export function conflictColumns(
  { firstToken, endToken }: ParsedStatement,
  { tokens, nameOf }: SourceNames,
  table: SqlTable,
): readonly SqlColumn[] {
  const found: SqlColumn[] = []
  for (let i = firstToken; i < endToken; i++) {
    if (tokens[i]?.text !== 'conflict' || tokens[i + 1]?.text !== '(') continue
    for (let k = i + 2; k < endToken && tokens[k]?.text !== ')'; k++) {
      const token = tokens[k]
      if (token?.type === 'word' || token?.type === 'quoted') found.push({ table, candidates: [table], column: nameOf(token) })
    }
  }
  return found
}
