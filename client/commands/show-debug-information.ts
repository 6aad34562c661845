import * as vscode from 'vscode'
import { requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { send, showFailure } from '../send-request'

/** What to put into an issue, as a page to look at before it is copied: versions, capabilities, sizes. No source text and no secrets. */
export const showDebugInformation: Command = async ({ client, pages, connections }) => {
  const outcome = await send(client, requests.debugInformation, {})
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  const settings = vscode.workspace.getConfiguration('tenantscope')
  const editor = [
    `- ${vscode.env.appName}: \`${vscode.version}\``,
    `- host: \`${vscode.env.appHost}\`, remote: \`${vscode.env.remoteName ?? 'none'}\``,
    `- language: \`${vscode.env.language}\``,
    `- connections: ${connections.list().length}`,
    ...['enable', 'inlayHints', 'rules'].map((key) => `- tenantscope.${key}: \`${JSON.stringify(settings.get(key))}\``),
  ]
  const markdown = `# TenantScope\n\n## Editor\n\n${editor.join('\n')}\n\n${outcome.value.markdown}`
  await pages.show(vscode.l10n.t('Debug Information'), markdown)
  return markdown
}
