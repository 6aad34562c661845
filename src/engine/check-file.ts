import type { Edit, Finding, NotAnalysed, RuleAlso, RuleFinding, Severity, Suppression } from '../contract/finding'
import { languageOf } from '../contract/language'
import type { Log } from '../contract/ports'
import type { Language, Need, Rule, RuleContext, RuleMeta, SourceFile } from '../contract/rule'
import type { WorkspaceControl } from '../project/workspace'
import { fitTogether } from '../text/apply-edits'
import { createLineIndex } from '../text/line-index'
import { contains, overlaps, type Span, spanOf } from '../text/span'
import type { FactProviders, FactServices } from './facts'
import type { FindLiterals } from './find-literals'
import { createFingerprints } from './fingerprint'
import type { RuleSetting } from './levels'
import { isExpired, judgeSuppressions } from './suppression/judge-suppressions'
import { listSuppressionComments, type SuppressionComment, suppressibleLines } from './suppression/suppression-comments'

export type AnyRule = Rule<Need>

/** Something in TenantScope itself went wrong; the run went on. Never the user's fault. */
export interface ToolFailure {
  readonly rule: string
  readonly path: string
  readonly message: string
}

export interface FileReport {
  readonly path: string
  /** Did any rule look at it? */
  readonly analysed: boolean
  readonly findings: readonly Finding[]
  readonly notAnalysed: readonly NotAnalysed[]
  readonly failures: readonly ToolFailure[]
}

/** A rule and what it is triggered by: literals, one of which a file must hold, or every file. */
export interface RulePlan {
  readonly rule: AnyRule
  readonly triggers: readonly string[] | 'all'
}

export interface FileWorld {
  readonly workspace: WorkspaceControl
  readonly rules: readonly AnyRule[]
  /** Every rule id and family there is, for suppression comments that name none of them. */
  readonly known: readonly string[]
  readonly facts: FactProviders
  readonly services: FactServices
  readonly filesFor: (need: Need) => readonly string[]
  readonly settingOf: (rule: RuleMeta, path: string) => RuleSetting
  /** The rules of a language with the literals that each is triggered by. */
  readonly plansFor: (language: Language) => readonly RulePlan[]
  /** Which of all rules' triggers a text holds. */
  readonly findTriggers: FindLiterals
  readonly today: string
  readonly log: Log
  readonly signal: AbortSignal | undefined
  /** Only findings in here are wanted: where somebody types. Undefined for the whole file. */
  readonly focus?: Span | undefined
}

/** Judge one file: run the rules that can see something in it, then suppress, choose between dominated findings, name and sort. */
export async function checkFile(world: FileWorld, path: string): Promise<FileReport> {
  const file = world.workspace.source(path)
  const language = languageOf(path)
  if (!file || !language) return { path, analysed: false, findings: [], notAnalysed: [], failures: [] }
  const module = language === 'python' ? world.workspace.module(path) : undefined
  const run = await runRules(world, file)
  const lines = createLineIndex(file.text)
  const comments = listSuppressionComments(file.text, language, lines, module)
  const used = new Map<SuppressionComment, Set<string>>()

  const suppressionOf = (rule: RuleMeta, finding: { readonly at: RuleFinding['at'] }): Suppression | undefined => {
    const at = comments.length > 0 ? suppressibleLines(finding.at, lines, module) : []
    for (const comment of comments) {
      const name = comment.names.find((entry) => entry.name === rule.id || entry.name === rule.family)?.name
      if (name === undefined || isExpired(comment, world.today)) continue
      if (comment.line !== undefined && !at.includes(comment.line)) continue
      used.set(comment, (used.get(comment) ?? new Set()).add(name))
      return { kind: 'comment', scope: comment.scope, reason: comment.reason, ...(comment.until ? { until: comment.until } : {}) }
    }
    return undefined
  }

  const metaOf = new Map(world.rules.map((rule) => [rule.id, rule]))
  const chosen = run.found.flatMap((found) => chooseDominant(found, { path, metaOf, settingOf: world.settingOf, suppressionOf }))
  const shown = withoutRepetitions(chosen)
  for (const { rule, finding } of judgeSuppressions({
    path,
    text: file.text,
    lines,
    comments,
    used,
    known: world.known,
    ran: run.ran,
    today: world.today,
  })) {
    const { level } = world.settingOf(rule, path)
    if (level !== 'off') shown.push({ rule: rule.id, severity: level, finding, also: [], suppressed: undefined })
  }

  const { focus } = world
  const wanted = focus ? shown.filter(({ finding }) => contains(focus, finding.at)) : shown
  wanted.sort((a, b) => a.finding.at.start - b.finding.at.start || compareText(a.rule, b.rule) || a.finding.at.end - b.finding.at.end)
  const fingerprintOf = createFingerprints(file.text, module)
  const findings = wanted.map((entry) => toFinding(path, entry, fingerprintOf(entry.rule, entry.finding.at)))
  const notAnalysed = focus ? run.notAnalysed.filter(({ span }) => contains(focus, span)) : run.notAnalysed
  return { path, analysed: run.analysed, findings, notAnalysed, failures: run.failures }
}

