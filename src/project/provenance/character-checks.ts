import type { ComprehensionExpr, Expr } from '../../python/ast'
import { dottedName } from '../../python/children'
import { stringValue } from '../../python/strings'

/** Does a test, being `wanted`, prove that a name holds harmless characters only? It looks at them one by one, or at what is left over. */
export function checksCharacters(key: string, test: Expr, wanted: boolean): boolean {
  // if set(schema) - ALLOWED: raise
  if (test.kind === 'BinOp') return !wanted && test.op === '-' && isSetOf(key, test.left)
  if (test.kind === 'Compare') return wanted && test.ops.length === 1 && /^<=?$/.test(test.ops[0] ?? '') && isSetOf(key, test.left)
  if (test.kind !== 'Call') return false
  const { func, args } = test
  const [first] = args
  // if not all(c.isalnum() or c == "_" for c in schema): raise
  if (func.kind === 'Name' && (func.id === 'all' || func.id === 'any'))
    return wanted === (func.id === 'all') && (first?.kind === 'GeneratorExp' || first?.kind === 'ListComp') && isOfEach(key, first, wanted)
  if (func.kind !== 'Attribute') return false
  if (func.attr === 'issubset') return wanted && isSetOf(key, func.value)
  if (func.attr === 'difference') return !wanted && isSetOf(key, func.value)
  // if not schema.replace("_", "").isalnum(): raise
  return wanted && characterTests.test(func.attr) && isShortened(key, func.value)
}

const characterTests = /^is(alnum|alpha|digit|decimal|numeric|identifier)$/

const isSetOf = (key: string, expr: Expr): boolean =>
  expr.kind === 'Call' &&
  expr.func.kind === 'Name' &&
  /^(set|frozenset)$/.test(expr.func.id) &&
  expr.args.length === 1 &&
  expr.args.some((arg) => dottedName(arg) === key)

function isShortened(key: string, expr: Expr): boolean {
  if (dottedName(expr) === key) return true
  if (expr.kind !== 'Call' || expr.func.kind !== 'Attribute' || expr.func.attr !== 'replace') return false
  return expr.args.every((arg) => arg.kind === 'Str' && isHarmless(arg)) && isShortened(key, expr.func.value)
}

const isHarmless = (expr: Expr): boolean => (expr.kind === 'Str' ? /^[\w\-$.]*$/.test(stringValue(expr) ?? "'") : true)

function isOfEach(key: string, { element, generators }: ComprehensionExpr, wanted: boolean): boolean {
  const [generator, ...more] = generators
  if (!generator || more.length > 0 || generator.target.kind !== 'Name' || dottedName(generator.iter) !== key) return false
  const { id } = generator.target
  const isIt = (expr: Expr): boolean => expr.kind === 'Name' && expr.id === id
  // all(c.isalnum() for c in schema if c != "_"): what is passed over has to be harmless as well.
  const about = { isIt, isHarmless }
  return passes(element, wanted, about) && generator.conditions.every((condition) => passes(condition, false, about))
}

/** The character that an expression is about, and what it may be, or be among. */
interface About {
  isIt(expr: Expr): boolean
  isHarmless(expr: Expr): boolean
}

/** Does an expression about one character, being `wanted`, prove the character harmless? */
export function passes(expr: Expr, wanted: boolean, about: About): boolean {
  if (expr.kind === 'UnaryOp') return expr.op === 'not' && passes(expr.operand, !wanted, about)
  if (expr.kind === 'BoolOp') {
    const sides = [expr.left, expr.right].map((side) => passes(side, wanted, about))
    return (expr.op === 'or') === wanted ? sides.every(Boolean) : sides.some(Boolean)
  }
  if (expr.kind === 'Call')
    return wanted && expr.func.kind === 'Attribute' && characterTests.test(expr.func.attr) && about.isIt(expr.func.value)
  if (expr.kind !== 'Compare' || expr.ops.length !== 1 || !about.isIt(expr.left)) return false
  const [op] = expr.ops
  const [right] = expr.comparators
  if (!right || !about.isHarmless(right)) return false
  return wanted ? op === '==' || op === 'in' : op === '!=' || op === 'not in'
}
