import assert from 'node:assert/strict'
import type { CodeLens, CompletionItem, Location } from 'vscode-languageserver'
import { type GraphReport, type GraphTree, linkCommandIds, type Outcome, requests, type WithPage } from '../../src/protocol'
import { waitUntil } from '../support/wait-until'
import { type Editor, type EditorOptions, fullCapabilities, minimalCapabilities, openEditor } from './open-editor'

const revision = (id: string, down: string, title = id): string =>
  `"""${title}\n\nCreate Date: 2024-01-0${id.charCodeAt(0) - 96} 10:00:00\n"""\n\nrevision = "${id}"\ndown_revision = ${down}\ndepends_on = None\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n`
const file = (name: string): string => `migrations/versions/${name}.py`
const [first, second, other, merged] = [file('a1_first'), file('b2_second'), file('c3_other'), file('d4_merged')] as const
const files: Readonly<Record<string, string>> = {
  'alembic.ini': '[alembic]\nscript_location = migrations\n',
  'migrations/env.py': '',
  'app/revision.py': 'revision_of = {"a1": 1}\n',
  [first]: revision('a1', 'None', 'the first tables'),
  [second]: revision('b2', '"a1"'),
  [other]: revision('c3', '"a1"'),
  [merged]: revision('d4', '("b2", "c3")'),
}

/** The UTF-16 position of a word, and of a place inside it. */
function at(text: string, word: string, inside = 0): { readonly line: number; readonly character: number } {
  const offset = text.indexOf(word)
  assert.notEqual(offset, -1, word)
  const before = text.slice(0, offset + inside).split('\n')
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}

const { workspace, textDocument } = fullCapabilities
const capabilities = {
  ...fullCapabilities,
  workspace: { ...workspace, codeLens: { refreshSupport: true } },
  textDocument: { ...textDocument, definition: {}, completion: { completionItem: {} }, codeLens: {} },
}

