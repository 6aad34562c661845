import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Diagnostic } from 'vscode-languageserver'
import { waitUntil } from '../support/wait-until'
import { type Editor, type EditorOptions, fullCapabilities, minimalCapabilities, openEditor } from './open-editor'

const caller = `from sqlalchemy.orm import Session

from app.tools import use


def go(db: Session, schema: str):
    use(db, schema)
`
const tools = `from sqlalchemy import text
from sqlalchemy.orm import Session


def use(db: Session, schema: str):
    db.execute(text(f"SET search_path TO {schema}"))
`
const harmless = 'def use(db, schema):\n    print(schema)\n'
const files = { 'app/__init__.py': '', 'app/caller.py': caller, 'app/tools.py': tools }

interface Push {
  readonly uri: string
  readonly diagnostics: readonly Diagnostic[]
}

describe('changes beside the text that is typed', function () {
  this.timeout(40_000)
  let editor: Editor
  let refreshes = 0
  const open = async (options: Partial<EditorOptions> = {}): Promise<void> => {
    refreshes = 0
    editor = await openEditor({ files, ...options })
    editor.client.serve('workspace/diagnostic/refresh', () => void refreshes++)
  }
  afterEach(() => editor.close())
  const all = async (): Promise<readonly string[]> => {
    const { items } = await editor.client.request<{ items: readonly { uri: string }[] }>('workspace/diagnostic', { previousResultIds: [] })
    return items.map(({ uri }) => decodeURIComponent(uri).slice(pathToFileURL(editor.folder).toString().length + 1)).sort()
  }
  const watched = (...changes: readonly (readonly [string, 1 | 2 | 3])[]): void =>
    editor.client.notify('workspace/didChangeWatchedFiles', { changes: changes.map(([file, type]) => ({ uri: editor.uri(file), type })) })
  const lastPush = (file: string): readonly unknown[] | undefined =>
    editor.client
      .received<Push>('textDocument/publishDiagnostics')
      .filter(({ uri }) => uri === editor.uri(file))
      .at(-1)
      ?.diagnostics.map(({ code }) => code)

  it('are asked for: files by name, and folders, which editors tell of as a whole', async () => {
    const asked: { readonly globPattern: string; readonly kind?: number }[] = []
    await open({
      onRegister: ({ registrations }) => {
        for (const { method, registerOptions } of registrations)
          if (method === 'workspace/didChangeWatchedFiles') asked.push(...(registerOptions?.watchers ?? []))
      },
    })
    await waitUntil('the registration', () => asked.length > 0)
    assert.deepEqual(
      asked.filter(({ globPattern }) => globPattern === '**').map(({ kind }) => kind),
      [5],
    )
    assert(asked.some(({ globPattern }) => globPattern.includes('requirements')))
  })

  it('of a folder that goes or comes: its files go and come', async () => {
    await open({ files: { ...files, 'größe 1/😀.py': tools, 'größe 1/deep/two.py': tools } })
    const before = ['app/caller.py', 'app/tools.py', 'größe 1/deep/two.py', 'größe 1/😀.py']
    assert.deepEqual(await all(), before)
    const [here, there] = ['größe 1', 'elsewhere'].map((name) => path.join(editor.folder, name)) as [string, string]
    cpSync(here, there, { recursive: true })
    rmSync(here, { recursive: true })
    watched(['größe 1', 3], ['elsewhere', 1])
    await waitUntil('a refresh', () => refreshes > 0)
    assert.deepEqual(await all(), ['app/caller.py', 'app/tools.py', 'elsewhere/deep/two.py', 'elsewhere/😀.py'])
    // The same name with another text.
    editor.write('größe 1/😀.py', harmless)
    refreshes = 0
    watched(['größe 1', 1])
    await waitUntil('another refresh', () => refreshes > 0)
    assert.deepEqual(await all(), ['app/caller.py', 'app/tools.py', 'elsewhere/deep/two.py', 'elsewhere/😀.py'])
  })

  it('of no meaning wake nobody', async () => {
    await open()
    assert.deepEqual(await all(), ['app/caller.py', 'app/tools.py'])
    await waitUntil('quiet', async () => {
      const before = refreshes
      await all()
      return before === refreshes
    })
    refreshes = 0
    for (const folder of ['app/__pycache__', 'empty', 'node_modules/x']) mkdirSync(path.join(editor.folder, folder), { recursive: true })
    editor.write('app/__pycache__/tools.pyc', '')
    editor.write('notes.log', '')
    watched(['app/__pycache__', 1], ['app/__pycache__/tools.pyc', 1], ['empty', 1], ['node_modules/x', 1], ['notes.log', 1])
    watched(['.git/index.lock', 1], ['.git/index.lock', 3], ['notes.log', 3], ['never-there', 3], ['gone', 1])
    await all()
    assert.equal(refreshes, 0)
    watched(['app/tools.py', 2])
    await waitUntil('a refresh', () => refreshes > 0)
  })

  it('of requirement files count', async () => {
    await open({ files: { ...files, 'requirements.txt': 'SQLAlchemy==2.0.44\n' } })
    await all()
    for (const file of ['requirements.txt', 'poetry.lock', 'requirements/dev.txt']) {
      refreshes = 0
      watched([file, 2])
      await waitUntil(`a refresh for ${file}`, () => refreshes > 0)
    }
  })

  it('of a repository: what is told of other branches is what git knows by then', async () => {
    const revision = (id: string, down: string): string =>
      `revision = "${id}"\ndown_revision = ${down}\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n`
    await open({
      files: {
        'alembic.ini': '[alembic]\nscript_location = migrations\n',
        'migrations/env.py': '',
        'migrations/versions/a1.py': revision('a1', 'None'),
        'migrations/versions/c3.py': revision('c3', '"b2"'),
      },
    })
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: editor.folder, stdio: 'pipe' })
    git('init', '-q', '-b', 'main')
    git('add', '.')
    git('commit', '-qm', 'one')
    const helps = async (): Promise<string> => {
      const textDocument = { uri: editor.uri('migrations/versions/c3.py') }
      const { items } = await editor.client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument })
      return items.map(({ message }) => message).join('\n')
    }
    await waitUntil('the finding', async () => (await helps()).includes('Bring the missing file over'))
    git('checkout', '-qb', 'feature')
    editor.write('migrations/versions/b2.py', revision('b2', '"a1"'))
    git('add', '.')
    git('commit', '-qm', 'two')
    git('checkout', '-q', 'main')
    watched(['.git/logs/HEAD', 2])
    await waitUntil('the branch', async () => (await helps()).includes('it is in the branch `feature`'))
    git('branch', '-qm', 'feature', 'other')
    watched(['migrations/versions/b2.py', 3])
    await waitUntil('the new name of the branch', async () => (await helps()).includes('it is in the branch `other`'))
  })

  it('by closing a document that was not saved: others are judged by the disk again', async () => {
    await open()
    await editor.open('app/caller.py')
    await editor.open('app/tools.py', harmless)
    const pull = async () => {
      const uri = editor.uri('app/caller.py')
      return (await editor.client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } })).items.length
    }
    assert.equal(await pull(), 0)
    refreshes = 0
    editor.client.notify('textDocument/didClose', { textDocument: { uri: editor.uri('app/tools.py') } })
    await waitUntil('a refresh', () => refreshes > 0)
    assert.equal(await pull(), 1)
  })

  it('of folders bring and take the mistakes in their configuration', async () => {
    await open({ files: { ...files, 'one/a.py': '', 'two/tenantscope.toml': '[rulez]\n' }, folder: 'one' })
    const folder = { uri: editor.uri('two'), name: 'two' }
    const mistakes = () =>
      editor.client
        .received<Push>('textDocument/publishDiagnostics')
        .filter(({ uri }) => uri === editor.uri('two/tenantscope.toml'))
        .map(({ diagnostics }) => diagnostics.length)
    editor.client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folder], removed: [] } })
    await waitUntil('the mistake', () => mistakes().at(-1) === 1)
    editor.client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [folder] } })
    await waitUntil('no mistake', () => mistakes().at(-1) === 0)
  })

  it('of configuration show mistakes as the client counts, and none when everything is switched off', async () => {
    await open({
      files: { ...files, 'tenantscope.toml': '\uFEFFname = "😀é" kind = 1\r\n' },
      capabilities: { ...fullCapabilities, general: { positionEncodings: ['utf-8'] } },
    })
    const uri = editor.uri('tenantscope.toml')
    const shown = () => editor.client.received<Push>('textDocument/publishDiagnostics').filter((push) => push.uri === uri)
    await waitUntil('the mistake', () => shown().length > 0)
    assert.deepEqual(shown()[0]?.diagnostics[0]?.range.start, { line: 0, character: 15 })
    editor.settings({ enable: false })
    await waitUntil('nothing', () => shown().at(-1)?.diagnostics.length === 0)
  })

  describe('for a client that watches nothing', () => {
    beforeEach(() => open({ capabilities: minimalCapabilities }))

    it('another file is seen when a document is saved or opened', async () => {
      assert.deepEqual((editor.initialized.capabilities.textDocumentSync as { save?: unknown }).save, true)
      await editor.open('app/caller.py')
      await waitUntil('the finding', () => lastPush('app/caller.py')?.length === 1)
      editor.write('app/tools.py', harmless)
      editor.client.notify('textDocument/didSave', { textDocument: { uri: editor.uri('app/caller.py') } })
      await waitUntil('no finding', () => lastPush('app/caller.py')?.length === 0)
      editor.write('app/tools.py', tools)
      await editor.open('app/__init__.py')
      await waitUntil('the finding again', () => lastPush('app/caller.py')?.length === 1)
    })

    it('configuration counts when a document is saved', async () => {
      await editor.open('app/caller.py')
      await waitUntil('the finding', () => lastPush('app/caller.py')?.length === 1)
      editor.write('tenantscope.toml', '[rules]\nsearch-path-helper = "off"\n')
      editor.client.notify('textDocument/didSave', { textDocument: { uri: editor.uri('app/caller.py') } })
      await waitUntil('no finding', () => lastPush('app/caller.py')?.length === 0)
    })
  })
})
