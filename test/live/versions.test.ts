import * as assert from 'node:assert/strict'
import { openShards } from '../../src/host/postgres/open-shards'
import { loadSnapshot } from '../../src/live/catalog/load-snapshot'
import { describeName, describeRevision, findNameAt, listFindingsIn, listNameCompletions } from '../../src/live/facts-at-line'
import { toMigrationsDocument } from '../../src/live/migrations-document'
import { runLiveChecks, toLiveFacts } from '../../src/live/run-live-checks'
import { toTenantTree } from '../../src/live/tenant-tree'
import { createMemoryProject } from '../support/memory-project'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { defaultOptions } from './live-support'

const revision = (id: string, down: string | undefined, body: string): string =>
  `"""😀 ${id}"""\r\nfrom alembic import op\r\nimport sqlalchemy as sa\r\n\r\nrevision = "${id}"\r\ndown_revision = ${down === undefined ? 'None' : `"${down}"`}\r\n\r\n\r\ndef upgrade():\r\n${body}\r\n\r\n\r\ndef downgrade():\r\n    pass\r\n`

const files = {
  'alembic.ini': '[alembic]\nscript_location = migrations\n',
  'migrations/env.py': 'from alembic import context\ncontext.configure(connection=None, target_metadata=None)\n',
  'migrations/versions/a1.py': revision(
    'aaaa1111',
    undefined,
    '    op.create_table("stats", sa.Column("id", sa.Integer, primary_key=True), sa.Column("day", sa.Date), sa.UniqueConstraint("day", name="uq_stats_day"))\r\n    op.create_index("ix_stats_day", "stats", ["day"])',
  ),
  'migrations/versions/b2.py': revision('bbbb2222', 'aaaa1111', '    op.drop_constraint("uq_stats_day", "stats", type_="unique")  # 😀'),
  'migrations/versions/c3.py': revision('cccc3333', 'bbbb2222', '    op.drop_index("ix_stats_gone", "stats")'),
  'models.py':
    'from sqlalchemy import Column, Date, Integer, UniqueConstraint\nfrom sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\n\nclass Stats(Base):\n    __tablename__ = "stats"\n    __table_args__ = (UniqueConstraint("day", name="uq_stats_day"), {"schema": "tenant"})\n    id = Column(Integer, primary_key=True)\n    day = Column(Date)\n',
}

/** Schema -> rows of its version table; undefined: none. */
const versions: Readonly<Record<string, readonly string[] | undefined>> = {
  template_tenant: ['cccc3333'],
  user_1: ['cccc3333'],
  user_2: ['aaaa1111'],
  user_3: ['ffff0000'],
  user_4: ['aaaa1111', 'bbbb2222'],
  user_5: undefined,
  user_6: [],
  user_7: ['aaaa1111'],
}

