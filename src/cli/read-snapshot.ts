import * as path from 'node:path'
import { withLiveFindings } from '../engine/live-findings'
import { readTextFile } from '../host/read-text-file'
import { liveChecks, type ProjectReport } from '../index'
import { findLiveWorkspace } from '../live/live-workspace'
import { largestSnapshot, parseSnapshot } from '../live/parse-snapshot'
import { runLiveChecks, toLiveFacts } from '../live/run-live-checks'
import type { SchemaSnapshot } from '../live/snapshot'
import type { Check } from './open-check'
import type { Project } from './open-project'
import { CliError } from './options'

/** Add what the snapshot of a database, named on the command line or in the configuration, tells about the files that are checked. */
export function addSnapshot(check: Check, report: ProjectReport): ProjectReport {
  const { world, project, paths, options } = check
  const workspace = findLiveWorkspace(project.engine.workspaces)
  if (!workspace) return report
  const snapshot =
    options.snapshot === undefined ? readConfigured(check) : readNamed(path.resolve(world.cwd, options.snapshot), options.snapshot)
  if (!snapshot) return report
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

export function readNamed(file: string, name: string): SchemaSnapshot {
  const read = readTextFile(file, largestSnapshot)
  if (read.kind === 'unreadable')
    throw new CliError(`the snapshot ${name} cannot be read: ${read.reason}`, '`tenantscope snapshot --output FILE` writes one')
  const snapshot = parseSnapshot(read.text)
  if ('problem' in snapshot)
    throw new CliError(
      `the snapshot ${name} cannot be used: ${snapshot.problem}`,
      'Write it anew with `tenantscope snapshot --output FILE`',
    )
  return snapshot
}

/** The snapshot file that a configuration names, relative to the root. */
const configuredSnapshot = ({ configs }: Pick<Project, 'configs'>): string | undefined =>
  configs.configs.find(({ database }) => database.snapshot !== undefined)?.database.snapshot

/** The configuration names a file for everybody; who has not made it yet still gets the findings of the code. */
function readConfigured({ world, project }: Check): SchemaSnapshot | undefined {
  const name = configuredSnapshot(project)
  if (name === undefined) return undefined
  try {
    return readNamed(path.join(project.root, name), name)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    world.log.warn(`${error.message}; ${error.help}`)
    return undefined
  }
}
