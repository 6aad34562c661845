import { availableParallelism } from 'node:os'
import * as path from 'node:path'
import { version } from '../../package.json'
import type { Finding, ProjectReport, ToolFailure } from '../index'
import { listRuleMetas } from '../index'
import { type CheckDocument, createRanges, toCheckDocument, toDocumentFinding } from '../report/check-document'
import { formatCheck } from '../report/formats'
import type { Check } from './open-check'
import { exitCodes } from './options'
import { createProgress } from './progress'
import { withBaseline } from './with-baseline'
import { writeAtomically } from './write-files'

/** Check, and print what was found. Gives the exit code. */
export async function reportCheck(check: Check): Promise<number> {
  const { world, project, paths, options } = check
  const onProgress = createProgress(world, 'checking')
  const jobs = countJobs(check)
  const code =
    jobs > 1
      ? await (await import('../host/scan-pool')).scanInWorkers({
          ...project.scan,
          paths,
          jobs,
          log: world.log,
          signal: world.signal,
          onProgress,
        })
      : await project.engine.checkProject({ paths, signal: world.signal, onProgress })
  onProgress.end()
  const configured = project.configs.configs.some(({ database }) => database.snapshot !== undefined)
  const report = options.snapshot === undefined && !configured ? code : (await import('./read-snapshot')).addSnapshot(check, code)
  if (options.since === undefined) return printReport(check, report)
  const { compareWith } = await import('./git-trees')
  const { fresh, gone } = await compareWith(check, report, options.since)
  return printReport(check, { ...report, findings: fresh }, { gone })
}

/** From here on starting threads costs less than they save. */
const filesPerJob = 4000

/** Threads see only the disk: texts from standard input or the index stay in this one. */
function countJobs({ options, paths, stdin }: Check): number {
  if (stdin || options.staged) return 1
  return Math.min(paths.length, options.jobs ?? Math.max(1, Math.min(availableParallelism(), Math.floor(paths.length / filesPerJob))))
}

export interface Extras {
  readonly fixed?: CheckDocument['fixed']
  readonly refused?: readonly ToolFailure[]
  /** Findings of an earlier revision that are no more, with the text of their files then. */
  readonly gone?: { readonly findings: readonly Finding[]; readonly textOf: (path: string) => string | undefined }
}

/** Baseline, format, output, exit code: what all ways of checking end with. */
export async function printReport(check: Check, raw: ProjectReport, extras: Extras = {}): Promise<number> {
  const { world, options, project } = check
  const report = { ...raw, findings: withBaseline(check, raw.findings) }
  const textOf = (file: string) => project.engine.workspaces.of(file).text(file)
  const { show } = project
  const document = toCheckDocument(report, { version, textOf, show }, extras.fixed)
  const failures = [...report.failures, ...(extras.refused ?? [])]
  const text =
    options.statistics && options.format === 'text'
      ? (await import('../report/statistics')).formatStatistics(document)
      : await format(check, document, failures, extras)
  if (options.output === undefined) world.stdout.write(text)
  else writeAtomically(path.resolve(world.cwd, options.output), text)
  for (const { rule, path: file, message } of extras.refused ?? []) world.log.error(`${show(file)}: ${rule}: ${message}`)
  const named = new Set(options.paths.map((name) => project.toRoot(path.resolve(world.cwd, name))))
  const unread = report.files.unreadable.filter((file) => named.has(file.path))
  for (const { path: file, reason } of unread) world.log.error(`${show(file)} cannot be read: ${reason}`)
  if (failures.length > 0 || unread.length > 0) return exitCodes.failed
  return isFailing(document, options.failOn) ? exitCodes.findings : exitCodes.clean
}

async function format(
  { options, project, world }: Check,
  document: CheckDocument,
  failures: readonly ToolFailure[],
  { gone }: Extras,
): Promise<string> {
  const { show, engine } = project
  const lines = new Map<string, readonly string[]>()
  const lineOf = (shown: string, line: number) => {
    if (!lines.has(shown)) {
      const file = project.toRoot(path.resolve(world.cwd, shown))
      lines.set(
        shown,
        engine.workspaces
          .of(file)
          .text(file)
          ?.split(/\r\n|\n|\r/) ?? [],
      )
    }
    return lines.get(shown)?.[line - 1]
  }
  const old = gone && createRanges(gone.textOf)
  return formatCheck(options.format, document, {
    rules: listRuleMetas(),
    lineOf,
    color: world.colors.stdout && options.output === undefined,
    verbose: world.verbose,
    failures: failures.map(({ rule, path: file, message }) => `${rule} on ${show(file)}: ${message}`),
    ...(gone && old ? { gone: gone.findings.map((finding) => toDocumentFinding(finding, show, old)) } : {}),
  })
}

const ranks = { error: 3, warning: 2, info: 1, never: 4 } as const

function isFailing({ summary }: CheckDocument, failOn: keyof typeof ranks): boolean {
  return (['error', 'warning', 'info'] as const).some((severity) => summary[severity] > 0 && ranks[severity] >= ranks[failOn])
}
