import type { Span } from '../text/span'
import type { Config } from './config'
import type { LiveFinding, NotAnalysed, RuleFinding, Severity } from './finding'

export type Family = 'scoping' | 'deprecation' | 'migrations' | 'suppression' | 'live'
export type Language = 'python' | 'sql' | 'typescript' | 'javascript' | 'vue'

/** The file under analysis. `text` is the current one, BOM and line breaks kept. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly language: Language
}

/**
 * What rules may ask for. Each facts room adds its own entry by declaration merging:
 * `declare module '../contract/rule' { interface FactMap { sql: SqlFacts } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging.
export interface FactMap {}

export type Need = keyof FactMap

export type RuleContext<Needs extends Need> = Pick<FactMap, Needs> & {
  readonly file: SourceFile
  readonly config: Config
  /** While somebody types only findings in here are asked for. A rule may look further; the module it is given lists no other statements. */
  readonly focus: Span | undefined
  /** Say what could not be judged; it is listed in the report. */
  notAnalysed(at: NotAnalysed['span'], reason: string): void
}

export interface RuleMeta {
  /** Public: the diagnostic code, configuration key, suppression word, JSON `rule` and page. */
  readonly id: string
  readonly family: Family
  /** One line for lists. */
  readonly summary: string
  /** Default level. */
  readonly severity: Severity
  readonly recommended: boolean
  readonly languages: readonly Language[]
  /** Does a fix exist for some findings? Shown in the rule list. */
  readonly fixable: boolean
}

export interface Rule<Needs extends Need = Need> extends RuleMeta {
  /** Types the context and decides when the rule can run. */
  readonly needs: readonly Needs[]
  /**
   * A file is looked at only when its text holds one of these literals (4 characters or more, case-sensitive).
   * A function may derive them from the configuration, or from what the project itself defines (a helper's name).
   */
  readonly triggers: readonly string[] | ((config: Config, project: FactMap['project']) => readonly string[])
  check(context: RuleContext<Needs>): Iterable<RuleFinding>
}

/** Define a rule; the type of its context follows from `needs`. */
export const defineRule = <const Needs extends Need>(rule: Rule<Needs>): Rule<Needs> => rule

/** A pure function over a snapshot and code facts. `World` is given by src/live. */
export interface LiveCheck<World> extends RuleMeta {
  check(world: World): Iterable<Omit<LiveFinding, 'rule' | 'severity'> & { readonly severity?: Severity }>
}
