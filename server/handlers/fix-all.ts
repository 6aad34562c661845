import { applyFixes } from '../../src/index'
import type { FixAllResult, Outcome, WireEdit, WorkDoneParams } from '../../src/protocol'
import { listLineEdits } from '../line-edits'
import { noWorkspace } from '../outcomes'
import { createTextView, toRange } from '../positions'
import { createProgress } from '../progress'
import { clientUri, type Session } from '../session'

/** Every safe fix of the open folders as edits; nothing is applied here. */
export async function collectFixes(
  session: Session,
  { workDoneToken }: WorkDoneParams,
  signal: AbortSignal,
): Promise<Outcome<FixAllResult>> {
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
        paths: project.fs.listFiles().filter((file) => session.projects.isShown(project, file)),
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
}
