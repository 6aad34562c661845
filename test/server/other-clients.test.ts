import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { CodeAction, Diagnostic, WorkspaceEdit } from 'vscode-languageserver'
import { waitUntil } from '../support/wait-until'
import { type Editor, fullCapabilities, openEditor } from './open-editor'
import { type RpcClient, startClient } from './rpc-client'

const helper = `from sqlalchemy import text
from sqlalchemy.orm import Session


def use(db: Session, schema: str):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))
`
const files = { 'app/__init__.py': '', 'app/helper.py': helper }
const line = helper.split('\n').findIndex((text) => text.includes('SET LOCAL'))

interface Report {
  readonly items: readonly Diagnostic[]
}

describe('clients that answer otherwise than VS Code', function () {
  this.timeout(40_000)
  let editor: Editor
  afterEach(() => editor.close())
  const severities = async (file = 'app/helper.py'): Promise<readonly unknown[]> => {
    const { items } = await editor.client.request<Report>('textDocument/diagnostic', { textDocument: { uri: editor.uri(file) } })
    return items.filter(({ code }) => code === 'raw-search-path').map(({ severity }) => severity)
  }
  const listAll = async (): Promise<readonly string[]> => {
    const { items } = await editor.client.request<{ items: readonly { uri: string }[] }>('workspace/diagnostic', { previousResultIds: [] })
    return items.map(({ uri }) => uri)
  }

  it('who refuses to tell settings has the defaults, and later what was known', async () => {
    editor = await openEditor({ files, refused: ['workspace/configuration'] })
    assert.deepEqual(await severities(), [2])
    editor.write('tenantscope.toml', '[rules]\nraw-search-path = "error"\n')
    editor.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: editor.uri('tenantscope.toml'), type: 1 }] })
    await waitUntil('the new level', async () => (await severities())[0] === 1)
  })

  it('who refuses to watch anything still adds folders', async () => {
    editor = await openEditor({ files, refused: ['client/registerCapability'], initialize: () => ({ workspaceFolders: [] }) })
    assert.deepEqual(await listAll(), [])
    const folder = { uri: pathToFileURL(editor.folder).toString(), name: 'project' }
    editor.client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folder], removed: [] } })
    await waitUntil('the findings of the folder', async () => (await listAll()).includes(editor.uri('app/helper.py')))
  })

  it('who knows no folders names one by its path', async () => {
    editor = await openEditor({
      files,
      initialize: (rootPath) => ({ rootPath, rootUri: null, workspaceFolders: undefined }),
    })
    assert.deepEqual(await listAll(), [editor.uri('app/helper.py')])
  })

  it('who cannot be asked for settings sends them along', async () => {
    const { workspace } = fullCapabilities
    let refreshes = 0
    editor = await openEditor({ files, capabilities: { ...fullCapabilities, workspace: { ...workspace, configuration: false } } })
    editor.client.serve('workspace/diagnostic/refresh', () => void refreshes++)
    assert.deepEqual(await severities(), [2])
    for (const [settings, expected] of [
      [{ tenantscope: { rules: { 'raw-search-path': 'error' } } }, [1]],
      [{ tenantscope: { enable: false } }, []],
      [{ tenantscope: 'nonsense' }, [2]],
      [null, [2]],
    ] as const) {
      refreshes = 0
      editor.client.notify('workspace/didChangeConfiguration', { settings })
      await waitUntil('a refresh', () => refreshes > 0)
      assert.deepEqual(await severities(), expected)
    }
  })

  it('who has settings for a folder has them in that folder only', async () => {
    editor = await openEditor({
      files: { 'one/a.py': helper, 'two/a.py': helper, 'three/a.py': helper },
      settings: { rules: { 'raw-search-path': 'info' } },
      settingsOf: (folder = '') =>
        folder.endsWith('one') ? { rules: { 'raw-search-path': 'error' } } : folder.endsWith('two') ? { enable: false } : undefined,
      initialize: (root) => ({
        workspaceFolders: ['one', 'two'].map((name) => ({ uri: pathToFileURL(`${root}/${name}`).toString(), name })),
      }),
    })
    // Outside of every folder only what is open is judged.
    await editor.open('three/a.py')
    const levels = async () => [await severities('one/a.py'), await severities('two/a.py'), await severities('three/a.py')]
    assert.deepEqual(await levels(), [[1], [], [3]])
    assert.deepEqual(await listAll(), [editor.uri('one/a.py')])
    const removed = [{ uri: editor.uri('one'), name: 'one' }]
    const added = [{ uri: editor.uri('three'), name: 'three' }]
    editor.client.notify('workspace/didChangeWorkspaceFolders', { event: { added, removed } })
    await waitUntil('the other folder', async () => (await listAll())[0] === editor.uri('three/a.py'))
    assert.deepEqual(await levels(), [[], [], [3]])
  })

  it('an empty kind, or none in the list, asks for every action', async () => {
    editor = await openEditor({ files })
    await editor.open('app/helper.py')
    const kinds = async (only?: readonly string[]) => {
      const at = { line, character: 24 }
      const actions = await editor.client.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: editor.uri('app/helper.py') },
        range: { start: at, end: at },
        context: { diagnostics: [], ...(only ? { only } : {}) },
      })
      return actions.map(({ kind, title }) => `${kind} ${title}`)
    }
    const all = await kinds()
    assert(all.length > 0)
    assert.deepEqual(await kinds([]), all)
    assert.deepEqual(await kinds(['']), all)
    assert.deepEqual(await kinds(['', 'source.organizeImports']), all)
    assert.deepEqual(await kinds(['source.organizeImports']), [])
  })

  it('a buffer whose name is no URI stands in nobody’s way', async () => {
    editor = await openEditor({ files })
    for (const uri of ['fugitive:///shop/.git//0/50%off.py', 'fugitive:///shop/%ff.py'])
      editor.client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text: helper } })
    assert.deepEqual(await listAll(), [editor.uri('app/helper.py')])
    const { items } = await editor.client.request<Report>('textDocument/diagnostic', {
      textDocument: { uri: 'fugitive:///shop/%ff.py' },
    })
    assert(items.some(({ code }) => code === 'raw-search-path'))
  })

  it('who opens a file of a linked folder by its real path is in that folder', async () => {
    editor = await openEditor({
      files: { 'real/app/helper.py': helper, 'real/tenantscope.toml': '[rules]\nraw-search-path = "error"\n' },
      initialize: (root) => {
        mkdirSync(`${root}/open`)
        symlinkSync(`${root}/real`, `${root}/open/link😀`)
        return { workspaceFolders: [{ uri: pathToFileURL(`${root}/open/link😀`).toString(), name: 'link' }] }
      },
    })
    const linked = editor.uri('open/link😀/app/helper.py')
    assert.deepEqual(await listAll(), [linked])
    // The configuration of the folder counts, and answers name the file as it was opened.
    const real = editor.uri('real/app/helper.py')
    await editor.open('real/app/helper.py')
    assert.deepEqual(await severities('real/app/helper.py'), [1])
    assert.deepEqual(await listAll(), [real])
    const at = { line, character: 24 }
    const actions = await editor.client.request<(CodeAction & { edit?: WorkspaceEdit })[]>('textDocument/codeAction', {
      textDocument: { uri: real },
      range: { start: at, end: at },
      context: { diagnostics: [] },
    })
    const suppression = actions.find(({ title }) => /Suppress.*on this line/.test(title))
    const { edit } = await editor.client.request<CodeAction>('codeAction/resolve', suppression)
    assert.deepEqual(
      edit?.documentChanges?.map((change) => 'textDocument' in change && change.textDocument),
      [{ uri: real, version: 1 }],
    )
    editor.client.notify('textDocument/didClose', { textDocument: { uri: real } })
    await waitUntil('the file as the folder has it', async () => (await listAll())[0] === linked)
  })
})

describe('a client that has not said hello', () => {
  let client: RpcClient
  afterEach(() => client.stop())

  it('is told so, and can say it afterwards', async () => {
    client = startClient(undefined, { deadline: 5000 })
    const uri = 'file:///shop/a.py'
    const textDocument = { uri }
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text: helper } })
    const requests = [
      ['textDocument/hover', { textDocument, position: { line: 0, character: 0 } }],
      ['textDocument/diagnostic', { textDocument }],
      ['workspace/diagnostic', { previousResultIds: [] }],
      ['tenantscope/graph', {}],
    ] as const
    for (const [method, params] of requests) await assert.rejects(client.request(method, params), { code: -32002 }, method)
    await client.request('initialize', { processId: process.pid, rootUri: null, workspaceFolders: null, capabilities: {} })
    client.notify('initialized', {})
    await client.request('textDocument/hover', { textDocument, position: { line: 0, character: 0 } })
  })
})
