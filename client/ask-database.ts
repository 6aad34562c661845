import * as vscode from 'vscode'
import { commandIds, type DatabaseParams, type Outcome, type RequestName } from '../src/protocol'
import type { ClientContext } from './client-context'
import { type Answer, sendWithProgress, showFailure } from './send-request'

/**
 * Sends a request that reads the database: with the connection that the user chose, else with what the server's environment names, and when there
 * is neither asks for a connection once. Returns undefined when there is nothing to show; the user has then been told why.
 */
export async function askDatabase<T>(
  context: ClientContext,
  title: string,
  request: RequestName<DatabaseParams, Outcome<T>>,
): Promise<Extract<Answer<T>, { ok: true }> | undefined> {
  // A snapshot file is read as text, whoever wrote the workspace.
  if (!vscode.workspace.isTrusted && context.tree.overview()?.source !== 'file') {
    void vscode.window
      .showWarningMessage(
        vscode.l10n.t('TenantScope opens database connections only in a trusted workspace.'),
        vscode.l10n.t('Manage Workspace Trust'),
      )
      .then((answer) => {
        if (answer) void vscode.commands.executeCommand('workbench.trust.manage')
      })
    return undefined
  }
  const ask = async (): Promise<Answer<T>> => {
    const params = vscode.workspace.isTrusted ? await context.connections.params() : {}
    if (!params) return { ok: false, code: 'cancelled', message: vscode.l10n.t('no password was given') }
    return sendWithProgress(context.client, title, request, params)
  }
  const first = await ask()
  const answer = !first.ok && first.code === 'no-connection' && (await connect()) ? await ask() : first
  if (answer.ok) return answer
  if (answer.code === 'connection-failed') offerConnections(context, answer)
  else showFailure(answer)
  return undefined
}

/** The connection may be a wrong one, or the password of a right one. */
function offerConnections({ connections }: ClientContext, { message, help }: Extract<Outcome<never>, { ok: false }>): void {
  const change = vscode.l10n.t('Change Connection')
  const forget = vscode.l10n.t('Forget Password')
  const connection = connections.active()
  const buttons = connection?.kind === 'stored' ? [change, forget] : [change]
  void vscode.window.showErrorMessage(`TenantScope: ${message}${help ? `. ${help}` : ''}`, ...buttons).then((choice) => {
    if (choice === change) void vscode.commands.executeCommand(commandIds.connectDatabase)
    if (choice === forget) void vscode.commands.executeCommand(commandIds.forgetDatabasePassword, connection?.label)
  })
}

/** Asks for one without a word about what to do next: that is about to happen. */
async function connect(): Promise<boolean> {
  return (await vscode.commands.executeCommand(commandIds.connectDatabase, 'on the way')) === true
}
