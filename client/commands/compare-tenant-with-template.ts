import * as vscode from 'vscode'
import { requests, type WireTenantNode } from '../../src/protocol'
import type { Command } from '../client-context'
import { send, showFailure } from '../send-request'
import { tenantsOf } from '../tenants-of'

/** Opens the structure of a tenant beside that of the template. */
export const compareTenantWithTemplate: Command = async (context, given) => {
  const tenant = typeof given === 'string' ? given : (tenantsOf(given)[0] ?? (await askTenant(context.tree.overview()?.nodes ?? [])))
  if (tenant === undefined) return undefined
  const outcome = await send(context.client, requests.compareTenant, { tenant })
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  const { reference, tenant: here } = outcome.value
  if (reference.text === here.text) {
    void vscode.window.showInformationMessage(
      reference.name === here.name
        ? `TenantScope: ${vscode.l10n.t('the others are compared with {0}', here.name)}`
        : `TenantScope: ${vscode.l10n.t('{0} has exactly the structure of {1}', here.name, reference.name)}`,
    )
  } else await context.schemas.compare(outcome.value)
  return outcome.value
}

async function askTenant(nodes: readonly WireTenantNode[]): Promise<string | undefined> {
  const items = nodes.flatMap(({ label: description, tenants }) => tenants.map((label) => ({ label, description })))
  if (items.length === 0) {
    void vscode.window.showInformationMessage(`TenantScope: ${vscode.l10n.t('no tenants have been read yet')}`)
    return undefined
  }
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Compare Tenant with Template'), matchOnDescription: true }))
    ?.label
}
