import * as vscode from 'vscode'
import type { MigrationsReport, ReportFinding, TenantDifference, TenantReport } from '../../src/protocol'

/** The tenants of the last check in the side bar, grouped by state, outliers first. */
export interface TenantTree extends vscode.Disposable {
  show(report: MigrationsReport): void
  clear(): void
  /** Revisions that tenants hold and no file has, to offer where a revision is asked for. */
  unknownRevisions(): readonly string[]
}

type Node =
  | { readonly kind: 'state'; readonly state: string; readonly tenants: readonly TenantReport[] }
  | { readonly kind: 'tenant'; readonly tenant: TenantReport }
  | { readonly kind: 'finding'; readonly finding: ReportFinding }
  | { readonly kind: 'difference'; readonly difference: TenantDifference }

const upToDate = 'up to date'

export function createTenantTree(): TenantTree {
  const changed = new vscode.EventEmitter<undefined>()
  let report: MigrationsReport | undefined
  const view = vscode.window.createTreeView<Node>('tenantscope.tenants', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => (report === undefined ? [] : node === undefined ? states(report) : childrenOf(report, node)),
      getTreeItem: (node) => (report === undefined ? new vscode.TreeItem('') : toTreeItem(report, node)),
    },
  })
  const update = (next: MigrationsReport | undefined): void => {
    report = next
    view.description = next === undefined ? '' : `${next.database.database}, ${next.database.tenants} tenants`
    changed.fire(undefined)
  }
  return {
    show: (next) => update(next),
    clear: () => update(undefined),
    unknownRevisions: () => (report === undefined ? [] : listUnknownRevisions(report)),
    dispose() {
      view.dispose()
      changed.dispose()
    },
  }
}

/** Groups of tenants with the same state, the largest trouble first and the healthy ones last. */
function states(report: MigrationsReport): Node[] {
  const byState = new Map<string, TenantReport[]>()
  for (const tenant of [...templatesOf(report), ...report.tenants]) {
    const state = stateOf(report, tenant)
    byState.set(state, [...(byState.get(state) ?? []), tenant])
  }
  const healthyLast = (state: string): number => (state === upToDate ? 1 : 0)
  return [...byState]
    .sort(([a], [b]) => healthyLast(a) - healthyLast(b) || (a < b ? -1 : 1))
    .map(([state, tenants]) => ({ kind: 'state', state, tenants }))
}

/** The template of each database is looked at like a tenant: what is wrong there, every new tenant gets. */
function templatesOf({ database }: MigrationsReport): readonly TenantReport[] {
  return (database.shards ?? [database]).flatMap(({ template }) => (template ? [{ ...template, groups: [] }] : []))
}

function isTemplate(report: MigrationsReport, { schema }: TenantReport): boolean {
  return templatesOf(report).some((template) => template.schema === schema)
}

/** Being at head proves nothing: a tenant whose structure differs is not in order, whatever its version table says. */
function stateOf(report: MigrationsReport, tenant: TenantReport): string {
  return tenant.state === upToDate && troublesOf(report, tenant).length > 0 ? `${upToDate}, but different` : tenant.state
}

function troublesOf(report: MigrationsReport, { schema }: TenantReport): readonly ReportFinding[] {
  return report.findings.filter(({ tenants, severity }) => severity !== 'info' && tenants?.includes(schema))
}

function differencesOf(report: MigrationsReport, { schema }: TenantReport): readonly TenantDifference[] {
  return report.groups
    .filter(({ tenants, isTemplate }) => !isTemplate && tenants.includes(schema))
    .flatMap(({ differences }) => differences)
}

function childrenOf(report: MigrationsReport, node: Node): Node[] {
  if (node.kind === 'state') return node.tenants.map((tenant) => ({ kind: 'tenant', tenant }))
  if (node.kind !== 'tenant') return []
  const findings = report.findings.filter(({ tenants }) => tenants?.includes(node.tenant.schema))
  // A difference that a finding is about is said once, by the finding.
  const said = (object: string): boolean => findings.some((finding) => finding.object && object.endsWith(finding.object.name))
  const rest = differencesOf(report, node.tenant).filter(({ object }) => !said(object))
  return [
    ...findings.map((finding): Node => ({ kind: 'finding', finding })),
    ...rest.map((difference): Node => ({ kind: 'difference', difference })),
  ]
}

function toTreeItem(report: MigrationsReport, node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'state': {
      const item = new vscode.TreeItem(sentenceCase(node.state), vscode.TreeItemCollapsibleState.Expanded)
      item.description = String(node.tenants.length)
      item.iconPath =
        node.state === upToDate
          ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
          : new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
      return item
    }
    case 'tenant': {
      const children = childrenOf(report, node)
      const item = new vscode.TreeItem(
        node.tenant.schema,
        children.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
      )
      const notes = [isTemplate(report, node.tenant) ? 'template' : '', ...(node.tenant.revisions ?? [])]
      item.description = [...notes, children.length > 0 ? `${children.length} to look at` : ''].filter(Boolean).join(', ')
      item.tooltip = node.tenant.reason ?? ''
      item.iconPath = new vscode.ThemeIcon('database')
      item.contextValue = 'tenant'
      return item
    }
    case 'finding': {
      const { message, help, rule, severity, path, object } = node.finding
      const item = new vscode.TreeItem(object ? `${object.kind} ${object.name}` : message)
      item.description = rule
      item.tooltip = new vscode.MarkdownString([`**${rule}**`, message, help ?? ''].filter(Boolean).join('\n\n'))
      item.iconPath = new vscode.ThemeIcon(severity === 'info' ? 'info' : severity)
      const folder = vscode.workspace.workspaceFolders?.[0]
      if (path !== undefined && folder !== undefined) {
        const line = (node.finding.range?.start.line ?? 1) - 1
        const options = { selection: new vscode.Range(line, 0, line, 0) }
        item.command = { command: 'vscode.open', title: 'Open', arguments: [vscode.Uri.joinPath(folder.uri, path), options] }
      }
      return item
    }
    case 'difference': {
      const { kind, object, template, here } = node.difference
      const item = new vscode.TreeItem(`${kind} ${object}`)
      item.description = here === null ? 'missing here' : template === null ? 'only here' : 'differs'
      item.tooltip = new vscode.MarkdownString(`Template: \`${template ?? 'none'}\`\n\nHere: \`${here ?? 'none'}\``)
      item.iconPath = new vscode.ThemeIcon(here === null ? 'diff-removed' : template === null ? 'diff-added' : 'diff-modified')
      return item
    }
  }
}

function listUnknownRevisions(report: MigrationsReport): readonly string[] {
  const tenants = [...templatesOf(report), ...report.tenants].filter(({ state }) => state === 'unknown revision')
  return [...new Set(tenants.flatMap(({ revisions }) => revisions ?? []))]
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
