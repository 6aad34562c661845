import * as vscode from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import type { Outcome, RequestName, WorkDoneParams } from '../src/protocol'

/** `cancelled`: the user stopped it, and this is what it had by then. */
export type Answer<T> = Outcome<T> & { readonly cancelled?: true }

/**
 * Sends one typed request behind a progress notification with a cancel button.
 * Returns undefined when it was cancelled or failed; a failure has then been shown to the user, except `no-connection`, which comes back.
 */
export async function sendWithProgress<Params extends WorkDoneParams, T>(
  starting: Promise<LanguageClient>,
  title: string,
  request: RequestName<Params, Outcome<T>>,
  params: Params,
): Promise<Answer<T>> {
  const client = await starting
  const { WorkDoneProgress } = await import('vscode-languageclient/node')
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const workDoneToken = `tenantscope-${Date.now()}-${Math.random().toString(36).slice(2)}`
      let reached = 0
      const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        if (value.kind === 'end') return
        const percentage = value.percentage ?? reached
        progress.report({ increment: percentage - reached, ...(value.message === undefined ? {} : { message: value.message }) })
        reached = percentage
      })
      try {
        const outcome = await client.sendRequest<Outcome<T>>(request.method, { ...params, workDoneToken }, token)
        return token.isCancellationRequested ? { ...outcome, cancelled: true } : outcome
      } catch (error) {
        if (token.isCancellationRequested) return { ok: false, code: 'cancelled', message: vscode.l10n.t('{0}: cancelled', title) }
        throw error
      } finally {
        listening.dispose()
      }
    },
  )
}

/** Sends a short request without any progress. */
export async function send<Params, T>(
  starting: Promise<LanguageClient>,
  request: RequestName<Params, Outcome<T>>,
  params: Params,
): Promise<Outcome<T>> {
  const client = await starting
  return client.sendRequest<Outcome<T>>(request.method, params)
}

/** Tells the user what an outcome says when it is not a value. A cancelled request needs no words. */
export function showFailure(outcome: Outcome<unknown>): void {
  if (outcome.ok || outcome.code === 'cancelled') return
  void vscode.window.showErrorMessage(`TenantScope: ${outcome.message}${outcome.help ? `. ${outcome.help}` : ''}`)
}
