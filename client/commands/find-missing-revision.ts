import * as vscode from 'vscode'
import { type FoundRevision, requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { sendWithProgress, showFailure } from '../send-request'
import { writeNewFiles } from '../write-new-files'

/** Searches worktrees, branches and stashes for a revision that the database names and this working tree lacks; offers to bring it here. */
export const findMissingRevision: Command = async (context, given) => {
  const revision = typeof given === 'string' ? given : await askRevision(context.tree.overview()?.unknownRevisions ?? [])
  if (!revision) return undefined
  const outcome = await sendWithProgress(context.client, `Searching the repository for revision ${revision}`, requests.findRevision, {
    revision,
  })
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  await context.pages.show(`Revision ${revision}`, outcome.value.markdown)
  await offerCopies(outcome.value)
  return outcome.value
}

function askRevision(known: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Find Missing Revision',
    prompt: 'The revision id, or its beginning, as the database holds it',
    value: known[0] ?? '',
    validateInput: (text) => (text.trim() === '' ? 'A revision id is a word such as 3f2a9c1b7d40' : undefined),
  })
}

async function offerCopies({ revision, places, copies }: FoundRevision): Promise<void> {
  const place = places[0]
  if (place === undefined || copies.length === 0) return
  const more = copies.length > 1 ? ` and ${copies.length - 1} missing ancestors` : ''
  const answer = await vscode.window.showInformationMessage(
    `TenantScope: revision ${revision}${more} found in ${place.kind} ${place.name}`,
    copies.length > 1 ? 'Copy All Here' : 'Copy Here',
  )
  if (answer) await writeNewFiles(copies)
}
