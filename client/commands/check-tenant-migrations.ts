import * as vscode from 'vscode'
import { commandIds, requests } from '../../src/protocol'
import { askDatabase } from '../ask-database'
import type { Command } from '../client-context'

/** Which tenants exist, at which revision each is, and which differ from the template: as a tree, a page, and one sentence. */
export const checkTenantMigrations: Command = async (context) => {
  const answer = await askDatabase(context, vscode.l10n.t('Checking tenant migrations'), requests.checkMigrations)
  if (answer === undefined) return undefined
  const { report, markdown } = answer.value
  await context.tree.refresh()
  await vscode.commands.executeCommand('tenantscope.tenants.focus')
  const again = vscode.l10n.t('Check Again')
  const page = vscode.l10n.t('Show Report')
  const showPage = (): Promise<void> => context.pages.show(vscode.l10n.t('Tenant Migrations'), markdown)
  if (answer.cancelled !== true) await showPage()
  const count = (n: number): string => n.toLocaleString('en-US')
  const all = report.tenants.length
  const unread = report.tenants.filter(({ state }) => state === 'not readable').length
  // Of some only the revision is not known yet.
  const seen = report.tenants.filter(({ groups }) => groups.length > 0).length
  const outliers = context.tree.overview()?.outliers ?? 0
  const state =
    outliers > unread
      ? vscode.l10n.t('{0} of {1} tenants differ from the migrations or from the template', count(outliers - unread), count(all))
      : unread > 0
        ? vscode.l10n.t('the {0} tenants that were read are where the migrations and the template say', count(all - unread))
        : vscode.l10n.t('all {0} tenants are where the migrations and the template say', count(all))
  const sentence = answer.cancelled
    ? vscode.l10n.t('cancelled when {0} of {1} tenants were read; they are shown', count(seen), count(all))
    : unread > 0
      ? vscode.l10n.t('{0}; {1} were not read', state, count(unread))
      : state
  void vscode.window.showInformationMessage(`TenantScope: ${sentence}`, page, again).then((choice) => {
    if (choice === page) return showPage()
    return choice === again ? vscode.commands.executeCommand(commandIds.checkTenantMigrations) : undefined
  })
  return report
}
