import * as vscode from 'vscode'
import { commandIds, requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { send } from '../send-request'

/** Forgets what was read and uses the connection no more; how to reach the database is kept for the next time. */
export const disconnectDatabase: Command = async ({ client, connections, tree }) => {
  const connection = connections.active()
  await connections.use(undefined)
  await send(client, requests.disconnect, {})
  await tree.refresh()
  const forget = vscode.l10n.t('Forget Password')
  const buttons = connection?.kind === 'stored' ? [forget] : []
  void vscode.window
    .showInformationMessage(`TenantScope: ${vscode.l10n.t('disconnected, and what was read is forgotten')}`, ...buttons)
    .then((choice) => {
      if (choice) void vscode.commands.executeCommand(commandIds.forgetDatabasePassword, connection?.label)
    })
  return undefined
}
