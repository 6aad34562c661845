import type { Call, ComprehensionExpr, Expr } from '../../python/ast'
import { dottedName } from '../../python/children'
import { stringValue } from '../../python/strings'
import { passes } from './character-checks'

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
  const about = { isIt, isHarmless: isWord }
  if (element.kind === 'IfExp') return isIt(element.body) && isWord(element.orelse) && passes(element.test, true, about)
  return isIt(element) && generator.conditions.some((condition) => passes(condition, true, about))
}

/** `"_"`, `string.ascii_letters + string.digits`. */
function isWord(expr: Expr): boolean {
  if (expr.kind === 'Str') return /^\w*$/.test(stringValue(expr) ?? '-')
  if (expr.kind === 'BinOp') return expr.op === '+' && isWord(expr.left) && isWord(expr.right)
  return expr.kind === 'Attribute' && /^string\.(?:ascii_\w+|\w*digits)$/.test(dottedName(expr) ?? '')
}
