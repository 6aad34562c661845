import * as vscode from 'vscode'
import { type FoundRevision, requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { sendWithProgress, showFailure } from '../send-request'
import { writeNewFiles } from '../write-new-files'

/** Searches worktrees, branches and stashes for a revision that the database names and this working tree lacks; offers to bring it here. */
export const findMissingRevision: Command = async (context, given) => {
  const revision = typeof given === 'string' ? given : await askRevision(context.tree.overview()?.unknownRevisions ?? [])
  if (!revision) return undefined
  const outcome = await sendWithProgress(
    context.client,
    vscode.l10n.t('Searching the repository for revision {0}', revision),
    requests.findRevision,
    {
      revision,
    },
  )
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  await context.pages.show(vscode.l10n.t('Revision {0}', revision), outcome.value.markdown)
  await offerCopies(outcome.value)
  return outcome.value
}

function askRevision(known: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Find Missing Revision'),
    prompt: vscode.l10n.t('The revision id, or its beginning, as the database holds it'),
    value: known[0] ?? '',
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A revision id is a word such as 3f2a9c1b7d40') : undefined),
  })
}

async function offerCopies({ revision, places, copies }: FoundRevision): Promise<void> {
  const place = places[0]
  if (place === undefined || copies.length === 0) return
  const where = `${place.kind} ${place.name}`
  const found =
    copies.length > 1
      ? vscode.l10n.t('revision {0} and {1} missing ancestors found in {2}', revision, copies.length - 1, where)
      : vscode.l10n.t('revision {0} found in {1}', revision, where)
  const answer = await vscode.window.showInformationMessage(
    `TenantScope: ${found}`,
    copies.length > 1 ? vscode.l10n.t('Copy All Here') : vscode.l10n.t('Copy Here'),
  )
  if (answer) await writeNewFiles(copies)
}
