import * as vscode from 'vscode'
import type { Command } from '../client-context'
import { tenantsOf } from '../tenants-of'

/** Puts the tenants of the selected lines of the tree on the clipboard, one a line; without any, all that the tree shows. */
export const copyTenantNames: Command = async ({ tree }, node, selection) => {
  const nodes = Array.isArray(selection) && selection.length > 0 ? selection : node === undefined ? (tree.overview()?.nodes ?? []) : [node]
  const names = [...new Set(nodes.flatMap(tenantsOf))]
  if (names.length === 0) {
    void vscode.window.showInformationMessage(`TenantScope: ${vscode.l10n.t('no tenants have been read yet')}`)
    return names
  }
  await vscode.env.clipboard.writeText(`${names.join('\n')}\n`)
  vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('{0} names copied', names.length.toLocaleString('en-US'))}`, 3000)
  return names
}
