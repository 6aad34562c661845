import type { Span } from '../text/span'

/** The keys of a configuration file that name a rule, with their places. */
export function findRuleKeys(text: string, rules: ReadonlySet<string>): readonly (Span & { readonly rule: string })[] {
  return [...text.matchAll(/(?:^|[{,])[ \t]*(["']?)([a-z][a-z0-9-]*)\1[ \t]*=/gm)].flatMap(
    ({ 0: whole, 1: quote = '', 2: rule = '', index }) => {
      const start = index + whole.lastIndexOf(`${quote}${rule}`) + quote.length
      return rules.has(rule) ? [{ rule, start, end: start + rule.length }] : []
    },
  )
}
