import { requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { send, showFailure } from '../send-request'

/** The documentation of one rule: what links in hovers and in the Problems panel open. */
export const openRulePage: Command = async ({ client, pages }, rule) => {
  if (typeof rule !== 'string') return undefined
  const outcome = await send(client, requests.rulePage, { rule })
  if (outcome.ok) await pages.show(rule, outcome.value.markdown)
  else showFailure(outcome)
  return outcome.ok
}
