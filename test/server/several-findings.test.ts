import assert from 'node:assert/strict'
import type { CodeAction } from 'vscode-languageserver'
import { type Editor, type EditorOptions, minimalCapabilities, openEditor } from './open-editor'

const loose = `from sqlalchemy import text


def run(db, schema):
    "😀"; db.execute(text("SET search_path TO a")); db.execute(text("SET search_path TO b"))\r
    db.execute(text("SET search_path TO c"))
`
const files = {
  'tenantscope.toml': '[[deprecations]]\nkind = "module"\nname = "app.old"\nreplacement = "app.new"\n',
  'app/__init__.py': '',
  'app/old.py': 'x = 1\n',
  'app/use.py': 'from app.old import x\n\n\ndef later():\n    from app.old import x\n',
  'app/loose.py': loose,
}

describe('actions on several findings at once', function () {
  this.timeout(40_000)
  let editor: Editor
  afterEach(() => editor.close())
  const ask = async (file: keyof typeof files, options: Partial<EditorOptions> = {}): Promise<readonly CodeAction[]> => {
    editor = await openEditor({ files, ...options })
    await editor.open(file)
    return editor.client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: editor.uri(file) },
      range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
      context: { diagnostics: [] },
    })
  }
  const matching = (actions: readonly CodeAction[], title: RegExp): readonly (readonly (number | undefined)[])[] =>
    actions.filter((action) => title.test(action.title)).map(({ diagnostics = [] }) => diagnostics.map(({ range }) => range.start.line))

  it('name a file, a page and a reason once, and each line once', async () => {
    const actions = await ask('app/loose.py', { initializationOptions: { trusted: true } })
    assert.deepEqual(matching(actions, /^Suppress .* on this line/), [[4, 4], [5]])
    assert.deepEqual(matching(actions, /^Suppress .* in this file/), [[4, 4, 5]])
    assert.deepEqual(matching(actions, /^Open the page/), [[4, 4, 5]])
    const reasons = actions.flatMap(({ disabled }) => disabled?.reason ?? [])
    assert.equal(reasons.length, new Set(reasons).size)
  })

  it('offer a fix that they share once', async () => {
    const actions = await ask('app/use.py')
    assert.deepEqual(matching(actions, /^Rename app\/old\.py/), [[0, 4]])
  })

  it('do so for a client that gets whole actions, too', async () => {
    const actions = await ask('app/loose.py', { capabilities: minimalCapabilities })
    assert.deepEqual(matching(actions, /^Suppress/), [[4, 4], [5], [4, 4, 5]])
    assert(actions.every(({ edit }) => edit?.changes))
  })
})
