import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ConfigurationParams, RegistrationParams } from 'vscode-languageserver'
import { type RpcClient, startClient } from './rpc-client'

/** What VS Code says about itself, as far as this server looks at it. */
export const fullCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  window: { workDoneProgress: true, showMessage: {} },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create', 'rename', 'delete'],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
  },
  textDocument: {
    diagnostic: { relatedDocumentSupport: false },
    publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] }, codeDescriptionSupport: true, dataSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: [''] } },
      isPreferredSupport: true,
      disabledSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
} as const

/** A client that knows little: it is pushed to, gets whole actions and plain texts. */
export const minimalCapabilities = {
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [''] } } } },
} as const

export interface EditorOptions {
  readonly files: Readonly<Record<string, string>>
  readonly capabilities?: object
  readonly initializationOptions?: object
  readonly settings?: object
  /** Settings of a folder, by its URI. */
  readonly settingsOf?: (folder: string | undefined) => object | undefined
  /** The language of the user interface. */
  readonly locale?: string
  /** The folder that is opened, the whole project without it; false opens none. */
  readonly folder?: string | false
  /** More of what `initialize` brings, as the folder makes it. */
  readonly initialize?: (folder: string) => object
  /** Requests of the server that this client answers with an error. */
  readonly refused?: readonly string[]
  /** What the server registers after it started. */
  readonly onRegister?: (params: RegistrationParams) => void
}

export interface Editor {
  readonly client: RpcClient
  readonly folder: string
  readonly initialized: { readonly capabilities: Readonly<Record<string, unknown>> }
  uri(file: string): string
  open(file: string, text?: string): Promise<void>
  change(file: string, version: number, contentChanges: readonly object[]): void
  settings(value: object): void
  write(file: string, text: string): void
  close(): Promise<void>
}

export async function openEditor({
  files,
  capabilities = fullCapabilities,
  initializationOptions,
  settings = {},
  settingsOf = () => undefined,
  locale,
  folder = '',
  initialize = () => ({}),
  refused = [],
  onRegister = () => undefined,
}: EditorOptions): Promise<Editor> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'tenantscope-editor-')))
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  for (const [file, text] of Object.entries(files)) write(file, text)
  const client = startClient()
  let current = settings
  const served = {
    'workspace/configuration': ({ items }: ConfigurationParams) => items.map(({ scopeUri }) => settingsOf(scopeUri) ?? current),
    'client/registerCapability': onRegister,
    'workspace/diagnostic/refresh': () => null,
  }
  for (const [method, answer] of Object.entries(served)) if (!refused.includes(method)) client.serve(method, answer)
  const rootUri = pathToFileURL(path.join(root, folder || '.')).toString()
  const uri = (file: string): string => pathToFileURL(path.join(root, file)).toString()
  const initialized = await client.request<Editor['initialized']>('initialize', {
    processId: process.pid,
    rootUri: folder === false ? null : rootUri,
    workspaceFolders: folder === false ? null : [{ uri: rootUri, name: 'project' }],
    capabilities,
    ...(locale ? { locale } : {}),
    ...(initializationOptions ? { initializationOptions } : {}),
    ...initialize(root),
  })
  client.notify('initialized', {})
  return {
    client,
    folder: root,
    initialized,
    uri,
    write,
    async open(file, text = files[file]) {
      client.notify('textDocument/didOpen', { textDocument: { uri: uri(file), languageId: 'python', version: 1, text } })
    },
    change: (file, version, contentChanges) =>
      client.notify('textDocument/didChange', { textDocument: { uri: uri(file), version }, contentChanges }),
    settings(value) {
      current = value
      client.notify('workspace/didChangeConfiguration', { settings: null })
    },
    async close() {
      await client.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
