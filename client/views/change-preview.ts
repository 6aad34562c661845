import * as vscode from 'vscode'
import type { WireEdit } from '../../src/protocol'

/** Files as they are beside the same files with edits applied, in one editor of differences. Nothing is changed by looking. */
export interface ChangePreview extends vscode.Disposable {
  show(title: string, changes: readonly WireEdit[]): Promise<void>
}

const scheme = 'tenantscope-changed'

export function createChangePreview(): ChangePreview {
  const texts = new Map<string, string>()
  const changed = new vscode.EventEmitter<vscode.Uri>()
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  })
  return {
    async show(title, changes) {
      texts.clear()
      const resources: [vscode.Uri, vscode.Uri, vscode.Uri][] = []
      for (const { textDocument, edits } of changes) {
        const uri = vscode.Uri.parse(textDocument.uri)
        const after = vscode.Uri.from({ scheme, path: uri.path })
        texts.set(after.toString(), applyTo(await vscode.workspace.openTextDocument(uri), edits))
        changed.fire(after)
        resources.push([uri, uri, after])
      }
      await vscode.commands.executeCommand('vscode.changes', title, resources)
    },
    dispose() {
      registration.dispose()
      changed.dispose()
      texts.clear()
    },
  }
}

function applyTo(document: vscode.TextDocument, edits: WireEdit['edits']): string {
  const text = document.getText()
  const offset = ({ line, character }: { line: number; character: number }) => document.offsetAt(new vscode.Position(line, character))
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)), text)
}
