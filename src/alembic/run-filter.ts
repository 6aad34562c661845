import type { Expr, FunctionDef, Lambda, Stmt } from '../python/ast'
import { stringValue } from '../python/strings'

/** A value in the small world of an `include_object` filter: what a model's table shows of itself. */
type FilterValue = string | boolean | null | undefined

export interface FilteredTable {
  readonly name: string
  readonly schema: string | null
}

/**
 * Does `include_object(object, name, type_, reflected, compare_to)` let a model's table through? Undefined as soon as the answer depends on
 * anything but the table's name, schema and type.
 */
export function letsThrough(filter: FunctionDef | Lambda, table: FilteredTable): boolean | undefined {
  const [object, name, type, reflected, compareTo] = filter.params.map((param) => param.name)
  const known = new Map<string, FilterValue>()
  if (name !== undefined) known.set(name, table.name)
  if (type !== undefined) known.set(type, 'table')
  if (reflected !== undefined) known.set(reflected, false)
  if (compareTo !== undefined) known.set(compareTo, null)
  const world: World = { known, object, table }
  const result = filter.kind === 'Lambda' ? evaluate(filter.body, world) : runBlock(filter.body, world)
  if (result === 'unknown' || result === 'continues') return undefined
  return truthOf(result)
}

interface World {
  readonly known: Map<string, FilterValue>
  readonly object: string | undefined
  readonly table: FilteredTable
}

type Result = { readonly value: FilterValue } | 'unknown'

const truthOf = (result: { readonly value: FilterValue }): boolean => Boolean(result.value)

function runBlock(body: readonly Stmt[], world: World): Result | 'continues' {
  for (const statement of body) {
    if (statement.kind === 'Return') return statement.value ? evaluate(statement.value, world) : { value: null }
    if (statement.kind === 'If') {
      const test = evaluate(statement.test, world)
      if (test === 'unknown') return 'unknown'
      const result = runBlock(truthOf(test) ? statement.body : statement.orelse, world)
      if (result !== 'continues') return result
    } else if (statement.kind === 'Assign') {
      const [target] = statement.targets
      const value = statement.value ? evaluate(statement.value, world) : 'unknown'
      if (target?.kind === 'Name' && value !== 'unknown') world.known.set(target.id, value.value)
    } else if (statement.kind !== 'ExprStmt' && statement.kind !== 'Pass') return 'unknown'
  }
  return 'continues'
}

function evaluate(expr: Expr, world: World): Result {
  switch (expr.kind) {
    case 'Constant':
      return expr.value === '...' ? 'unknown' : { value: expr.value }
    case 'Str': {
      const value = stringValue(expr)
      return value === undefined ? 'unknown' : { value }
    }
    case 'Name':
      return world.known.has(expr.id) ? { value: world.known.get(expr.id) } : 'unknown'
    case 'Attribute':
      if (expr.value.kind !== 'Name' || expr.value.id !== world.object) return 'unknown'
      return expr.attr === 'schema' ? { value: world.table.schema } : expr.attr === 'name' ? { value: world.table.name } : 'unknown'
    case 'UnaryOp': {
      const operand = expr.op === 'not' ? evaluate(expr.operand, world) : 'unknown'
      return operand === 'unknown' ? 'unknown' : { value: !truthOf(operand) }
    }
    case 'BoolOp': {
      const left = evaluate(expr.left, world)
      if (left === 'unknown') return 'unknown'
      const decided = expr.op === 'and' ? !truthOf(left) : truthOf(left)
      return decided ? left : evaluate(expr.right, world)
    }
    case 'IfExp': {
      const test = evaluate(expr.test, world)
      return test === 'unknown' ? 'unknown' : evaluate(truthOf(test) ? expr.body : expr.orelse, world)
    }
    case 'Compare':
      return compare(expr, world)
    case 'Call':
      return callOnTable(expr, world)
    default:
      return 'unknown'
  }
}

function compare(expr: Extract<Expr, { kind: 'Compare' }>, world: World): Result {
  const [op] = expr.ops
  const [right] = expr.comparators
  const left = evaluate(expr.left, world)
  if (!right || expr.ops.length !== 1 || left === 'unknown') return 'unknown'
  if (op === 'in' || op === 'not in') {
    if (right.kind !== 'Tuple' && right.kind !== 'List' && right.kind !== 'Set') return 'unknown'
    const members = right.elts.map((element) => evaluate(element, world))
    const found = members.some((member) => member !== 'unknown' && member.value === left.value)
    if (!found && members.includes('unknown')) return 'unknown'
    return { value: found === (op === 'in') }
  }
  const other = evaluate(right, world)
  if (other === 'unknown') return 'unknown'
  if (op === '==' || op === 'is') return { value: left.value === other.value }
  return op === '!=' || op === 'is not' ? { value: left.value !== other.value } : 'unknown'
}

/** `getattr(object, "schema", None)`, `name.startswith("x")`. */
function callOnTable(expr: Extract<Expr, { kind: 'Call' }>, world: World): Result {
  const [first, second] = expr.args
  if (
    expr.func.kind === 'Name' &&
    expr.func.id === 'getattr' &&
    first?.kind === 'Name' &&
    first.id === world.object &&
    second?.kind === 'Str'
  ) {
    return stringValue(second) === 'schema' ? { value: world.table.schema } : 'unknown'
  }
  if (expr.func.kind !== 'Attribute' || first?.kind !== 'Str' || (expr.func.attr !== 'startswith' && expr.func.attr !== 'endswith'))
    return 'unknown'
  const receiver = evaluate(expr.func.value, world)
  const part = stringValue(first)
  if (receiver === 'unknown' || typeof receiver.value !== 'string' || part === undefined) return 'unknown'
  return { value: expr.func.attr === 'startswith' ? receiver.value.startsWith(part) : receiver.value.endsWith(part) }
}
