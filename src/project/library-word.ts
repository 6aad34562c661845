import type { Expr } from '../python/ast'
import { lastName } from '../python/children'
import type { Workspace } from './workspace'

/** The last word of a name as the library that it comes from says it, `from sqlalchemy import text as sql`: `text`. Other names stand for themselves. */
export function libraryWord(workspace: Workspace, path: string, expr: Expr): string {
  if (expr.kind !== 'Name') return lastName(expr)
  const definition = workspace.resolveName(path, expr.id, expr.start)
  return definition?.kind === 'external' ? definition.qualified.slice(definition.qualified.lastIndexOf('.') + 1) : expr.id
}
