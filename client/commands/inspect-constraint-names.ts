import * as vscode from 'vscode'
import { requests } from '../../src/protocol'
import { askDatabase } from '../ask-database'
import type { Command } from '../client-context'

/** The names that constraints and indexes really have, grouped by the tenants that agree. */
export const inspectConstraintNames: Command = async (context) => {
  const answer = await askDatabase(context, vscode.l10n.t('Reading constraint names'), requests.constraints)
  if (answer === undefined) return undefined
  await context.tree.refresh()
  await context.pages.show(vscode.l10n.t('Constraint Names'), answer.value.markdown)
  return answer.value.report
}
