import type { Edit, FileOperation, Finding, Fix, Safety } from '../contract/finding'
import { languageOf } from '../contract/language'
import { dropUnusedImports } from '../fixes/imports'
import { applyEdits, editsOverlap } from '../text/apply-edits'
import { compareText, groupByPath, type ToolFailure } from './check-file'
import type { CheckProjectRequest, Engine, ProjectReport } from './engine'

export interface FixRequest extends CheckProjectRequest {
  /** `unsafe` takes the safe ones too. */
  readonly safety: Safety
  /** Asked once for each fix that would be taken; the interactive mode stands behind it. */
  readonly accept?: (finding: Finding, fix: Fix) => boolean | Promise<boolean>
}

export interface FixOutcome {
  /** New text of each changed, made or moved file. */
  readonly changed: readonly ChangedFile[]
  /** Files that the fixes deleted. */
  readonly removed: readonly { readonly path: string; readonly before: string }[]
  readonly fixed: readonly { readonly rule: string; readonly path: string; readonly count: number }[]
  /** What is left, judged on the new texts. */
  readonly report: ProjectReport
  /** Fixes that were taken back, because the text could be parsed before and not after. */
  readonly refused: readonly ToolFailure[]
}

export interface ChangedFile {
  readonly path: string
  /** Undefined for a file that the fixes made. */
  readonly before: string | undefined
  readonly after: string
  /** Where the file was before, when the fixes moved it. */
  readonly from?: string
}

const maximumRounds = 10

interface Taken {
  readonly fix: Fix
  readonly findings: readonly Finding[]
}

/**
 * Apply fixes in rounds, each computed from the text that the one before left, until nothing changes. Edits that overlap wait
 * for the next round. Nothing is written: the new texts become overlays of the workspaces, and the caller decides.
 */
export async function applyFixes(engine: Engine, request: FixRequest): Promise<FixOutcome> {
  const ledger = createLedger(engine)
  const fixed = new Map<string, { rule: string; path: string; count: number }>()
  const refused: ToolFailure[] = []
  const declined = new Set<string>()
  let paths = request.paths
  let report = await engine.checkProject(request)
  for (let round = 0; round < maximumRounds; round++) {
    request.signal?.throwIfAborted()
    const chosen = await chooseFixes(engine, report.findings, request, declined)
    const { taken, broken } = dropBreaking(engine, chosen)
    for (const { fix, findings } of broken) {
      declined.add(keyOf(fix))
      const [first] = findings
      if (first)
        refused.push({
          rule: first.rule,
          path: first.path,
          message: `the fix “${fix.title}” was taken back: the file would no longer parse`,
        })
    }
    if (taken.length === 0 && broken.length === 0) break
    for (const [path, edits] of groupByPath(taken.flatMap(({ fix }) => fix.edits))) {
      const text = engine.workspaces.of(path).text(path)
      // A file that a fix made is checked with the rest from now on.
      if (text === undefined && paths) paths = [...paths, path]
      ledger.write(path, applyEdits(text ?? '', edits))
      dropLeftImports(
        engine,
        path,
        taken.flatMap(({ fix }) => (fix.edits.some((edit) => edit.path === path) ? (fix.unuses ?? []) : [])),
      )
    }
    for (const operation of taken.flatMap(({ fix }) => fix.files ?? [])) {
      ledger.operate(operation)
      paths = paths?.flatMap((path) => (path !== operation.path ? [path] : operation.kind === 'rename' ? [operation.to] : []))
    }
    for (const { rule, path } of taken.flatMap(({ findings }) => findings)) {
      const entry = fixed.get(`${rule}\0${path}`) ?? { rule, path, count: 0 }
      fixed.set(`${rule}\0${path}`, { ...entry, count: entry.count + 1 })
    }
    report = await engine.checkProject({ ...request, paths })
  }
  return {
    ...ledger.result(),
    fixed: [...fixed.values()].sort((a, b) => compareText(a.path, b.path) || compareText(a.rule, b.rule)),
    report,
    refused,
  }
}

interface Ledger {
  write(path: string, text: string): void
  operate(operation: FileOperation): void
  result(): Pick<FixOutcome, 'changed' | 'removed'>
}

/** What became of each file over all rounds. The new state stands in the workspaces, nothing of it on the disk. */
function createLedger(engine: Engine): Ledger {
  const textOf = (path: string) => engine.workspaces.of(path).text(path)
  const set = (path: string, text: string | undefined) => {
    for (const workspace of engine.workspaces.all()) workspace.setFile(path, text)
  }
  /** Path now -> what it was when everything began. */
  const origins = new Map<string, { readonly path: string; readonly text: string | undefined }>()
  const removed: FixOutcome['removed'][number][] = []
  const originOf = (path: string) => {
    const origin = origins.get(path) ?? { path, text: textOf(path) }
    origins.set(path, origin)
    return origin
  }
  return {
    write(path, text) {
      // A file that was there keeps its place in the listing, or outside of it.
      if (originOf(path).text !== undefined) setText(engine, path, text)
      else set(path, text)
    },
    operate(operation) {
      const { path } = operation
      const text = textOf(path)
      const origin = originOf(path)
      origins.delete(path)
      set(path, undefined)
      if (operation.kind === 'rename') {
        origins.set(operation.to, origin)
        set(operation.to, text)
      } else if (origin.text !== undefined) removed.push({ path: origin.path, before: origin.text })
    },
    result() {
      const changed = [...origins].flatMap(([path, origin]): ChangedFile[] => {
        const after = textOf(path)
        const moved = origin.path !== path && origin.text !== undefined
        if (after === undefined || (after === origin.text && !moved)) return []
        return [{ path, before: origin.text, after, ...(moved ? { from: origin.path } : {}) }]
      })
      return { changed: changed.sort((a, b) => compareText(a.path, b.path)), removed }
    },
  }
}

