import type { TextDocumentContentChangeEvent } from 'vscode-languageserver'
import { createTextView, type Encoding, type TextView, toSpan } from './positions'

/** A document as the client has it now. A change makes a new object, so that holding one tells whether it is still current. */
export interface OpenDocument {
  readonly uri: string
  readonly languageId: string
  readonly version: number
  readonly view: TextView
}

export interface Documents {
  open(document: { readonly uri: string; readonly languageId: string; readonly version: number; readonly text: string }): OpenDocument
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): OpenDocument | undefined
  close(uri: string): void
  get(uri: string): OpenDocument | undefined
  all(): readonly OpenDocument[]
}

export function createDocuments(encodingOf: () => Encoding): Documents {
  const documents = new Map<string, OpenDocument>()
  const set = (document: OpenDocument): OpenDocument => {
    documents.set(document.uri, document)
    return document
  }
  return {
    open: ({ uri, languageId, version, text }) => set({ uri, languageId, version, view: createTextView(text, encodingOf()) }),
    change(uri, version, changes) {
      const document = documents.get(uri)
      if (!document) return undefined
      let view = document.view
      for (const change of changes) {
        if ('range' in change) {
          const { start, end } = toSpan(view, change.range)
          view = createTextView(view.text.slice(0, start) + change.text + view.text.slice(end), view.encoding)
        } else view = createTextView(change.text, view.encoding)
      }
      return set({ ...document, version, view })
    },
    close: (uri) => void documents.delete(uri),
    get: (uri) => documents.get(uri),
    all: () => [...documents.values()],
  }
}
