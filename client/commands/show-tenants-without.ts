import * as vscode from 'vscode'
import { requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { send, showFailure } from '../send-request'

/** From the lens above a revision: the tenants that have not had it, to look through or to copy. */
export const showTenantsWithout: Command = async ({ client }, uri) => {
  if (typeof uri !== 'string') return undefined
  const outcome = await send(client, requests.tenantsWithout, { uri })
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  const { tenants } = outcome.value
  const copy: vscode.QuickPickItem = { label: `$(copy) ${vscode.l10n.t('Copy the list')}`, alwaysShow: true }
  const picked = await vscode.window.showQuickPick([copy, ...tenants.map((label): vscode.QuickPickItem => ({ label }))], {
    title: vscode.l10n.t('{0} tenants have not had this revision', tenants.length.toLocaleString('en-US')),
    placeHolder: vscode.l10n.t('Type to find a tenant'),
  })
  if (picked === copy) await vscode.env.clipboard.writeText(`${tenants.join('\n')}\n`)
  return tenants
}
