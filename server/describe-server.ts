import { CodeActionKind, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver'
import { version } from '../package.json'
import type { ClientFeatures } from './client-features'
import { fixAllKind } from './handlers/code-actions'

/** What the server offers to a client that can do this much. */
export const describeServer = ({
  encoding,
  pull,
  folders,
  resolveEdit,
  definition,
  completion,
  lenses,
  hints,
  links,
  notebooks,
  watchFiles,
}: ClientFeatures): InitializeResult => ({
  serverInfo: { name: 'TenantScope', version },
  capabilities: {
    positionEncoding: encoding,
    // Saving is a time to look at the disk for clients that cannot watch it.
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: !watchFiles },
    ...(notebooks ? { notebookDocumentSync: { notebookSelector: [{ notebook: '*', cells: [{ language: 'python' }] }] } } : {}),
    ...(pull ? { diagnosticProvider: { identifier: 'tenantscope', interFileDependencies: true, workspaceDiagnostics: true } } : {}),
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind],
      resolveProvider: resolveEdit,
    },
    hoverProvider: true,
    ...(hints ? { inlayHintProvider: true } : {}),
    ...(links ? { documentLinkProvider: {} } : {}),
    ...(definition ? { definitionProvider: true } : {}),
    ...(completion ? { completionProvider: { triggerCharacters: ['"', "'"] } } : {}),
    ...(lenses ? { codeLensProvider: {} } : {}),
    ...(folders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
  },
})
