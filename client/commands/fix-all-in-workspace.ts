import * as vscode from 'vscode'
import { type FixAllResult, requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { sendWithProgress, showFailure } from '../send-request'

/** Applies every safe fix of the workspace as one undoable edit, after saying how many there are. */
export const fixAllInWorkspace: Command = async (context) => {
  const outcome = await sendWithProgress(context.client, 'Collecting safe fixes', requests.fixAll, {})
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  const { documentChanges, byRule, left } = outcome.value
  const count = Object.values(byRule).reduce((sum, fixes) => sum + fixes, 0)
  if (documentChanges.length === 0) {
    void vscode.window.showInformationMessage(`TenantScope: no safe fix to apply${left > 0 ? `, ${left} findings need a person` : ''}`)
    return 0
  }
  const question = `Apply ${count} safe fixes in ${documentChanges.length} files?`
  const answer = await vscode.window.showInformationMessage(question, { modal: true, detail: detailOf(byRule, left) }, 'Apply')
  if (answer !== 'Apply') return 0
  const changed = documentChanges.find(({ textDocument }) => hasMovedOn(textDocument))
  if (changed) {
    void vscode.window.showWarningMessage(
      'TenantScope: a file changed while the fixes were collected, so nothing was applied. Run the command again.',
    )
    return 0
  }
  await vscode.workspace.applyEdit(toWorkspaceEdit(documentChanges))
  return count
}

function detailOf(byRule: FixAllResult['byRule'], left: number): string {
  const lines = Object.entries(byRule).map(([rule, fixes]) => `${rule}: ${fixes}`)
  return [...lines, left > 0 ? `${left} findings have no safe fix and stay.` : 'Nothing is left after that.'].join('\n')
}

function hasMovedOn({ uri, version }: { readonly uri: string; readonly version: number | null }): boolean {
  if (version === null) return false
  const normal = vscode.Uri.parse(uri).toString()
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === normal && document.version !== version)
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
