import assert from 'node:assert/strict'
import type { CodeAction, Diagnostic, TextDocumentEdit } from 'vscode-languageserver'
import { withoutMagics } from '../../server/without-magics'
import { type Editor, fullCapabilities, minimalCapabilities, openEditor } from './open-editor'

const files = {
  'app/__init__.py': '',
  'app/db.py':
    'from sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\n\nengine = create_engine("postgresql://localhost/shop")\nSessionLocal = sessionmaker(bind=engine)\n',
  'notebooks/look.ipynb': '{}',
}
const notebookDocument = { synchronization: {} }
const capabilities = { ...fullCapabilities, notebookDocument }

/** Imports first, then a session, then what is done with it: a statement is judged by what stands in the cells above. */
const cells = [
  '%load_ext autoreload\r\nfrom sqlalchemy import text\r\nfrom app.db import SessionLocal, engine',
  '# 😀 prose, not code',
  'db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": "user_1"}))',
  '%%sql\nselect "',
  '"""😀"""; db.execute(text("SET search_path TO user_1, public"))\nrows = 1',
]
const languages = ['python', 'markdown', 'python', 'python', 'python']
const statement = '"SET search_path TO user_1, public"'

describe('notebooks', function () {
  this.timeout(40_000)
  let editor: Editor
  afterEach(() => editor.close())

  const cellUri = (index: number): string => `${editor.uri('notebooks/look.ipynb').replace(/^file:/, 'vscode-notebook-cell:')}#W${index}`
  const open = async (given: object = capabilities): Promise<void> => {
    editor = await openEditor({ files, capabilities: given })
    editor.client.notify('notebookDocument/didOpen', {
      notebookDocument: {
        uri: editor.uri('notebooks/look.ipynb'),
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: cells.map((_, index) => ({ kind: languages[index] === 'python' ? 2 : 1, document: cellUri(index) })),
      },
      cellTextDocuments: cells.flatMap((text, index) =>
        languages[index] === 'python' ? [{ uri: cellUri(index), languageId: 'python', version: 1, text }] : [],
      ),
    })
  }
  const change = (cellsChange: object, version = 2): void =>
    editor.client.notify('notebookDocument/didChange', {
      notebookDocument: { uri: editor.uri('notebooks/look.ipynb'), version },
      change: { cells: cellsChange },
    })
  const pull = async (index: number): Promise<readonly Diagnostic[]> => {
    const report = await editor.client.request<{ items: readonly Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri: cellUri(index) },
    })
    return report.items
  }
  const actions = (index: number, character: number) =>
    editor.client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: cellUri(index) },
      range: { start: { line: 0, character }, end: { line: 0, character } },
      context: { diagnostics: [] },
    })

  it('a finding stands in its cell, counted from there', async () => {
    await open()
    const [finding, ...more] = await pull(4)
    assert.deepEqual(more, [])
    const start = (cells[4] ?? '').indexOf(statement)
    assert.equal(finding?.code, 'raw-search-path')
    assert.deepEqual(finding.range, { start: { line: 0, character: start }, end: { line: 0, character: start + statement.length } })
    for (const index of [0, 2, 3]) assert.deepEqual(await pull(index), [], `cell ${index}`)
  })

  it('cells above count: without the import of text() nothing is known', async () => {
    await open()
    assert.equal((await pull(4)).length, 1)
    change({ textContent: [{ document: { uri: cellUri(0), version: 2 }, changes: [{ text: 'def text(x):\n    return x' }] }] })
    const without = await pull(4)
    change({ textContent: [{ document: { uri: cellUri(0), version: 3 }, changes: [{ text: cells[0] }] }] }, 3)
    assert.deepEqual([without.length, (await pull(4)).length], [0, 1])
  })

  it('follows cells that come, move and go', async () => {
    await open()
    const before = await pull(4)
    change({
      structure: {
        array: { start: 1, deleteCount: 1, cells: [{ kind: 2, document: cellUri(9) }] },
        didOpen: [{ uri: cellUri(9), languageId: 'python', version: 1, text: 'a = 1\nb = 2\n' }],
      },
    })
    assert.deepEqual(await pull(4), before)
    change({ structure: { array: { start: 0, deleteCount: 1, cells: [] }, didClose: [{ uri: cellUri(0) }] } }, 3)
    assert.deepEqual(await pull(4), [])
  })

  it('fixes and suppressions are edits of the cell', async () => {
    await open()
    const offered = await actions(4, (cells[4] ?? '').indexOf(statement) + 3)
    const suppress = offered.find(({ title }) => title.includes('on this line'))
    assert(suppress, offered.map(({ title }) => title).join(' | '))
    const { edit } = await editor.client.request<CodeAction>('codeAction/resolve', suppress)
    const [documentChange] = (edit?.documentChanges ?? []) as TextDocumentEdit[]
    assert.deepEqual(documentChange?.textDocument, { uri: cellUri(4), version: 1 })
    assert.deepEqual(documentChange.edits, [
      {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        newText: '# tenantscope: ignore[raw-search-path] \r\n',
      },
    ])
    assert.deepEqual(await actions(0, 3), [])
  })

  it('is pushed to clients that do not ask', async () => {
    await open({ ...minimalCapabilities, notebookDocument })
    type Push = { readonly uri: string; readonly version: number; readonly diagnostics: readonly Diagnostic[] }
    const pushed = await editor.client.waitFor<Push>(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }) => uri === cellUri(4) && diagnostics.length > 0,
    )
    assert.equal(pushed.diagnostics[0]?.code, 'raw-search-path')
    editor.client.notify('notebookDocument/didClose', {
      notebookDocument: { uri: editor.uri('notebooks/look.ipynb') },
      cellTextDocuments: [0, 2, 3, 4].map((index) => ({ uri: cellUri(index) })),
    })
    await editor.client.waitFor<Push>(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }) => uri === cellUri(4) && diagnostics.length === 0,
    )
  })

  it('is not among the files of the workspace', async () => {
    await open()
    await pull(4)
    const report = await editor.client.request<{ items: readonly { uri: string }[] }>('workspace/diagnostic', { previousResultIds: [] })
    assert.deepEqual(report.items, [])
  })

  it('is not asked of clients without them', async () => {
    await open(fullCapabilities)
    assert.equal(editor.initialized.capabilities.notebookDocumentSync, undefined)
  })
})

describe('what only IPython understands', () => {
  for (const [name, text, expected] of [
    ['line magics and commands', '%time x\n  !ls 😀\nx = 1 % y\n', '#time x\n  #ls 😀\nx = 1 % y\n'],
    ['help', 'db.execute?\n??db\nwhat = "?"', '#b.execute?\n#?db\nwhat = "?"'],
    ['a cell of another language', '%%sql\r\nselect "\r\n\r\n  x', '#%sql\r\n#elect "\r\n\r\n# x'],
    ['a cell that is timed', '%%time\nx = 1', '#%time\nx = 1'],
    ['a modulo that begins a line', 'x = (1\n  % 2)', 'x = (1\n  % 2)'],
  ] as const) {
    it(`${name} becomes a comment, in place`, () => {
      assert.equal(withoutMagics(text), expected)
      assert.equal(withoutMagics(text).length, text.length)
    })
  }
})
