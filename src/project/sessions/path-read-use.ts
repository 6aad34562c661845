import type { Call, Expr, If, Node } from '../../python/ast'
import { descendants, dottedName } from '../../python/children'
import type { SqlExecution } from '../executions'
import { isLogging } from '../purity'
import type { Workspace } from '../workspace'
import { functionAround } from './bindings'
import { eventsOf } from './events'

/**
 * Is the path read to learn, to guard or to print the tenant? On a session, whatever becomes of it; elsewhere when it is compared,
 * tested, raised or logged. Tools that look at a database ask for the schema they are in and look there: nothing is wrong with that.
 */
export function readsTenant(workspace: Workspace, path: string, { call }: SqlExecution): boolean {
  const fn = functionAround(call)
  if (fn?.kind === 'FunctionDef') {
    const event = eventsOf(workspace, path, fn).events.find((each) => each.kind === 'raw' && each.call === call)
    if (event?.ref.type === 'session') return true
  }
  const root: Node = fn ?? topOf(call)
  return [call, ...fetchesOf(call, root)].some((read) => {
    if (isJudged(read)) return true
    const name = assignedName(read)
    return (
      name !== undefined &&
      [...descendants(root)].some((node) => node.kind === 'Name' && node.id === name && node.start > read.end && isJudged(node))
    )
  })
}

/** `cur.execute("SHOW search_path")`, and then `cur.fetchone()`. */
function fetchesOf({ func, end, parent }: Call, root: Node): readonly Call[] {
  const statement = parent?.kind === 'Await' ? parent.parent : parent
  const cursor = func.kind === 'Attribute' ? dottedName(func.value) : undefined
  if (statement?.kind !== 'ExprStmt' || cursor === undefined) return []
  return [...descendants(root)].filter(
    (node): node is Call =>
      node.kind === 'Call' &&
      node.start > end &&
      node.func.kind === 'Attribute' &&
      /^fetch/.test(node.func.attr) &&
      dottedName(node.func.value) === cursor,
  )
}

/** `current = (await conn.execute(…)).scalar()` */
function assignedName(expr: Expr): string | undefined {
  for (let node: Node | undefined = expr.parent; node; node = node.parent) {
    if (node.kind === 'NamedExpr') return node.target.kind === 'Name' ? node.target.id : undefined
    if (node.kind === 'Assign') return node.targets[0]?.kind === 'Name' ? node.targets[0].id : undefined
    if (node.kind === 'FunctionDef') return undefined
  }
  return undefined
}

function isJudged(expr: Expr): boolean {
  let child: Node = expr
  for (let node = expr.parent; node; child = node, node = node.parent) {
    // `[row for row in rows if row.schema == current]` chooses rows; a test around it judges.
    if (node.kind === 'Compare' && !isFilter(node)) return true
    if (node.kind === 'Assert' || node.kind === 'Raise') return true
    if ((node.kind === 'While' || node.kind === 'IfExp' || (node.kind === 'If' && !isPassingOver(node))) && node.test === child) return true
    if (
      node.kind === 'Call' &&
      node.func !== child &&
      /(^|\.)(print|echo|debug|info|warning|error|log|exception)$/.test(dottedName(node.func) ?? '')
    )
      return true
    if (node.kind === 'FunctionDef' || node.kind === 'Lambda') return false
  }
  return false
}

/** Does a comparison stand in a comprehension, or pass over rows of a loop: `if schema != current: continue`? */
function isFilter(compare: Node): boolean {
  for (let node = compare.parent; node; node = node.parent) {
    if (node.kind === 'ListComp' || node.kind === 'SetComp' || node.kind === 'DictComp' || node.kind === 'GeneratorExp') return true
    if (node.kind === 'If') return isPassingOver(node)
    if (node.kind === 'ExprStmt' || node.kind === 'Assign' || node.kind === 'Return') return false
  }
  return false
}

const isPassingOver = ({ body }: If): boolean => body.at(-1)?.kind === 'Continue' && body.slice(0, -1).every(isLogging)

function topOf(node: Node): Node {
  let at = node
  while (at.parent) at = at.parent
  return at
}