interface Found {
  readonly rule: AnyRule
  readonly finding: RuleFinding
}

interface RulesRun {
  readonly found: readonly Found[]
  readonly analysed: boolean
  /** Ids and families that could have spoken here and did not fail. */
  readonly ran: ReadonlySet<string>
  readonly notAnalysed: readonly NotAnalysed[]
  readonly failures: readonly ToolFailure[]
}

async function runRules(world: FileWorld, file: SourceFile): Promise<RulesRun> {
  const language = file.language
  const plans = world.plansFor(language)
  const active = new Set(plans.flatMap(({ rule }) => (world.settingOf(rule, file.path).level === 'off' ? [] : [rule])))
  const families = new Set([...active].map(({ family }) => family))
  const held = world.findTriggers(file.text)
  const found: Found[] = []
  const notAnalysed: NotAnalysed[] = []
  const failures: ToolFailure[] = []
  const ran = new Set<string>([...active].flatMap((rule) => [rule.id, rule.family]))
  const facts = createFactCache(world, file)
  let analysed = false
  for (const { rule, triggers } of plans) {
    // A rule that is off still runs beside its family: what it dominates shows in its place.
    if (!families.has(rule.family) || (triggers !== 'all' && !triggers.some((literal) => held.has(literal)))) continue
    world.signal?.throwIfAborted()
    analysed = true
    const on = active.has(rule)
    const report = (at: NotAnalysed['span'], reason: string) => {
      if (on) notAnalysed.push({ path: file.path, span: spanOf(at), reason })
    }
    try {
      const context = await facts.contextOf(rule, report)
      for (const finding of rule.check(context)) found.push({ rule, finding })
    } catch (error) {
      // One rule may fail, the run may not. What it had found until then still counts.
      if (world.signal?.aborted) throw error
      if (!on) continue
      ran.delete(rule.id)
      ran.delete(rule.family)
      const message = error instanceof Error ? error.message : String(error)
      failures.push({ rule: rule.id, path: file.path, message })
      notAnalysed.push({ path: file.path, span: { start: 0, end: file.text.length }, reason: `\`${rule.id}\` failed here: ${message}` })
      world.log.error(`${rule.id} failed on ${file.path}: ${error instanceof Error ? (error.stack ?? message) : message}`)
    }
  }
  return { found, analysed, ran, notAnalysed: distinct(notAnalysed), failures }
}

/** Several rules may stumble over the same place for the same reason. */
function distinct(places: readonly NotAnalysed[]): readonly NotAnalysed[] {
  const seen = new Map(places.map((place) => [`${place.span.start}:${place.span.end}:${place.reason}`, place]))
  return [...seen.values()].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
}

