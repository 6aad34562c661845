import { languageOf } from '../../src/index'
import type { Session } from '../session'

/** What happens when a document opens, changes or closes; `touched` hears of each that did. */
export interface DocumentListener {
  touched(uri: string, how: 'open' | 'change' | 'close'): void
}

export function bindDocuments({ connection, documents, projects }: Session, listener: DocumentListener): void {
  const tell = (uri: string, text: string | undefined, how?: 'typing'): void => {
    const place = projects.peek(uri)
    // Configuration is read from the disk, when it is saved.
    if (place && languageOf(place.file)) place.project.setText(place.file, text, how)
  }
  connection.onDidOpenTextDocument(({ textDocument }) => {
    const { view } = documents.open(textDocument)
    tell(textDocument.uri, view.text)
    listener.touched(textDocument.uri, 'open')
  })
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const document = documents.change(textDocument.uri, textDocument.version, contentChanges)
    if (!document) return
    tell(document.uri, document.view.text, 'typing')
    listener.touched(document.uri, 'change')
  })
  connection.onDidCloseTextDocument(({ textDocument }) => {
    // Before it is forgotten: the language it was given is part of its name.
    tell(textDocument.uri, undefined)
    documents.close(textDocument.uri)
    listener.touched(textDocument.uri, 'close')
  })
}
