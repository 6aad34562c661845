import * as vscode from 'vscode'

/** Makes an edit; when the editor makes none of it, the user hears so. */
export async function applyEdit(edit: vscode.WorkspaceEdit): Promise<boolean> {
  const applied = await vscode.workspace.applyEdit(edit)
  if (!applied) {
    const refused = vscode.l10n.t(
      'the editor did not make the edit: a file may have changed or gone, or be read-only. Nothing is counted as done; look at the files and run the command again.',
    )
    void vscode.window.showErrorMessage(`TenantScope: ${refused}`)
  }
  return applied
}
