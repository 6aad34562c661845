import * as vscode from 'vscode'
import { requests, type SuppressionParams } from '../../src/protocol'
import { applyWireEdit } from '../apply-wire-edit'
import type { Command } from '../client-context'
import { send, showFailure } from '../send-request'

/** Asks why a finding may stay, and until when, and writes the comment that silences it. */
export const suppress: Command = async ({ client }, given) => {
  const target = given as Omit<SuppressionParams, 'reason' | 'until'>
  const title = vscode.l10n.t('Suppress {0}', target.rule)
  const reason = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Why may this stay? The reason stands in the comment'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Without a reason nobody can tell when it may go') : undefined),
  })
  if (reason === undefined) return undefined
  const day = await askDay(title)
  if (!day) return undefined
  const outcome = await send(client, requests.suppress, { ...target, reason, ...(day.until ? { until: day.until } : {}) })
  if (!outcome.ok) {
    showFailure(outcome)
    return undefined
  }
  return applyWireEdit(await client, outcome.value)
}

interface DayItem extends vscode.QuickPickItem {
  readonly until?: string
}

/** Undefined when the user gave up; without `until` it has no end. */
async function askDay(title: string): Promise<{ readonly until?: string } | undefined> {
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const item = (label: string, until?: string): DayItem => ({ label, ...(until ? { description: until, until } : {}) })
  const other = item(vscode.l10n.t('Until a day…'))
  const items = [
    item(vscode.l10n.t('Without an end')),
    item(vscode.l10n.t('For 30 days'), inDays(30)),
    item(vscode.l10n.t('For 90 days'), inDays(90)),
    other,
  ]
  const placeHolder = vscode.l10n.t('After its last day it counts again')
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true })
  if (chosen !== other) return chosen
  const until = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The last day, as YYYY-MM-DD'),
    value: inDays(30),
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(text, inDays(0)),
  })
  return until === undefined ? undefined : { until }
}

function problemOf(text: string, today: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) return vscode.l10n.t('A day such as {0}', today)
  return text < today ? vscode.l10n.t('This day is over') : undefined
}
