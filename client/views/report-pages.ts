import * as vscode from 'vscode'

/** Reports as read-only Markdown documents: searchable, printable, and shown by the editor's own preview. */
export interface ReportPages extends vscode.Disposable {
  show(title: string, markdown: string): Promise<void>
}

const scheme = 'tenantscope'

export function createReportPages(): ReportPages {
  const texts = new Map<string, string>()
  const changed = new vscode.EventEmitter<vscode.Uri>()
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  })
  return {
    async show(title, markdown) {
      const uri = vscode.Uri.from({ scheme, path: `/${title.replaceAll('/', ' ')}.md` })
      texts.set(uri.path, markdown)
      changed.fire(uri)
      // The preview renders what the document provider gave at its last change, so the document has to be current first.
      await vscode.workspace.openTextDocument(uri)
      await vscode.commands.executeCommand('markdown.showPreview', uri)
    },
    dispose() {
      registration.dispose()
      changed.dispose()
      texts.clear()
    },
  }
}
