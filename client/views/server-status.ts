import * as vscode from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { commandIds } from '../../src/protocol'
import { languages } from '../languages'

/** Beside the language in the status bar: whether the server runs, and when it last checked something. */
export interface ServerStatus extends vscode.Disposable {
  follow(client: LanguageClient): Promise<void>
  checked(): void
  failed(): void
}

export function createServerStatus(): ServerStatus {
  const item = vscode.languages.createLanguageStatusItem('tenantscope.server', languages)
  item.name = 'TenantScope'
  const show = (text: string, busy: boolean): void => {
    item.text = text
    item.busy = busy
    item.severity = vscode.LanguageStatusSeverity.Information
    item.command = { title: vscode.l10n.t('Show Output'), command: commandIds.showOutput }
  }
  const failed = (): void => {
    show(vscode.l10n.t('TenantScope does not run'), false)
    item.severity = vscode.LanguageStatusSeverity.Error
    item.command = { title: vscode.l10n.t('Restart Server'), command: commandIds.restartServer }
  }
  show(vscode.l10n.t('TenantScope starts'), true)
  return {
    async follow(client) {
      const { State } = await import('vscode-languageclient/node')
      const tell = (state: (typeof State)[keyof typeof State]): void => {
        if (state === State.Running) show(vscode.l10n.t('TenantScope runs'), false)
        else if (state === State.Stopped || state === State.StartFailed) failed()
        else show(vscode.l10n.t('TenantScope starts'), true)
      }
      tell(client.state)
      client.onDidChangeState(({ newState }) => tell(newState))
    },
    checked() {
      item.detail = vscode.l10n.t('last check at {0}', new Date().toLocaleTimeString())
    },
    failed,
    dispose: () => item.dispose(),
  }
}
