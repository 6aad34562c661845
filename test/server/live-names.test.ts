import assert from 'node:assert/strict'
import type { CodeAction, CodeLens, CompletionItem, Diagnostic, Hover, Range } from 'vscode-languageserver'
import type { SchemaSnapshot } from '../../src/live/snapshot'
import { type ConstraintsReport, linkCommandIds, type Outcome, requests, type WithPage } from '../../src/protocol'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { waitUntil } from '../support/wait-until'
import { type Editor, fullCapabilities, openEditor } from './open-editor'
import { column, index, type SketchedTenant, snapshotOf, table, unique } from './snapshot-of'

const revision = (id: string, down: string, body: string): string =>
  `"""😀 ${id}"""\r\nfrom alembic import op\r\nimport sqlalchemy as sa\r\n\r\nrevision = "${id}"\r\ndown_revision = ${down}\r\n\r\n\r\ndef upgrade():\r\n${body}\r\n\r\n\r\ndef downgrade():\r\n    pass\r\n`
const [first, second, third, model] = [
  'migrations/versions/a1.py',
  'migrations/versions/b2.py',
  'migrations/versions/c3.py',
  'models.py',
] as const
const sources: Readonly<Record<string, string>> = {
  'alembic.ini': '[alembic]\nscript_location = migrations\n',
  'migrations/env.py': 'from alembic import context\ncontext.configure(connection=None, target_metadata=None)\n',
  'tenantscope.toml': '[database]\nsnapshot = "./tenants.json"\n',
  [first]: revision(
    'a1',
    'None',
    '    op.create_table("stats", sa.Column("id", sa.Integer), sa.Column("day", sa.Date), sa.UniqueConstraint("day", name="uq_stats_day"))\r\n    op.create_index("ix_stats_day", "stats", ["day"])',
  ),
  [second]: revision('b2', '"a1"', '    x = "😀"; op.drop_constraint("uq_stats_day", "stats", type_="unique")  # 😀'),
  [third]: revision('c3', '"b2"', '    op.drop_index("ix_stats_gone", "stats")'),
  [model]:
    'from sqlalchemy import Column, Date, Integer, UniqueConstraint\nfrom sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\n\nclass Stats(Base):\n    __tablename__ = "stats"\n    __table_args__ = (UniqueConstraint("day", name="uq_stats_day"), {"schema": "tenant"})\n    id = Column(Integer, primary_key=True)\n    day = Column(Date)\n    gone = Column(Date)\n\n\nclass Users(Base):\n    __tablename__ = "users"\n    __table_args__ = {"schema": "public"}\n    id = Column(Integer, primary_key=True)\n',
}
const stats = (name: string): readonly ReturnType<typeof table>[] => [
  table('stats'),
  column('stats', 'id', 'integer'),
  column('stats', 'day', 'date'),
  unique('stats', name, ['day']),
  index('stats', 'ix_stats_day', ['day']),
]
const tenant = (name: string, ...revisions: readonly string[]): SketchedTenant => ({ revisions, objects: stats(name) })
/** Nobody has the migration's name. */
const renamed = snapshotOf({
  template_tenant: tenant('stats_day_key', 'a1'),
  user_1: tenant('stats_day_key', 'a1'),
  user_2: tenant('stats_day_key', 'a1'),
})
/** Some have it. */
const mixed = snapshotOf({
  template_tenant: tenant('uq_stats_day', 'c3'),
  user_1: tenant('uq_stats_day', 'c3'),
  user_2: tenant('stats_day_key', 'a1'),
  user_3: tenant('stats_day_key', 'a1'),
})

/** The UTF-16 position of a word, and of a place inside it. */
function at(text: string, word: string, inside = 1): { readonly line: number; readonly character: number } {
  const offset = text.indexOf(word)
  assert.notEqual(offset, -1, word)
  const before = text.slice(0, offset + inside).split('\n')
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}

function textIn(text: string, { start, end }: Range): string {
  const lines = text.split('\n')
  assert.equal(start.line, end.line)
  return (lines[start.line] ?? '').slice(start.character, end.character)
}

const capabilities = {
  ...fullCapabilities,
  workspace: { ...fullCapabilities.workspace, codeLens: { refreshSupport: true } },
  textDocument: { ...fullCapabilities.textDocument, completion: { completionItem: {} }, codeLens: {} },
}

