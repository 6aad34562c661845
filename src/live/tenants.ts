/** `user_2` before `user_10`. Deterministic for any two different names. */
export function compareNatural(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? []
  const right = b.match(/\d+|\D+/g) ?? []
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] ?? ''
    const y = right[i] ?? ''
    if (x === y) continue
    const numbers = /^\d/.test(x) && /^\d/.test(y)
    if (numbers) {
      const difference = Number(x) - Number(y)
      if (difference !== 0) return difference
      continue
    }
    return x < y ? -1 : 1
  }
  return left.length - right.length || (a < b ? -1 : a > b ? 1 : 0)
}

/** As PostgreSQL's `quote_ident`, but always quoted: right for every name. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A string literal under `standard_conforming_strings`, the only setting that we run with. */
export const quoteLiteral = (text: string): string =>
  text.includes('\\') ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`

/** Names for a message: the first few, and how many more. */
export function listNames(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``)
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ').replace(/, ([^,]*)$/, ' and $1')
}

export const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
