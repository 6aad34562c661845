import type { Finding, Fix, NotAnalysed } from '../contract/finding'
import { extensionsOf, languageOf } from '../contract/language'
import type { FileText, Log } from '../contract/ports'
import type { Language, Need } from '../contract/rule'
import type { WorkspaceControl } from '../project/workspace'
import type { PythonModule } from '../python/ast'
import { overlaps, type Span } from '../text/span'
import { type AnyRule, checkFile, compareText, type FileReport, type RulePlan, type ToolFailure } from './check-file'
import { type FactProviders, type FactServices, factProviders } from './facts'
import { createLiteralFinder, type FindLiterals } from './find-literals'
import { createLevels, type Selection } from './levels'
import { suppressionMarker } from './suppression/suppression-comments'
import { listSuppressionRules } from './suppression/suppression-rules'
import { findTypingFocus, withRest } from './typing-focus'

/** The workspaces of one project root. They share files and differ by configuration: the nearest file wins. */
export interface WorkspaceSet {
  of(path: string): WorkspaceControl
  all(): readonly WorkspaceControl[]
}

export interface EngineOptions {
  readonly workspace: WorkspaceControl | WorkspaceSet
  readonly rules: readonly AnyRule[]
  readonly facts?: FactProviders
  readonly services?: FactServices
  readonly selection?: Selection
  /** `2026-11-21`: suppressions end by it. */
  readonly today: string
  readonly log: Log
  /** Tells why a file cannot be read; without it such files are just not there. */
  readonly readText?: (path: string) => FileText
  /** The files that the search for triggers could not read. */
  readonly unreadable?: () => readonly { readonly path: string; readonly reason: string }[]
  /** Lets waiting input (a cancellation) through between two files. */
  readonly breathe?: () => Promise<void>
}

export interface CheckFileRequest {
  readonly path: string
  /** The text of an open document; without it the workspace's. */
  readonly text?: string
  readonly signal?: AbortSignal
  /**
   * Somebody types in it and cannot wait: where the edit stays in the body of one function, only that top-level definition is judged, and the rest
   * keeps what the last whole check said, without fixes.
   */
  readonly typing?: boolean
}

