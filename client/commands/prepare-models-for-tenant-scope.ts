import * as vscode from 'vscode'
import { type ModelToPrepare, type PrepareModelsParams, requests } from '../../src/protocol'
import { applyWireEdit } from '../apply-wire-edit'
import type { Command } from '../client-context'
import { send, showFailure } from '../send-request'

/**
 * Asks which models are the tenants' (those that the code tells are ticked), then shows the change in the editor's refactor preview.
 * Names can be given instead of asking. False when the user discarded the preview.
 */
export const prepareModelsForTenantScope: Command = async ({ client }, given) => {
  const known = await send(client, requests.prepareModels, {})
  if (!known.ok) {
    showFailure(known)
    return undefined
  }
  const { models, placeholder } = known.value
  const tenant = Array.isArray(given) ? given.map(String) : await choose(models, placeholder)
  if (!tenant) return undefined
  const params: PrepareModelsParams = { tenant, shared: models.map(({ name }) => name).filter((name) => !tenant.includes(name)) }
  const prepared = await send(client, requests.prepareModels, params)
  if (!prepared.ok) {
    showFailure(prepared)
    return undefined
  }
  const { byHand, edit } = prepared.value
  if (byHand.length > 0) {
    const rest = vscode.l10n.t('these have to be changed by hand: {0}', byHand.join('; '))
    void vscode.window.showWarningMessage(`TenantScope: ${rest}`)
  }
  if (edit) return applyWireEdit(await client, edit)
  if (byHand.length === 0) void vscode.window.showInformationMessage(`TenantScope: ${vscode.l10n.t('no model was chosen')}`)
  return false
}

async function choose(models: readonly ModelToPrepare[], placeholder: string): Promise<readonly string[] | undefined> {
  const icon = { tenant: '$(home)', shared: '$(globe)', unknown: '$(question)' }
  const items = models.map(({ name, path, rows, why }) => ({
    label: `${icon[rows]} ${name}`,
    description: path,
    detail: why,
    picked: rows === 'tenant',
    name,
  }))
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    title: vscode.l10n.t('Prepare Models for Tenant Scope'),
    placeHolder: vscode.l10n.t('Models whose tables each tenant has: they get the schema `{0}`', placeholder),
  })
  return picked?.map(({ name }) => name)
}
