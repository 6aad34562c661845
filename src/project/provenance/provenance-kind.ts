import type { Span } from '../../text/span'

export type TaintSource = 'request' | 'argument' | 'environment' | 'settings'

/** Where the text of a value comes from, and whether somebody checked it on the way. */
export type Provenance =
  /** A constant, an integer, a checked or quoted name, a row of the catalogue. */
  | { readonly kind: 'safe' }
  /** Letters, digits and underscores are all that is left of whatever it was: no SQL, but not always a name. */
  | { readonly kind: 'words' }
  | { readonly kind: 'tainted'; readonly source: TaintSource; readonly path: string; readonly at: Span }
  | { readonly kind: 'unknown' }

export const safe: Provenance = { kind: 'safe' }
export const words: Provenance = { kind: 'words' }
export const unknown: Provenance = { kind: 'unknown' }

/** Can the text be no SQL, wherever it stands? */
export const isHarmless = ({ kind }: Provenance): boolean => kind === 'safe' || kind === 'words'

/** Taint wins over ignorance, ignorance over words, words over safety. */
export function combine(parts: readonly Provenance[]): Provenance {
  const first = (wanted: Provenance['kind']): Provenance | undefined => parts.find(({ kind }) => kind === wanted)
  return first('tainted') ?? first('unknown') ?? first('words') ?? safe
}
