import assert from 'node:assert/strict'
import {
  liveChanged,
  type MigrationsReport,
  type Outcome,
  type RequestName,
  requests,
  type TenantOverview,
  type WithPage,
} from '../../src/protocol'
import { waitUntil } from '../support/wait-until'
import { type Editor, openEditor } from './open-editor'
import { column, index, snapshotOf, table } from './snapshot-of'

const revision = (id: string, down: string, body = 'pass'): string =>
  `"""😀 ${id}"""\r\nfrom alembic import op\r\n\r\nrevision = "${id}"\r\ndown_revision = ${down}\r\n\r\n\r\ndef upgrade():\r\n    ${body}\r\n`
const objects = [table('jobs'), column('jobs', 'id', 'integer'), index('jobs', 'ix_jobs_id', ['id'])]
const files = {
  'alembic.ini': '[alembic]\nscript_location = migrations\n',
  'migrations/env.py': 'from alembic import context\ncontext.configure(connection=None, target_metadata=None)\n',
  'migrations/versions/a1.py': revision('a1', 'None'),
  'migrations/versions/b2.py': revision('b2', '"a1"', 'op.drop_index("ix_jobs_id", "jobs")'),
  'tenantscope.toml': '[database]\nsnapshot = "tenants.json"\n',
  'tenants.json': JSON.stringify(
    snapshotOf({
      template_tenant: { revisions: ['a1'], objects },
      user_1: { revisions: ['a1'], objects },
      user_2: { revisions: ['a1'], objects: objects.slice(0, 2) },
      user_3: { revisions: ['ffff'], objects: [...objects, column('jobs', '<b>&', 'text')] },
    }),
  ),
} as const

describe('tenants in the language server', function () {
  this.timeout(40_000)
  let editor: Editor
  const open = async (given: Readonly<Record<string, string>> = files): Promise<void> => {
    editor = await openEditor({ files: given, initializationOptions: { trusted: false } })
  }
  afterEach(() => editor.close())
  const ask = <Params, T>({ method }: RequestName<Params, Outcome<T>>, params: Params) => editor.client.request<Outcome<T>>(method, params)
  const value = <T>(outcome: Outcome<T>): T => {
    assert.ok(outcome.ok, JSON.stringify(outcome))
    return outcome.value
  }
  const overview = async (filter = ''): Promise<TenantOverview> => value(await ask(requests.tenants, { filter }))

  it('come as a tree from a snapshot file, in a workspace that is not trusted', async () => {
    await open()
    const { source, database, tenants, outliers, shown, nodes, unknownRevisions } = await overview()
    assert.deepEqual([source, database, tenants, outliers, shown, unknownRevisions], ['file', 'shop', 3, 3, 4, ['ffff']])
    assert.deepEqual(
      nodes.map(({ label, tenants: names }) => [label, names]),
      [
        ['1 behind', ['template_tenant', 'user_1', 'user_2']],
        ['unknown revision', ['user_3']],
      ],
    )
    const found = nodes[0]?.children
      .find(({ label }) => label === 'user_2')
      ?.children.find(({ description }) => description === 'object-missing')
    assert.equal(found?.place?.uri, editor.uri('migrations/versions/b2.py'))
    assert.deepEqual(found?.place?.position, { line: 8, character: '    op.drop_index('.length })
    assert.deepEqual(
      (await overview('USER_3')).nodes.map(({ tenants: names }) => names),
      [['user_3']],
    )
    const report = value((await ask(requests.checkMigrations, {})) as Outcome<WithPage<MigrationsReport>>)
    assert.equal(report.report.tenants.length, 3)
  })

  it('are told of, and are compared as texts', async () => {
    await open()
    await editor.client.waitFor(liveChanged)
    const { reference, tenant } = value(await ask(requests.compareTenant, { tenant: 'user_2' }))
    assert.deepEqual([reference.name, tenant.name], ['template_tenant', 'user_2'])
    assert.equal(reference.text.replace(/.*ix_jobs_id.*\n/, ''), tenant.text)
    const missing = await ask(requests.compareTenant, { tenant: 'user_9' })
    assert.deepEqual(missing.ok ? '' : [missing.code, missing.message], ['not-found', 'there is no tenant `user_9` in what was read'])
  })

  it('come as a report in both forms; names from the database are text in it', async () => {
    await open()
    assert.match(value(await ask(requests.tenantReport, { format: 'markdown' })).text, /^# Tenant migrations of `shop`/)
    const { text } = value(await ask(requests.tenantReport, { format: 'html' }))
    assert.match(text, /^<!doctype html>/)
    assert.match(text, /jobs\.&lt;b&gt;&amp;/)
    assert.doesNotMatch(text, /<b>&/)
    // Backticks are Markdown's, and a phone gets its own width.
    assert.match(text, /<code>user_2<\/code>/)
    assert.doesNotMatch(text, /`/)
    assert.match(text, /<meta name="viewport"/)
  })

  it('that lack a revision are listed', async () => {
    await open()
    const { tenants } = value(await ask(requests.tenantsWithout, { uri: editor.uri('migrations/versions/b2.py') }))
    assert.deepEqual(tenants, ['user_1', 'user_2'])
  })

  it('are not there before anything was read', async () => {
    const { 'tenants.json': _, 'tenantscope.toml': __, ...others } = files
    await open(others)
    for (const outcome of [
      await ask(requests.tenants, {}),
      await ask(requests.tenantReport, { format: 'html' }),
      await ask(requests.compareTenant, { tenant: 'user_1' }),
      await ask(requests.tenantsWithout, { uri: editor.uri('migrations/versions/b2.py') }),
    ])
      assert.equal(outcome.ok || outcome.code, 'not-found')
    const check = await ask(requests.checkMigrations, {})
    assert.match(check.ok ? '' : check.message, /not trusted/)
  })

  it('follow the file that they come from', async () => {
    await open()
    assert.equal((await overview()).tenants, 3)
    const told = editor.client.received(liveChanged).length
    editor.write('tenants.json', JSON.stringify(snapshotOf({ template_tenant: { revisions: ['a1'], objects }, user_1: { objects } })))
    editor.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: editor.uri('tenants.json'), type: 2 }] })
    await waitUntil('the news', () => editor.client.received(liveChanged).length > told)
    assert.equal((await overview()).tenants, 1)
  })
})
