import * as vscode from 'vscode'
import {
  CloseAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node'
import { type InitializationOptions, linkCommandIds } from '../src/protocol'
import { languages } from './languages'

/** Where analysed text may come from; the others (git:, output:) show text that nobody edits. */
const schemes = ['file', 'untitled', 'vscode-vfs']
/** Whatever language an extension gives them: `.sql` alone has several. */
const pattern = '**/*.{py,pyi,sql,ts,tsx,mts,cts,js,jsx,mjs,cjs,vue}'

/** The client of the bundled server over IPC. Not started yet. */
export function createLanguageClient(serverModule: string, channel: vscode.LogOutputChannel, checked: () => void): LanguageClient {
  const serverOptions: ServerOptions = {
    run: { module: serverModule, transport: TransportKind.ipc },
    debug: { module: serverModule, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  }
  let hasRun = false
  let usual: ErrorHandler | undefined
  const usually = (): ErrorHandler => {
    usual ??= client.createDefaultErrorHandler()
    return usual
  }
  const clientOptions: LanguageClientOptions = {
    errorHandler: {
      error: (error, message, count) => usually().error(error, message, count),
      // What ran comes back by itself; what does not even start is told of once, by whoever started it.
      closed: () => (hasRun ? usually().closed() : { action: CloseAction.DoNotRestart, handled: true }),
    },
    initializationFailedHandler: () => false,
    documentSelector: [
      ...schemes.flatMap((scheme) => [...languages.map((language) => ({ scheme, language })), { scheme, pattern }]),
      { notebook: 'jupyter-notebook', language: 'python' },
      { scheme: 'file', pattern: '**/{tenantscope,pyproject}.toml' },
    ],
    outputChannel: channel,
    traceOutputChannel: channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: 'tenantscope',
    middleware: {
      async provideDiagnostics(document, previousResultId, token, next) {
        const report = await next(document, previousResultId, token)
        if (!token.isCancellationRequested) checked()
        return report
      },
    },
    markdown: { isTrusted: { enabledCommands: [linkCommandIds.openRulePage] }, supportHtml: false },
    // A function, so that a restart after the user trusted the workspace says so.
    initializationOptions: (): InitializationOptions => ({ trusted: vscode.workspace.isTrusted }),
  }
  const client = new LanguageClient('tenantscope', 'TenantScope', serverOptions, clientOptions)
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) hasRun = true
  })
  return client
}
