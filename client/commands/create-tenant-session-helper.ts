import * as vscode from 'vscode'
import { requests } from '../../src/protocol'
import { applyEdit } from '../apply-edit'
import type { Command } from '../client-context'
import { send, showFailure } from '../send-request'

/** Opens the helper that binds a session to one tenant's engine as an unsaved file: the user reads it, then saves it. */
export const createTenantSessionHelper: Command = async ({ client }) => {
  const outcome = await send(client, requests.sessionHelper, {})
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  const uri = vscode.Uri.parse(outcome.value.uri).with({ scheme: 'untitled' })
  const document = await vscode.workspace.openTextDocument(uri)
  const edit = new vscode.WorkspaceEdit()
  const everything = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end)
  edit.replace(uri, everything, outcome.value.text)
  if (!(await applyEdit(edit))) return undefined
  await vscode.window.showTextDocument(document)
  return uri
}
