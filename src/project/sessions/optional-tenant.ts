import type { Compare, Expr, FunctionDef, Name, Stmt } from '../../python/ast'
import { dottedName } from '../../python/children'
import { bindingBefore, functionAround, statementsIn } from './bindings'
import type { TranslateMap } from './value'

/**
 * The expression of a map that may be None when it runs: a parameter that may be left out, or `headers.get(…)`, with no check
 * before. Such a map leaves its tables without a schema, so the search path decides. Undefined when nothing says so.
 */
export function optionalTenantOf(map: TranslateMap): Expr | undefined {
  return map.entries.map(({ value }) => value).find((value) => mayBeNone(value))
}

function mayBeNone(value: Expr): boolean {
  if (value.kind === 'Call')
    return value.func.kind === 'Attribute' && value.func.attr === 'get' && value.args.length < 2 && value.keywords.length === 0
  if (value.kind !== 'Name') return false
  const fn = functionAround(value)
  if (fn?.kind !== 'FunctionDef') return false
  const binding = bindingBefore(fn, value.id, value.start)
  if (binding?.kind !== 'param' && binding?.kind !== 'assign') return false
  if (isChecked(fn, value)) return false
  if (binding.kind === 'assign') return binding.path.length === 0 && mayBeNone(binding.value)
  const { default: given, annotation } = binding.node
  return (given?.kind === 'Constant' && given.value === null) || (annotation !== undefined && allowsNone(annotation))
}

function allowsNone(annotation: Expr): boolean {
  if (annotation.kind === 'BinOp' && annotation.op === '|') return allowsNone(annotation.left) || allowsNone(annotation.right)
  if (annotation.kind === 'Subscript') return dottedName(annotation.value)?.split('.').at(-1) === 'Optional'
  return annotation.kind === 'Constant' && annotation.value === null
}

/** `if schema:` round it, or `if not schema: raise …` or `assert schema` before it. */
function isChecked(fn: FunctionDef, name: Name): boolean {
  for (const stmt of statementsIn(fn.body)) {
    if (stmt.start > name.start) return false
    if (stmt.kind === 'Assert' && holds(stmt.test, name.id)) return true
    if (stmt.kind !== 'If') continue
    const inside = stmt.body.some((each) => each.start <= name.start && name.end <= each.end)
    if (inside ? holds(stmt.test, name.id) : fails(stmt.test, name.id) && leaves(stmt.body)) return true
  }
  return false
}

/** A test that is true only when the name holds something. */
function holds(test: Expr, name: string): boolean {
  if (test.kind === 'BoolOp') return test.op === 'and' && [test.left, test.right].some((part) => holds(part, name))
  if (test.kind === 'Compare') return comparesWithNone(test) && test.ops[0] === 'is not' && isName(test.left, name)
  return isName(test, name)
}

/** A test that is true whenever the name holds nothing. */
function fails(test: Expr, name: string): boolean {
  if (test.kind === 'BoolOp') return test.op === 'or' && [test.left, test.right].some((part) => fails(part, name))
  if (test.kind === 'UnaryOp') return test.op === 'not' && isName(test.operand, name)
  return test.kind === 'Compare' && comparesWithNone(test) && test.ops[0] === 'is' && isName(test.left, name)
}

function comparesWithNone({ ops, comparators: [other] }: Compare): boolean {
  return ops.length === 1 && other?.kind === 'Constant' && other.value === null
}

const isName = (expr: Expr, name: string): boolean => expr.kind === 'Name' && expr.id === name

function leaves(body: readonly Stmt[]): boolean {
  const last = body.at(-1)
  return last?.kind === 'Raise' || last?.kind === 'Return' || last?.kind === 'Continue'
}