/** Several fixes of one file may together take the last uses of an import that each of them had to keep. */
function dropLeftImports(engine: Engine, path: string, names: readonly string[]): void {
  const module = names.length > 0 ? engine.workspaces.of(path).module(path) : undefined
  const edits = module ? dropUnusedImports(engine.workspaces.of(path), module, names) : []
  if (module && edits.length > 0) setText(engine, path, applyEdits(module.text, edits))
}

/** The fix that a run of this safety takes: the first safe one, else the first. */
export function preferredFix({ fixes }: Pick<Finding, 'fixes'>, safety: Safety): Fix | undefined {
  return fixes.find((fix) => fix.safety === 'safe') ?? (safety === 'unsafe' ? fixes[0] : undefined)
}

async function chooseFixes(
  engine: Engine,
  findings: readonly Finding[],
  { safety, accept }: FixRequest,
  declined: Set<string>,
): Promise<readonly Taken[]> {
  const wanted = new Map<string, { fix: Fix; findings: Finding[] }>()
  for (const finding of findings) {
    const fix = finding.suppressed ? undefined : preferredFix(finding, safety)
    if (!fix) continue
    const shared = wanted.get(fix.id)
    if (shared) shared.findings.push(finding)
    else wanted.set(fix.id, { fix, findings: [finding] })
  }
  const taken: Taken[] = []
  const edits = new Map<string, Edit[]>()
  const moved = new Set<string>()
  for (const candidate of wanted.values()) {
    const {
      fix,
      findings: [first],
    } = candidate
    if (!first || declined.has(keyOf(fix)) || !isApplicable(engine, fix)) continue
    if (fix.edits.some((edit) => editsOverlap([edit], edits.get(edit.path) ?? []))) continue
    if (fix.files?.some((operation) => pathsOf(operation).some((path) => moved.has(path)))) continue
    if (accept && !(await accept(first, fix))) {
      declined.add(keyOf(fix))
      continue
    }
    for (const path of fix.files?.flatMap(pathsOf) ?? []) moved.add(path)
    for (const edit of fix.edits) edits.set(edit.path, [...(edits.get(edit.path) ?? []), edit])
    taken.push(candidate)
  }
  return taken
}

const pathsOf = (operation: FileOperation): readonly string[] =>
  operation.kind === 'rename' ? [operation.path, operation.to] : [operation.path]

/** Offsets differ from round to round, the words do not: what was refused once stays refused. */
const keyOf = (fix: Fix): string => JSON.stringify([fix.title, fix.edits.map(({ path, text }) => [path, text]), fix.files])

/** Does every edit fit the current text, and does the fix change anything? */
function isApplicable(engine: Engine, fix: Fix): boolean {
  let changes = false
  for (const edit of fix.edits) {
    const text = engine.workspaces.of(edit.path).text(edit.path)
    if (edit.create ? text !== undefined : text === undefined || edit.end > text.length) return false
    if (text?.slice(edit.start, edit.end) !== edit.text) changes = true
  }
  for (const operation of fix.files ?? []) {
    if (engine.workspaces.of(operation.path).text(operation.path) === undefined) return false
    if (operation.kind === 'rename' && engine.workspaces.of(operation.to).files().includes(operation.to)) return false
    changes = true
  }
  return changes
}

/** Take back every fix after which a Python file would parse worse than before. */
function dropBreaking(engine: Engine, chosen: readonly Taken[]): { readonly taken: readonly Taken[]; readonly broken: readonly Taken[] } {
  const broken = new Set<Taken>()
  for (const [path, edits] of groupByPath(chosen.flatMap(({ fix }) => fix.edits))) {
    if (languageOf(path) !== 'python' || !parsesWorse(engine, path, edits)) continue
    const here = chosen.filter(({ fix }) => fix.edits.some((edit) => edit.path === path))
    const guilty = here.filter(({ fix }) =>
      parsesWorse(
        engine,
        path,
        fix.edits.filter((edit) => edit.path === path),
      ),
    )
    for (const each of guilty.length > 0 ? guilty : here) broken.add(each)
  }
  return { taken: chosen.filter((each) => !broken.has(each)), broken: [...broken] }
}

function parsesWorse(engine: Engine, path: string, edits: readonly Edit[]): boolean {
  const text = engine.workspaces.of(path).text(path)
  const errors = countErrors(engine, path)
  setText(engine, path, applyEdits(text ?? '', edits))
  const worse = countErrors(engine, path) > errors
  setText(engine, path, text)
  return worse
}

function countErrors(engine: Engine, path: string): number {
  const module = engine.workspaces.of(path).module(path)
  module?.body()
  return module?.errors().length ?? 0
}

function setText(engine: Engine, path: string, text: string | undefined): void {
  for (const workspace of engine.workspaces.all()) workspace.setOverlay(path, text)
}
