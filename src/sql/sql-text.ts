import type { Span } from '../text/span'

/**
 * SQL as a host file builds it: pieces of literal text, and holes where a value or a name is put in at run time.
 * Source spans point into the host file, so that every finding and edit lands on the exact character.
 */
export interface SqlText {
  /** The host expression or literal as a whole. */
  readonly span: Span
  readonly segments: readonly SqlSegment[]
}

export type SqlSegment = SqlLiteral | SqlHole

/** `text` is the cooked value; `source` where it stands. When `exact`, offset i of `text` is source.start + i; else (escapes) the whole source span stands for it. */
export interface SqlLiteral {
  readonly kind: 'literal'
  readonly text: string
  readonly source: Span
  readonly exact: boolean
}

/**
 * interpolation: text put in before the database sees it (f-string, %, .format, +, JS `${}`); identifier: quoted as an identifier by the driver
 * (`sql.Identifier`, knex `??`); literal: quoted as a value by the client (`sql.Literal`); bind: a parameter sent apart (JS tagged template).
 * `expr` is opaque here: the host language's own node.
 */
export interface SqlHole {
  readonly kind: 'hole'
  readonly style: 'interpolation' | 'identifier' | 'literal' | 'bind'
  readonly source: Span
  readonly expr: unknown
  /** What arrives is made of the value and is not the value: `{user.schema}`, `%03d`. */
  readonly formatted?: true
}