describe('versions and facts at the line', function () {
  this.timeout(60_000)
  let postgres: TestPostgres
  let result: ReturnType<typeof runLiveChecks>

  before(async () => {
    postgres = await startPostgres({ major: 17 })
    for (const [schema, rows] of Object.entries(versions)) {
      // PostgreSQL named the constraint in some of them.
      const name = schema === 'user_7' || schema === 'user_2' ? 'stats_day_key' : 'uq_stats_day'
      await runSql(
        postgres.url,
        `create schema ${schema}; create table ${schema}.stats (id serial primary key, day date, constraint ${name} unique (day)); create index ix_stats_day on ${schema}.stats (day)`,
      )
      if (rows) await runSql(postgres.url, `create table ${schema}.alembic_version (version_num varchar(32) primary key)`)
      for (const row of rows ?? []) await runSql(postgres.url, `insert into ${schema}.alembic_version values ($1)`, [row])
    }
    const { engine } = await createMemoryProject(files)
    const [workspace] = engine.workspaces.all()
    assert.ok(workspace)
    const snapshot = await loadSnapshot(openShards([postgres.url]).shards, defaultOptions)
    result = runLiveChecks(toLiveFacts(workspace, snapshot))
  })
  after(() => postgres.stop())

  it('names the state of every tenant', () => {
    assert.deepEqual(
      toMigrationsDocument(result).tenants.map(({ schema, state }) => [schema, state]),
      [
        ['user_1', 'up to date'],
        ['user_2', '2 behind'],
        ['user_3', 'unknown revision'],
        ['user_4', 'several rows'],
        ['user_5', 'no version table'],
        ['user_6', 'empty version table'],
        ['user_7', '2 behind'],
      ],
    )
  })

  const of = (rule: string) =>
    result.findings.filter((finding) => finding.rule === rule).map(({ object, tenants }) => [object.name, tenants])

  it('reports the unknown revision and who is behind', () => {
    assert.deepEqual(of('unknown-revision'), [['ffff0000', ['user_3']]])
    assert.deepEqual(
      of('tenant-behind').filter(([name]) => name === 'aaaa1111'),
      [['aaaa1111', ['user_2', 'user_7']]],
    )
  })

  it('plays pending revisions only against those who have yet to run them', () => {
    const missing = result.findings.find(({ rule }) => rule === 'object-missing')
    assert.equal(missing?.object.name, 'ix_stats_gone')
    assert.ok(missing?.tenants.includes('user_2') && !missing.tenants.includes('user_1'))
  })

  it('stands on the name, in CRLF and after an emoji, and offers what fits when tenants disagree', () => {
    const finding = result.findings.find(({ rule }) => rule === 'constraint-name-differs')
    assert.deepEqual(
      [finding?.object.name, finding?.tenants, finding?.path],
      ['uq_stats_day', ['user_2', 'user_7'], 'migrations/versions/b2.py'],
    )
    const text = files['migrations/versions/b2.py']
    assert.equal(text.slice(finding?.span?.start, finding?.span?.end), '"uq_stats_day"')
    assert.deepEqual(
      finding?.related.map(({ path }) => path),
      ['models.py'],
    )
    assert.deepEqual(
      finding?.fixes.map(({ title, safety }) => [title, safety]),
      [['Look the constraint up by its columns', 'unsafe']],
    )
  })

  it('looks a constraint up in a way that works whatever its name is', async () => {
    const [fix] = result.findings.find(({ rule }) => rule === 'constraint-name-differs')?.fixes ?? []
    const [edit] = fix?.edits ?? []
    const text = files['migrations/versions/b2.py']
    assert.match(text.slice(0, edit?.start) + edit?.text + text.slice(edit?.end), /\r\n {4}op\.execute\("""[\s\S]*"""\) {2}# 😀\r\n/)
    const sql = /"""([\s\S]*)"""/.exec(edit?.text ?? '')?.[1] ?? ''
    for (const schema of ['user_5', 'user_7']) await runSql(postgres.url, `begin; set local search_path to ${schema}; ${sql}; commit`)
    const left = await runSql<{ n: string }>(
      postgres.url,
      "select count(*) as n from pg_constraint where contype = 'u' and conrelid in ('user_5.stats'::regclass, 'user_7.stats'::regclass)",
    )
    assert.equal(left[0]?.n, '0')
  })

  it('hovers, completes and counts from the snapshot', () => {
    const text = files['migrations/versions/b2.py']
    const name = findNameAt('migrations/versions/b2.py', text.indexOf('uq_stats_day'), result.world)
    assert.equal(name?.kind, 'constraint')
    const model = findNameAt('models.py', files['models.py'].indexOf('uq_stats_day'), result.world)
    const facts = model && describeName(model, result.world)
    assert.equal(facts?.total, 8)
    assert.match(facts?.markdown ?? '', /exists in 6 of 8 schemas; 2 have `stats_day_key`/)
    assert.deepEqual(
      listNameCompletions({ kind: 'constraint', table: 'stats' }, result.world).map(({ name: each, schemas }) => [each, schemas]),
      [
        ['stats_pkey', 8],
        ['uq_stats_day', 6],
        ['stats_day_key', 2],
      ],
    )
    const lens = describeRevision('migrations/versions/b2.py', result.world)
    assert.match(lens?.title ?? '', /^applied in 2 of 7 tenants$/)
    assert.equal(text.slice(lens?.span.start, lens?.span.end), '"bbbb2222"')
    assert.equal(listFindingsIn('migrations/versions/b2.py', result.findings).length >= 1, true)
    assert.equal(findNameAt('models.py', 0, result.world), undefined)
  })

  it('makes a tree by state that can be filtered', () => {
    const document = toMigrationsDocument(result)
    assert.deepEqual(toTenantTree(document)[0]?.label, '2 behind')
    assert.deepEqual(
      toTenantTree(document, 'USER_3').map(({ label, tenants }) => [label, tenants]),
      [['unknown revision', ['user_3']]],
    )
    assert.deepEqual(
      toTenantTree(document)
        .flatMap(({ tenants }) => tenants)
        .sort(),
      Object.keys(versions),
    )
  })
})
