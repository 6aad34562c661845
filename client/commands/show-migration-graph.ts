import * as vscode from 'vscode'
import { requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { sendWithProgress, showFailure } from '../send-request'

/** The revision graph as the files tell it: a tree that opens them, and a page with heads, branches, merges, problems. No database, no Python. */
export const showMigrationGraph: Command = async (context) => {
  const outcome = await sendWithProgress(context.client, vscode.l10n.t('Reading the migration graph'), requests.graph, {})
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  context.revisions.show(outcome.value.trees)
  await vscode.commands.executeCommand('tenantscope.revisions.focus')
  await context.pages.show(vscode.l10n.t('Migration Graph'), outcome.value.markdown)
  return outcome.value.report
}
