import type { Expr, Node, Stmt } from './ast'
import type { Raw } from './raw-tree'

/** What lowering one slice carries along: its text, and broken pieces that found no place in their statement. */
export interface Lowering {
  /** The slice's own text, a copy: names cut out of it must not keep whole old versions of the module alive. */
  readonly text: string
  /** Where the slice begins in the module. */
  readonly base: number
  strays: Raw[]
  /** The one expression that the text between two offsets of the module is; undefined when it is none, or more. */
  readonly expressionAt: (start: number, end: number) => Raw | undefined
  /** Lowers a block's statements: what the statements of a kind need to lower the blocks in them. */
  readonly statements: (lowering: Lowering, kids: readonly Raw[], parent: Parent, into: Stmt[]) => void
}

export type Parent = Node | undefined

/** Turns a node of the tolerant tree into a statement. */
export type Lower = (lowering: Lowering, raw: Raw, parent: Parent) => Stmt

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

/** The statements of a node's blocks. */
export function lowerBody(lowering: Lowering, raw: Raw, parent: Node): Stmt[] {
  const body: Stmt[] = []
  for (const kid of raw.kids) if (kid.type === 'block') lowering.statements(lowering, kid.kids, parent, body)
  return body
}

/** Stands where broken code has no expression. */
export const unknown = (raw: Raw, parent: Parent): Expr => ({ kind: 'UnknownExpr', start: raw.end, end: raw.end, parent, children: [] })
