import * as vscode from 'vscode'
import type { MigrationsReport, ReportFinding, TenantDifference, TenantReport } from '../../src/protocol'
import { createTenantIndex, type TenantIndex, type TenantState } from './tenant-index'

/** The tenants of the last check in the side bar, grouped by state, outliers first. */
export interface TenantTree extends vscode.Disposable {
  show(report: MigrationsReport): void
  clear(): void
  /** Revisions that tenants hold and no file has, to offer where a revision is asked for. */
  unknownRevisions(): readonly string[]
}

type Node =
  | { readonly kind: 'state'; readonly state: TenantState }
  | { readonly kind: 'tenant'; readonly tenant: TenantReport }
  | { readonly kind: 'finding'; readonly finding: ReportFinding }
  | { readonly kind: 'difference'; readonly difference: TenantDifference }

export function createTenantTree(): TenantTree {
  const changed = new vscode.EventEmitter<undefined>()
  let index: TenantIndex | undefined
  const view = vscode.window.createTreeView<Node>('tenantscope.tenants', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => (index === undefined ? [] : childrenOf(index, node)),
      getTreeItem: (node) => (index === undefined ? new vscode.TreeItem('') : toTreeItem(index, node)),
    },
  })
  return {
    show(report) {
      index = createTenantIndex(report)
      view.description = `${report.database.database}, ${report.database.tenants.toLocaleString('en-US')} tenants`
      changed.fire(undefined)
    },
    clear() {
      index = undefined
      view.description = ''
      changed.fire(undefined)
    },
    unknownRevisions: () => index?.unknownRevisions ?? [],
    dispose() {
      view.dispose()
      changed.dispose()
    },
  }
}

function childrenOf(index: TenantIndex, node: Node | undefined): Node[] {
  if (node === undefined) return index.states.map((state) => ({ kind: 'state', state }))
  if (node.kind === 'state') return node.state.tenants.map((tenant) => ({ kind: 'tenant', tenant }))
  if (node.kind !== 'tenant') return []
  const { schema } = node.tenant
  return [
    ...index.findingsOf(schema).map((finding): Node => ({ kind: 'finding', finding })),
    ...index.differencesOf(schema).map((difference): Node => ({ kind: 'difference', difference })),
  ]
}

function toTreeItem(index: TenantIndex, node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'state':
      return stateItem(node.state)
    case 'tenant':
      return tenantItem(node.tenant, index.isTemplate(node.tenant.schema), childrenOf(index, node).length)
    case 'finding':
      return findingItem(node.finding)
    case 'difference':
      return differenceItem(node.difference)
  }
}

function stateItem({ state, isHealthy, tenants }: TenantState): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState
  const item = new vscode.TreeItem(state.charAt(0).toUpperCase() + state.slice(1), isHealthy ? Collapsed : Expanded)
  item.description = tenants.length.toLocaleString('en-US')
  item.iconPath = isHealthy
    ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
    : new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
  return item
}

function tenantItem({ schema, revisions, reason }: TenantReport, isTemplate: boolean, troubles: number): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState
  const item = new vscode.TreeItem(schema, troubles > 0 ? Collapsed : None)
  const notes = [isTemplate ? 'template' : '', ...(revisions ?? []), troubles > 0 ? `${troubles} to look at` : '']
  item.description = notes.filter((note) => note !== '').join(', ')
  item.tooltip = reason ?? schema
  item.iconPath = new vscode.ThemeIcon(isTemplate ? 'layers' : 'database')
  item.contextValue = 'tenant'
  return item
}

function findingItem({ message, help, rule, severity, path, range, object }: ReportFinding): vscode.TreeItem {
  const item = new vscode.TreeItem(object ? `${object.kind} ${[object.table, object.name].filter(Boolean).join('.')}` : message)
  item.description = rule
  item.tooltip = new vscode.MarkdownString([`**${rule}**`, message, help ?? ''].filter((part) => part !== '').join('\n\n'))
  item.iconPath = new vscode.ThemeIcon(severity)
  const folder = vscode.workspace.workspaceFolders?.[0]
  if (path !== undefined && folder !== undefined) {
    const line = (range?.start.line ?? 1) - 1
    const options = { selection: new vscode.Range(line, 0, line, 0) }
    item.command = { command: 'vscode.open', title: 'Open', arguments: [vscode.Uri.joinPath(folder.uri, path), options] }
  }
  return item
}

function differenceItem({ kind, object, template, here }: TenantDifference): vscode.TreeItem {
  const item = new vscode.TreeItem(`${kind} ${object}`)
  item.description = here === null ? 'missing here' : template === null ? 'only here' : 'differs'
  item.tooltip = new vscode.MarkdownString(`Reference: \`${template ?? 'none'}\`\n\nHere: \`${here ?? 'none'}\``)
  item.iconPath = new vscode.ThemeIcon(here === null ? 'diff-removed' : template === null ? 'diff-added' : 'diff-modified')
  return item
}
