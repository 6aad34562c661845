import type { Node } from './ast'
import type { Raw } from './raw-tree'

/** What lowering one slice carries along: its text, and broken pieces that found no place in their statement. */
export interface Lowering {
  /** The slice's own text, a copy: names cut out of it must not keep whole old versions of the module alive. */
  readonly text: string
  /** Where the slice begins in the module. */
  readonly base: number
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

export const textOf = (lowering: Lowering, raw: Raw): string => sourceOf(lowering, raw.start, raw.end)

/** A dotted name as one word, also when it was broken over lines. */
export const dottedTextOf = (lowering: Lowering, raw: Raw): string => {
  const text = textOf(lowering, raw)
  return /\s|\\/.test(text) ? text.replace(/\s+|\\/g, '') : text
}

export const hasToken = (raw: Raw, type: string): boolean => raw.kids.some((kid) => kid.type === type && !kid.missing)

/** The text between two offsets of the module. */
export const sourceOf = ({ text, base }: Lowering, start: number, end: number): string => text.slice(start - base, end - base)
