import * as vscode from 'vscode'
import type { LanguageClient, WorkspaceEdit } from 'vscode-languageclient/node'
import type { WireWorkspaceEdit } from '../src/protocol'

/**
 * Makes an edit of the server, unless a document moved on since. Where its annotations ask for confirmation the editor shows its refactor
 * preview by itself; then false also means that the user discarded it.
 */
export async function applyWireEdit(client: LanguageClient, edit: WireWorkspaceEdit): Promise<boolean> {
  const given = edit as WorkspaceEdit
  for (const change of given.documentChanges ?? []) {
    if (!('textDocument' in change) || !hasMovedOn(change.textDocument)) continue
    const moved = vscode.l10n.t('a file changed while the edit was prepared, so nothing was applied. Ask again.')
    void vscode.window.showWarningMessage(`TenantScope: ${moved}`)
    return false
  }
  return vscode.workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(given))
}

export function hasMovedOn({ uri, version }: { readonly uri: string; readonly version: number | null }): boolean {
  if (version === null) return false
  const normal = vscode.Uri.parse(uri).toString()
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === normal && document.version !== version)
}
