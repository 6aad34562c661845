import type { Expr, FunctionDef } from '../../python/ast'
import { functionsIn } from '../../python/statement-index'
import type { SearchPathChange } from '../../sql/analysis'
import { fileRole } from '../file-role'
import { libraryWord } from '../library-word'
import { spelledSql } from '../sql-source'
import type { Workspace } from '../workspace'
import { statementsIn } from './bindings'

/** SQL that sets the search path and leaves its function unrun, for code that no text shows to run it. */
export interface ReturnedPath {
  readonly expr: Expr
  readonly change: SearchPathChange
  readonly via: 'construct' | 'list'
}

/**
 * What `@compiles` writes for a construct of the project, and the statements that a function gives in a list to whoever opens the connection.
 * A plain text that is returned is judged where it runs.
 */
export function listReturnedPaths(workspace: Workspace, path: string): readonly ReturnedPath[] {
  const module = workspace.module(path)
  if (!module || fileRole(workspace, path) !== 'code') return []
  return module.topLevel
    .filter(({ start, end }) => /search_path|\bschema\b/i.test(module.text.slice(start, end)))
    .flatMap((slice) => module.statementsOf(slice).flatMap((stmt) => [...functionsIn(stmt)]))
    .flatMap((fn) => returnedBy(workspace, path, fn))
}

function returnedBy(workspace: Workspace, path: string, fn: FunctionDef): ReturnedPath[] {
  const construct = fn.decorators.some(
    (decorator) => decorator.kind === 'Call' && libraryWord(workspace, path, decorator.func) === 'compiles',
  )
  const values = [...statementsIn(fn.body)].flatMap((stmt) => (stmt.kind === 'Return' && stmt.value ? branchesOf(stmt.value) : []))
  return values.flatMap((value): ReturnedPath[] => {
    const listed = value.kind === 'List' || value.kind === 'Tuple'
    if (!construct && !listed) return []
    return (listed ? value.elts : [value]).flatMap((expr) => {
      const text = spelledSql(workspace, path, expr)
      const changes = text ? workspace.analyseSql(text).statements.flatMap(({ searchPath }) => searchPath) : []
      const [change] = changes
      // A list of constants is as often a list of examples.
      const filled = text?.segments.some(({ kind }) => kind === 'hole') === true
      return change && (construct || filled) ? [{ expr, change, via: construct ? ('construct' as const) : ('list' as const) }] : []
    })
  })
}

const branchesOf = (value: Expr): readonly Expr[] =>
  value.kind === 'IfExp' ? [...branchesOf(value.body), ...branchesOf(value.orelse)] : [value]
