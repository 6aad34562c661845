import * as vscode from 'vscode'
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node'
import { type InitializationOptions, linkCommandIds } from '../src/protocol'

/** Where analysed text may come from; the others (git:, output:) show text that nobody edits. */
const schemes = ['file', 'untitled', 'vscode-vfs']
const languages = ['python', 'sql', 'typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'vue']
/** Whatever language an extension gives them: `.sql` alone has several. */
const pattern = '**/*.{py,pyi,sql,ts,tsx,mts,cts,js,jsx,mjs,cjs,vue}'

/** The client of the bundled server over IPC. Not started yet. */
export function createLanguageClient(serverModule: string, channel: vscode.LogOutputChannel, checked: () => void): LanguageClient {
  const serverOptions: ServerOptions = {
    run: { module: serverModule, transport: TransportKind.ipc },
    debug: { module: serverModule, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  }
  const clientOptions: LanguageClientOptions = {
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
  return new LanguageClient('tenantscope', 'TenantScope', serverOptions, clientOptions)
}