function createFactCache(world: FileWorld, file: SourceFile) {
  const made = new Map<Need, unknown>()
  const factOf = async (need: Need): Promise<unknown> => {
    if (made.has(need)) return made.get(need)
    const provide = world.facts[need]
    if (provide === undefined) throw new Error(`no provider for the fact ${need}`)
    const fact: unknown = await provide({ ...world, file })
    made.set(need, fact)
    return fact
  }
  return {
    async contextOf(rule: AnyRule, notAnalysed: RuleContext<never>['notAnalysed']): Promise<RuleContext<Need>> {
      const facts: Record<string, unknown> = {}
      for (const need of rule.needs) facts[need] = await factOf(need)
      // `needs` and the providers are typed by the same map, which TypeScript cannot follow through a loop over keys.
      return { ...facts, file, config: world.workspace.config, focus: world.focus, notAnalysed } as unknown as RuleContext<Need>
    },
  }
}

interface Shown {
  readonly rule: string
  readonly severity: Severity
  readonly finding: Omit<RuleFinding, 'also'>
  readonly also: readonly string[]
  readonly suppressed: Suppression | undefined
}

interface Choice {
  readonly path: string
  readonly metaOf: ReadonlyMap<string, RuleMeta>
  readonly settingOf: FileWorld['settingOf']
  readonly suppressionOf: (rule: RuleMeta, finding: { readonly at: RuleFinding['at'] }) => Suppression | undefined
}

/** One cause, one finding: the first of a finding and those it dominates that is neither off nor suppressed. */
function chooseDominant({ rule, finding }: Found, choice: Choice): Shown[] {
  const { also = [], ...first } = finding
  const chain: RuleAlso[] = [{ ...first, rule: rule.id }, ...also]
  const result: Shown[] = []
  for (const [index, { rule: id, ...candidate }] of chain.entries()) {
    const meta = choice.metaOf.get(id)
    if (!meta) continue
    const { level, explicit } = choice.settingOf(meta, choice.path)
    if (level === 'off') continue
    const rest = chain.slice(index + 1).flatMap((other) => choice.metaOf.get(other.rule) ?? [])
    const suppressed = choice.suppressionOf(meta, candidate)
    const severity = explicit ? level : (candidate.severity ?? level)
    result.push({ rule: id, severity, finding: candidate, also: rest.map((other) => other.id), suppressed })
    if (suppressed) continue
    // A comment that names a dominated rule is not idle: it would silence that rule if it showed.
    for (const other of rest) choice.suppressionOf(other, candidate)
    break
  }
  return result
}

/** A dominated rule may also find the place by itself; the same rule at the same place is one finding. */
function withoutRepetitions(shown: readonly Shown[]): Shown[] {
  const dominated = shown.filter(({ also }) => also.length > 0)
  const result: Shown[] = []
  const seen = new Set<string>()
  for (const entry of shown) {
    const key = `${entry.rule}:${entry.finding.at.start}:${entry.finding.at.end}`
    if (seen.has(key)) continue
    if (
      dominated.some(
        (first) => first !== entry && !first.suppressed && first.also.includes(entry.rule) && overlaps(first.finding.at, entry.finding.at),
      )
    )
      continue
    seen.add(key)
    result.push(entry)
  }
  return result
}

function toFinding(path: string, { rule, severity, finding, also, suppressed }: Shown, fingerprint: string): Finding {
  const { at, severity: _, related = [], fixes: offered = [], ...rest } = finding
  const place = { rule, severity, path, span: spanOf(at) }
  // A fix that cannot be applied is a bug of its rule, and no reason to end a run.
  const fixes = offered.filter(({ edits }) => [...groupByPath(edits).values()].every(fitTogether))
  const broken = fixes.length < offered.length && fixes.length === 0 ? { noFix: 'the fix would change one place in two ways' } : {}
  return { ...place, ...rest, ...broken, related, fixes, fingerprint, also, ...(suppressed ? { suppressed } : {}) }
}

export function groupByPath(edits: readonly Edit[]): ReadonlyMap<string, readonly Edit[]> {
  const groups = new Map<string, Edit[]>()
  for (const edit of edits) groups.set(edit.path, [...(groups.get(edit.path) ?? []), edit])
  return groups
}

/** By code unit, so that the order is the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
