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
        ? `TenantScope: the others are compared with ${here.name}`
        : `TenantScope: ${here.name} has exactly the structure of ${reference.name}`,
    )
  } else await context.schemas.compare(outcome.value)
  return outcome.value
}

async function askTenant(nodes: readonly WireTenantNode[]): Promise<string | undefined> {
  const items = nodes.flatMap(({ label: description, tenants }) => tenants.map((label) => ({ label, description })))
  if (items.length === 0) {
    void vscode.window.showInformationMessage('TenantScope: no tenants have been read yet')
    return undefined
  }
  return (await vscode.window.showQuickPick(items, { title: 'Compare Tenant with Template', matchOnDescription: true }))?.label
}
