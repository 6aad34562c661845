import type { NotebookDocument, NotebookDocumentChangeEvent, TextDocumentItem } from 'vscode-languageserver'
import type { Span } from '../src/text/span'
import type { Documents } from './documents'
import { createPartView, type TextView } from './positions'
import { withoutMagics } from './without-magics'

/** The Python cells of a notebook as one module, in their order: what earlier cells import and open counts in later ones. */
export interface Sheet {
  readonly text: string
  readonly cells: readonly SheetCell[]
}

/** A cell's part of the sheet. It has a line of its own at its beginning, so positions differ by lines only. */
export interface SheetCell extends Span {
  readonly uri: string
  readonly view: TextView
}

export interface Notebooks {
  open(notebook: NotebookDocument, cells: readonly TextDocumentItem[]): void
  change(uri: string, event: NotebookDocumentChangeEvent): void
  close(uri: string): void
  /** The notebook that a cell belongs to. */
  ofCell(uri: string): string | undefined
  sheetOf(uri: string): Sheet | undefined
  all(): readonly string[]
}

export function createNotebooks(documents: Documents): Notebooks {
  const notebooks = new Map<string, { cells: readonly string[]; sheet: Sheet | undefined }>()
  const openCells = (cells: readonly TextDocumentItem[]): void => {
    for (const cell of cells) documents.open(cell)
  }
  return {
    open({ uri, cells }, documentsOfCells) {
      openCells(documentsOfCells)
      notebooks.set(uri, { cells: cells.map(({ document }) => document), sheet: undefined })
    },
    change(uri, { cells }) {
      const notebook = notebooks.get(uri)
      if (!notebook || !cells) return
      notebook.sheet = undefined
      if (cells.structure) {
        const { array, didOpen = [], didClose = [] } = cells.structure
        openCells(didOpen)
        for (const closed of didClose) documents.close(closed.uri)
        notebook.cells = notebook.cells.toSpliced(array.start, array.deleteCount, ...(array.cells ?? []).map(({ document }) => document))
      }
      for (const { document, changes } of cells.textContent ?? []) documents.change(document.uri, document.version, changes)
    },
    close(uri) {
      for (const cell of notebooks.get(uri)?.cells ?? []) documents.close(cell)
      notebooks.delete(uri)
    },
    ofCell: (cell) => [...notebooks].find(([, { cells }]) => cells.includes(cell))?.[0],
    sheetOf(uri) {
      const notebook = notebooks.get(uri)
      if (notebook) notebook.sheet ??= makeSheet(documents, notebook.cells)
      return notebook?.sheet
    },
    all: () => [...notebooks.keys()],
  }
}

function makeSheet(documents: Documents, uris: readonly string[]): Sheet {
  const cells = uris.flatMap((uri) => {
    const document = documents.get(uri)
    return document?.languageId === 'python' ? [document] : []
  })
  const parts = cells.map(({ view }) => `${withoutMagics(view.text)}\n`)
  const text = parts.join('')
  let start = 0
  let line = 0
  return {
    text,
    cells: cells.map(({ uri, view: { encoding } }, index) => {
      const part = parts[index] ?? ''
      const cell = { uri, start, end: start + part.length, view: createPartView(text, encoding, line) }
      start = cell.end
      line += part.split(/\r\n|\n|\r/).length - 1
      return cell
    }),
  }
}

/** How the sheet of a notebook is called among the files of a project. */
export const toSheetFile = (notebook: string): string => `${notebook}#.py`

export const isSheetFile = (file: string): boolean => file.endsWith('.ipynb#.py')
