import assert from 'node:assert/strict'
import type { CodeAction, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver'
import { commandIds, type FixAllResult, linkCommandIds, type Outcome, requests, type WireWorkspaceEdit } from '../../src/protocol'
import { type Editor, type EditorOptions, fullCapabilities, minimalCapabilities, openEditor } from './open-editor'

const db = `from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/shop")
SessionLocal = sessionmaker(bind=engine)


def get_user_db(x_tenant: str):
    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": x_tenant}))
    try:
        yield db
    finally:
        db.close()
`
// One statement whose session is proved to be scoped, and one whose session is anything; CRLF and an emoji before them.
const routes = `from fastapi import Depends
from sqlalchemy import text

from app.db import get_user_db
from app.stats import OldStats


def proved(db=Depends(get_user_db)):
    """😀"""; db.execute(text("SET LOCAL search_path TO user_1, public"))
    return db.query(OldStats).all()


def proved_too(db=Depends(get_user_db)):
    db.execute(text("SET LOCAL search_path TO user_1, public"))
    return db.query(OldStats).all()
`.replaceAll('\n', '\r\n')
const files = {
  'tenantscope.toml': '[[deprecations]]\nkind = "class"\nname = "OldStats"\nreplacement = "NewStats"\n',
  'app/__init__.py': '',
  'app/db.py': db,
  'app/stats.py': `from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class NewStats(Base):
    __tablename__ = "new_stats"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)


class OldStats(Base):
    __tablename__ = "old_stats"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
`,
  'app/routes.py': routes,
  'app/report.py': 'from app.stats import OldStats\n\n\ndef count(db):\n    return db.query(OldStats).count()\n',
} as const

describe('edits to look at before they are made', function () {
  this.timeout(40_000)
  let editor: Editor
  const open = async (options: Partial<EditorOptions> = {}): Promise<void> => {
    editor = await openEditor({ files, ...options })
    await editor.open('app/routes.py')
  }
  afterEach(() => editor.close())

  const actionsAt = (needle: string): Promise<CodeAction[]> => {
    const lines = routes.split('\r\n')
    const line = lines.findIndex((text) => text.includes(needle))
    const position = { line, character: (lines[line] ?? '').indexOf(needle) + 2 }
    return editor.client.request('textDocument/codeAction', {
      textDocument: { uri: editor.uri('app/routes.py') },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    })
  }
  const find = (actions: readonly CodeAction[], words: RegExp): CodeAction => {
    const action = actions.find(({ title }) => words.test(title))
    assert(action, `${words} is not among ${actions.map(({ title }) => title).join(' | ')}`)
    return action
  }
  const resolve = async (action: CodeAction): Promise<WorkspaceEdit> => {
    const { edit } = await editor.client.request<CodeAction>('codeAction/resolve', action)
    assert(edit, action.title)
    return edit
  }
  /** Every edit with the annotation it names. */
  const listAnnotated = ({ documentChanges = [], changeAnnotations = {} }: WorkspaceEdit) =>
    documentChanges.flatMap((change) =>
      (change as TextDocumentEdit).edits.map((edit) => {
        const annotation = 'annotationId' in edit ? changeAnnotations[edit.annotationId ?? ''] : undefined
        const file = (change as TextDocumentEdit).textDocument.uri.slice(editor.uri('').length + 1)
        return { file, asked: annotation?.needsConfirmation, why: annotation?.description }
      }),
    )

  it('an unsafe fix over several files asks about each edit, and says what is not proved', async () => {
    await open()
    const edits = listAnnotated(await resolve(find(await actionsAt('OldStats).all'), /\(unsafe: /)))
    assert.deepEqual([...new Set(edits.map(({ file }) => file))].sort(), ['app/report.py', 'app/routes.py'])
    assert.deepEqual(new Set(edits.map(({ asked }) => asked)), new Set([true]))
    for (const { why } of edits) assert.match(why ?? '', /^unsafe: \S+/)
  })

  it('menus and preview speak the language of the editor; what rules say stays as it is', async () => {
    await open({ locale: 'de' })
    const actions = await actionsAt('OldStats).all')
    const edits = listAnnotated(await resolve(find(actions, /\(unsicher: /)))
    for (const { why } of edits) assert.match(why ?? '', /^unsicher: \S+/)
    find(actions, /^`deprecated-name` in dieser Zeile unterdrücken$/)
  })

  it('a safe fix in one file is made at once', async () => {
    await open()
    const [fix] = await actionsAt('SET LOCAL')
    assert.equal(fix?.isPreferred, true)
    assert.equal((await resolve(fix as CodeAction)).changeAnnotations, undefined)
  })

  it('all fixes of a workspace come in one edit: the safe ones ticked, the unsafe ones not', async () => {
    await open()
    const outcome = await editor.client.request<Outcome<WireWorkspaceEdit>>(requests.reviewFixes.method, {})
    assert(outcome.ok)
    const edits = listAnnotated(outcome.value as WorkspaceEdit)
    assert.deepEqual(new Set(edits.map(({ file }) => file)), new Set(['app/report.py', 'app/routes.py']))
    assert.deepEqual(new Set(edits.map(({ asked }) => asked)), new Set([true, false]))
    // Versions stand where a document is open, so that the editor can refuse an edit of a text that moved on.
    const versions = (outcome.value.documentChanges as TextDocumentEdit[]).map(({ textDocument }) => textDocument)
    assert.deepEqual(
      versions.map(({ uri, version }) => [uri, version]).sort(),
      [
        [editor.uri('app/report.py'), null],
        [editor.uri('app/routes.py'), 1],
      ].sort(),
    )
    // One document stands once: edits of a second entry would count from the text that the first one leaves.
    assert.equal(new Set(versions.map(({ uri }) => uri)).size, versions.length)
    const one = await editor.client.request<Outcome<WireWorkspaceEdit>>(requests.reviewFixes.method, { rule: 'raw-search-path' })
    assert(one.ok)
    assert.deepEqual(new Set(listAnnotated(one.value as WorkspaceEdit).map(({ asked }) => asked)), new Set([false]))
    const none = await editor.client.request<Outcome<WireWorkspaceEdit>>(requests.reviewFixes.method, { rule: 'show-search-path' })
    assert.equal(none.ok ? 'edits' : none.code, 'not-found')
  })

  it('fixing one rule everywhere touches no other rule, and counts what is left for a person to choose', async () => {
    await open()
    const safe = await editor.client.request<Outcome<FixAllResult>>(requests.fixAll.method, { rule: 'raw-search-path' })
    assert(safe.ok)
    assert.deepEqual([safe.value.byRule, safe.value.left, safe.value.unsafe], [{ 'raw-search-path': 2 }, 0, 0])
    const all = await editor.client.request<Outcome<FixAllResult>>(requests.fixAll.method, {})
    assert(all.ok)
    assert(all.value.unsafe > 0 && all.value.unsafe <= all.value.left)
  })

  it('a client that annotates, and is not our extension, chooses through the action itself', async () => {
    await open()
    const action = find(await actionsAt('OldStats).all'), /^Choose among all fixes of `deprecated-name` in the workspace/)
    assert.deepEqual(new Set(listAnnotated(await resolve(action)).map(({ asked }) => asked)), new Set([true]))
  })

  it('our extension asks by its own command', async () => {
    await open({ initializationOptions: { trusted: true } })
    const { command } = find(await actionsAt('SET LOCAL'), /in the workspace/)
    assert.deepEqual([command?.command, command?.arguments], [commandIds.fixAllInWorkspace, ['raw-search-path']])
  })

  describe('for clients that know less', () => {
    const plain = { ...fullCapabilities, workspace: { ...fullCapabilities.workspace, workspaceEdit: { documentChanges: true } } }

    it('without annotations, edits are plain and only safe ones come in bulk', async () => {
      await open({ capabilities: plain })
      const actions = await actionsAt('SET LOCAL')
      const edit = await resolve(find(actions, /^Apply every safe fix of `raw-search-path` in the workspace/))
      assert.equal(edit.changeAnnotations, undefined)
      assert.deepEqual(
        listAnnotated(edit).map(({ file, asked }) => [file, asked]),
        listAnnotated(edit).map(() => ['app/routes.py', undefined]),
      )
      const unsafe = await actionsAt('OldStats).all')
      assert(!unsafe.some(({ title }) => /^(Choose|Apply every)/.test(title)), unsafe.map(({ title }) => title).join(' | '))
      const single = await resolve(find(unsafe, /\(unsafe: /))
      assert.equal(single.changeAnnotations, undefined)
    })

    it('with nothing but actions, a change of several files is one plain map', async () => {
      await open({ capabilities: minimalCapabilities })
      const { edit } = find(await actionsAt('OldStats).all'), /\(unsafe: /)
      assert.deepEqual(Object.keys(edit?.changes ?? {}).sort(), [editor.uri('app/report.py'), editor.uri('app/routes.py')].sort())
      assert.deepEqual(Object.keys(edit ?? {}), ['changes'])
    })
  })

  it('all safe fixes of a file take the imports along that each of them had to keep', async () => {
    await open()
    const action = find(await actionsAt('SET LOCAL'), /^Apply every safe fix of `raw-search-path` in this file/)
    const { documentChanges = [] } = await resolve(action)
    assert.equal(documentChanges.length, 1)
    const { edits } = documentChanges[0] as TextDocumentEdit
    const after = applyEdits(routes, edits)
    assert(!after.includes('import text') && !after.includes('search_path'), after)
    assert(after.includes('"""😀"""') && after.split('\r\n').length === after.split('\n').length, after)
  })

  describe('suppressing', () => {
    const suppress = (target: unknown, more: object) =>
      editor.client.request<Outcome<WireWorkspaceEdit>>(requests.suppress.method, { ...(target as object), ...more })

    it('our extension asks for reason and day, and the comment holds them', async () => {
      await open({ initializationOptions: { trusted: true } })
      const { command } = find(await actionsAt('SET LOCAL'), /^Suppress .* on this line/)
      assert.equal(command?.command, linkCommandIds.suppress)
      const outcome = await suppress(command?.arguments?.[0], { reason: '  moves with\nthe router ', until: '2999-01-31' })
      assert(outcome.ok)
      const { edits } = (outcome.value.documentChanges?.[0] ?? { edits: [] }) as TextDocumentEdit
      const after = applyEdits(routes, edits)
      assert(after.includes('    # tenantscope: ignore[raw-search-path] until=2999-01-31 moves with the router\r\n    """😀"""'), after)
      editor.change('app/routes.py', 2, [{ text: after }])
      const left = await editor.client.request<{ items: { code: string }[] }>('textDocument/diagnostic', {
        textDocument: { uri: editor.uri('app/routes.py') },
      })
      assert.deepEqual(
        left.items.map(({ code }) => code).filter((code) => code !== 'deprecated-name'),
        ['raw-search-path'],
      )
      const late = await suppress(command?.arguments?.[0], { reason: 'late' })
      assert.equal(late.ok ? 'ok' : late.code, 'not-found')
    })

    it('other clients get the comment with room for a reason', async () => {
      await open()
      const edit = await resolve(find(await actionsAt('SET LOCAL'), /^Suppress .* in this file$/))
      const [change] = (edit.documentChanges ?? []) as TextDocumentEdit[]
      assert.equal(applyEdits(routes, change?.edits ?? []), `# tenantscope: ignore-file[raw-search-path] \r\n${routes}`)
    })
  })
})

type TextEdits = TextDocumentEdit['edits']

function applyEdits(text: string, edits: TextEdits): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  const offset = ({ line, character }: { line: number; character: number }) => (starts[line] ?? text.length) + character
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (result, edit) =>
        result.slice(0, offset(edit.range.start)) + ('newText' in edit ? edit.newText : '') + result.slice(offset(edit.range.end)),
      text,
    )
}
