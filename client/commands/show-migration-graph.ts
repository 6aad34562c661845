import { requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { sendWithProgress, showFailure } from '../send-request'

/** The revision graph as the files tell it: heads, branches, merges, problems. No database, no Python. */
export const showMigrationGraph: Command = async (context) => {
  const outcome = await sendWithProgress(context.client, 'Reading the migration graph', requests.graph, {})
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  await context.pages.show('Migration Graph', outcome.value.markdown)
  return outcome.value.report
}
