import { closest, distance } from 'fastest-levenshtein'

/** “Did you mean”, or what there is. */
export function suggestion(word: string, known: readonly string[], list?: string): { readonly help?: string } {
  const near = known.length > 0 ? closest(word, [...known]) : undefined
  if (near && distance(word, near) <= Math.max(2, Math.floor(word.length / 3))) return { help: `Did you mean \`${near}\`?` }
  return list && known.length > 0 ? { help: `${list}: ${known.join(', ')}` } : {}
}
