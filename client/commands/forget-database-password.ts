import * as vscode from 'vscode'
import type { Command } from '../client-context'

/** Takes a password out of the secret storage. The connection stays, and asks for the password when it is used again. */
export const forgetDatabasePassword: Command = async ({ connections }, given) => {
  const stored = connections.list().filter(({ kind }) => kind === 'stored')
  if (stored.length === 0) {
    void vscode.window.showInformationMessage(`TenantScope: ${vscode.l10n.t('no password is stored for this workspace')}`)
    return undefined
  }
  const label =
    typeof given === 'string'
      ? given
      : await vscode.window.showQuickPick(
          stored.map((connection) => connection.label),
          { title: vscode.l10n.t('Forget Database Password') },
        )
  const connection = stored.find((each) => each.label === label)
  if (!connection) return undefined
  await connections.forgetPassword(connection)
  void vscode.window.showInformationMessage(`TenantScope: ${vscode.l10n.t('the password of {0} is forgotten', connection.label)}`)
  return connection.label
}
