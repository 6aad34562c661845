import assert from 'node:assert/strict'
import type { DocumentLink, InlayHint } from 'vscode-languageserver'
import { type Editor, type EditorOptions, fullCapabilities, minimalCapabilities, openEditor } from './open-editor'

const files = {
  'tenantscope.toml': '[rules]\nshow-search-path = "off"\n',
  'app/__init__.py': '',
  'app/db.py': `from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/shop")
SessionLocal = sessionmaker(bind=engine)


def get_user_db(x_tenant: str):
    """😀"""; db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": x_tenant}))
    try:
        yield db
    finally:
        db.close()


def get_db():
    with SessionLocal() as plain:
        yield plain
`,
  'app/routes.py': `from fastapi import Depends
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import get_db, get_user_db


def scoped(db: Session = Depends(get_user_db), other=None):
    # 😀 tenantscope: ignore[raw-search-path, no-such-rule] moves later
    db.execute(text("SET search_path TO user_1"))


def plain(db: Session = Depends(get_db)):
    db.execute(text("SELECT 1"))


def unknown(db):
    db.execute(text("SELECT 1"))
`.replaceAll('\n', '\r\n'),
}
const capabilities = {
  ...fullCapabilities,
  workspace: { ...fullCapabilities.workspace, inlayHint: { refreshSupport: true } },
  textDocument: { ...fullCapabilities.textDocument, inlayHint: {}, documentLink: { tooltipSupport: true } },
}

describe('hints and links', function () {
  this.timeout(40_000)
  let editor: Editor
  const open = async (options: Partial<EditorOptions> = {}): Promise<void> => {
    editor = await openEditor({ files, capabilities, ...options })
    editor.client.serve('workspace/inlayHint/refresh', () => null)
  }
  afterEach(() => editor.close())
  const hints = async (file: keyof typeof files): Promise<readonly string[]> => {
    const lines = files[file].split(/\r?\n/)
    const found = await editor.client.request<InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri: editor.uri(file) },
      range: { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } },
    })
    return found.map(({ position, label }) => `${(lines[position.line] ?? '').slice(0, position.character)}«${String(label)}»`)
  }
  const links = (file: string) =>
    editor.client.request<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri: editor.uri(file) } })

  it('say behind a session which tenant it works for, where that is proved', async () => {
    await open({ settings: { inlayHints: true } })
    await editor.open('app/routes.py')
    assert.deepEqual(await hints('app/routes.py'), ['def scoped(db«: tenant → x_tenant»', 'def plain(db«: no tenant»'])
    assert.deepEqual(await hints('app/db.py'), ['    """😀"""; db«: tenant → x_tenant»', '    with SessionLocal() as plain«: no tenant»'])
  })

  it('are off by default, and follow the setting', async () => {
    await open()
    assert.deepEqual(await hints('app/routes.py'), [])
    editor.settings({ inlayHints: true })
    const deadline = Date.now() + 20_000
    let found: readonly string[] = []
    while (found.length === 0 && Date.now() < deadline) found = await hints('app/routes.py')
    assert.equal(found.length, 2)
  })

  it('lead from the name of a rule to its page', async () => {
    await open()
    await editor.open('app/routes.py')
    const [link, ...more] = await links('app/routes.py')
    assert.deepEqual(more, [])
    const line = files['app/routes.py'].split('\r\n').findIndex((text) => text.includes('ignore['))
    const character = (files['app/routes.py'].split('\r\n')[line] ?? '').indexOf('raw-search-path')
    assert.deepEqual(link?.range, { start: { line, character }, end: { line, character: character + 'raw-search-path'.length } })
    assert.match(link?.target ?? '', /^https:.*\/raw-search-path\.md$/)
    await editor.open('tenantscope.toml')
    assert.deepEqual(
      (await links('tenantscope.toml')).map(({ range, target }) => [range.start, target?.split('/').at(-1)]),
      [[{ line: 1, character: 0 }, 'show-search-path.md']],
    )
    await editor.close()
    await open({ initializationOptions: { trusted: true } })
    assert.match((await links('tenantscope.toml'))[0]?.target ?? '', /^command:tenantscope\.openRulePage\?/)
  })

  it('an open configuration file counts when it is saved', async () => {
    await open({
      files: {
        ...files,
        'tenantscope.toml': '[rules]\nraw-search-path = "off"\n',
        'app/routes.py': files['app/routes.py'].replace('ignore[', 'no['),
      },
    })
    await editor.open('app/routes.py')
    await editor.open('tenantscope.toml', '[rules]\nraw-search-path = "off"\n')
    const codes = async () =>
      (
        await editor.client.request<{ items: { code: string }[] }>('textDocument/diagnostic', {
          textDocument: { uri: editor.uri('app/routes.py') },
        })
      ).items.map(({ code }) => code)
    assert.deepEqual(await codes(), [])
    editor.change('tenantscope.toml', 2, [{ text: '' }])
    assert.deepEqual(await codes(), [])
    editor.write('tenantscope.toml', '')
    editor.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: editor.uri('tenantscope.toml'), type: 2 }] })
    const deadline = Date.now() + 20_000
    let found: readonly string[] = []
    while (found.length === 0 && Date.now() < deadline) found = await codes()
    assert.deepEqual(found, ['raw-search-path'])
  })

  it('are not offered to clients that do not know them', async () => {
    await open({ capabilities: minimalCapabilities })
    assert.equal(editor.initialized.capabilities.inlayHintProvider, undefined)
    assert.equal(editor.initialized.capabilities.documentLinkProvider, undefined)
  })
})
