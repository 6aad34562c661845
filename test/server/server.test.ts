import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import type { CodeAction, Diagnostic, Hover, TextEdit } from 'vscode-languageserver'
import {
  type FixAllResult,
  type FoundRevision,
  type GraphReport,
  type Outcome,
  requests,
  type UsagesReport,
  type WithPage,
} from '../../src/protocol'
import { type Editor, type EditorOptions, fullCapabilities, minimalCapabilities, openEditor } from './open-editor'
import { RpcError } from './rpc-client'

const deps = `from fastapi import Header

from app.db import SessionLocal, engine


def get_user_db(x_tenant: str = Header()):
    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": x_tenant}))
    try:
        yield db
    finally:
        db.close()
`
const shop = {
  'app/__init__.py': '',
  'app/db.py':
    'from sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\n\nengine = create_engine("postgresql://localhost/shop")\nSessionLocal = sessionmaker(bind=engine)\n',
  'app/deps.py': deps,
  'app/models.py':
    'from sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\n\nclass Product(Base):\n    __tablename__ = "products"\n    __table_args__ = {"schema": "tenant"}\n\n    id = Column(Integer, primary_key=True)\n',
  'app/products.py':
    'from fastapi import APIRouter, Depends\nfrom sqlalchemy import text\nfrom sqlalchemy.orm import Session\n\nfrom app.deps import get_user_db\nfrom app.models import Product\n\nrouter = APIRouter()\n\n\n@router.get("/products")\ndef list_products(db: Session = Depends(get_user_db)):\n    """😀 emoji"""; db.execute(text("SET search_path TO user_1, public"))\n    return db.query(Product).all()\n',
} as const
const statement = '"SET search_path TO user_1, public"'
const products = shop['app/products.py']
const line = products.split('\n').findIndex((text) => text.includes('SET search_path'))
const character = (products.split('\n')[line] ?? '').indexOf(statement)
const inside = { start: { line, character: character + 5 }, end: { line, character: character + 5 } }

interface Report {
  readonly kind: 'full' | 'unchanged'
  readonly resultId: string
  readonly items?: readonly Diagnostic[]
}
interface WorkspaceReport {
  readonly items: readonly (Report & { readonly uri: string; readonly version: number | null })[]
}

