import * as path from 'node:path'
import { withLiveFindings } from '../engine/live-findings'
import { readTextFile } from '../host/read-text-file'
import { liveChecks, type ProjectReport } from '../index'
import { parseSnapshot } from '../live/parse-snapshot'
import { runLiveChecks, toLiveFacts } from '../live/run-live-checks'
import type { Check } from './open-check'
import { CliError } from './options'

/** Add what a snapshot of a database tells about the files that are checked. */
export function addSnapshot({ world, project, paths, options }: Check, report: ProjectReport, name: string): ProjectReport {
  const read = readTextFile(path.resolve(world.cwd, name))
  if (read.kind === 'unreadable')
    throw new CliError(`the snapshot ${name} cannot be read: ${read.reason}`, '`tenantscope snapshot --output FILE` writes one')
  const snapshot = parseSnapshot(read.text)
  if ('problem' in snapshot)
    throw new CliError(
      `the snapshot ${name} cannot be used: ${snapshot.problem}`,
      'Write it anew with `tenantscope snapshot --output FILE`',
    )
  const [workspace] = project.engine.workspaces.all()
  if (!workspace) return report
  const { findings, skipped } = runLiveChecks(toLiveFacts(workspace, snapshot))
  for (const { what, why } of skipped) world.log.info(`${what} was skipped: ${why}`)
  const { today } = project.scan
  return withLiveFindings(report, findings, {
    workspace,
    checks: liveChecks,
    selection: { select: options.select, ignore: options.ignore },
    today,
    paths,
  })
}
