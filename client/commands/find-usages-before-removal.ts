import * as vscode from 'vscode'
import { requests } from '../../src/protocol'
import type { ClientContext, Command } from '../client-context'
import { send, sendWithProgress, showFailure } from '../send-request'

/** Asks for a name, by default the one under the cursor, and shows who still uses it and whether it can go. */
export const findUsagesBeforeRemoval: Command = async (context, given) => {
  const editor = vscode.window.activeTextEditor
  const symbol = typeof given === 'string' ? given : await askSymbol(editor ? await readSymbol(context, editor) : undefined)
  if (!symbol) return undefined
  // A database that the user connected is asked for rows as well; none is asked for here.
  const database = vscode.workspace.isTrusted && context.connections.active() ? await context.connections.params() : undefined
  const outcome = await sendWithProgress(context.client, vscode.l10n.t('Looking for uses of {0}', symbol), requests.usages, {
    symbol,
    ...database,
    ...(editor ? { uri: editor.document.uri.toString() } : {}),
  })
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  await context.pages.show(vscode.l10n.t('Usages of {0}', symbol), outcome.value.markdown)
  return outcome.value.report
}

async function readSymbol({ client }: ClientContext, { document, selection }: vscode.TextEditor): Promise<string | undefined> {
  const { line, character } = selection.active
  const outcome = await send(client, requests.symbolAt, { uri: document.uri.toString(), position: { line, character } })
  return outcome.ok ? outcome.value.symbol : undefined
}

async function askSymbol(known: string | undefined): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Find Usages Before Removal'),
    prompt: vscode.l10n.t('`Model.column`, a class, function, `Class.method`, module, table or `Interface.field`'),
    value: known ?? '',
    validateInput: (input) => (input.trim() === '' ? vscode.l10n.t('A name such as MarketplaceJob.batch_id') : undefined),
  })
  return text?.trim()
}
