import type { Span } from '../text/span'

export type Severity = 'error' | 'warning' | 'info'

/** Data that survives JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A change of one file. Offsets are those of the file's current text; `create` makes a file that does not exist yet (span 0..0). */
export interface Edit extends Span {
  readonly path: string
  readonly text: string
  readonly create?: true
}

/**
 * What a fix does to files as a whole, after its edits: those speak of paths as they are before. A file that is made is an edit with
 * `create`. `to` does not exist before.
 */
export type FileOperation =
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'delete'; readonly path: string }

/**
 * `safe`: every run that reached the right tenant before reaches it after, in the same transactions, and comments survive.
 * `unsafe`: everything else; `why` names the proof that is missing.
 */
export type Safety = 'safe' | 'unsafe'

export interface Fix {
  /** Findings whose fixes share an id share one edit set, applied once. Unique within a run: start it with the path. */
  readonly id: string
  /** An instruction: "Bind the session to the tenant's engine". */
  readonly title: string
  readonly safety: Safety
  /** What was proved, each a sentence that begins with the proof's id where it has one: "P0: `get_user_db` binds …". */
  readonly proof: readonly string[]
  /** Why it is not safe. Present exactly when `safety` is `unsafe`. */
  readonly why?: string
  readonly edits: readonly Edit[]
  /** Files that move or go, once the edits are in. */
  readonly files?: readonly FileOperation[]
  /**
   * Names that lose uses by this fix. When several fixes of one file are applied together, imports of such names that
   * nothing uses any more go too; a fix applied alone carries that edit itself.
   */
  readonly unuses?: readonly string[]
}

/** Another place that explains the finding. */
export interface Related {
  readonly path: string
  readonly span: Span
  readonly message: string
}

/** A database object that a live finding is about; `name` without its schema. */
export interface DatabaseObject {
  readonly kind: string
  readonly name: string
  readonly table?: string
}

/** What a rule yields. The engine adds the rule, its severity, the path and the fingerprint. */
export interface RuleFinding {
  readonly at: Span
  /** What, and why it hurts (`so …`). No period at the end; the user's own names in backticks. */
  readonly message: string
  /** What to do. */
  readonly help: string
  readonly severity?: Severity
  readonly related?: readonly Related[]
  readonly fixes?: readonly Fix[]
  /** Why no fix is offered. */
  readonly noFix?: string
  /** Other rules that hold at the same place and are dominated by this one ("One cause, one finding"). */
  readonly also?: readonly RuleAlso[]
  readonly tags?: readonly ('deprecated' | 'unnecessary')[]
  readonly data?: { readonly [key: string]: Json }
}

/** A dominated finding: shown instead when the dominating rule is off or suppressed. */
export interface RuleAlso extends Omit<RuleFinding, 'also'> {
  readonly rule: string
}

export type Suppression =
  | { readonly kind: 'comment'; readonly reason: string; readonly until?: string; readonly scope: 'line' | 'file' }
  | { readonly kind: 'baseline'; readonly reason: string }

/** One finding in one file, in offsets of that file's text. */
export interface Finding extends Omit<RuleFinding, 'at' | 'severity' | 'related' | 'fixes' | 'also'> {
  readonly rule: string
  readonly severity: Severity
  readonly path: string
  readonly span: Span
  readonly related: readonly Related[]
  readonly fixes: readonly Fix[]
  /** Rule + enclosing symbol + normalised snippet + ordinal: survives moves and renames of the file. */
  readonly fingerprint: string
  readonly also: readonly string[]
  readonly suppressed?: Suppression
}

/** A finding on a database object; with `path` and `span` too when the model or revision is known. */
export interface LiveFinding {
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly help: string
  readonly object: DatabaseObject
  /** Every schema it concerns, and no other. */
  readonly tenants: readonly string[]
  readonly path?: string
  readonly span?: Span
  readonly related: readonly Related[]
  readonly fixes: readonly Fix[]
  readonly noFix?: string
  readonly data?: { readonly [key: string]: Json }
}

/** A place that could not be analysed, and why. Never an accusation. */
export interface NotAnalysed {
  readonly path: string
  readonly span: Span
  readonly reason: string
}
