import * as vscode from 'vscode'
import type { GraphTree } from '../../src/protocol'

/** The migration graph in the side bar, newest first; a revision opens its file. */
export interface RevisionTree extends vscode.Disposable {
  show(trees: readonly GraphTree[]): void
}

type Node =
  | { readonly kind: 'environment'; readonly tree: GraphTree }
  | { readonly kind: 'revision'; readonly revision: GraphTree['revisions'][number] }

export function createRevisionTree(): RevisionTree {
  const changed = new vscode.EventEmitter<undefined>()
  let trees: readonly GraphTree[] = []
  const view = vscode.window.createTreeView<Node>('tenantscope.revisions', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => (node ? childrenOf(node) : trees.map((tree): Node => ({ kind: 'environment', tree }))),
      getTreeItem: (node) => (node.kind === 'environment' ? environmentItem(node.tree) : revisionItem(node.revision)),
    },
  })
  return {
    show(given) {
      trees = given
      changed.fire(undefined)
    },
    dispose() {
      view.dispose()
      changed.dispose()
    },
  }
}

const childrenOf = (node: Node): Node[] =>
  node.kind === 'environment' ? node.tree.revisions.map((revision): Node => ({ kind: 'revision', revision })) : []

function environmentItem({ location, heads, revisions }: GraphTree): vscode.TreeItem {
  const item = new vscode.TreeItem(location || '.', vscode.TreeItemCollapsibleState.Expanded)
  item.description =
    heads === 1
      ? vscode.l10n.t('{0} revisions, 1 head', revisions.length)
      : vscode.l10n.t('{0} revisions, {1} heads', revisions.length, heads)
  item.iconPath = new vscode.ThemeIcon('folder')
  return item
}

function revisionItem({ id, message, marks, isHead, uri, line }: GraphTree['revisions'][number]): vscode.TreeItem {
  const item = new vscode.TreeItem(message || id)
  item.description = [message ? id : '', ...marks].filter((part) => part !== '').join(' · ')
  item.tooltip = [id, message, ...marks].filter((part) => part !== '').join('\n')
  item.iconPath = new vscode.ThemeIcon(
    isHead ? 'git-branch' : marks.some((mark) => mark.startsWith('merges ')) ? 'git-merge' : 'git-commit',
  )
  const options = { selection: new vscode.Range(line, 0, line, 0) }
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [vscode.Uri.parse(uri), options] }
  return item
}