describe('names in the editor, as the database has them', function () {
  this.timeout(60_000)
  let editor: Editor
  const open = async (snapshot: SchemaSnapshot | string | undefined, trusted = false, files = sources): Promise<void> => {
    const text = typeof snapshot === 'string' ? snapshot : JSON.stringify(snapshot)
    editor = await openEditor({
      files: snapshot === undefined ? files : { ...files, 'tenants.json': text },
      capabilities,
      initializationOptions: { trusted },
    })
    editor.client.serve('workspace/codeLens/refresh', () => null)
  }
  afterEach(() => editor.close())
  const ask = <T>(method: string, file: string, params: object = {}) =>
    editor.client.request<T>(`textDocument/${method}`, { textDocument: { uri: editor.uri(file) }, ...params })
  const hover = async (file: string, word: string, inside?: number, text = sources[file] ?? '') => {
    const found = await ask<Hover | null>('hover', file, { position: at(text, word, inside) })
    return found && { text: (found.contents as { value: string }).value, on: found.range && textIn(text, found.range) }
  }
  const diagnostics = async (file: string, rule: string) =>
    (await ask<{ items: Diagnostic[] }>('diagnostic', file)).items.filter(({ code }) => code === rule)
  const actions = async (file: string, range: Range) => {
    const found = await ask<CodeAction[]>('codeAction', file, { range, context: { diagnostics: [], only: ['quickfix'] } })
    return Promise.all(found.map((action) => (action.data ? editor.client.request<CodeAction>('codeAction/resolve', action) : action)))
  }
  const labels = async (file: string, text: string, word: string, inside: number): Promise<readonly string[]> => {
    editor.change(file, ++version, [{ text }])
    return (await ask<CompletionItem[]>('completion', file, { position: at(text, word, inside) })).map(({ label }) => label)
  }
  let version = 1

  it('a hover says who has the name, from a snapshot file, in a workspace that is not trusted', async () => {
    await open(mixed)
    await editor.open(second)
    const constraint = await hover(second, 'uq_stats_day')
    assert.equal(constraint?.on, '"uq_stats_day"')
    assert.match(constraint?.text ?? '', /constraint `uq_stats_day` exists in 2 of 4 schemas; 2 have `stats_day_key`/)
    assert.match(constraint?.text ?? '', /UNIQUE \(day\)/)
    assert.match((await hover(second, '"stats"'))?.text ?? '', /table `stats` exists in all 4 schemas/)
    assert.match((await hover(model, 'name="uq_stats_day"', 8))?.text ?? '', /exists in 2 of 4 schemas/)
    assert.match((await hover(model, 'day = Column'))?.text ?? '', /column `day` exists in all 4 schemas/)
    assert.match((await hover(model, 'gone = Column'))?.text ?? '', /column `gone` exists in none of 4 schemas/)
  })

  it('says nothing about shared tables, nor without a snapshot', async () => {
    await open(mixed)
    assert.doesNotMatch((await hover(model, 'Users'))?.text ?? '', /schemas/)
    await editor.close()
    await open(undefined)
    assert.equal(await hover(second, 'uq_stats_day'), null)
  })

  it('a name that nobody has gets a squiggle, and the quick fix writes the live one', async () => {
    await open(renamed)
    await editor.open(second)
    const [found] = await diagnostics(second, 'constraint-name-differs')
    assert.ok(found)
    assert.equal(textIn(sources[second] ?? '', found.range), '"uq_stats_day"')
    assert.match(String(found.message), /`stats_day_key`/)
    const fix = (await actions(second, found.range)).find(({ title }) => title.startsWith('Write `stats_day_key`'))
    assert.deepEqual(
      fix?.edit?.documentChanges?.flatMap((change) =>
        'edits' in change ? change.edits.map((edit) => 'newText' in edit && edit.newText) : [],
      ),
      ['stats_day_key'],
    )
    assert.equal((await diagnostics(third, 'object-missing')).length, 1)
    const review = await editor.client.request<Outcome<{ documentChanges: readonly object[] }>>(requests.reviewFixes.method, {
      rule: 'constraint-name-differs',
    })
    assert.match(JSON.stringify(review), /stats_day_key/)
  })

  it('when tenants disagree the quick fix looks the name up by its columns', async () => {
    await open(mixed)
    await editor.open(second)
    const [found] = await diagnostics(second, 'constraint-name-differs')
    assert.ok(found)
    const titles = (await actions(second, found.range)).map(({ title }) => title)
    assert.ok(
      titles.some((title) => title.startsWith('Look the constraint up by its columns')),
      titles.join('\n'),
    )
  })

  it('while the file is typed a squiggle moves with its name, goes with it, and comes back when typing rests', async () => {
    await open(renamed)
    await editor.open(second)
    const text = sources[second] ?? ''
    assert.equal((await diagnostics(second, 'constraint-name-differs')).length, 1)
    const longer = text.replace('def upgrade', '# 😀 more\r\n\r\ndef upgrade')
    editor.change(second, 2, [{ text: longer }])
    const [moved] = await diagnostics(second, 'constraint-name-differs')
    assert.ok(moved)
    assert.equal(textIn(longer, moved.range), '"uq_stats_day"')
    const other = text.replace('"uq_stats_day"', '"stats_day_key"')
    editor.change(second, 3, [{ text: other }])
    assert.deepEqual(await diagnostics(second, 'constraint-name-differs'), [])
    editor.change(second, 4, [{ text }])
    await waitUntil('the squiggle and its fix', async () => {
      const [again] = await diagnostics(second, 'constraint-name-differs')
      return again && (await actions(second, again.range)).some(({ title }) => title.startsWith('Write `stats_day_key`'))
    })
  })

  it('completes names of tables, columns, constraints and indexes in operations', async () => {
    await open(mixed)
    await editor.open(second)
    version = 1
    const operation = (code: string) => revision('b2', '"a1"', `    x = "😀"; ${code}`)
    const cases: readonly (readonly [code: string, word: string, inside: number, expected: readonly string[]])[] = [
      ['op.drop_constraint("")', '_constraint("', 13, ['stats_day_key', 'uq_stats_day']],
      ['op.drop_constraint("", "stats")', '_constraint("', 13, ['stats_day_key', 'uq_stats_day']],
      ['op.drop_constraint(op.f("u"), table_name="stats")', 'op.f("', 7, ['stats_day_key', 'uq_stats_day']],
      ['op.drop_constraint("", "stats", type_="unique")', '_constraint("', 13, ['stats_day_key', 'uq_stats_day']],
      ['op.drop_constraint("", "stats", "foreignkey")', '_constraint("', 13, []],
      ['op.drop_constraint("x", "other")', '_constraint("', 13, []],
      ['op.drop_constraint("x", "")', '"x", "', 6, ['stats']],
      ['op.drop_index("", table_name="stats")', '_index("', 8, ['ix_stats_day']],
      ['op.drop_column("stats", "")', '"stats", "', 10, ['day', 'id']],
      ['op.create_index("ix_new", "stats", [""])', '[""', 2, ['day', 'id']],
      ['op.create_index("", "stats", ["day"])', '_index("', 8, []],
      ['op.create_foreign_key("fk", "x", "stats", ["a"], [""])', '[""', 2, ['day', 'id']],
      ['op.drop_column("stats", f"")', 'f""', 2, []],
      ['op.execute("")', 'execute("', 9, []],
    ]
    for (const [code, word, inside, expected] of cases)
      assert.deepEqual([...(await labels(second, operation(code), word, inside))].sort(), expected, code)
    const batch = 'with op.batch_alter_table("stats") as batch:\r\n        batch.drop_constraint("")'
    const text = revision('b2', '"a1"', `    ${batch}`)
    assert.deepEqual([...(await labels(second, text, '_constraint("', 13))].sort(), ['stats_day_key', 'uq_stats_day'])
  })

  it('what most tenants have comes first, and only the name between the quotes is replaced', async () => {
    await open(snapshotOf({ template_tenant: tenant('b_key', 'a1'), user_1: tenant('b_key', 'a1'), user_2: tenant('a_key', 'a1') }))
    await editor.open(second)
    const text = sources[second] ?? ''
    const items = await ask<CompletionItem[]>('completion', second, { position: at(text, 'uq_stats_day', 3) })
    assert.deepEqual(
      [...items].sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1)).map(({ label, detail }) => `${label}: ${detail}`),
      ['b_key: 2 of 3 schemas · constraint of stats', 'a_key: 1 of 3 schemas · constraint of stats'],
    )
    const edit = items[0]?.textEdit
    assert.ok(edit && 'range' in edit)
    assert.equal(textIn(text, edit.range), 'uq_stats_day')
  })

  it('completes names in models', async () => {
    await open(mixed)
    await editor.open(model)
    version = 1
    const text = sources[model] ?? ''
    const insert = (from: string, to: string, word: string, inside: number) => labels(model, text.replace(from, to), word, inside)
    assert.deepEqual(await insert('name="uq_stats_day"', 'name=""', 'name="', 6), ['stats_day_key', 'uq_stats_day'])
    assert.deepEqual(await insert('UniqueConstraint("day"', 'UniqueConstraint(""', 'Constraint("', 12), ['day', 'id'])
    assert.deepEqual(await insert('__tablename__ = "stats"', '__tablename__ = ""', '__ = "', 6), ['stats'])
    const key = (target: string) => text.replace('gone = Column(Date)', `gone = Column(ForeignKey("${target}"))`)
    assert.deepEqual(await labels(model, key('tenant.'), 'tenant."', 7), ['stats'])
    assert.deepEqual(await labels(model, key('stats.'), 'stats."', 6), ['day', 'id'])
    assert.deepEqual(await labels(model, key('tenant.stats.d'), 'tenant.stats.', 14), ['day', 'id'])
    assert.deepEqual(await labels(model, key('public.'), 'public."))', 7), [])
  })

  it('a code lens counts the tenants that have had a revision', async () => {
    await open(mixed)
    await editor.open(second)
    const lenses = await ask<CodeLens[]>('codeLens', second)
    assert.deepEqual(
      lenses.map(({ command }) => [command?.title, command?.command]),
      [
        ['1 later', linkCommandIds.goToRevisions],
        ['applied in 1 of 3 tenants', linkCommandIds.showTenantsWithout],
      ],
    )
    assert.deepEqual(lenses[1]?.command?.arguments, [editor.uri(second)])
  })

  it('follows the snapshot file, and says what is wrong with it', async () => {
    await open(mixed)
    await editor.open(second)
    assert.match((await hover(second, 'uq_stats_day'))?.text ?? '', /in 2 of 4/)
    const changed = (): void =>
      editor.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: editor.uri('tenants.json'), type: 2 }] })
    editor.write('tenants.json', JSON.stringify(renamed))
    changed()
    await waitUntil('the new snapshot', async () => (await hover(second, 'uq_stats_day'))?.text.includes('in none of 3 schemas'))
    editor.write('tenants.json', '{"version": 7}')
    changed()
    const problem = await editor.client.waitFor<{ uri: string; diagnostics: Diagnostic[] }>(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics: found }) => uri === editor.uri('tenantscope.toml') && found.length > 0,
    )
    assert.match(String(problem.diagnostics[0]?.message), /the snapshot `tenants.json` cannot be used: it has version 7/)
    assert.equal(await hover(second, 'uq_stats_day'), null)
  })

  describe('with a database', () => {
    let postgres: TestPostgres
    before(async () => {
      postgres = await startPostgres()
      for (const schema of ['template_tenant', 'user_1', 'user_2'])
        await runSql(
          postgres.url,
          `create schema ${schema}; create table ${schema}.stats (id int, day date, constraint ${schema === 'user_2' ? 'stats_day_key' : 'uq_stats_day'} unique (day)); create table ${schema}.alembic_version (version_num text); insert into ${schema}.alembic_version values ('a1')`,
        )
    })
    after(() => postgres?.stop())

    it('names are known as soon as one command has read it, and forgotten on disconnecting', async () => {
      await open(undefined, true)
      await editor.open(second)
      assert.equal(await hover(second, 'uq_stats_day'), null)
      const outcome = await editor.client.request<Outcome<WithPage<ConstraintsReport>>>(requests.constraints.method, {
        urls: [postgres.url],
      })
      assert.ok(outcome.ok)
      assert.match((await hover(second, 'uq_stats_day'))?.text ?? '', /exists in 2 of 3 schemas; 1 has `stats_day_key`/)
      assert.equal((await diagnostics(second, 'constraint-name-differs')).length, 1)
      await editor.client.request(requests.disconnect.method, {})
      assert.equal(await hover(second, 'uq_stats_day'), null)
      assert.deepEqual(await diagnostics(second, 'constraint-name-differs'), [])
    })
  })
})
