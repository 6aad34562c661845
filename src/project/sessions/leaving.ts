import type { Assign, Attribute, Expr, Node, Sequence, Stmt } from '../../python/ast'
import { functionAround, scopeOf } from './bindings'
import { type EventContext, sessionIn } from './event-context'
import { ends, loading, writing } from './session-methods'

/** A session that an expression takes to where it is not followed, by its name or one of its methods. */
export function addTakenSession(context: EventContext, node: Node): void {
  if (node.kind === 'Attribute') addTakenMethod(context, node)
  if (node.kind === 'Name' && isTaken(context, node)) addTaken(context, node)
}

/** Does an expression take the value to where it is not followed: a list, a dictionary, `s := db`, `other or db`, a lambda that gives it? */
function isTaken(context: EventContext, node: Expr): boolean {
  const { parent } = node
  switch (parent?.kind) {
    case 'List':
    case 'Set':
    case 'DictEntry':
    case 'NamedExpr':
    case 'Param':
      return true
    case 'Lambda':
      return parent.body === node
    case 'Tuple': {
      const outer = parent.parent
      return outer?.kind === 'Assign' ? !isUnpacked(outer, parent, node) : outer?.kind !== 'Return' && outer?.kind !== 'Yield'
    }
    case 'IfExp':
      return parent.test !== node && !sessionIn(context, parent) && isTakenOrNamed(context, parent)
    case 'BoolOp':
      return !sessionIn(context, parent) && isTakenOrNamed(context, parent)
    default:
      return false
  }
}

/** `db, limit = given, 10`: a name of the function. Not so `self.db, limit = given, 10`. */
function isUnpacked(assign: Assign, value: Sequence, node: Expr): boolean {
  const index = value.elts.indexOf(node)
  return assign.targets.every((target) => {
    const elts = target.kind === 'Tuple' || target.kind === 'List' ? target.elts : []
    const name = elts.some(({ kind }) => kind === 'Starred') ? undefined : elts[index]
    return name?.kind === 'Name' && !isOuter(name)
  })
}

const isTakenOrNamed = (context: EventContext, node: Expr): boolean =>
  node.parent?.kind === 'Assign' ||
  node.parent?.kind === 'Return' ||
  node.parent?.kind === 'Call' ||
  node.parent?.kind === 'Keyword' ||
  node.parent?.kind === 'Attribute' ||
  isTaken(context, node)

function addTaken(context: EventContext, node: Expr): void {
  const ref = sessionIn(context, node)
  if (ref) context.add({ kind: 'leave', node, ref, via: 'container' })
}

/** `run = db.execute`, `map(db.execute, statements)`: who gets the method uses the session out of sight. */
function addTakenMethod(context: EventContext, node: Attribute): void {
  const { parent, attr } = node
  if ((parent?.kind === 'Call' && parent.func === node) || parent?.kind === 'Attribute') return
  // `with db.no_autoflush as session`
  if (attr === 'no_autoflush' && parent?.kind === 'WithItem' && parent.target) addTaken(context, node.value)
  // `db.bind = other`: what it works on from now on is another engine.
  const given = parent?.kind === 'Assign' && parent.targets.includes(node)
  if (
    given
      ? attr !== 'bind' && attr !== 'get_bind'
      : !loading.has(attr) && !writing.has(attr) && !ends.has(attr) && attr !== 'connection' && attr !== 'exec_driver_sql'
  )
    return
  const ref = sessionIn(context, node.value)
  if (ref) context.add({ kind: 'leave', node, ref, via: 'container' })
}

/** Sessions that the function hands out. */
export function addHandedOut(context: EventContext, stmt: Stmt): void {
  const leave = (expr: Expr | undefined, via: 'return' | 'yield') => {
    const parts = expr?.kind === 'Tuple' ? expr.elts : expr ? [expr] : []
    for (const part of parts) {
      const ref = part.kind === 'Name' || part.kind === 'Attribute' ? sessionIn(context, part) : undefined
      if (ref) context.add({ kind: 'leave', node: part, ref, via })
    }
  }
  if (stmt.kind === 'Return') leave(stmt.value, 'return')
  const value = stmt.kind === 'ExprStmt' || stmt.kind === 'Assign' ? stmt.value : undefined
  if (value?.kind === 'Yield') leave(value.value, 'yield')
  if (
    stmt.kind === 'Assign' &&
    value &&
    stmt.targets.some((target) => target.kind === 'Attribute' || target.kind === 'Subscript' || isOuter(target))
  ) {
    // `local.db = db = SessionLocal()`
    const named = value.kind === 'Name' || stmt.targets.some((target) => target.kind === 'Name' && !isOuter(target))
    const ref = named ? sessionIn(context, value) : undefined
    if (ref) context.add({ kind: 'leave', node: value, ref, via: 'attribute' })
  }
}

/** `global current; current = db` */
function isOuter(target: Expr): boolean {
  const fn = target.kind === 'Name' ? functionAround(target) : undefined
  return fn !== undefined && target.kind === 'Name' && scopeOf(fn).outer.has(target.id)
}
