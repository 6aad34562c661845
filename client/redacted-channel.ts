import * as vscode from 'vscode'
import { redact, redactValue } from './redact'

/**
 * An output channel through which no database password passes. Requests carry connection URLs, and the language client writes whole
 * requests into its channel as soon as somebody turns tracing on.
 */
export function createRedactedChannel(name: string): vscode.LogOutputChannel {
  const channel = vscode.window.createOutputChannel(name, { log: true })
  const log =
    (write: (message: string, ...args: unknown[]) => void) =>
    (message: string | Error, ...args: unknown[]): void =>
      write.call(channel, redact(message instanceof Error ? (message.stack ?? message.message) : message), ...args.map(redactValue))
  return {
    name: channel.name,
    get logLevel() {
      return channel.logLevel
    },
    onDidChangeLogLevel: channel.onDidChangeLogLevel,
    trace: log(channel.trace),
    debug: log(channel.debug),
    info: log(channel.info),
    warn: log(channel.warn),
    error: log(channel.error),
    append: (value) => channel.append(redact(value)),
    appendLine: (value) => channel.appendLine(redact(value)),
    replace: (value) => channel.replace(redact(value)),
    clear: () => channel.clear(),
    show: (first?: vscode.ViewColumn | boolean, second?: boolean) => channel.show(typeof first === 'boolean' ? first : second),
    hide: () => channel.hide(),
    dispose: () => channel.dispose(),
  }
}
