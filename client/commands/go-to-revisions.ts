import * as vscode from 'vscode'
import type { Location, Position } from 'vscode-languageclient'
import type { Command } from '../client-context'

/** From the lens above a revision to those built on it: one opens at once, several are shown in place. */
export const goToRevisions: Command = async (_context, uri, position, locations) => {
  const from = position as Position
  const targets = (locations as readonly Location[]).map(
    ({ uri: target, range: { start, end } }) =>
      new vscode.Location(vscode.Uri.parse(target), new vscode.Range(start.line, start.character, end.line, end.character)),
  )
  const at = new vscode.Position(from.line, from.character)
  await vscode.commands.executeCommand('editor.action.goToLocations', vscode.Uri.parse(String(uri)), at, targets, 'peek')
}
