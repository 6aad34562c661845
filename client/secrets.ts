import * as vscode from 'vscode'

/** Connection URLs of this workspace in the editor's secret storage; several mean shards of one system. */
export interface DatabaseSecrets {
  load(): Promise<readonly string[]>
  store(urls: readonly string[]): Promise<void>
  forget(): Promise<void>
}

export function createDatabaseSecrets(storage: vscode.SecretStorage): DatabaseSecrets {
  return {
    async load() {
      const stored = await storage.get(key())
      if (stored === undefined) return []
      const urls: unknown = JSON.parse(stored)
      return Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : []
    },
    store: async (urls) => storage.store(key(), JSON.stringify(urls)),
    forget: async () => storage.delete(key()),
  }
}

/** One project's database must not be read for another project. */
function key(): string {
  const home = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri
  return `database:${home?.toString() ?? 'no workspace'}`
}
