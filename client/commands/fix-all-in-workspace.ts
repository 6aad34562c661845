import * as vscode from 'vscode'
import { type FixAllParams, type FixAllResult, requests } from '../../src/protocol'
import { applyEdit } from '../apply-edit'
import { applyWireEdit, hasMovedOn } from '../apply-wire-edit'
import type { ClientContext, Command } from '../client-context'
import { sendWithProgress, showFailure } from '../send-request'

/**
 * Applies every safe fix of the workspace, or of one rule, as one undoable edit, after saying how many there are. Whoever wants to look
 * first gets the editor's refactor preview when unsafe fixes are among them (unticked), and the differences when all are safe.
 */
export const fixAllInWorkspace: Command = async (context, given) => {
  const params: FixAllParams = typeof given === 'string' ? { rule: given } : {}
  const outcome = await sendWithProgress(context.client, vscode.l10n.t('Collecting safe fixes'), requests.fixAll, params)
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  const { documentChanges, byRule, left, unsafe } = outcome.value
  const count = Object.values(byRule).reduce((sum, fixes) => sum + fixes, 0)
  if (count === 0 && unsafe === 0) {
    const nothing = left > 0 ? vscode.l10n.t('no fix to apply, {0} findings need a person', left) : vscode.l10n.t('no fix to apply')
    void vscode.window.showInformationMessage(`TenantScope: ${nothing}`)
    return 0
  }
  const [apply, review] = [vscode.l10n.t('Apply'), vscode.l10n.t('Review…')]
  const question =
    count > 0
      ? vscode.l10n.t('Apply {0} safe fixes in {1} files?', count, documentChanges.length)
      : vscode.l10n.t('No fix is safe; {0} are unsafe. Look at them one by one?', unsafe)
  const buttons = count > 0 ? [apply, review] : [review]
  const answer = await vscode.window.showInformationMessage(question, { modal: true, detail: detailOf(outcome.value) }, ...buttons)
  if (answer === review && unsafe > 0) return reviewAll(context, params)
  if (answer === review) {
    await context.changes.show(vscode.l10n.t('Safe fixes'), documentChanges)
    if ((await vscode.window.showInformationMessage(`TenantScope: ${question}`, apply)) !== apply) return 0
  } else if (answer !== apply) return 0
  return applySafe(documentChanges, count)
}

/** The edits carry their annotations, so the editor opens its refactor preview by itself. */
async function reviewAll(context: ClientContext, params: FixAllParams): Promise<boolean | undefined> {
  const outcome = await sendWithProgress(context.client, vscode.l10n.t('Collecting fixes'), requests.reviewFixes, params)
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  return applyWireEdit(await context.client, outcome.value)
}

async function applySafe(documentChanges: FixAllResult['documentChanges'], count: number): Promise<number> {
  if (documentChanges.some(({ textDocument }) => hasMovedOn(textDocument))) {
    const moved = vscode.l10n.t('a file changed while the fixes were collected, so nothing was applied. Run the command again.')
    void vscode.window.showWarningMessage(`TenantScope: ${moved}`)
    return 0
  }
  return (await applyEdit(toWorkspaceEdit(documentChanges))) ? count : 0
}

function detailOf({ byRule, left, unsafe }: FixAllResult): string {
  const lines = Object.entries(byRule).map(([rule, fixes]) => `${rule}: ${fixes}`)
  const rest =
    left === 0
      ? vscode.l10n.t('Nothing is left after that.')
      : unsafe > 0
        ? vscode.l10n.t(
            '{0} findings have no safe fix and stay; {1} of them have an unsafe one, which Review shows unticked.',
            left,
            unsafe,
          )
        : vscode.l10n.t('{0} findings have no safe fix and stay.', left)
  return [...lines, rest].join('\n')
}

function toWorkspaceEdit(documentChanges: FixAllResult['documentChanges']): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit()
  for (const { textDocument, edits } of documentChanges) {
    const uri = vscode.Uri.parse(textDocument.uri)
    for (const { range, newText } of edits) {
      edit.replace(uri, new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character), newText)
    }
  }
  return edit
}
