import type { Call, ComprehensionExpr, Expr } from '../../python/ast'
import { dottedName } from '../../python/children'
import { stringValue } from '../../python/strings'

/** `re.sub(r"[^a-z0-9_]", "_", name)`: whatever goes in, only letters, digits and underscores come out. */
export function keepsOnlyWords({ func, args }: Call, patternOf: () => string | undefined): boolean {
  if (func.kind !== 'Attribute' || func.attr !== 'sub') return false
  // re.sub(pattern, replacement, text), pattern.sub(replacement, text)
  const replacement = args[args.length >= 3 ? 1 : 0]
  if (replacement?.kind !== 'Str' || !/^\w*$/.test(stringValue(replacement) ?? '-')) return false
  return /^(?:\\W|\[\^(?:[A-Za-z0-9]-[A-Za-z0-9]|\\w|\\d|\w)+\])[+*]?$/.test(patternOf() ?? '')
}

/** `c for c in name if c.isalnum() or c == "_"`, `c if c.isalnum() else "_" for c in name`: nothing but letters, digits and underscores passes. */
export function filtersCharacters({ element, generators }: ComprehensionExpr): boolean {
  const [generator, ...more] = generators
  if (!generator || more.length > 0 || generator.target.kind !== 'Name') return false
  const { id } = generator.target
  const isIt = (expr: Expr): boolean => expr.kind === 'Name' && expr.id === id
  if (element.kind === 'IfExp') return isIt(element.body) && isWord(element.orelse) && letsWordsThrough(element.test, isIt)
  return isIt(element) && generator.conditions.some((condition) => letsWordsThrough(condition, isIt))
}

/** True of letters, digits and underscores only: `c.isalnum()`, `c == "_"`, `c in "abc_"`, and several of them joined by `or`. */
function letsWordsThrough(condition: Expr, isIt: (expr: Expr) => boolean): boolean {
  const again = (expr: Expr): boolean => letsWordsThrough(expr, isIt)
  if (condition.kind === 'BoolOp')
    return condition.op === 'or' ? again(condition.left) && again(condition.right) : again(condition.left) || again(condition.right)
  if (condition.kind === 'Call')
    return condition.func.kind === 'Attribute' && characterTests.test(condition.func.attr) && isIt(condition.func.value)
  if (condition.kind !== 'Compare' || condition.ops.length !== 1) return false
  const [op] = condition.ops
  const [right] = condition.comparators
  return (op === '==' || op === 'in') && right !== undefined && isIt(condition.left) && isWord(right)
}

/** `"_"`, `string.ascii_letters + string.digits`. */
function isWord(expr: Expr): boolean {
  if (expr.kind === 'Str') return /^\w*$/.test(stringValue(expr) ?? '-')
  if (expr.kind === 'BinOp') return expr.op === '+' && isWord(expr.left) && isWord(expr.right)
  return expr.kind === 'Attribute' && /^string\.(?:ascii_\w+|\w*digits)$/.test(dottedName(expr) ?? '')
}

const characterTests = /^(?:isalnum|isalpha|isdigit|isdecimal|isnumeric|isidentifier)$/
