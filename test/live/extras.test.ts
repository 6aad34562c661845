import * as assert from 'node:assert/strict'
import { openShards } from '../../src/host/postgres/open-shards'
import { loadSnapshot } from '../../src/live/catalog/load-snapshot'
import { formatSnapshot, parseSnapshot } from '../../src/live/parse-snapshot'
import { runLiveChecks } from '../../src/live/run-live-checks'
import { type ExtraKind, extraKinds } from '../../src/live/snapshot'
import { type PostgresMajor, runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { defaultOptions, plainFacts } from './live-support'

const tenant = (schema: string): string => `create role ${schema}_app;
  create schema ${schema};
  create table ${schema}.jobs (id serial primary key, code text constraint uq_code unique, secret text);
  create function ${schema}.count_jobs() returns bigint language sql as 'select 1::bigint';
  create type ${schema}.state as enum ('a');
  grant usage on schema ${schema} to ${schema}_app, reporting;
  grant select, insert on ${schema}.jobs to ${schema}_app;
  grant select (code) on ${schema}.jobs to reporting;
  comment on table ${schema}.jobs is 'What is to be done 😀';
  comment on constraint uq_code on ${schema}.jobs is 'one each';`

/** What is done to `user_2`, and what has to be said of it, by kind. */
const planted: Readonly<Record<ExtraKind, readonly (readonly [sql: string, rule: string, object: string, data: unknown])[]>> = {
  owners: [
    ['alter table user_2.jobs owner to somebody', 'owner-differs', 'jobs', { template: 'postgres', here: 'somebody' }],
    ['alter function user_2.count_jobs() owner to somebody', 'owner-differs', 'count_jobs()', { template: 'postgres', here: 'somebody' }],
    ['alter schema user_2 owner to somebody', 'owner-differs', '~', { template: 'postgres', here: 'somebody' }],
    ['alter type user_2.state owner to somebody', 'owner-differs', 'state', { template: 'postgres', here: 'somebody' }],
  ],
  grants: [
    [
      'revoke insert on user_2.jobs from user_2_app',
      'grants-differ',
      'jobs',
      {
        template: 'its owner: DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; ~_app: INSERT, SELECT',
        here: 'its owner: DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; ~_app: SELECT',
      },
    ],
    ['revoke select (code) on user_2.jobs from reporting', 'grants-differ', 'code', { template: 'reporting: SELECT', here: null }],
    ['grant select (secret) on user_2.jobs to public', 'grants-differ', 'secret', { template: null, here: 'public: SELECT' }],
    [
      'revoke usage on schema user_2 from reporting',
      'grants-differ',
      '~',
      { template: 'its owner: CREATE, USAGE; reporting: USAGE; ~_app: USAGE', here: 'its owner: CREATE, USAGE; ~_app: USAGE' },
    ],
  ],
  comments: [
    ["comment on table user_2.jobs is 'other'", 'comment-differs', 'jobs', { template: 'What is to be done 😀', here: 'other' }],
    ['comment on constraint uq_code on user_2.jobs is null', 'comment-differs', 'uq_code', { template: 'one each', here: null }],
    ["comment on column user_2.jobs.code is 'new'", 'comment-differs', 'code', { template: null, here: 'new' }],
  ],
}

for (const major of [15, 18] as const satisfies readonly PostgresMajor[]) {
  describe(`owners, privileges and comments on PostgreSQL ${major}`, function () {
    this.timeout(120_000)
    let postgres: TestPostgres
    let url: string

    before(async () => {
      postgres = await startPostgres({ major })
      url = postgres.url
      await runSql(url, 'create role reporting; create role somebody')
      for (const schema of ['template_tenant', 'user_1', 'user_2', 'user_3']) await runSql(url, tenant(schema))
    })
    after(() => postgres.stop())

    const check = async (extras: readonly ExtraKind[]) => {
      const snapshot = await loadSnapshot(openShards([url]).shards, { ...defaultOptions, extras })
      const stored = parseSnapshot(formatSnapshot(snapshot))
      assert.ok(!('problem' in stored))
      return runLiveChecks(plainFacts(stored)).findings.map(({ rule, object, tenants, data }) => [rule, object.name, tenants, data])
    }

    it('says nothing where all are alike, roles named for their tenant included', async () => {
      assert.deepEqual(await check(extraKinds), [])
    })

    for (const kind of extraKinds) {
      it(`finds each difference of ${kind}, nothing else, and only when asked`, async () => {
        const server18 = (data: unknown): unknown => (major >= 17 ? data : JSON.parse(JSON.stringify(data).replaceAll('MAINTAIN, ', '')))
        for (const [sql, rule, object, data] of planted[kind]) {
          await runSql(url, sql)
          assert.deepEqual(await check([kind]), [[rule, object, ['user_2'], server18(data)]], sql)
          assert.deepEqual(await check(extraKinds.filter((other) => other !== kind)), [], sql)
          await runSql(url, 'drop schema user_2 cascade; drop owned by user_2_app; drop role user_2_app')
          await runSql(url, tenant('user_2'))
        }
      })
    }

    it('does not say again what is drift', async () => {
      await runSql(url, 'alter table user_3.jobs drop column code; drop function user_3.count_jobs()')
      assert.deepEqual(
        (await check(extraKinds)).filter(([rule]) => rule !== 'tenant-drift'),
        [],
      )
    })
  })
}
