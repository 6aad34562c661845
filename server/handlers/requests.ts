import type { CancellationToken } from 'vscode-languageserver'
import { applyFixes, rulePages } from '../../src/index'
import { type FixAllResult, type Outcome, type RequestName, requests, type WireEdit } from '../../src/protocol'
import { guard } from '../guard'
import { createTextView, toRange } from '../positions'
import { createProgress } from '../progress'
import { listLineEdits } from '../line-edits'
import { clientUri, type Session } from '../session'

/** What the extension asks beyond the protocol of language servers. */
export function bindRequests(session: Session): void {
  const bind = <Params, Result>(request: RequestName<Params, Result>, handle: (params: Params, signal: AbortSignal) => Promise<Result>): void => {
    session.connection.onRequest(request.method, (params: Params, token: CancellationToken) =>
      guard(session.log, request.method, token, async (signal) => {
        await session.ready
        return handle(params, signal)
      }),
    )
  }

  bind(requests.rulePage, async ({ rule }) => {
    const markdown = rulePages[rule]
    return markdown === undefined ? failed('not-found', `there is no rule \`${rule}\``) : { ok: true, value: { markdown } }
  })

  bind(requests.fixAll, async ({ workDoneToken }, signal): Promise<Outcome<FixAllResult>> => {
    const projects = await session.projects.all()
    if (projects.length === 0) return noWorkspace
    const progress = createProgress(session.connection, workDoneToken, 'Collecting safe fixes')
    const documentChanges: WireEdit[] = []
    const byRule: Record<string, number> = {}
    const notAnalysed: { path: string; reason: string }[] = []
    let left = 0
    try {
      for (const project of projects) {
        // An engine of its own: the texts it tries out must not be seen by anybody else.
        const known = new Set(project.baseline?.findings.map(({ fingerprint }) => fingerprint))
        const { changed, fixed, report } = await applyFixes(project.createEngine(), {
          safety: 'safe',
          signal,
          accept: (finding) => !known.has(finding.fingerprint),
          onProgress: progress.report,
        })
        for (const { path, before, after } of changed) {
          const uri = clientUri(session.documents, project, path)
          const view = createTextView(before ?? '', session.features().encoding)
          const edits = listLineEdits(view.text, after).map(({ text, ...span }) => ({ range: toRange(view, span), newText: text }))
          documentChanges.push({ textDocument: { uri, version: session.documents.get(uri)?.version ?? null }, edits })
        }
        for (const { rule, count } of fixed) byRule[rule] = (byRule[rule] ?? 0) + count
        left += report.findings.filter(({ suppressed, fingerprint }) => !suppressed && !known.has(fingerprint)).length
        notAnalysed.push(...report.files.unreadable, ...report.notAnalysed.map(({ path, reason }) => ({ path, reason })))
      }
      return { ok: true, value: { documentChanges, byRule, left, notAnalysed } }
    } finally {
      progress.done()
    }
  })
}

type Failure = Extract<Outcome<never>, { ok: false }>

const failed = (code: Failure['code'], message: string, help?: string): Failure => ({ ok: false, code, message, help })

const noWorkspace = failed('no-workspace', 'no folder is open', 'Open the folder of a project')
