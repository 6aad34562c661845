/** Which of many literals a text holds, in one pass over the text instead of one for each. */
export type FindLiterals = (text: string) => ReadonlySet<string>

const prefixLength = 4

/** Prepare a search for literals. Those shorter than four characters are looked for one by one. */
export function createLiteralFinder(literals: readonly string[]): FindLiterals {
  const short = literals.filter((literal) => literal.length < prefixLength)
  const byPrefix = new Map<string, string[]>()
  for (const literal of new Set(literals)) {
    if (literal.length < prefixLength) continue
    const prefix = literal.slice(0, prefixLength)
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), literal])
  }
  const pattern = new RegExp([...byPrefix.keys()].map((prefix) => prefix.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|') || '(?!)', 'g')
  return (text) => {
    const found = new Set(short.filter((literal) => text.includes(literal)))
    // Beginnings of which every literal was seen need no second look.
    const open = new Map(byPrefix)
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match && open.size > 0; match = pattern.exec(text)) {
      const waiting = open.get(match[0])
      if (waiting) {
        const left = waiting.filter((literal) => !text.startsWith(literal, match.index) || !found.add(literal))
        if (left.length === 0) open.delete(match[0])
        else if (left.length < waiting.length) open.set(match[0], left)
      }
      // Another literal may begin inside this one.
      pattern.lastIndex = match.index + 1
    }
    return found
  }
}
