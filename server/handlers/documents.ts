import { languageOf } from '../../src/index'
import { toJudgedText } from '../judged-text'
import type { Session } from '../session'

/** What happens when a document opens, changes or closes; `touched` hears of each that did. */
export interface DocumentListener {
  /** `isNews`: by opening or closing it, its file has another text now. */
  touched(uri: string, how: 'open' | 'change' | 'close', isNews?: boolean): void
}

export function bindDocuments({ connection, documents, notebooks, projects }: Session, listener: DocumentListener): void {
  /** True when the file has another text by that. */
  const tell = (uri: string, text: string | undefined, how?: 'typing'): boolean => {
    const place = projects.peek(uri)
    // Configuration is read from the disk, when it is saved.
    if (!place || !languageOf(place.file)) return false
    const { project, file } = place
    const textNow = (): string | undefined => project.engine.workspaces.of(file).text(file)
    const before = how ? undefined : textNow()
    project.setText(file, text === undefined ? undefined : toJudgedText(text), how)
    return !how && textNow() !== before
  }
  connection.onDidOpenTextDocument(({ textDocument }) => {
    const { view } = documents.open(textDocument)
    listener.touched(textDocument.uri, 'open', tell(textDocument.uri, view.text))
  })
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const document = documents.change(textDocument.uri, textDocument.version, contentChanges)
    if (!document) return
    tell(document.uri, document.view.text, 'typing')
    listener.touched(document.uri, 'change')
  })
  connection.onDidCloseTextDocument(({ textDocument }) => {
    // Before it is forgotten: the language it was given is part of its name.
    const isNews = tell(textDocument.uri, undefined)
    documents.close(textDocument.uri)
    listener.touched(textDocument.uri, 'close', isNews)
  })

  const { synchronization } = connection.notebooks
  const cellsOf = (uri: string): readonly string[] => notebooks.sheetOf(uri)?.cells.map((cell) => cell.uri) ?? []
  /** What one cell says counts in all that follow it. */
  const tellSheet = (uri: string, how?: 'typing'): void => {
    tell(uri, notebooks.sheetOf(uri)?.text, how)
    for (const cell of cellsOf(uri)) listener.touched(cell, how ? 'change' : 'open')
  }
  synchronization.onDidOpenNotebookDocument(({ notebookDocument, cellTextDocuments }) => {
    notebooks.open(notebookDocument, cellTextDocuments)
    tellSheet(notebookDocument.uri)
  })
  synchronization.onDidChangeNotebookDocument(({ notebookDocument: { uri }, change }) => {
    const before = cellsOf(uri)
    notebooks.change(uri, change)
    tellSheet(uri, 'typing')
    const now = new Set(cellsOf(uri))
    for (const cell of before) if (!now.has(cell)) listener.touched(cell, 'close')
  })
  synchronization.onDidCloseNotebookDocument(({ notebookDocument: { uri } }) => {
    const cells = cellsOf(uri)
    tell(uri, undefined)
    notebooks.close(uri)
    for (const cell of cells) listener.touched(cell, 'close')
  })
}
