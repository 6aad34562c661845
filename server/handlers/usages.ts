import { nodeSurroundings, openShards } from '../../src/host/postgres/open-shards'
import { countRowsOfShards } from '../../src/live/column-rows'
import { DatabaseError } from '../../src/live/database-error'
import { findUsages } from '../../src/project/find-usages'
import { symbolAt } from '../../src/project/symbol-at'
import type { UsageSymbol } from '../../src/project/usages'
import type { DatabaseParams, Outcome, PlaceParams, UsagesReport, WithPage } from '../../src/protocol'
import { formatUsagesMarkdown, type UsagesDocument } from '../../src/report/usages-report'
import { givenUrls } from '../database-urls'
import { failed, noWorkspace } from '../outcomes'
import { toOffset } from '../positions'
import { createProgress } from '../progress'
import { clientUri, type Session, viewOf } from '../session'

/**
 * Who still uses a name, as `tenantscope usages` tells, over the texts that the editor has open; places are links.
 * Rows are counted in the databases that the client names, and only there: who asks about code does not expect a connection.
 */
export async function answerUsages(
  session: Session,
  { symbol, uri, workDoneToken, ...database }: DatabaseParams & { readonly symbol: string; readonly uri?: string },
  signal: AbortSignal,
): Promise<Outcome<WithPage<UsagesReport>>> {
  const projects = await session.projects.all()
  if (projects.length === 0) return noWorkspace(session.say)
  const first = uri === undefined ? undefined : (await session.projects.find(uri)).project
  const ordered = [...projects].sort((a, b) => Number(b === first) - Number(a === first))
  const progress = createProgress(session, workDoneToken, session.say('progress.usages', { symbol }))
  try {
    for (const project of ordered) {
      const { typescript } = project.services
      const found = await findUsages(project.engine.workspaces.all(), { name: symbol, typescript, signal })
      if (!found) continue
      const { report } = found
      const linkOf = ({ path, range }: { path: string; range: { start: { line: number } } }): string =>
        `${clientUri(session.documents, project, path)}#L${range.start.line}`
      const live = await countLive(session, report.symbol, givenUrls(database), signal)
      const page = formatUsagesMarkdown({ ...report, ...(live.rows ? { rows: live.rows } : {}) }, linkOf)
      const markdown = live.failure === undefined ? page : `${page}\n## Live rows\n\nNot read: ${live.failure}\n`
      return { ok: true, value: { report, markdown } }
    }
    return failed('not-found', session.say('usages.none', { symbol }), session.say('usages.noneHelp'))
  } finally {
    progress.done()
  }
}

/** Rows of the symbol's table. A database that does not answer takes nothing from what the code says. */
async function countLive(
  { features, log, say }: Session,
  { table, column }: UsageSymbol,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly rows?: UsagesDocument['rows']; readonly failure?: string }> {
  if (urls.length === 0 || table === undefined) return {}
  if (!features().trusted) return { failure: say('database.untrusted') }
  try {
    const { shards, warnings } = openShards(urls, nodeSurroundings(process.env))
    for (const warning of warnings) log.warn(warning)
    return { rows: await countRowsOfShards(shards, table, column, signal) }
  } catch (error) {
    if (error instanceof DatabaseError && !signal.aborted) return { failure: error.message }
    throw error
  }
}

/** The name under the cursor, as `usages` takes it. */
export async function answerSymbol(session: Session, { uri, position }: PlaceParams): Promise<Outcome<{ readonly symbol: string }>> {
  const { project, file } = await session.projects.find(uri)
  const view = viewOf(session, project, file)
  const symbol = view && symbolAt(project.engine.workspaces.of(file), file, toOffset(view, position))
  return symbol === undefined ? failed('not-found', session.say('usages.noName')) : { ok: true, value: { symbol } }
}
