import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { waitUntil } from '../../support/wait-until'

export const extensionId = 'tenantscope.tenantscope'

/** Opens a file of the workspace in an editor and returns its document. */
export async function openFile(relative: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]
  assert.ok(folder, 'a workspace folder is open')
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, relative))
  await vscode.window.showTextDocument(document)
  return document
}

/** Writes a file of the workspace, as another program would. */
export async function writeFile(relative: string, text: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]
  assert.ok(folder, 'a workspace folder is open')
  const uri = vscode.Uri.joinPath(folder.uri, relative)
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text))
  return uri
}

export function diagnosticsOf(document: vscode.TextDocument, rule?: string): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source, code }) => source === 'tenantscope' && (rule === undefined || codeText(code) === rule))
}

export function codeText(code: vscode.Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : code)
}

/** Waits for the first findings of a document. */
export function findings(document: vscode.TextDocument, rule: string): Promise<readonly vscode.Diagnostic[]> {
  return waitUntil(`${rule} in ${document.uri.path}`, () => {
    const found = diagnosticsOf(document, rule)
    return found.length > 0 && found
  })
}
