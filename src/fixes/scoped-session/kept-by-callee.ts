import { scopeOf, statementsIn } from '../../project/sessions/bindings'
import { argumentFor } from '../../project/sessions/call-arguments'
import { valueOf } from '../../project/sessions/values'
import type { Call, Expr, Name } from '../../python/ast'
import { descendants, lastName } from '../../python/children'
import { type Code, codeOf, mayHoldEntity } from './may-hold-entity'
import { keeping } from './plain-data'

/**
 * Does a function that is called put an object where it outlives the session: into a list that it is given, an attribute of its object,
 * a variable of its module? `isOutside` tells what of the caller's is not the session's own.
 */
export function keepsEntity(code: Code, call: Call, isOutside: (expr: Expr) => boolean, depth = 0): boolean {
  const callee = depth < 4 ? codeOf(code, call) : undefined
  if (!callee) return false
  const { workspace, module, fn } = callee
  const outside = (expr: Expr): boolean => {
    const root = rootOf(expr)
    if (!root || isSession(expr) || valueOf(workspace, module.path, expr).kind === 'session') return false
    const bindings = scopeOf(fn).bindings.get(root.id) ?? []
    const [param] = bindings.flatMap((binding) => (binding.kind === 'param' ? [binding.node] : []))
    if (bindings.length > 0 && (!param || bindings.length > 1)) return false
    if (!param) return valueOf(workspace, module.path, root).kind === 'unknown'
    const argument =
      (param.name === 'self' || param.name === 'cls') && call.func.kind === 'Attribute' ? call.func.value : argumentFor(call, fn, param)
    return argument !== undefined && isOutside(argument)
  }
  return [...statementsIn(fn.body)].some((stmt) => {
    if (stmt.kind !== 'ExprStmt' && stmt.kind !== 'Assign' && stmt.kind !== 'Return') return false
    if (stmt.kind === 'Assign' && stmt.value) {
      const { value } = stmt
      const kept = stmt.targets.some((target) => (target.kind === 'Attribute' || target.kind === 'Subscript') && outside(target.value))
      if (kept && mayHoldEntity(callee, value)) return true
    }
    return [...descendants(stmt)].some((node) => {
      if (node.kind !== 'Call') return false
      const { func, args, keywords } = node
      const given = [...args, ...keywords.map(({ value }) => value)]
      if (func.kind === 'Attribute' && keeping.test(func.attr) && outside(func.value))
        return given.some((each) => mayHoldEntity(callee, each))
      return keepsEntity(callee, node, outside, depth + 1)
    })
  })
}

const rootOf = (expr: Expr): Name | undefined =>
  expr.kind === 'Name' ? expr : expr.kind === 'Attribute' || expr.kind === 'Subscript' ? rootOf(expr.value) : undefined

/** `self.session.add(product)`: a session by its name, where nothing else says so. */
const isSession = (expr: Expr): boolean => /^_*(db|session|sess|conn|connection)$/.test(lastName(expr))
