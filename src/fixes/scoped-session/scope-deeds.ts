import { isLogging } from '../../project/purity'
import type { SessionRef } from '../../project/sessions/value'
import type { Expr, FunctionDef, Stmt, WithItem } from '../../python/ast'
import { descendants } from '../../python/children'
import { openedWith } from './opener'

/** What a function does besides giving a session that it opens: `ends` when it commits or treats a failure of the block. */
export type Deeds = 'opens' | 'ends'

/** Undefined where it does anything else that anybody could notice. */
export function deedsOf(fn: FunctionDef, { id, origin }: SessionRef, abandoned: boolean): Deeds | undefined {
  // `SessionLocal.begin()`
  let ends = origin.kind === 'opened' && openedWith(origin.call) !== origin.call.func
  const names = new Set(
    [...descendants(fn)].flatMap((node) => {
      const target =
        node.kind === 'Assign' && node.value === id
          ? node.targets[0]
          : node.kind === 'WithItem' && node.context === id
            ? node.target
            : undefined
      return target?.kind === 'Name' ? [target.id] : []
    }),
  )
  const isIt = (expr: Expr | undefined): boolean => expr === id || (expr?.kind === 'Name' && names.has(expr.id))
  const isEntered = (item: WithItem): boolean => {
    if (item.context === id) return true
    // `with session.begin():`
    const { context } = item
    const begins = context.kind === 'Call' && context.func.kind === 'Attribute' && context.func.attr === 'begin' && isIt(context.func.value)
    ends ||= begins
    return begins && item.target === undefined && context.args.length + context.keywords.length === 0
  }
  const isPlain = (stmt: Stmt): boolean => {
    switch (stmt.kind) {
      case 'ExprStmt': {
        const value = stmt.value.kind === 'Await' ? stmt.value.value : stmt.value
        if (value.kind === 'Str' || value.kind === 'Yield' || isLogging(stmt)) return true
        const func = value.kind === 'Call' && value.args.length === 0 ? value.func : undefined
        const method = func?.kind === 'Attribute' && isIt(func.value) ? func.attr : ''
        ends ||= method === 'commit' || method === 'rollback'
        return /^(commit|rollback|close)$/.test(method)
      }
      case 'Assign':
        return stmt.value === id && stmt.targets.length === 1 && stmt.targets[0]?.kind === 'Name'
      case 'Return':
        return isIt(stmt.value)
      case 'With':
        return stmt.items.every(isEntered) && stmt.body.every(isPlain)
      case 'Try': {
        // What ends an abandoned generator is no `Exception`.
        if (abandoned && stmt.handlers.some(({ type }) => type?.kind !== 'Name' || !/^(?!Base|Generator)\w+$/.test(type.id))) return false
        ends ||= !abandoned && stmt.handlers.length > 0
        const failed = abandoned ? [] : stmt.handlers.flatMap(({ body }) => body)
        return [...stmt.body, ...stmt.orelse, ...stmt.finalbody, ...failed].every(isPlain)
      }
      case 'Raise':
        ends = true
        return true
      case 'Pass':
      case 'Import':
      case 'ImportFrom':
        return true
      default:
        return false
    }
  }
  if (!fn.body.every(isPlain)) return undefined
  return ends ? 'ends' : 'opens'
}

/** `session.close()`, or a block that closes it. */
export const closes = (fn: FunctionDef, { id }: SessionRef): boolean =>
  id.parent?.kind === 'WithItem' ||
  [...descendants(fn)].some((node) => node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === 'close')

/** `session.commit()`, `with session.begin():` */
export const commits = (fn: FunctionDef): boolean =>
  [...descendants(fn)].some((node) => node.kind === 'Call' && node.func.kind === 'Attribute' && /^(commit|begin)$/.test(node.func.attr))
