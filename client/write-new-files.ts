import * as vscode from 'vscode'
import type { NewFile } from '../src/protocol'

/** Creates files and opens the last one. A file that exists stays as it is, and the whole edit is refused. */
export async function writeNewFiles(files: readonly NewFile[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit()
  for (const { uri, text } of files) {
    edit.createFile(vscode.Uri.parse(uri), { overwrite: false, ignoreIfExists: false, contents: new TextEncoder().encode(text) })
  }
  if (!(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showErrorMessage(`TenantScope: ${vscode.l10n.t('nothing was written, because one of the files exists already')}`)
    return
  }
  const last = files.at(-1)
  if (last) await vscode.window.showTextDocument(vscode.Uri.parse(last.uri))
}
