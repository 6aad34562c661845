import * as vscode from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { commandIds, requests, type TenantOverview, type WireTenantNode } from '../../src/protocol'
import { send } from '../send-request'

/** The tenants of the last reading in the side bar, by state, those to look at first. */
export interface TenantTree extends vscode.Disposable {
  /** What the server knows by now, under the filter. */
  refresh(): Promise<void>
  readonly filter: string
  setFilter(text: string): Promise<void>
  /** Undefined: nothing has been read. */
  overview(): TenantOverview | undefined
  readonly onDidChange: vscode.Event<TenantOverview | undefined>
}

const filterKey = 'tenantFilter'

export function createTenantTree(client: () => Promise<LanguageClient>, memory: vscode.Memento): TenantTree {
  const changed = new vscode.EventEmitter<undefined>()
  const told = new vscode.EventEmitter<TenantOverview | undefined>()
  let filter = memory.get(filterKey, '')
  let overview: TenantOverview | undefined
  const view = vscode.window.createTreeView<WireTenantNode>('tenantscope.tenants', {
    showCollapseAll: true,
    canSelectMany: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => [...(node ? node.children : (overview?.nodes ?? []))],
      getTreeItem: (node) => toTreeItem(node, filter),
    },
  })
  const show = (): void => {
    const tenants = (count: number): string =>
      count === 1 ? vscode.l10n.t('1 tenant') : vscode.l10n.t('{0} tenants', count.toLocaleString('en-US'))
    view.description = overview
      ? [overview.database, tenants(overview.tenants), overview.source === 'file' ? vscode.l10n.t('snapshot file') : '']
          .filter((part) => part !== '')
          .join(' · ')
      : ''
    view.message =
      overview && filter !== '' && overview.shown > 0
        ? vscode.l10n.t('“{0}” is in {1} of {2}', filter, overview.shown.toLocaleString('en-US'), overview.tenants.toLocaleString('en-US'))
        : undefined
    void vscode.commands.executeCommand('setContext', 'tenantscope.tenantsRead', overview !== undefined)
    void vscode.commands.executeCommand('setContext', 'tenantscope.tenantsFiltered', overview !== undefined && filter !== '')
    changed.fire(undefined)
    told.fire(overview)
  }
  let asked = 0
  const refresh = async (): Promise<void> => {
    const question = ++asked
    const outcome = await send(client(), requests.tenants, { filter })
    // Somebody has asked again meanwhile, with another filter perhaps.
    if (question !== asked) return
    overview = outcome.ok ? outcome.value : undefined
    show()
  }
  return {
    refresh,
    get filter() {
      return filter
    },
    async setFilter(text) {
      filter = text.trim()
      await memory.update(filterKey, filter)
      await refresh()
    },
    overview: () => overview,
    onDidChange: told.event,
    dispose() {
      view.dispose()
      changed.dispose()
      told.dispose()
    },
  }
}

const icons: { readonly [icon in WireTenantNode['icon']]: readonly [id: string, color?: string] } = {
  ok: ['pass', 'testing.iconPassed'],
  info: ['info'],
  warning: ['warning', 'list.warningForeground'],
  error: ['error', 'list.errorForeground'],
  question: ['question'],
  group: ['layers'],
  tenant: ['database'],
  template: ['symbol-structure'],
  missing: ['diff-removed'],
  extra: ['diff-added'],
  changed: ['diff-modified'],
}

function toTreeItem(node: WireTenantNode, filter: string): vscode.TreeItem {
  const { kind, id, label, description, tooltip, icon, children, place } = node
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState
  // A filter is set to see what it leaves; states in order are looked at when somebody wants to.
  const opens = kind === 'state' ? icon !== 'ok' || filter !== '' : false
  const item = new vscode.TreeItem(
    label.charAt(0).toUpperCase() + label.slice(1),
    children.length === 0 ? None : opens ? Expanded : Collapsed,
  )
  if (kind !== 'state') item.label = label
  // Nodes keep their state over a new reading, but not over a filter.
  item.id = filter === '' ? id : `${id}\0${filter}`
  if (description !== undefined) item.description = description
  item.tooltip =
    tooltip === undefined ? [label, description].filter((part) => part !== undefined).join(' · ') : new vscode.MarkdownString(tooltip)
  const [themeIcon, color] = icons[icon]
  item.iconPath = new vscode.ThemeIcon(themeIcon, color === undefined ? undefined : new vscode.ThemeColor(color))
  item.contextValue = kind
  if (place) {
    const { line, character } = place.position
    const options = { selection: new vscode.Range(line, character, line, character) }
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [vscode.Uri.parse(place.uri), options] }
  } else if (children.length === 0 && node.tenants.length > 0) {
    item.command = { command: commandIds.compareTenantWithTemplate, title: vscode.l10n.t('Compare'), arguments: [node] }
  }
  return item
}
