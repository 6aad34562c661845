import * as path from 'node:path'
import { applyFixes } from '../index'
import { createInteraction } from './interaction'
import type { Check } from './open-check'
import { exitCodes } from './options'
import { isPatchRoot } from './patch-root'
import { type PatchedFile, toPatch } from './print-diff'
import { createProgress } from './progress'
import { printReport } from './report-check'
import { writeOutcome } from './write-files'

/** Fix: print a patch, or the fixed standard input, or write the files and report what is left. */
export async function fixFiles(check: Check): Promise<number> {
  const { world, options, project, paths, stdin } = check
  const onProgress = createProgress(world, 'fixing')
  const interaction = options.interactive ? createInteraction(check) : undefined
  const known = await knownFindings(check)
  const outcome = await applyFixes(project.engine, {
    paths,
    safety: options.fix ?? 'safe',
    signal: world.signal,
    onProgress,
    // A finding of the baseline was accepted as it is.
    accept: async (finding, fix) =>
      !known.has(finding.fingerprint) && (interaction === undefined || (await interaction.accept(finding, fix))),
  })
  onProgress.end()
  interaction?.close()
  const { changed, removed, fixed, report, refused } = outcome
  if (options.diff) {
    const files = [...changed, ...removed.map((file) => ({ ...file, after: undefined }))].map((file) => showPaths(file, project.show))
    world.stdout.write(toPatch(files, isPatchRoot(world.cwd)))
    for (const { path: file, message } of refused) world.log.error(`${project.show(file)}: ${message}`)
    if (report.failures.length > 0 || refused.length > 0) return exitCodes.failed
    return files.length > 0 ? exitCodes.findings : exitCodes.clean
  }
  if (stdin) {
    world.stdout.write(changed.find((file) => file.path === stdin.path)?.after ?? stdin.text)
    // The text itself is the result here; what is left only decides the exit code.
    return printReport({ ...check, world: { ...world, stdout: { write: () => undefined } } }, report, { fixed, refused })
  }
  writeOutcome(project.root, outcome)
  return printReport(check, report, { fixed, refused })
}

const showPaths = (file: PatchedFile, show: (path: string) => string): PatchedFile => ({
  ...file,
  path: show(file.path),
  ...(file.from === undefined ? {} : { from: show(file.from) }),
})

async function knownFindings({ world, options }: Check): Promise<ReadonlySet<string>> {
  if (options.baseline === undefined) return new Set()
  const { readBaselineFile } = await import('./baseline-file')
  return new Set(
    readBaselineFile(path.resolve(world.cwd, options.baseline), options.baseline)?.findings.map(({ fingerprint }) => fingerprint),
  )
}
