import { findUsages } from '../../src/project/find-usages'
import { symbolAt } from '../../src/project/symbol-at'
import type { Outcome, PlaceParams, UsagesReport, WithPage, WorkDoneParams } from '../../src/protocol'
import { formatUsagesMarkdown } from '../../src/report/usages-report'
import { failed, noWorkspace } from '../outcomes'
import { toOffset } from '../positions'
import { createProgress } from '../progress'
import { clientUri, type Session, viewOf } from '../session'

/** Who still uses a name, as `tenantscope usages` tells, over the texts that the editor has open; places are links. */
export async function answerUsages(
  session: Session,
  { symbol, uri, workDoneToken }: WorkDoneParams & { readonly symbol: string; readonly uri?: string },
  signal: AbortSignal,
): Promise<Outcome<WithPage<UsagesReport>>> {
  const projects = await session.projects.all()
  if (projects.length === 0) return noWorkspace
  const first = uri === undefined ? undefined : (await session.projects.find(uri)).project
  const ordered = [...projects].sort((a, b) => Number(b === first) - Number(a === first))
  const progress = createProgress(session.connection, workDoneToken, `Looking for uses of ${symbol}`)
  try {
    for (const project of ordered) {
      const { typescript } = project.services
      const found = await findUsages(project.engine.workspaces.all(), { name: symbol, typescript, signal })
      if (!found) continue
      const { report } = found
      const markdown = formatUsagesMarkdown(
        report,
        ({ path, range }) => `${clientUri(session.documents, project, path)}#L${range.start.line}`,
      )
      return { ok: true, value: { report, markdown } }
    }
    return failed(
      'not-found',
      `nothing in this project is called \`${symbol}\``,
      'Write `Model.column`, a class, function, `Class.method`, module, table or `Interface.field`',
    )
  } finally {
    progress.done()
  }
}

/** The name under the cursor, as `usages` takes it. */
export async function answerSymbol(session: Session, { uri, position }: PlaceParams): Promise<Outcome<{ readonly symbol: string }>> {
  const { project, file } = await session.projects.find(uri)
  const view = viewOf(session, project, file)
  const symbol = view && symbolAt(project.engine.workspaces.of(file), file, toOffset(view, position))
  return symbol === undefined ? failed('not-found', 'there is no name here') : { ok: true, value: { symbol } }
}
