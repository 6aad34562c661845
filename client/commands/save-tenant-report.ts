import * as vscode from 'vscode'
import { requests } from '../../src/protocol'
import type { Command } from '../client-context'
import { send, showFailure } from '../send-request'

const formats = () =>
  [
    { label: '$(markdown) Markdown', description: vscode.l10n.t('for an issue or a wiki'), format: 'markdown', extension: 'md' },
    { label: '$(browser) HTML', description: vscode.l10n.t('one file that any browser shows'), format: 'html', extension: 'html' },
  ] as const

/** Writes the report of the last reading into a file that one can send. */
export const saveTenantReport: Command = async ({ client, tree }) => {
  const chosen = await vscode.window.showQuickPick(formats(), { title: vscode.l10n.t('Save Tenant Report') })
  if (!chosen) return undefined
  const { format, extension } = chosen
  const outcome = await send(client, requests.tenantReport, { format })
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri
  const name = `tenants-${(tree.overview()?.database ?? 'report').replace(/[^\w.-]+/g, '-')}.${extension}`
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Tenant Report'),
    filters: { [format === 'html' ? 'HTML' : 'Markdown']: [extension] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  })
  if (!target) return undefined
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(outcome.value.text))
  void vscode.window
    .showInformationMessage(
      `TenantScope: ${vscode.l10n.t('the report is in {0}', vscode.workspace.asRelativePath(target))}`,
      vscode.l10n.t('Open'),
    )
    .then((choice) => {
      if (!choice) return undefined
      return format === 'html' ? vscode.env.openExternal(target) : vscode.commands.executeCommand('markdown.showPreview', target)
    })
  return target
}
