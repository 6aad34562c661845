import type { Node } from './ast'
import type { Raw } from './raw-tree'

/** What lowering one slice carries along: the module's text, and broken pieces that found no place in their statement. */
export interface Lowering {
  readonly text: string
  strays: Raw[]
}

export type Parent = Node | undefined

/** The named, sound children of a node; broken ones are kept as strays of the statement. */
export function partsOf(lowering: Lowering, raw: Raw): Raw[] {
  const parts: Raw[] = []
  for (const kid of raw.kids) {
    if (!kid.named) continue
    if (kid.type === 'ERROR') lowering.strays.push(kid)
    else parts.push(kid)
  }
  return parts
}

export const textOf = (lowering: Lowering, raw: Raw): string => lowering.text.slice(raw.start, raw.end)

/** A dotted name as one word, also when it was broken over lines. */
export const dottedTextOf = (lowering: Lowering, raw: Raw): string => {
  const text = textOf(lowering, raw)
  return /\s|\\/.test(text) ? text.replace(/\s+|\\/g, '') : text
}

export const hasToken = (raw: Raw, type: string): boolean => raw.kids.some((kid) => kid.type === type && !kid.missing)
