import type { Span } from '../../text/span'

export type TaintSource = 'request' | 'argument' | 'environment' | 'settings'

/** Where the text of a value comes from, and whether somebody checked it on the way. */
export type Provenance =
  /** A constant, an integer, a checked or quoted name, a row of the catalogue. */
  | { readonly kind: 'safe' }
  | { readonly kind: 'tainted'; readonly source: TaintSource; readonly path: string; readonly at: Span }
  | { readonly kind: 'unknown' }

export const safe: Provenance = { kind: 'safe' }
export const unknown: Provenance = { kind: 'unknown' }

/** Taint wins over ignorance, ignorance over safety. */
export function combine(parts: readonly Provenance[]): Provenance {
  return parts.find(({ kind }) => kind === 'tainted') ?? parts.find(({ kind }) => kind === 'unknown') ?? safe
}
