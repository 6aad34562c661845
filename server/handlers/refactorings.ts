import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver'
import { planDependency } from '../../src/fixes/scoped-session/dependency-definition'
import { toWorkspaceEdit } from '../convert'
import { type TextView, toSpan } from '../positions'
import type { Place } from '../projects'
import type { Session } from '../session'

/** Changes that somebody asks for and that no finding may make by itself, with their edits: they are few and quickly computed. */
export function listRefactorings(session: Session, { project, file }: Place, view: TextView, range: Range): CodeAction[] {
  if (!file.endsWith('.py')) return []
  const workspace = project.engine.workspaces.of(file)
  const planned = planDependency(workspace, file, toSpan(view, range).start)
  if (!planned) return []
  const action = { title: planned.title, kind: CodeActionKind.RefactorRewrite }
  if ('reason' in planned) return session.features().disabledActions ? [{ ...action, disabled: { reason: planned.reason } }] : []
  const edit = toWorkspaceEdit(session, project, [{ edits: planned.edits }])
  return edit ? [{ ...action, edit }] : []
}