export interface CheckProjectRequest {
  /** Only these files; without it every file of the project. */
  readonly paths?: readonly string[]
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

export interface ProjectReport {
  readonly files: {
    readonly checked: number
    readonly analysed: number
    readonly unreadable: readonly { readonly path: string; readonly reason: string }[]
  }
  /** Sorted by path, start, rule. */
  readonly findings: readonly Finding[]
  readonly notAnalysed: readonly NotAnalysed[]
  readonly failures: readonly ToolFailure[]
}

export interface Engine {
  readonly workspaces: WorkspaceSet
  checkFile(request: CheckFileRequest): Promise<FileReport>
  /** The findings that touch a span, with their fixes, computed from the current text. */
  fixesAt(path: string, span: Span, signal?: AbortSignal): Promise<readonly { readonly finding: Finding; readonly fixes: readonly Fix[] }[]>
  checkProject(request?: CheckProjectRequest): Promise<ProjectReport>
}

/** One engine for editor, command line and tests. It holds caches and nothing else. */
export function createEngine(options: EngineOptions): Engine {
  const workspaces = toSet(options.workspace)
  const facts = options.facts ?? factProviders
  const known = [...options.rules, ...listSuppressionRules].flatMap(({ id, family }) => [id, family])
  const views = new WeakMap<WorkspaceControl, View>()
  const cache = new Map<string, { readonly state: object; readonly report: FileReport; readonly module: PythonModule | undefined }>()
  const typed = new Map<string, { readonly state: object; readonly report: FileReport }>()

  const viewOf = (workspace: WorkspaceControl): View => {
    const view = views.get(workspace) ?? createView(workspace, options)
    views.set(workspace, view)
    return view
  }

  const engine: Engine = {
    workspaces,
    async checkFile({ path, text, signal, typing }) {
      const workspace = workspaces.of(path)
      if (text !== undefined && workspace.text(path) !== text) for (const each of workspaces.all()) each.setOverlay(path, text)
      // A new object whenever anything in the project changed: the state of the world has an identity, not a number.
      const state = workspace.memo('engine:state', () => ({}))
      const known_ = cache.get(path)
      if (known_?.state === state) return known_.report
      const view = viewOf(workspace)
      const { log, rules, today, services = {} } = options
      const world = { workspace, rules, known, facts, services, ...view, today, log, signal }
      const module = languageOf(path) === 'python' ? workspace.module(path) : undefined
      const isCurrent = (): boolean => workspace.memo('engine:state', () => ({})) === state
      // Typed and taken back.
      if (typing && module && known_?.module?.text === module.text) return known_.report
      const focus = typing && known_?.module && module ? findTypingFocus(known_.module, module) : undefined
      if (known_ && focus) {
        const last = typed.get(path)
        if (last?.state === state) return last.report
        const report = withRest(await checkFile({ ...world, focus: focus.after }, path), known_.report, focus)
        if (isCurrent()) typed.set(path, { state, report })
        return report
      }
      const report = await checkFile(world, path)
      if (isCurrent()) cache.set(path, { state, report, module })
      return report
    },
    async fixesAt(path, span, signal) {
      const { findings } = await engine.checkFile({ path, signal })
      return findings
        .filter((finding) => !finding.suppressed && overlaps(finding.span, span))
        .map((finding) => ({ finding, fixes: finding.fixes }))
    },
    async checkProject({ paths, signal, onProgress } = {}) {
      const wanted = (paths ?? workspaces.all()[0]?.files() ?? []).filter((path) => languageOf(path) !== undefined)
      const candidates = listCandidates(workspaces, wanted, viewOf, options.rules)
      const reports: FileReport[] = []
      for (const [done, path] of candidates.entries()) {
        signal?.throwIfAborted()
        onProgress?.(done, candidates.length)
        if (done % 16 === 0) await options.breathe?.()
        reports.push(await engine.checkFile({ path, signal }))
      }
      onProgress?.(candidates.length, candidates.length)
      return toProjectReport(reports, wanted.length, listUnreadable(wanted, candidates, workspaces, options))
    },
  }
  return engine
}

interface View {
  readonly settingOf: ReturnType<typeof createLevels>
  readonly triggersOf: (rule: AnyRule) => readonly string[]
  readonly plansFor: (language: Language) => readonly RulePlan[]
  readonly findTriggers: FindLiterals
  readonly filesFor: (need: Need) => readonly string[]
}

function createView(workspace: WorkspaceControl, { rules, selection }: EngineOptions): View {
  const { config } = workspace
  const triggersOf = (rule: AnyRule) =>
    workspace.memo(
      `engine:triggers:${rule.id}`,
      () => (typeof rule.triggers === 'function' ? rule.triggers(config, workspace) : rule.triggers),
      'while-typing',
    )
  const plansFor = (language: Language): readonly RulePlan[] =>
    workspace.memo(
      `engine:plans:${language}`,
      () =>
        rules
          .filter((rule) => rule.languages.includes(language))
          .map((rule) => {
            const triggers = triggersOf(rule)
            return { rule, triggers: triggers.includes('all') ? 'all' : triggers }
          }),
      'while-typing',
    )
  const filesFor = (need: Need) => {
    const asking = rules.filter((rule) => rule.needs.includes(need))
    const literals = [...new Set(asking.flatMap(triggersOf))]
    const extensions = extensionsOf(new Set(asking.flatMap((rule) => rule.languages)))
    if (literals.includes('all')) return workspace.files().filter((path) => extensions.some((extension) => path.endsWith(extension)))
    return literals.length === 0 ? [] : workspace.filesWith(literals, extensions)
  }
  let finder: { readonly literals: readonly string[]; readonly find: FindLiterals } | undefined
  const findTriggers: FindLiterals = (text) => {
    const literals = workspace.memo('engine:literals', () => [...new Set(rules.flatMap(triggersOf))], 'while-typing')
    // Most edits change no trigger: the prepared search outlives the state it was made in.
    if (finder?.literals !== literals) {
      const same = finder?.literals.length === literals.length && literals.every((literal, index) => literal === finder?.literals[index])
      finder = { literals, find: same && finder ? finder.find : createLiteralFinder(literals) }
    }
    return finder.find(text)
  }
  return { settingOf: createLevels(config, selection), triggersOf, plansFor, findTriggers, filesFor }
}

/** The files that hold a trigger of any rule, or a suppression comment, by one search for each workspace. */
function listCandidates(
  workspaces: WorkspaceSet,
  wanted: readonly string[],
  viewOf: (workspace: WorkspaceControl) => View,
  rules: readonly AnyRule[],
): readonly string[] {
  const languages = new Set<Language>(wanted.flatMap((path) => languageOf(path) ?? []))
  const found = new Set<string>()
  for (const workspace of workspaces.all()) {
    const { triggersOf } = viewOf(workspace)
    const mine = wanted.filter((path) => workspaces.of(path) === workspace)
    if (mine.length === 0) continue
    const listed = new Set(workspace.files())
    for (const language of languages) {
      const literals = [...new Set([suppressionMarker, ...rules.filter((rule) => rule.languages.includes(language)).flatMap(triggersOf)])]
      const here = mine.filter((path) => languageOf(path) === language)
      if (here.length === 0) continue
      const hits = literals.includes('all') ? undefined : new Set(workspace.filesWith(literals, extensionsOf(new Set([language]))))
      // A file that the listing leaves out, named by hand, is not searched either: look at it here.
      const holds = (path: string) =>
        listed.has(path) ? hits?.has(path) : createLiteralFinder(literals)(workspace.text(path) ?? '').size > 0
      for (const path of here) if (!hits || holds(path)) found.add(path)
    }
  }
  return wanted.filter((path) => found.has(path)).sort(compareText)
}

function listUnreadable(
  wanted: readonly string[],
  candidates: readonly string[],
  workspaces: WorkspaceSet,
  { readText, unreadable }: EngineOptions,
): ProjectReport['files']['unreadable'] {
  const asked = new Set(wanted)
  const known = new Map(unreadable?.().flatMap(({ path, reason }) => (asked.has(path) ? [[path, reason] as const] : [])))
  for (const path of candidates) {
    if (workspaces.of(path).text(path) !== undefined) continue
    const read = readText?.(path)
    if (read?.kind === 'unreadable') known.set(path, read.reason)
  }
  return [...known].map(([path, reason]) => ({ path, reason })).sort((a, b) => compareText(a.path, b.path))
}

export function toProjectReport(
  reports: readonly FileReport[],
  checked: number,
  unreadable: ProjectReport['files']['unreadable'],
): ProjectReport {
  const sorted = [...reports].sort((a, b) => compareText(a.path, b.path))
  return {
    files: { checked, analysed: sorted.filter(({ analysed }) => analysed).length, unreadable },
    findings: sorted.flatMap(({ findings }) => findings),
    notAnalysed: sorted.flatMap(({ notAnalysed }) => notAnalysed),
    failures: sorted.flatMap(({ failures }) => failures),
  }
}

const toSet = (workspace: WorkspaceControl | WorkspaceSet): WorkspaceSet =>
  'all' in workspace ? workspace : { of: () => workspace, all: () => [workspace] }
