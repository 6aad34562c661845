/** The part of the TextMate grammar format that ours use. */
export interface Rule {
  readonly name?: string
  readonly contentName?: string
  readonly match?: string
  readonly begin?: string
  readonly end?: string
  readonly captures?: Captures
  readonly beginCaptures?: Captures
  readonly endCaptures?: Captures
  readonly patterns?: readonly Rule[]
  readonly include?: string
}

export interface Captures {
  readonly [group: string]: Rule
}

export interface Grammar {
  readonly scopeName: string
  readonly injectionSelector: string
  readonly patterns: readonly Rule[]
  readonly repository: { readonly [name: string]: Rule }
}