describe('language server', function () {
  this.timeout(40_000)
  let editor: Editor
  const open = async (options: Partial<EditorOptions> = {}): Promise<Editor> => {
    editor = await openEditor({ files: shop, ...options })
    return editor
  }
  afterEach(() => editor.close())
  const pull = (file: string, previousResultId?: string) =>
    editor.client.request<Report>('textDocument/diagnostic', { textDocument: { uri: editor.uri(file) }, previousResultId })
  const actionsAt = (range: object, only?: readonly string[]) =>
    editor.client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: editor.uri('app/products.py') },
      range,
      context: { diagnostics: [], ...(only ? { only } : {}) },
    })
  const resolve = (action: CodeAction) => editor.client.request<CodeAction>('codeAction/resolve', action)

  describe('for a client that asks', () => {
    it('gives diagnostics with positions, help, link and result id', async () => {
      await open()
      await editor.open('app/products.py')
      const report = await pull('app/products.py')
      assert.equal(report.items?.length, 1)
      const [item] = report.items ?? []
      assert.deepEqual(item?.range, { start: { line, character }, end: { line, character: character + statement.length } })
      assert.deepEqual([item?.code, item?.source, item?.severity], ['raw-search-path', 'tenantscope', 2])
      assert.match(String(item?.message), /search path.*\n.+/)
      assert.match(item?.codeDescription?.href ?? '', /raw-search-path\.md$/)
      assert.deepEqual(await pull('app/products.py', report.resultId), { kind: 'unchanged', resultId: report.resultId })
      assert.equal(editor.client.received('textDocument/publishDiagnostics').length, 0)
    })

    it('follows incremental edits, also after an emoji and with CRLF', async () => {
      await open({ files: { ...shop, 'app/products.py': products.replaceAll('\n', '\r\n') } })
      await editor.open('app/products.py')
      assert.equal((await pull('app/products.py')).items?.length, 1)
      // SET -> SHOW of another setting, by two changes in one notification.
      editor.change('app/products.py', 2, [
        { range: { start: { line, character: character + 1 }, end: { line, character: character + 4 } }, text: 'RESET' },
        {
          range: { start: { line, character: character + 7 }, end: { line, character: character + statement.length + 1 } },
          text: 'statement_timeout"',
        },
      ])
      assert.deepEqual((await pull('app/products.py')).items, [])
      editor.change('app/products.py', 3, [{ text: products }])
      assert.equal((await pull('app/products.py')).items?.length, 1)
    })

    it('reads the open text of other files, not the disk', async () => {
      await open()
      await editor.open('app/products.py')
      const [fix] = await actionsAt(inside)
      assert.equal(fix?.isPreferred, true)
      await editor.open('app/deps.py', deps.replace('bind=engine.execution_options(schema_translate_map={"tenant": x_tenant})', ''))
      assert.notEqual((await actionsAt(inside))[0]?.isPreferred, true)
    })

    it('answers for the workspace, and `unchanged` to what is known', async () => {
      await open()
      const first = await editor.client.request<WorkspaceReport>('workspace/diagnostic', { previousResultIds: [] })
      assert.deepEqual(
        first.items.map(({ uri, kind, version }) => [uri, kind, version]),
        [[editor.uri('app/products.py'), 'full', null]],
      )
      const previousResultIds = first.items.map(({ uri, resultId }) => ({ uri, value: resultId }))
      const second = await editor.client.request<WorkspaceReport>('workspace/diagnostic', { previousResultIds })
      assert.deepEqual(
        second.items.map(({ kind }) => kind),
        ['unchanged'],
      )
      await editor.open('app/products.py', 'x = 1\n')
      const third = await editor.client.request<WorkspaceReport>('workspace/diagnostic', { previousResultIds })
      assert.deepEqual(
        third.items.map(({ kind, items, version }) => [kind, items, version]),
        [['full', [], 1]],
      )
    })

    it('knows a file again whose URI the client writes otherwise', async () => {
      await open({ files: { ...shop, "app/it's (1) [é]+@.py": products } })
      const ask = async (previousResultIds: readonly object[]) =>
        (await editor.client.request<WorkspaceReport>('workspace/diagnostic', { previousResultIds })).items
      // As VS Code does: more is escaped, and the drive letter of Windows is small.
      const rewrite = (uri: string): string =>
        `file://${decodeURIComponent(uri.slice('file://'.length))
          .split('/')
          .map((part) => encodeURIComponent(part).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`))
          .join('/')}`
      const first = await ask([])
      assert.equal(first.length, 2)
      assert(first.some(({ uri }) => uri !== rewrite(uri)))
      const second = await ask(first.map(({ uri, resultId }) => ({ uri: rewrite(uri), value: resultId })))
      assert.deepEqual(
        second.map(({ kind }) => kind),
        ['unchanged', 'unchanged'],
      )
    })

    it('holds a workspace request with a channel open, sends changes, ends when cancelled', async () => {
      await open()
      const held = editor.client.start<WorkspaceReport>('workspace/diagnostic', { previousResultIds: [], partialResultToken: 'parts' })
      const outcome = held.answer.then(
        () => 'answered',
        (error: unknown) => (error instanceof RpcError ? error.code : error),
      )
      type Part = { readonly token: string; readonly value: WorkspaceReport }
      const count = (part: Part, items: number) => part.token === 'parts' && part.value.items[0]?.items?.length === items
      await editor.client.waitFor<Part>('$/progress', (part) => count(part, 1))
      await editor.open('app/products.py', 'x = 1\n')
      await editor.client.waitFor<Part>('$/progress', (part) => count(part, 0))
      held.cancel()
      assert.equal(await outcome, -32800)
    })

    it('takes settings: levels below the file in the repository, and off', async () => {
      await open({ settings: { rules: { 'raw-search-path': 'error' } } })
      await editor.open('app/products.py')
      assert.equal((await pull('app/products.py')).items?.[0]?.severity, 1)
      const refreshed = new Promise<void>((resolve) => editor.client.serve('workspace/diagnostic/refresh', () => resolve()))
      editor.settings({ enable: false })
      await refreshed
      assert.deepEqual((await pull('app/products.py')).items, [])
    })

    it('reads configuration again when it changes, and shows its mistakes in it', async () => {
      await open()
      await editor.open('app/products.py')
      assert.equal((await pull('app/products.py')).items?.length, 1)
      editor.write('tenantscope.toml', '[rules]\nraw-search-path = "off"\n')
      const refreshed = new Promise<void>((resolve) => editor.client.serve('workspace/diagnostic/refresh', () => resolve()))
      editor.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: editor.uri('tenantscope.toml'), type: 1 }] })
      await refreshed
      assert.deepEqual((await pull('app/products.py')).items, [])
      editor.write('tenantscope.toml', '[rules]\nraw-serch-path = "off"\n')
      editor.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: editor.uri('tenantscope.toml'), type: 2 }] })
      const problem = await editor.client.waitFor<{ uri: string; diagnostics: readonly Diagnostic[] }>(
        'textDocument/publishDiagnostics',
        ({ diagnostics }) => diagnostics.length > 0,
      )
      assert.equal(problem.uri, editor.uri('tenantscope.toml'))
      assert.equal(problem.diagnostics[0]?.range.start.line, 1)
      assert.match(String(problem.diagnostics[0]?.message), /raw-search-path/)
    })

    it('honours the baseline of the command line', async () => {
      await open()
      await editor.open('app/products.py')
      const { items } = await pull('app/products.py')
      const fingerprint = (items?.[0]?.data as { fingerprint: string } | undefined)?.fingerprint
      editor.write(
        'tenantscope-baseline.json',
        JSON.stringify({ version: 1, findings: [{ fingerprint, rule: 'raw-search-path', path: 'app/products.py', message: '' }] }),
      )
      const refreshed = new Promise<void>((resolve) => editor.client.serve('workspace/diagnostic/refresh', () => resolve()))
      editor.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: editor.uri('tenantscope-baseline.json'), type: 1 }] })
      await refreshed
      assert.deepEqual((await pull('app/products.py')).items, [])
    })
  })

  describe('code actions', () => {
    it('are resolved lazily, carry the version, prefer the safe one', async () => {
      await open({ initializationOptions: { trusted: true } })
      await editor.open('app/products.py')
      const actions = await actionsAt(inside)
      const [fix] = actions
      assert(fix)
      assert.deepEqual([fix.kind, fix.isPreferred, fix.edit, fix.diagnostics?.length], ['quickfix', true, undefined, 1])
      const titles = actions.map(({ title }) => title)
      for (const part of ['on this line', 'in this file', 'Open the page'])
        assert(
          titles.some((title) => title.includes(part)),
          titles.join('\n'),
        )
      const { edit } = await resolve(fix)
      const [change] = edit?.documentChanges ?? []
      assert(change && 'textDocument' in change)
      assert.deepEqual(change.textDocument, { uri: editor.uri('app/products.py'), version: 1 })
      editor.change('app/products.py', 2, [{ text: applyEdits(products, change.edits as TextEdit[]) }])
      assert.deepEqual((await pull('app/products.py')).items, [])
    })

    it('of a text that moved on resolve to nothing', async () => {
      await open()
      await editor.open('app/products.py')
      const [fix] = await actionsAt(inside)
      editor.change('app/products.py', 2, [{ text: `# new\n${products}` }])
      assert(fix)
      assert.equal((await resolve(fix)).edit, undefined)
    })

    it('are none where nothing is found, and only of the kinds asked for', async () => {
      await open()
      await editor.open('app/products.py')
      assert.deepEqual(await actionsAt({ start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }), [])
      assert.deepEqual(await actionsAt(inside, ['refactor']), [])
      const [all] = await actionsAt(inside, ['source.fixAll'])
      assert.equal(all?.kind, 'source.fixAll.tenantscope')
      const resolved = await resolve(all as CodeAction)
      assert.equal(resolved.edit?.documentChanges?.length, 1)
    })

    it('say why there is no fix', async () => {
      await open({
        files: {
          ...shop,
          'app/loose.py': 'from sqlalchemy import text\n\n\ndef run(db):\n    db.execute(text("SET search_path TO user_1, public"))\n',
        },
      })
      await editor.open('app/loose.py')
      const actions = await editor.client.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: editor.uri('app/loose.py') },
        range: { start: { line: 4, character: 30 }, end: { line: 4, character: 30 } },
        context: { diagnostics: [] },
      })
      assert.equal(actions.filter(({ disabled }) => (disabled?.reason ?? '') !== '').length, 1)
    })

    describe('move files', () => {
      const moving = {
        'tenantscope.toml': '[[deprecations]]\nkind = "module"\nname = "app.old_stats"\nreplacement = "app.stats"\n',
        'app/__init__.py': '',
        'app/old_stats.py': 'from . import base\n\ndef again():\n    from app.old_stats import base\n',
        'app/base.py': '',
        'app/use.py': 'label = "😀"; from app.old_stats import base\n',
      }
      const ask = async () => {
        await editor.open('app/use.py')
        const actions = await editor.client.request<CodeAction[]>('textDocument/codeAction', {
          textDocument: { uri: editor.uri('app/use.py') },
          range: { start: { line: 0, character: 26 }, end: { line: 0, character: 26 } },
          context: { diagnostics: [], only: ['quickfix'] },
        })
        return actions.find(({ title }) => title.startsWith('Rename'))
      }

      it('before the edits, which name the files as they are then', async () => {
        await open({ files: moving })
        const action = await ask()
        assert(action)
        const { edit } = await resolve(action)
        const [annotationId = ''] = Object.keys(edit?.changeAnnotations ?? {})
        assert.equal(edit?.changeAnnotations?.[annotationId]?.needsConfirmation, false)
        assert.deepEqual(edit?.documentChanges, [
          {
            kind: 'rename',
            oldUri: editor.uri('app/old_stats.py'),
            newUri: editor.uri('app/stats.py'),
            options: { overwrite: false, ignoreIfExists: false },
            annotationId,
          },
          {
            textDocument: { uri: editor.uri('app/stats.py'), version: null },
            edits: [{ range: { start: { line: 3, character: 9 }, end: { line: 3, character: 22 } }, newText: 'app.stats', annotationId }],
          },
          {
            textDocument: { uri: editor.uri('app/use.py'), version: 1 },
            edits: [{ range: { start: { line: 0, character: 19 }, end: { line: 0, character: 32 } }, newText: 'app.stats', annotationId }],
          },
        ])
      })

      it('never for a client that cannot, which is told why', async () => {
        const { workspace } = fullCapabilities
        const workspaceEdit = { documentChanges: true, resourceOperations: ['create'] }
        await open({ files: moving, capabilities: { ...fullCapabilities, workspace: { ...workspace, workspaceEdit } } })
        const action = await ask()
        assert.match(action?.disabled?.reason ?? '', /cannot move files/)
        assert.equal(action?.data, undefined)
      })

      it('and are left out where a client knows no disabled actions', async () => {
        await open({ files: moving, capabilities: minimalCapabilities })
        assert.equal(await ask(), undefined)
      })
    })

    it('suppress with a comment that the engine honours', async () => {
      await open()
      await editor.open('app/products.py')
      for (const [scope, version] of [
        ['on this line', 2],
        ['in this file', 4],
      ] as const) {
        const action = (await actionsAt(inside)).find(({ title }) => title.includes(scope))
        assert(action)
        const [change] = (await resolve(action)).edit?.documentChanges ?? []
        assert(change && 'edits' in change)
        editor.change('app/products.py', version, [{ text: applyEdits(products, change.edits as TextEdit[]) }])
        const codes = (await pull('app/products.py')).items?.map(({ code }) => code)
        assert.deepEqual(codes, ['suppression-without-reason'])
        editor.change('app/products.py', version + 1, [{ text: products }])
      }
    })
  })

  it('tells on hover what hurts, with a link to the page', async () => {
    await open({ initializationOptions: { trusted: true } })
    await editor.open('app/products.py')
    const position = inside.start
    const hover = await editor.client.request<Hover | null>('textDocument/hover', {
      textDocument: { uri: editor.uri('app/products.py') },
      position,
    })
    const value = (hover?.contents as { value: string } | undefined)?.value ?? ''
    assert.match(value, /command:tenantscope\.openRulePage\?%5B%22raw-search-path%22%5D/)
    assert.match(value, /search path/)
    assert.equal(
      await editor.client.request('textDocument/hover', {
        textDocument: { uri: editor.uri('app/products.py') },
        position: { line: 0, character: 0 },
      }),
      null,
    )
  })

  describe('for a minimal client', () => {
    it('pushes with the version, on opening and after typing', async () => {
      await open({ capabilities: minimalCapabilities })
      assert.equal(editor.initialized.capabilities.diagnosticProvider, undefined)
      await editor.open('app/products.py')
      type Push = { readonly uri: string; readonly version: number; readonly diagnostics: readonly Diagnostic[] }
      const first = await editor.client.waitFor<Push>('textDocument/publishDiagnostics')
      assert.deepEqual([first.version, first.diagnostics.length], [1, 1])
      editor.change('app/products.py', 2, [{ text: 'x = 1\n' }])
      const second = await editor.client.waitFor<Push>('textDocument/publishDiagnostics', ({ version }) => version === 2)
      assert.deepEqual(second.diagnostics, [])
    })

    it('gives whole actions with plain changes', async () => {
      await open({ capabilities: minimalCapabilities })
      await editor.open('app/products.py')
      const [fix] = await actionsAt(inside)
      assert.deepEqual(Object.keys(fix?.edit?.changes ?? {}), [editor.uri('app/products.py')])
      assert.equal(fix?.edit?.documentChanges, undefined)
    })

    it('counts in UTF-8 when the client likes that best', async () => {
      await open({ capabilities: { ...fullCapabilities, general: { positionEncodings: ['utf-8', 'utf-16'] } } })
      assert.equal(editor.initialized.capabilities.positionEncoding, 'utf-8')
      await editor.open('app/products.py')
      const { items } = await pull('app/products.py')
      // The emoji before it has two UTF-16 units and four bytes.
      assert.deepEqual(items?.[0]?.range, {
        start: { line, character: character + 2 },
        end: { line, character: character + 2 + statement.length },
      })
      editor.change('app/products.py', 2, [{ range: items?.[0]?.range, text: '"SELECT 1"' }])
      assert.deepEqual((await pull('app/products.py')).items, [])
    })
  })

  it('a document too large for the command line is none for the editor', async () => {
    await open()
    const large = `${products}${'# 😀 and so on\n'.repeat(400_000)}`
    await editor.open('app/products.py', large)
    assert.deepEqual((await pull('app/products.py')).items, [])
    assert.deepEqual(await actionsAt(inside), [])
    const end = { line: products.split('\n').length - 1, character: 0 }
    editor.change('app/products.py', 2, [{ range: { start: end, end: { line: 1_000_000, character: 0 } }, text: '' }])
    assert.equal((await pull('app/products.py')).items?.length, 1)
    editor.change('app/products.py', 3, [{ range: { start: end, end }, text: large }])
    assert.deepEqual((await pull('app/products.py')).items, [])
  })

  it('works without a folder, on documents that are no files', async () => {
    await open({ folder: false })
    const uri = 'untitled:Untitled-1'
    editor.client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text: products } })
    const report = await editor.client.request<Report>('textDocument/diagnostic', { textDocument: { uri } })
    assert.equal(report.kind, 'full')
    const outcome = await editor.client.request<Outcome<FixAllResult>>(requests.fixAll.method, {})
    assert.equal(outcome.ok ? '' : outcome.code, 'no-workspace')
  })

  it('judges single files of a file system that only the editor can read', async () => {
    await open({ folder: false })
    const folder = 'vscode-vfs://github/somebody/shop'
    editor.client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [{ uri: folder, name: 'shop' }], removed: [] } })
    const uri = `${folder}/app/products.py`
    editor.client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text: products } })
    const report = await editor.client.request<Report>('textDocument/diagnostic', { textDocument: { uri } })
    assert.deepEqual(
      report.items?.map(({ code }) => code),
      ['raw-search-path'],
    )
    const everything = await editor.client.request<WorkspaceReport>('workspace/diagnostic', { previousResultIds: [] })
    assert.deepEqual(everything.items, [])
  })

  it('collects the safe fixes of the workspace and leaves its own answers as they were', async () => {
    await open()
    await editor.open('app/products.py')
    const outcome = await editor.client.request<Outcome<FixAllResult>>(requests.fixAll.method, {})
    assert(outcome.ok)
    assert.deepEqual(outcome.value.byRule, { 'raw-search-path': 1 })
    assert.deepEqual(
      outcome.value.documentChanges.map(({ textDocument }) => textDocument),
      [{ uri: editor.uri('app/products.py'), version: 1 }],
    )
    assert.equal(outcome.value.left, 0)
    assert.equal((await pull('app/products.py')).items?.length, 1)
  })

  it('counts without the byte order mark of a file that nobody opened', async () => {
    const heading =
      '\uFEFFfrom sqlalchemy import text\nfrom fastapi import Depends\nfrom app.deps import get_user_db\nfrom app.models import Product\n\n\n'
    const body =
      'def run(db=Depends(get_user_db)):\n    db.execute(text("SET search_path TO user_1, public"))\n    return db.query(Product).all()\n'
    await open({ files: { ...shop, 'app/marked.py': heading + body } })
    const outcome = await editor.client.request<Outcome<FixAllResult>>(requests.fixAll.method, {})
    assert(outcome.ok)
    const change = outcome.value.documentChanges.find(({ textDocument }) => textDocument.uri === editor.uri('app/marked.py'))
    assert.deepEqual(change?.edits[0]?.range.start, { line: 0, character: 0 })
    assert.deepEqual(change?.edits[0]?.range.end, { line: 1, character: 0 })
  })

  it('gives rule pages, and says when there is none', async () => {
    await open()
    const page = await editor.client.request<Outcome<{ markdown: string }>>(requests.rulePage.method, { rule: 'raw-search-path' })
    assert(page.ok && page.value.markdown.startsWith('# '))
    const none = await editor.client.request<Outcome<{ markdown: string }>>(requests.rulePage.method, { rule: 'no-such-rule' })
    assert.equal(none.ok ? '' : none.code, 'not-found')
  })

  describe('migrations', () => {
    const revision = (id: string, down: string) =>
      `revision = "${id}"\ndown_revision = ${down}\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n`
    const files = {
      ...shop,
      'alembic.ini': '[alembic]\nscript_location = migrations\n',
      'migrations/env.py': '',
      'migrations/versions/a1_first.py': revision('a1', 'None'),
      'migrations/versions/b2_second.py': revision('b2', '"a1"'),
      'migrations/versions/c3_other.py': revision('c3', '"a1"'),
    }

    it('come as a graph with its findings', async () => {
      await open({ files })
      const outcome = await editor.client.request<Outcome<WithPage<GraphReport>>>(requests.graph.method, { workDoneToken: 'graph' })
      assert(outcome.ok)
      const { report, markdown } = outcome.value
      assert.deepEqual([report.heads, report.bases], [['b2', 'c3'], ['a1']])
      assert.deepEqual(
        report.findings.map(({ rule, path }) => [rule, path]),
        [['multiple-heads', 'migrations/versions/c3_other.py']],
      )
      assert.match(markdown, /```mermaid/)
      await editor.client.waitFor<{ token: string; value: { kind: string } }>(
        '$/progress',
        ({ token, value }) => token === 'graph' && value.kind === 'end',
      )
    })

    it('say where a missing revision is', async () => {
      await open({ files })
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: editor.folder, stdio: 'pipe' })
      git('init', '-q', '-b', 'main')
      git('add', '.')
      git('commit', '-qm', 'one')
      git('checkout', '-qb', 'feature')
      editor.write('migrations/versions/d4_far.py', revision('d4', '"b2"'))
      git('add', '.')
      git('commit', '-qm', 'two')
      git('checkout', '-q', 'main')
      const outcome = await editor.client.request<Outcome<FoundRevision>>(requests.findRevision.method, { revision: 'd4' })
      assert(outcome.ok)
      assert.deepEqual(
        outcome.value.places.map(({ kind, name }) => [kind, name]),
        [['branch', 'feature']],
      )
      assert.deepEqual(outcome.value.copies, [{ uri: editor.uri('migrations/versions/d4_far.py'), text: revision('d4', '"b2"') }])
    })

    it('of a database want one to be named, a trusted workspace, and one that answers', async () => {
      await open({ files, initializationOptions: { trusted: true } })
      const check = async (params: object) => {
        const outcome = await editor.client.request<Outcome<unknown>>(requests.checkMigrations.method, params)
        return outcome.ok ? 'ok' : `${outcome.code}: ${outcome.message}`
      }
      assert.match(await check({}), /^no-connection: /)
      const refused = await check({ urls: ['postgresql://someone:secret-word@127.0.0.1:1/none'] })
      assert.match(refused, /^connection-failed: /)
      assert(!refused.includes('secret-word'))
      await editor.close()
      await open({ files, initializationOptions: { trusted: false } })
      assert.match(await check({ urls: ['postgresql://127.0.0.1:1/none'] }), /^configuration: .*not trusted/)
    })
  })

  it('explains a session, by request and on hovering', async () => {
    await open()
    await editor.open('app/products.py')
    const at = { line: line + 1, character: products.split('\n')[line + 1]?.indexOf('db') ?? 0 }
    const uri = editor.uri('app/products.py')
    const outcome = await editor.client.request<Outcome<{ markdown: string }>>(requests.explain.method, { uri, position: at })
    assert(outcome.ok && outcome.value.markdown.includes('`db`'), JSON.stringify(outcome))
    const hover = await editor.client.request<Hover | null>('textDocument/hover', { textDocument: { uri }, position: at })
    assert.deepEqual((hover?.contents as { value: string } | undefined)?.value, outcome.value.markdown)
    const nothing = await editor.client.request<Outcome<unknown>>(requests.explain.method, { uri, position: { line: 0, character: 0 } })
    assert.equal(nothing.ok ? '' : nothing.code, 'not-found')
  })

  it('tells who still uses a name, over the open texts, with links; and which name is under the cursor', async () => {
    await open({
      files: {
        ...shop,
        'web/types.ts': 'export interface Product { id: number }\nexport const keyOf = (product: Product) => product.id\n',
        'web/tsconfig.json': '{}',
      },
    })
    const ask = (symbol: string, more: object = {}) =>
      editor.client.request<Outcome<WithPage<UsagesReport>>>(requests.usages.method, { symbol, ...more })
    await editor.open('app/products.py', products.replace('db.query(Product)', 'db.query(Product).filter(Product.id > 0)'))
    const uri = editor.uri('app/products.py')
    const [row, column] = [line + 1, products.split('\n')[line + 1]?.indexOf('Product') ?? 0]
    const position = { line: row, character: column + 'Product).filter(Product.i'.length }
    const name = await editor.client.request<Outcome<{ symbol: string }>>(requests.symbolAt.method, { uri, position })
    assert(name.ok)
    assert.equal(name.value.symbol, 'Product.id')
    const outcome = await ask(name.value.symbol, { uri, workDoneToken: 'usages' })
    assert(outcome.ok)
    const { report, markdown } = outcome.value
    assert.deepEqual(
      report.usages.map(({ path, range, role }) => `${path}:${range.start.line} ${role}`),
      ['app/models.py:11 definition', `app/products.py:${row + 1} query`, 'web/types.ts:1 typescript', 'web/types.ts:2 typescript'],
    )
    assert.equal(report.verdict, 'in-use')
    assert(markdown.includes(`[app/products.py:${row + 1}](${uri}#L${row + 1})`), markdown)
    await editor.client.waitFor<{ token: string; value: { kind: string } }>(
      '$/progress',
      ({ token, value }) => token === 'usages' && value.kind === 'end',
    )
    for (const unknown of ['Offer.nothing(', 'NoSuchName', '.', '']) {
      const none = await ask(unknown)
      assert.equal(none.ok ? 'found' : none.code, 'not-found', unknown)
    }
  })

  it('tells what to put into an issue, without source text and secrets', async () => {
    await open()
    const outcome = await editor.client.request<Outcome<{ markdown: string }>>(requests.debugInformation.method, {})
    assert(outcome.ok)
    const { markdown } = outcome.value
    for (const line of [
      /^- TenantScope: `\d+\.\d+\.\d+`$/m,
      /^- pullRefresh: yes$/m,
      /^- trusted workspace: /m,
      /^- Python files: `[1-9]\d*`$/m,
    ])
      assert.match(markdown, line)
    assert.match(markdown, /^- live facts from: `nowhere/m)
    assert.doesNotMatch(markdown, /postgres(ql)?:|import |SET /)
  })

  it('writes the session helper as a new file beside the factory', async () => {
    await open()
    const outcome = await editor.client.request<Outcome<{ uri: string; text: string }>>(requests.sessionHelper.method, {})
    assert(outcome.ok)
    assert.equal(outcome.value.uri, editor.uri('app/tenant_session.py'))
    assert.match(outcome.value.text, /^from app\.\w+ import SessionLocal$/m)
    assert.match(outcome.value.text, /def tenant_session\(schema: str/)
  })

  it('sees the project around a folder that is a package', async () => {
    await open({ folder: 'app' })
    await editor.open('app/products.py')
    assert.equal((await actionsAt(inside))[0]?.isPreferred, true)
  })

  it('writes nothing on standard error and ends when told to', async () => {
    await open()
    await editor.open('app/products.py')
    await pull('app/products.py')
    assert.equal(await editor.client.stop(), 0)
    assert.equal(editor.client.errors(), '')
  })
})

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0]
  for (const [index, letter] of [...Array(text.length).keys()].map((at) => [at, text[at]] as const))
    if (letter === '\n') starts.push(index + 1)
  const offset = (position: { line: number; character: number }) => (starts[position.line] ?? text.length) + position.character
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)), text)
}
