import type { Expr } from '../../python/ast'
import type { SqlName } from '../../sql/analysis'
import type { SqlExecution } from '../executions'
import type { Workspace } from '../workspace'

/** A member of a path as the code writes it: `user_{user_id}`. */
export function writtenName(workspace: Workspace, name: SqlName, { textPath }: SqlExecution): string {
  const text = workspace.text(textPath) ?? ''
  let index = 0
  return name.pattern.replaceAll('{}', () => {
    const expr = name.holes[index++]?.expr as Expr | undefined
    const source = expr ? text.slice(expr.start, expr.end) : ''
    return source !== '' && source.length <= 40 && !/[\r\n`]/.test(source) ? `{${source}}` : '{…}'
  })
}
