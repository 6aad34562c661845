import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { Client } from 'pg'
import { type MigrationsReport, type Outcome, requests, type WithPage } from '../../src/protocol'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { waitUntil } from '../support/wait-until'
import { type Editor, openEditor } from './open-editor'

const env = 'from alembic import context\nconfig = context.config\n'
const files = {
  'alembic.ini': '[alembic]\nscript_location = migrations\n',
  'migrations/env.py': env,
  'migrations/versions/a1.py': 'revision = "a1a1a1"\ndown_revision = None\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n',
} as const

type Answer = Outcome<WithPage<MigrationsReport>>

describe('tenants in the editor: cancelled, and at revisions of another branch', function () {
  this.timeout(120_000)
  let postgres: TestPostgres
  let editor: Editor

  before(async () => {
    postgres = await startPostgres()
    for (const schema of ['template_tenant', 'user_1', 'user_2'])
      await runSql(
        postgres.url,
        `create schema ${schema}; create table ${schema}.jobs (id int primary key); create table ${schema}.alembic_version (version_num text); insert into ${schema}.alembic_version values ('a1a1a1')`,
      )
    editor = await openEditor({ files, initializationOptions: { trusted: true } })
  })
  after(async () => {
    await editor?.close()
    await postgres?.stop()
  })

  it('keeps what was read when the check is cancelled', async () => {
    const holder = new Client({ connectionString: postgres.url })
    await holder.connect()
    try {
      await holder.query('begin; lock table user_2.alembic_version in access exclusive mode')
      const running = editor.client.start<Answer>(requests.checkMigrations.method, { urls: [postgres.url] })
      // The versions wait for the lock, on a connection that was opened after the structures had been asked for; those are there.
      await waitUntil('one session that waits and one that is done', async () => {
        const [row] = await runSql<{ all: string; active: string; waiting: string }>(
          postgres.url,
          `select count(*)::text as all, count(*) filter (where state = 'active')::text as active, count(*) filter (where wait_event_type = 'Lock')::text as waiting
           from pg_stat_activity where application_name = 'tenantscope'`,
        )
        return row?.all === '2' && row.active === '1' && row.waiting === '1'
      })
      running.cancel()
      const outcome = await running.answer
      assert(outcome.ok, JSON.stringify(outcome))
      assert.deepEqual(
        outcome.value.report.tenants.map(({ schema, state, groups }) => [schema, state, groups.length]),
        [
          ['user_1', 'not readable', 1],
          ['user_2', 'not readable', 1],
        ],
      )
      assert.match(JSON.stringify(outcome.value.report.skipped), /cancelled/)
      assert.match(outcome.value.markdown, /cancelled/)
    } finally {
      await holder.query('rollback')
      await holder.end()
    }
  })

  it('says where an unknown revision lies, also when the branch was made after the start', async () => {
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { cwd: editor.folder, encoding: 'utf8' })
    git('init', '-q', '-b', 'main')
    git('add', '-A')
    git('commit', '-qm', 'start')
    git('checkout', '-qb', 'feature/other')
    editor.write('migrations/versions/b2.py', files['migrations/versions/a1.py'].replace('a1a1a1', 'b2b2b2').replace('None', '"a1a1a1"'))
    git('add', '-A')
    git('commit', '-qm', 'other')
    git('checkout', '-q', 'main')
    await runSql(postgres.url, "update user_2.alembic_version set version_num = 'b2b2b2'")
    const outcome = await editor.client.request<Answer>(requests.checkMigrations.method, { urls: [postgres.url] })
    assert(outcome.ok, JSON.stringify(outcome))
    const finding = outcome.value.report.findings.find(({ rule }) => rule === 'unknown-revision')
    assert.deepEqual(finding?.tenants, ['user_2'])
    assert.match(finding?.help ?? '', /branch `feature\/other`/)
  })
})
