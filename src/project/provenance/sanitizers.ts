import type { Call, ComprehensionExpr } from '../../python/ast'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'

/** `re.sub(r"[^a-z0-9_]", "_", name)`: whatever goes in, only letters, digits and underscores come out. */
export function keepsOnlyWords({ func, args }: Call, patternOf: () => string | undefined): boolean {
  if (func.kind !== 'Attribute' || func.attr !== 'sub') return false
  // re.sub(pattern, replacement, text), pattern.sub(replacement, text)
  const replacement = args[args.length >= 3 ? 1 : 0]
  if (replacement?.kind !== 'Str' || !/^\w*$/.test(stringValue(replacement) ?? '-')) return false
  return /^(?:\\W|\[\^(?:[A-Za-z0-9]-[A-Za-z0-9]|\\w|\\d|\w)+\])[+*]?$/.test(patternOf() ?? '')
}

/** `c for c in name if c.isalnum() or c == "_"`: each character is looked at. */
export function filtersCharacters({ generators }: ComprehensionExpr): boolean {
  return generators.some(({ conditions }) =>
    conditions.some((condition) =>
      [...descendants(condition)].some(
        (node) => node.kind === 'Call' && node.func.kind === 'Attribute' && /^(isalnum|isalpha|isdigit|isdecimal)$/.test(node.func.attr),
      ),
    ),
  )
}
