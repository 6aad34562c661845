import assert from 'node:assert/strict'
import type { Diagnostic } from 'vscode-languageserver'
import { createTyping } from '../../server/typing'
import { waitUntil } from '../support/wait-until'
import { type Editor, fullCapabilities, openEditor } from './open-editor'

const api = `from sqlalchemy import text
from sqlalchemy.orm import Session


def use(db: Session, schema: str):
    db.execute(text(f"SET search_path TO {schema}"))
    "😀"


def products(db: Session, schema: str):
    use(db, schema)
    return db.execute(text("SELECT 1")).all()
`
const line = api.split('\n').indexOf('    "😀"')
const files = { 'requirements.txt': 'SQLAlchemy==2.0.44\n', 'app/__init__.py': '', 'app/api.py': api }

describe('typing', function () {
  this.timeout(40_000)
  let editor: Editor
  afterEach(() => editor?.close())

  const pull = async (from = editor): Promise<readonly Diagnostic[]> =>
    (
      await from.client.request<{ readonly items: readonly Diagnostic[] }>('textDocument/diagnostic', {
        textDocument: { uri: from.uri('app/api.py') },
      })
    ).items
  /** What is typed makes another function of the helper, so that its caller has no finding any more. */
  const typed = [...'; db.add(schema)']
  const type = async (): Promise<string> => {
    let character = 8
    for (const [index, letter] of typed.entries()) {
      const at = { line, character }
      editor.change('app/api.py', index + 2, [{ range: { start: at, end: at }, text: letter }])
      character += letter.length
      await pull()
    }
    return api.replace('"😀"', `"😀"${typed.join('')}`)
  }
  const plain = (items: readonly Diagnostic[]) =>
    items.map(({ code, range, message }) => `${code} ${range.start.line}:${range.start.character}-${range.end.character} ${message}`)
  const judgedAfresh = async (text: string): Promise<readonly string[]> => {
    const other = await openEditor({ files: { ...files, 'app/api.py': text } })
    try {
      await other.open('app/api.py')
      return plain(await pull(other))
    } finally {
      await other.close()
    }
  }

  it('ends with the whole answer: who rests is told to ask again', async () => {
    editor = await openEditor({ files })
    let refreshes = 0
    editor.client.serve('workspace/diagnostic/refresh', () => {
      refreshes++
      return null
    })
    await editor.open('app/api.py')
    const before = plain(await pull())
    const text = await type()
    const during = refreshes
    await waitUntil('the question to ask again', () => refreshes > during)
    const after = plain(await pull())
    assert.deepEqual(after, await judgedAfresh(text))
    assert.notDeepEqual(after, before)
  })

  it('is always answered as a whole for a client that cannot be told to ask again', async () => {
    const { diagnostics: _, ...workspace } = fullCapabilities.workspace
    editor = await openEditor({ files, capabilities: { ...fullCapabilities, workspace } })
    await editor.open('app/api.py')
    const text = await type()
    assert.deepEqual(plain(await pull()), await judgedAfresh(text))
  })

  it('is a stretch of quick changes of one document', async () => {
    let now = 0
    const typing = createTyping(() => now)
    const change = (uri: string, after: number): boolean => {
      now += after
      typing.changed(uri)
      return typing.isUnderWay(uri)
    }
    assert.deepEqual(
      [change('a', 0), change('a', 100), change('a', 500), change('a', 501), change('a', 1), change('b', 1), change('a', 1)],
      [false, false, true, false, false, false, false],
    )
    change('a', 1)
    assert.equal(change('a', 1), true)
    now += 501
    assert.equal(typing.isUnderWay('a'), false)
  })
})
