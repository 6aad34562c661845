import * as vscode from 'vscode'
import type { TenantOverview } from '../../src/protocol'
import type { TenantTree } from './tenant-tree'

/** In the status bar while a database is connected, and only then: which one, and how it stands. */
export function createConnectionStatus(tree: TenantTree): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('tenantscope.connection', vscode.StatusBarAlignment.Left)
  item.name = vscode.l10n.t('TenantScope Database')
  item.command = 'tenantscope.tenants.focus'
  const show = (overview: TenantOverview | undefined): void => {
    const connected = overview?.source === 'database'
    void vscode.commands.executeCommand('setContext', 'tenantscope.connected', connected)
    if (!overview || !connected) {
      item.hide()
      return
    }
    const { database, server, tenants, outliers } = overview
    const count = (n: number): string => n.toLocaleString('en-US')
    item.text = outliers === 0 ? `$(database) ${database}` : `$(database) ${database} $(warning) ${count(outliers)}`
    const says =
      outliers === 0 ? vscode.l10n.t('all are as the migrations and the template say') : vscode.l10n.t('{0} to look at', count(outliers))
    item.tooltip = [
      vscode.l10n.t('{0} on {1}, read at {2}', database, server, new Date().toLocaleTimeString()),
      vscode.l10n.t('{0} tenants, {1}', count(tenants), says),
    ].join('\n')
    item.accessibilityInformation = { label: vscode.l10n.t('Database {0}, {1} tenants, {2}', database, count(tenants), says) }
    item.show()
  }
  const listening = tree.onDidChange(show)
  show(tree.overview())
  return vscode.Disposable.from(item, listening)
}
