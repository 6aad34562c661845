import * as vscode from 'vscode'
import type { Command } from '../client-context'

/** Keeps the tenants whose name, state or differing objects hold a text; the filter stays until it is cleared. */
export const filterTenants: Command = async ({ tree }, given) => {
  const text =
    typeof given === 'string'
      ? given
      : await vscode.window.showInputBox({
          title: vscode.l10n.t('Filter Tenants'),
          prompt: vscode.l10n.t(
            'Part of a tenant’s name, of a state such as “behind”, or of a table, column, constraint or index that differs',
          ),
          value: tree.filter,
        })
  if (text === undefined) return undefined
  await tree.setFilter(text)
  await vscode.commands.executeCommand('tenantscope.tenants.focus')
  return tree.overview()
}
