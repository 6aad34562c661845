import { alembicFacts } from '../../src/alembic/alembic-facts'
import { nodeSurroundings, openShards } from '../../src/host/postgres/open-shards'
import { loadSnapshot } from '../../src/live/catalog/load-snapshot'
import { listConstraintNames } from '../../src/live/constraint-names'
import { DatabaseError } from '../../src/live/database-error'
import { toMigrationsDocument } from '../../src/live/migrations-document'
import { listVersionTables } from '../../src/live/revision-facts'
import { runLiveChecks, toLiveFacts } from '../../src/live/run-live-checks'
import type { SchemaSnapshot } from '../../src/live/snapshot'
import type { WorkspaceControl } from '../../src/project/workspace'
import type { ConstraintsReport, DatabaseParams, MigrationsReport, Outcome, WithPage } from '../../src/protocol'
import { formatConstraintsMarkdown } from '../../src/report/constraints-report'
import { formatMigrationsMarkdown } from '../../src/report/migrations-page'
import { toMigrationsJson } from '../../src/report/migrations-report'
import { chooseUrls } from '../database-urls'
import { loadGitFacts } from '../git-facts'
import { findLiveProject, liveWorkspaceOf } from '../live-store'
import { failed, noWorkspace } from '../outcomes'
import { createProgress } from '../progress'
import type { Session } from '../session'

/** Revisions and drift of every tenant, as `tenantscope migrations` gives them. */
export const answerMigrations = (
  session: Session,
  params: DatabaseParams,
  signal: AbortSignal,
): Promise<Outcome<WithPage<MigrationsReport>>> =>
  withSnapshot(session, params, signal, session.say('progress.migrations'), (snapshot, workspace, totalMs) => {
    const document = toMigrationsDocument(runLiveChecks(toLiveFacts(workspace, snapshot)))
    const places = { textOf: (file: string) => workspace.text(file), show: (file: string) => file }
    // The report room types its JSON as an object; the protocol names the same shape for the client.
    const report = toMigrationsJson(document, places, { totalMs, databaseMs: totalMs }) as MigrationsReport
    return { ok: true, value: { report, markdown: formatMigrationsMarkdown(document) } }
  })

/** Names of constraints and indexes, grouped by tenants that agree. */
export const answerConstraints = (
  session: Session,
  params: DatabaseParams & { readonly table?: string },
  signal: AbortSignal,
): Promise<Outcome<WithPage<ConstraintsReport>>> =>
  withSnapshot(session, params, signal, session.say('progress.constraints'), (snapshot) => {
    const report = listConstraintNames(snapshot, params.table)
    if (params.table !== undefined && report.tables.length === 0) {
      return failed('not-found', session.say('constraints.noTable', { table: params.table }), session.say('constraints.noTableHelp'))
    }
    return { ok: true, value: { report, markdown: formatConstraintsMarkdown(report) } }
  })

type Use<T> = (snapshot: SchemaSnapshot, workspace: WorkspaceControl, totalMs: number) => Outcome<T>

async function withSnapshot<T>(
  session: Session,
  params: DatabaseParams,
  signal: AbortSignal,
  title: string,
  use: Use<T>,
): Promise<Outcome<T>> {
  if (!session.features().trusted) {
    const project = await findLiveProject(session)
    const workspace = project && liveWorkspaceOf(project)
    // Text that is read like any other of the workspace.
    if (project?.snapshot && workspace) return use(project.snapshot, workspace, 0)
    return failed('configuration', session.say('database.untrusted'), session.say('database.untrustedHelp'))
  }
  const project = await findLiveProject(session)
  const workspace = project && liveWorkspaceOf(project)
  if (!workspace) return noWorkspace(session.say)
  const { config } = workspace
  const started = Date.now()
  const progress = createProgress(session, params.workDoneToken, title)
  try {
    const urls = chooseUrls(params, project, config)
    if (!urls) return failed('no-connection', session.say('database.none'), session.say('database.noneHelp'))
    const { shards, warnings } = openShards(urls, nodeSurroundings(process.env))
    for (const warning of warnings) session.log.warn(warning)
    // Git and the database are asked at the same time: an unknown revision may stand on another branch.
    const [snapshot] = await Promise.all([
      loadSnapshot(shards, {
        tenants: config.tenancy.tenants,
        template: config.tenancy.template,
        shared: config.tenancy.shared,
        versionTables: listVersionTables(alembicFacts(workspace)),
        connections: 2,
        signal,
        onProgress: ({ done, total, groups }) => progress.report(done, total, 'tenants', describeGroups(groups)),
      }),
      loadGitFacts(project, session.log),
    ])
    const isPart = signal.aborted
    if (isPart && !snapshot.tenants.some(({ structure }) => structure.kind === 'known'))
      return failed('cancelled', session.say('database.cancelled'))
    session.live.set(project, snapshot, isPart ? 'part' : 'whole')
    session.changed()
    return use(snapshot, workspace, Date.now() - started)
  } catch (error) {
    if (signal.aborted) return failed('cancelled', session.say('database.cancelled'))
    if (error instanceof DatabaseError) return failed('connection-failed', error.message, error.help ?? session.say('database.check'))
    throw error
  } finally {
    progress.done()
  }
}

/** The first answer while the rest is read: how many are alike. */
function describeGroups(groups: readonly number[]): string {
  const [largest, ...others] = groups
  if (largest === undefined) return ''
  return others.length === 0 ? 'all alike so far' : `${groups.length} groups so far, the largest of ${largest.toLocaleString('en-US')}`
}
