import * as vscode from 'vscode'
import type { Command } from '../client-context'

/** Forgets the stored connection and what was read through it. */
export const disconnectDatabase: Command = async ({ secrets, tree }) => {
  await secrets.forget()
  tree.clear()
  void vscode.window.showInformationMessage('TenantScope: the stored connection is forgotten')
  return undefined
}
