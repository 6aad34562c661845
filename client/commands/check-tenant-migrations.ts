import * as vscode from 'vscode'
import { commandIds, requests } from '../../src/protocol'
import { askDatabase } from '../ask-database'
import type { Command } from '../client-context'

/** Which tenants exist, at which revision each is, and which differ from the template: as a tree, a page, and one sentence. */
export const checkTenantMigrations: Command = async (context) => {
  const answer = await askDatabase(context, 'Checking tenant migrations', requests.checkMigrations)
  if (answer === undefined) return undefined
  context.tree.show(answer.report)
  await vscode.commands.executeCommand('tenantscope.tenants.focus')
  await context.pages.show('Tenant Migrations', answer.markdown)
  const troubled = new Set(answer.report.findings.filter(({ severity }) => severity !== 'info').flatMap(({ tenants }) => tenants ?? []))
  const all = answer.report.tenants.length
  const outliers = answer.report.tenants.filter(({ schema }) => troubled.has(schema)).length
  const unread = answer.report.tenants.filter(({ state }) => state === 'not readable').length
  const read =
    outliers === 0 && unread > 0
      ? `the ${all - unread} tenants that were read are where the migrations and the template say`
      : outliers === 0
        ? `all ${all} tenants are where the migrations and the template say`
        : `${outliers} of ${all} tenants differ from the migrations or from the template`
  const sentence = unread === 0 ? read : `${read}; ${unread} were not read`
  void vscode.window.showInformationMessage(`TenantScope: ${sentence}`, 'Show Report', 'Check Again').then((choice) => {
    if (choice === 'Show Report') return context.pages.show('Tenant Migrations', answer.markdown)
    return choice === 'Check Again' ? vscode.commands.executeCommand(commandIds.checkTenantMigrations) : undefined
  })
  return answer.report
}
