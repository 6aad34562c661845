import type { InitializeParams } from 'vscode-languageserver'
import type { InitializationOptions } from '../src/protocol'
import type { Encoding } from './positions'

/** What the client can do, read once. What it does not say it cannot do. */
export interface ClientFeatures {
  readonly encoding: Encoding
  readonly pull: boolean
  readonly pullRefresh: boolean
  readonly relatedInformation: boolean
  readonly codeDescription: boolean
  readonly tags: readonly number[]
  readonly configuration: boolean
  readonly watchConfiguration: boolean
  readonly watchFiles: boolean
  readonly folders: boolean
  readonly documentChanges: boolean
  /** What a workspace edit may do to files: `create`, `rename`, `delete`. */
  readonly fileOperations: readonly string[]
  readonly changeAnnotations: boolean
  /** Code actions as values; without it a client knows commands only. */
  readonly codeActions: boolean
  readonly resolveEdit: boolean
  readonly disabledActions: boolean
  readonly preferredActions: boolean
  readonly markdown: boolean
  readonly definition: boolean
  readonly completion: boolean
  readonly lenses: boolean
  readonly refreshLenses: boolean
  readonly hints: boolean
  readonly refreshHints: boolean
  readonly links: boolean
  readonly notebooks: boolean
  readonly messages: boolean
  /** The client is TenantScope's own extension, which knows its commands. */
  readonly ownCommands: boolean
  readonly trusted: boolean
}

export function readFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const { workspace, textDocument, general, window } = capabilities
  const { publishDiagnostics, codeAction, hover, diagnostic, definition, completion, codeLens, inlayHint, documentLink } =
    textDocument ?? {}
  const options = readOptions(initializationOptions)
  const encodings = general?.positionEncodings ?? ['utf-16']
  return {
    // The client names them in the order it likes; UTF-16 is always understood.
    encoding: encodings.find((each): each is Encoding => each === 'utf-8' || each === 'utf-16') ?? 'utf-16',
    pull: diagnostic !== undefined,
    pullRefresh: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: publishDiagnostics?.relatedInformation === true || diagnostic?.relatedInformation === true,
    codeDescription: publishDiagnostics?.codeDescriptionSupport === true || diagnostic?.codeDescriptionSupport === true,
    tags: publishDiagnostics?.tagSupport?.valueSet ?? diagnostic?.tagSupport?.valueSet ?? [],
    configuration: workspace?.configuration === true,
    watchConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    fileOperations: workspace?.workspaceEdit?.documentChanges ? (workspace.workspaceEdit.resourceOperations ?? []) : [],
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    codeActions: codeAction?.codeActionLiteralSupport !== undefined,
    resolveEdit: codeAction?.resolveSupport?.properties.includes('edit') === true && codeAction.dataSupport === true,
    disabledActions: codeAction?.disabledSupport === true,
    preferredActions: codeAction?.isPreferredSupport === true,
    markdown: hover?.contentFormat?.includes('markdown') === true,
    definition: definition !== undefined,
    completion: completion !== undefined,
    lenses: codeLens !== undefined,
    refreshLenses: codeLens !== undefined && workspace?.codeLens?.refreshSupport === true,
    hints: inlayHint !== undefined,
    refreshHints: inlayHint !== undefined && workspace?.inlayHint?.refreshSupport === true,
    links: documentLink !== undefined,
    notebooks: capabilities.notebookDocument?.synchronization !== undefined,
    messages: window?.showMessage !== undefined || options !== undefined,
    ownCommands: options !== undefined,
    trusted: options?.trusted !== false,
  }
}

function readOptions(value: unknown): InitializationOptions | undefined {
  if (typeof value !== 'object' || value === null || !('trusted' in value)) return undefined
  return typeof value.trusted === 'boolean' ? { trusted: value.trusted } : undefined
}