describe('revisions in the language server', function () {
  this.timeout(40_000)
  let editor: Editor
  let refreshes = 0
  const open = async (options: Partial<EditorOptions> = {}): Promise<void> => {
    refreshes = 0
    editor = await openEditor({ files, capabilities, initializationOptions: { trusted: true }, ...options })
    editor.client.serve('workspace/codeLens/refresh', () => {
      refreshes++
      return null
    })
  }
  afterEach(() => editor.close())
  const ask = <T>(method: string, name: string, position?: object) =>
    editor.client.request<T>(`textDocument/${method}`, { textDocument: { uri: editor.uri(name) }, ...(position ? { position } : {}) })
  const definitions = (name: string, position: object) => ask<Location[]>('definition', name, position)
  const completions = (name: string, position: object) => ask<CompletionItem[]>('completion', name, position)
  const lenses = (name: string) => ask<CodeLens[]>('codeLens', name)
  const title = async (name: string) => (await lenses(name))[0]?.command?.title
  const retype = (name: string, version: number, text: string) => editor.change(name, version, [{ text }])

  it('are announced to clients that know what to do with them', async () => {
    await open()
    const { capabilities: given } = editor.initialized
    assert.equal(given.definitionProvider, true)
    assert.deepEqual(given.completionProvider, { triggerCharacters: ['"', "'"] })
    assert.deepEqual(given.codeLensProvider, {})
  })

  it('are not announced to others', async () => {
    await open({ capabilities: minimalCapabilities })
    const { capabilities: given } = editor.initialized
    assert.deepEqual([given.definitionProvider, given.completionProvider, given.codeLensProvider], [undefined, undefined, undefined])
  })

  describe('definition', () => {
    it('leads from an id to `revision = …` of its file, and from there to what is built on it', async () => {
      await open()
      await editor.open(merged)
      const text = files[merged] ?? ''
      assert.deepEqual(await definitions(merged, at(text, '"c3"', 2)), [
        {
          uri: editor.uri(other),
          range: { start: at(files[other] ?? '', 'revision = '), end: at(files[other] ?? '', 'revision = "c3"', 'revision = "c3"'.length) },
        },
      ])
      const children = await definitions(first, at(files[first] ?? '', '"a1"', 1))
      assert.deepEqual(
        children.map(({ uri }) => uri),
        [editor.uri(second), editor.uri(other)],
      )
      assert.deepEqual(await definitions(merged, at(text, 'def upgrade')), [])
      assert.deepEqual(await definitions('app/revision.py', at(files['app/revision.py'] ?? '', '"a1"', 1)), [])
    })

    it('has its positions right after an emoji, with CRLF and a byte order mark', async () => {
      const odd = (name: string): string => `\uFEFF${(files[name] ?? '').replace('"""', '"""🚀 ').replaceAll('\n', '\r\n')}`
      const target = odd(second).replace('revision = "b2"', 'x = "🚀"; revision = "b2"')
      const from = odd(merged)
        .replace('("b2", "c3")', '("b2",  # 🚀🚀\r\n    "c3")')
        .replace('depends_on = None', 'y = "🚀"; depends_on = "b2"')
      await open({ files: { ...files, [second]: target, [merged]: from } })
      await editor.open(merged)
      const expected = at(target, 'revision = "b2"')
      assert.equal(expected.character, 'x = "🚀"; '.length)
      for (const place of [at(from, '("b2"', 3), at(from, 'depends_on = "b2"', 'depends_on = "b'.length)]) {
        const [location] = await definitions(merged, place)
        assert.deepEqual([location?.uri, location?.range.start], [editor.uri(second), expected])
      }
      const [further] = await definitions(merged, at(from, '"c3"', 1))
      assert.equal(further?.uri, editor.uri(other))
    })

    it('counts in UTF-8 for a client that does', async () => {
      const from = (files[merged] ?? '').replace('depends_on = None', 'y = "🚀"; depends_on = "b2"')
      await open({ files: { ...files, [merged]: from }, capabilities: { ...capabilities, general: { positionEncodings: ['utf-8'] } } })
      // 🚀 is two UTF-16 units and four bytes.
      const { line, character } = at(from, 'depends_on = "b2"', 'depends_on = "b'.length)
      const [location] = await definitions(merged, { line, character: character + 2 })
      assert.equal(location?.uri, editor.uri(second))
    })
  })

  describe('completion', () => {
    it('offers what makes no circle, heads first, and replaces the id alone', async () => {
      await open()
      await editor.open(second)
      const text = files[second] ?? ''
      const items = await completions(second, at(text, '"a1"', 2))
      assert.deepEqual(
        items.map(({ label }) => label),
        ['c3', 'a1'],
      )
      const newest = items.find(({ label }) => label === 'a1')
      assert.equal(newest?.detail, 'the first tables')
      assert.deepEqual(newest?.textEdit, { newText: 'a1', range: { start: at(text, '"a1"', 1), end: at(text, '"a1"', 3) } })
      assert.deepEqual(
        [...items].sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1)),
        items,
      )
    })

    it('follows the text as it is typed: empty quotes, a tuple, a name', async () => {
      await open()
      await editor.open(second)
      const edits = async (value: string, inside: number) => {
        const text = revision('b2', value)
        retype(second, 2, text)
        const items = await completions(second, at(text, `down_revision = ${value}`, 'down_revision = '.length + inside))
        return items.map(({ textEdit }) => textEdit?.newText)
      }
      assert.ok((await edits('""', 1)).includes('a1'))
      assert.ok((await edits("''", 1)).includes('a1'))
      assert.ok((await edits('("a1", )', 7)).includes('"c3"'))
      assert.deepEqual(await edits('None', 2), [])
      assert.deepEqual(await edits('None', 4), [])
    })

    it('has nothing to say elsewhere', async () => {
      await open()
      assert.deepEqual(await completions(merged, at(files[merged] ?? '', 'revision = "d4"', 13)), [])
      assert.deepEqual(await completions('app/revision.py', at(files['app/revision.py'] ?? '', '"a1"', 1)), [])
    })
  })

  describe('code lens', () => {
    it('says above `revision = …` where it stands, and leads to what is built on it', async () => {
      await open()
      for (const name of [first, second, merged]) await editor.open(name)
      assert.deepEqual(await Promise.all([first, second, merged, 'app/revision.py'].map(title)), [
        '3 later · base · branch point of 2',
        '1 later',
        'head · merge of 2',
        undefined,
      ])
      const [lens] = await lenses(second)
      const text = files[second] ?? ''
      assert.deepEqual(lens?.range.start, at(text, 'revision = '))
      assert.equal(lens?.command?.command, linkCommandIds.goToRevisions)
      const [uri, position, locations] = lens?.command?.arguments ?? []
      assert.deepEqual([uri, position], [editor.uri(second), lens?.range.start])
      assert.deepEqual(
        (locations as Location[]).map((location) => location.uri),
        [editor.uri(merged)],
      )
    })

    it('names no command that only our own extension knows', async () => {
      await open({ initializationOptions: undefined })
      const [lens] = await lenses(second)
      assert.deepEqual(lens?.command, { title: '1 later', command: '' })
    })

    it('follows the graph: an edit in another document makes the client ask again', async () => {
      await open()
      await editor.open(second)
      await editor.open(merged)
      assert.equal(await title(second), '1 later')
      retype(merged, 2, revision('d4', '"c3"'))
      await waitUntil('a refresh', () => refreshes > 0)
      assert.equal(await title(second), 'one of 2 heads')
      assert.equal(refreshes, 1)
      // What was not saved is gone with its document.
      editor.client.notify('textDocument/didClose', { textDocument: { uri: editor.uri(merged) } })
      await waitUntil('another refresh', () => refreshes > 1)
      assert.equal(await title(second), '1 later')
    })

    it('follows files that come on disk', async () => {
      await open()
      await editor.open(merged)
      assert.equal(await title(merged), 'head · merge of 2')
      editor.write(file('e5_next'), revision('e5', '"d4"'))
      editor.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: editor.uri(file('e5_next')), type: 1 }] })
      await waitUntil('a refresh', () => refreshes > 0)
      assert.equal(await title(merged), '1 later · merge of 2')
    })

    it('is gone with the setting that switches everything off, and comes back', async () => {
      await open({ settings: { enable: false } })
      assert.deepEqual(await lenses(second), [])
      assert.deepEqual(await definitions(merged, at(files[merged] ?? '', '"c3"', 2)), [])
      await editor.open(second)
      assert.deepEqual(await lenses(second), [])
      editor.settings({ enable: true })
      await waitUntil('a refresh', () => refreshes > 0)
      assert.equal(await title(second), '1 later')
    })
  })

  it('come with the graph as a tree whose nodes name their files', async () => {
    await open()
    const outcome = await editor.client.request<Outcome<WithPage<GraphReport> & { readonly trees: readonly GraphTree[] }>>(
      requests.graph.method,
      {},
    )
    assert(outcome.ok)
    const [tree] = outcome.value.trees
    assert.deepEqual([tree?.location, tree?.heads, tree?.revisions.length], ['migrations', 1, 4])
    assert.deepEqual(tree?.revisions[0], {
      id: 'd4',
      message: 'd4',
      marks: ['head', 'merges b2, c3'],
      isHead: true,
      uri: editor.uri(merged),
      line: at(files[merged] ?? '', 'revision = ').line,
    })
    assert.deepEqual(tree?.revisions.at(-1)?.marks, ['base', 'branch point'])
  })
})
