import * as vscode from 'vscode'
import type { TenantOverview } from '../../src/protocol'
import type { TenantTree } from './tenant-tree'

/** In the status bar while a database is connected, and only then: which one, and how it stands. */
export function createConnectionStatus(tree: TenantTree): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('tenantscope.connection', vscode.StatusBarAlignment.Left)
  item.name = 'TenantScope Database'
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
    const says = outliers === 0 ? 'all are as the migrations and the template say' : `${count(outliers)} to look at`
    item.tooltip = `${database} on ${server}, read at ${new Date().toLocaleTimeString()}\n${count(tenants)} tenants, ${says}`
    item.accessibilityInformation = { label: `Database ${database}, ${count(tenants)} tenants, ${says}` }
    item.show()
  }
  const listening = tree.onDidChange(show)
  show(tree.overview())
  return vscode.Disposable.from(item, listening)
}
