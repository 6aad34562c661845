import type { WorkspaceEdit } from 'vscode-languageserver'
import { applyFixes } from '../../src/index'
import type { FixAllParams, FixAllResult, Outcome, WireEdit, WireWorkspaceEdit } from '../../src/protocol'
import { toWorkspaceEdit } from '../convert'
import { listLineEdits } from '../line-edits'
import { failed, noWorkspace } from '../outcomes'
import { createDiskView, toRange } from '../positions'
import { createProgress } from '../progress'
import { clientUri, type Session } from '../session'
import { chooseEverywhere, toGroup } from './make-edit'

/** Every safe fix of the open folders as edits; nothing is applied here. */
export async function collectFixes(
  session: Session,
  { rule, workDoneToken }: FixAllParams,
  signal: AbortSignal,
): Promise<Outcome<FixAllResult>> {
  const projects = await session.projects.all()
  if (projects.length === 0) return noWorkspace(session.say)
  const progress = createProgress(session, workDoneToken, session.say('progress.collectFixes'))
  const documentChanges: WireEdit[] = []
  const byRule: Record<string, number> = {}
  const notAnalysed: { path: string; reason: string }[] = []
  let left = 0
  let unsafe = 0
  try {
    for (const project of projects) {
      // An engine of its own: the texts it tries out must not be seen by anybody else.
      const known = new Set(project.baseline?.findings.map(({ fingerprint }) => fingerprint))
      const { changed, fixed, report } = await applyFixes(project.createEngine(), {
        safety: 'safe',
        paths: project.fs.listFiles().filter((file) => session.projects.isShown(project, file)),
        signal,
        // Files move by their own quick fix, one at a time: this is about lines.
        accept: (finding, fix) =>
          fix.files === undefined && !known.has(finding.fingerprint) && (rule === undefined || finding.rule === rule),
        onProgress: progress.report,
      })
      for (const { path, before, after } of changed) {
        const uri = clientUri(session.documents, project, path)
        const open = session.documents.get(uri)
        const view = open && open.view.text === before ? open.view : createDiskView(before ?? '', session.features().encoding)
        const edits = listLineEdits(view.text, after).map(({ text, ...span }) => ({ range: toRange(view, span), newText: text }))
        documentChanges.push({ textDocument: { uri, version: open?.version ?? null }, edits })
      }
      for (const { rule, count } of fixed) byRule[rule] = (byRule[rule] ?? 0) + count
      const rest = report.findings.filter(
        (finding) => !finding.suppressed && !known.has(finding.fingerprint) && (rule === undefined || finding.rule === rule),
      )
      left += rest.length
      unsafe += rest.filter(({ fixes }) => fixes.length > 0).length
      notAnalysed.push(...report.files.unreadable, ...report.notAnalysed.map(({ path, reason }) => ({ path, reason })))
    }
    return { ok: true, value: { documentChanges, byRule, left, unsafe, notAnalysed } }
  } finally {
    progress.done()
  }
}

/** One pass over the open folders with the unsafe fixes too, each with a word about itself: the editor lets the user choose. */
export async function reviewFixes(
  session: Session,
  { rule, workDoneToken }: FixAllParams,
  signal: AbortSignal,
): Promise<Outcome<WireWorkspaceEdit>> {
  const projects = await session.projects.all()
  if (projects.length === 0) return noWorkspace(session.say)
  const progress = createProgress(session, workDoneToken, session.say('progress.collectFixes'))
  try {
    const edits: WorkspaceEdit[] = []
    for (const project of projects) {
      const fixes = await chooseEverywhere(session, project, { safety: 'unsafe', rule }, signal, progress.report)
      const groups = fixes.map((fix) => toGroup(session, fix, true))
      const edit = toWorkspaceEdit(session, project, groups)
      if (edit) edits.push(edit)
    }
    const documentChanges = edits.flatMap((edit) => edit.documentChanges ?? [])
    if (documentChanges.length === 0) return failed('not-found', session.say('fix.none'))
    return { ok: true, value: { documentChanges, changeAnnotations: Object.assign({}, ...edits.map((each) => each.changeAnnotations)) } }
  } finally {
    progress.done()
  }
}
