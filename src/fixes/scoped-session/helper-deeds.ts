import { isLogging } from '../../project/purity'
import type { SessionRef } from '../../project/sessions/value'
import type { Expr, FunctionDef, Node, Param, Stmt } from '../../python/ast'
import { descendants, lastName } from '../../python/children'

/**
 * The first thing that a helper does besides opening a session for its schema, committing and closing it: a plain session in its place did
 * nothing of the kind. A check of the schema's name before counts for nothing, and so does what it does for another argument only.
 */
export function whatElse(fn: FunctionDef, schema: Param, { id, origin }: SessionRef): Node | undefined {
  if (origin.kind !== 'opened') return id
  const { call } = origin
  const option = call.keywords.find(({ name }) => name !== 'bind')
  if (option) return option
  const names = new Set<string>()
  const isIt = (expr: Expr | undefined): boolean => expr === id || (expr?.kind === 'Name' && names.has(expr.id))
  const isEarly = (node: Node): boolean => node.end <= call.start
  const speaks = (expr: Expr): boolean => [...descendants(expr)].some((node) => node.kind === 'Name' && node.id === schema.name)
  const others = (block: readonly Stmt[]): Node | undefined => {
    for (const stmt of block) {
      const found = other(stmt)
      if (found) return found
    }
    return undefined
  }
  const other = (stmt: Stmt): Node | undefined => {
    switch (stmt.kind) {
      case 'Pass':
      case 'Import':
      case 'ImportFrom':
        return undefined
      case 'ExprStmt': {
        const value = stmt.value.kind === 'Await' ? stmt.value.value : stmt.value
        if (value.kind === 'Str' || isLogging(stmt)) return undefined
        if (value.kind === 'Yield') return isIt(value.value) ? undefined : stmt
        if (value.kind !== 'Call') return stmt
        const { func } = value
        const ends = func.kind === 'Attribute' && isIt(func.value) && /^(commit|rollback|close)$/.test(func.attr)
        return ends || (isEarly(stmt) && value.args.some(speaks) && isCheck(value.func)) ? undefined : stmt
      }
      case 'Assign': {
        const [target] = stmt.targets
        if (!stmt.value || target?.kind !== 'Name' || stmt.targets.length !== 1) return stmt
        if (stmt.value === id) names.add(target.id)
        else if (!isEarly(stmt) || [...descendants(stmt.value)].some((node) => node.kind === 'Call' && !isCheck(node.func))) return stmt
        return undefined
      }
      case 'With': {
        const [item] = stmt.items
        if (stmt.items.length !== 1 || item?.context !== id) return stmt
        if (item.target?.kind === 'Name') names.add(item.target.id)
        return others(stmt.body)
      }
      case 'Try': {
        // What is caught has to be raised again as it was.
        const swallowing = stmt.handlers.find(({ body }) => {
          const last = body[body.length - 1]
          return last?.kind !== 'Raise' || last.value !== undefined
        })
        const blocks = [...stmt.body, ...stmt.orelse, ...stmt.finalbody, ...stmt.handlers.flatMap(({ body }) => body)]
        return swallowing ?? others(blocks.filter((each) => each.kind !== 'Raise' || each.value !== undefined))
      }
      case 'If': {
        const unasked = stmt.test.kind === 'Name' && stmt.orelse.length === 0 && isOff(fn, stmt.test.id)
        const guards = isEarly(stmt) && speaks(stmt.test) && stmt.orelse.length === 0 && stmt.body.every((each) => each.kind === 'Raise')
        return unasked || guards ? undefined : stmt
      }
      case 'Assert':
        return isEarly(stmt) && speaks(stmt.test) ? undefined : stmt
      default:
        return stmt
    }
  }
  return others(fn.body)
}

/** `engine.execution_options(…)`, `schema.lower()`, `validate_schema(schema)` */
const isCheck = (func: Expr): boolean =>
  /^(execution_options|get_bind|lower|strip|casefold|str|format|replace)$|valid|check|ensure|quote|normali[sz]e/i.test(lastName(func))

/** `search_path: bool = False` */
const isOff = (fn: FunctionDef, name: string): boolean =>
  fn.params.some((param) => param.name === name && param.default?.kind === 'Constant' && !param.default.value)
