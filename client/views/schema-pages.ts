import * as vscode from 'vscode'
import type { TenantComparison } from '../../src/protocol'

/** Schemas as read-only texts, two of them side by side in the editor of differences. */
export interface SchemaPages extends vscode.Disposable {
  compare(comparison: TenantComparison): Promise<void>
}

const scheme = 'tenantscope-schema'

export function createSchemaPages(): SchemaPages {
  const texts = new Map<string, string>()
  const changed = new vscode.EventEmitter<vscode.Uri>()
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  })
  const put = ({ name, text }: TenantComparison['tenant']): vscode.Uri => {
    const uri = vscode.Uri.from({ scheme, path: `/${name}.sql` })
    texts.set(uri.toString(), text)
    changed.fire(uri)
    return uri
  }
  return {
    async compare({ reference, tenant }) {
      await vscode.commands.executeCommand('vscode.diff', put(reference), put(tenant), `${reference.name} ↔ ${tenant.name}`, {
        preview: true,
      })
    },
    dispose() {
      registration.dispose()
      changed.dispose()
      texts.clear()
    },
  }
}
