import * as vscode from 'vscode'
import { commandIds, type DatabaseParams, type Outcome, type RequestName } from '../src/protocol'
import type { ClientContext } from './client-context'
import { sendWithProgress, showFailure } from './send-request'

/**
 * Sends a request that reads the database: with the URLs from the secret storage, else with what the server's environment names, and when there
 * is neither asks for a connection once. Returns undefined when there is nothing to show; the user has then been told why.
 */
export async function askDatabase<T>(
  context: ClientContext,
  title: string,
  request: RequestName<DatabaseParams, Outcome<T>>,
): Promise<T | undefined> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window
      .showWarningMessage('TenantScope opens database connections only in a trusted workspace.', 'Manage Workspace Trust')
      .then((answer) => {
        if (answer) void vscode.commands.executeCommand('workbench.trust.manage')
      })
    return undefined
  }
  const first = await sendWithProgress(context.client, title, request, await databaseParams(context))
  const outcome =
    !first.ok && first.code === 'no-connection' && (await connect())
      ? await sendWithProgress(context.client, title, request, await databaseParams(context))
      : first
  if (outcome.ok) return outcome.value
  showFailure(outcome)
  return undefined
}

async function databaseParams({ secrets }: ClientContext): Promise<DatabaseParams> {
  const urls = await secrets.load()
  return urls.length > 0 ? { urls } : {}
}

async function connect(): Promise<boolean> {
  return (await vscode.commands.executeCommand(commandIds.connectDatabase)) === true
}
