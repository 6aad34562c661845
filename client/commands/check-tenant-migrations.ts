import * as vscode from 'vscode'
import { commandIds, requests } from '../../src/protocol'
import { askDatabase } from '../ask-database'
import type { Command } from '../client-context'

/** Which tenants exist, at which revision each is, and which differ from the template: as a tree, a page, and one sentence. */
export const checkTenantMigrations: Command = async (context) => {
  const answer = await askDatabase(context, 'Checking tenant migrations', requests.checkMigrations)
  if (answer === undefined) return undefined
  const { report, markdown } = answer.value
  await context.tree.refresh()
  await vscode.commands.executeCommand('tenantscope.tenants.focus')
  const again = 'Check Again'
  const page = 'Show Report'
  const showPage = (): Promise<void> => context.pages.show('Tenant Migrations', markdown)
  if (answer.cancelled !== true) await showPage()
  const count = (n: number): string => n.toLocaleString('en-US')
  const all = report.tenants.length
  const unread = report.tenants.filter(({ state }) => state === 'not readable').length
  const outliers = context.tree.overview()?.outliers ?? 0
  const state =
    outliers > unread
      ? `${count(outliers - unread)} of ${count(all)} tenants differ from the migrations or from the template`
      : unread > 0
        ? `the ${count(all - unread)} tenants that were read are where the migrations and the template say`
        : `all ${count(all)} tenants are where the migrations and the template say`
  const sentence = answer.cancelled
    ? `cancelled when ${count(all - unread)} of ${count(all)} tenants were read; they are shown`
    : unread > 0
      ? `${state}; ${count(unread)} were not read`
      : state
  void vscode.window.showInformationMessage(`TenantScope: ${sentence}`, page, again).then((choice) => {
    if (choice === page) return showPage()
    return choice === again ? vscode.commands.executeCommand(commandIds.checkTenantMigrations) : undefined
  })
  return report
}
