import * as assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { openShards } from '../../src/host/postgres/open-shards'
import { loadSnapshot } from '../../src/live/catalog/load-snapshot'
import { writeRepairScript } from '../../src/live/repair-script'
import type { SchemaSnapshot } from '../../src/live/snapshot'
import { groupTenants } from '../../src/live/tenant-groups'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { defaultOptions } from './live-support'
import { injections, sharedSql, tenantSql } from './tenant-schema'

/** Injections that no script can undo without losing or guessing something; the script must say so instead. */
const byHand = new Set([
  'table missing',
  'table extra',
  'table unlogged',
  'row security',
  'column extra',
  'column identity kind',
  'column identity gone',
  'column generated gone',
  'column collation',
  'enum label extra',
  'enum order',
  'enum labels swapped, which what is stored with them shows',
  'function overload',
  'aggregate differs',
  'domain check',
  'domain default',
  'composite type',
  'range type',
  'partition missing',
  'partition bounds',
  'partition detached',
  'column not null unchecked',
  'column generated virtually',
])

describe('repair', function () {
  this.timeout(240_000)
  let postgres: TestPostgres
  let folder: string

  before(async () => {
    postgres = await startPostgres({ major: 18 })
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-repair-'))
  })
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await postgres.stop()
  })

  const read = (url: string): Promise<SchemaSnapshot> => loadSnapshot(openShards([url]).shards, { ...defaultOptions, literals: 'keep' })
  const write = (snapshot: SchemaSnapshot) => writeRepairScript({ snapshot, grouping: groupTenants(snapshot) }, ['alembic_version'])

  /** Runs a script with psql; `answer` is what is typed at its questions. */
  const psql = (url: string, sql: string, answer: string): { readonly status: number | null; readonly output: string } => {
    const file = path.join(folder, 'repair.sql')
    writeFileSync(file, sql)
    const done = spawnSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', file, url], {
      input: `${`${answer}\n`.repeat(200)}`,
      encoding: 'utf8',
    })
    if (done.error) throw new Error(`psql is needed for this test: apt-get install postgresql-client (${done.error.message})`)
    return { status: done.status, output: done.stdout + done.stderr }
  }
  const databaseOf = (url: string): string => new URL(url).pathname.slice(1)

  const build = async (): Promise<{ readonly url: string; readonly schemas: ReadonlyMap<string, string> }> => {
    const url = await postgres.createDatabase()
    await runSql(url, sharedSql)
    for (const schema of ['template_tenant', 'user_1']) await runSql(url, tenantSql(schema))
    const schemas = new Map<string, string>()
    let n = 100
    for (const { name, sql, expect } of injections) {
      if (expect.length === 0) continue
      const schema = `user_${n++}`
      await runSql(url, tenantSql(schema))
      await runSql(url, `set search_path to ${schema}, public; ${sql}`)
      schemas.set(schema, name)
    }
    return { url, schemas }
  }

  it('brings every tenant to the template that a script can bring there, and names the others', async () => {
    const { url, schemas } = await build()
    const script = write(await read(url))
    const { status, output } = psql(url, script.sql, databaseOf(url))
    assert.equal(status, 0, output)
    const grouping = groupTenants(await read(url))
    const left = grouping.groups
      .filter(({ isTemplate }) => !isTemplate)
      .flatMap(({ tenants }) => tenants.map(({ schema }) => schemas.get(schema) ?? schema))
    assert.deepEqual(left.sort(), [...byHand].sort())
    assert.ok(script.byHand >= byHand.size)
  })

  it('stops at a tenant that moved since, changes nothing there, and goes on when run again', async () => {
    const url = await postgres.createDatabase()
    await runSql(url, sharedSql)
    for (const schema of ['template_tenant', 'user_1', 'user_2', 'user_3']) await runSql(url, tenantSql(schema))
    for (const schema of ['user_1', 'user_2', 'user_3']) await runSql(url, `alter table ${schema}.orders alter column total drop not null`)
    const script = write(await read(url))
    await runSql(url, 'alter table user_2.notes add column surprise text')
    const first = psql(url, script.sql, databaseOf(url))
    assert.notEqual(first.status, 0)
    assert.match(first.output, /user_2 changed since/)
    const states = async () =>
      (
        await runSql<{ s: string }>(
          url,
          "select string_agg(attrelid::regclass || ' ' || attnotnull, ', ' order by attrelid::regclass::text) as s from pg_attribute join pg_class on pg_class.oid = attrelid and relkind = 'r' where attname = 'total' and attrelid::regclass::text like 'user%'",
        )
      )[0]?.s
    assert.equal(await states(), 'user_1.orders true, user_2.orders false, user_3.orders false')
    await runSql(url, 'alter table user_2.notes drop column surprise')
    assert.equal(psql(url, script.sql, databaseOf(url)).status, 0)
    assert.equal(await states(), 'user_1.orders true, user_2.orders true, user_3.orders true')
  })

  it('goes on when run again also past indexes, shared tables and what is left to a person', async () => {
    const url = await postgres.createDatabase()
    await runSql(url, sharedSql)
    for (const schema of ['template_tenant', 'user_1', 'user_2']) await runSql(url, tenantSql(schema))
    for (const schema of ['user_1', 'user_2'])
      await runSql(
        url,
        `set search_path to ${schema}, public; alter table orders alter total drop not null; alter table orders add column surprise text; drop index ix_orders_a;
         drop index ix_orders_b; create index ix_orders_b on orders (b, a); alter table customers drop constraint fk_customers_owner`,
      )
    const script = write(await read(url))
    await runSql(url, 'alter table user_2.notes add column surprise text')
    const first = psql(url, script.sql, databaseOf(url))
    assert.notEqual(first.status, 0)
    assert.match(first.output, /user_2 changed since/)
    await runSql(url, 'alter table user_2.notes drop column surprise')
    for (const round of ['second', 'third']) {
      const again = psql(url, script.sql, databaseOf(url))
      assert.equal(again.status, 0, `${round}: ${again.output}`)
    }
    for (const schema of ['user_1', 'user_2']) await runSql(url, `alter table ${schema}.orders drop column surprise`)
    assert.ok(groupTenants(await read(url)).groups.every(({ isTemplate }) => isTemplate))
  })

  it('touches no index of a tenant that moved, nor one that is another by now', async () => {
    const url = await postgres.createDatabase()
    await runSql(url, sharedSql)
    for (const schema of ['template_tenant', 'user_1', 'user_2']) await runSql(url, tenantSql(schema))
    for (const schema of ['user_1', 'user_2']) await runSql(url, `create index ix_extra on ${schema}.orders (a, b)`)
    const script = write(await read(url))
    const left = async () =>
      (
        await runSql<{ i: string }>(
          url,
          "select indexdef as i from pg_indexes where indexname = 'ix_extra' and schemaname ~ '^user_' order by 1",
        )
      ).map(({ i }) => i.replace(/.* ON /, ''))
    await runSql(url, 'alter table user_2.notes add column surprise text')
    assert.match(psql(url, script.sql, databaseOf(url)).output, /user_2 changed since/)
    assert.equal((await left()).length, 2)
    await runSql(
      url,
      'alter table user_2.notes drop column surprise; drop index user_2.ix_extra; create index ix_extra on user_2.orders (memo)',
    )
    assert.equal(psql(url, script.sql, databaseOf(url)).status, 0)
    assert.deepEqual(await left(), ['user_2.orders USING btree (memo)'])
  })

  it('does nothing when the template itself moved', async () => {
    const url = await postgres.createDatabase()
    await runSql(url, sharedSql)
    for (const schema of ['template_tenant', 'user_1']) await runSql(url, tenantSql(schema))
    await runSql(url, 'alter table user_1.orders alter total drop not null')
    const script = write(await read(url))
    await runSql(url, 'alter table template_tenant.orders alter total drop not null')
    const { output } = psql(url, script.sql, databaseOf(url))
    assert.match(output, /The template itself changed/)
    assert.doesNotMatch(output, /Group 1/)
  })

  it('carries over texts with dollar quotes, and nothing that names the template by itself', async () => {
    const url = await postgres.createDatabase()
    await runSql(url, sharedSql)
    for (const schema of ['template_tenant', 'user_1']) await runSql(url, tenantSql(schema))
    await runSql(
      url,
      `set search_path to template_tenant, public;
       create function dynamic() returns void language plpgsql as $$ begin execute $sql$ select '100%', $repair$ x $repair$ $sql$; end $$;
       alter table orders alter memo set default 'a $sql$ b %I';
       create function elevated() returns text language sql security definer set search_path = template_tenant, public as $$ select 'x'::text $$;
       alter table orders alter a set default length('template_tenant')`,
    )
    const script = write(await read(url))
    const { status, output } = psql(url, script.sql, databaseOf(url))
    assert.equal(status, 0, output)
    const snapshot = await read(url)
    const [outlier] = groupTenants(snapshot).groups
    assert.deepEqual(
      outlier?.differences?.map(({ template }) => template?.name),
      ['elevated()', 'a'],
    )
    assert.match(script.sql, /by hand: missing: function elevated\(\), whose definition names the template's schema by itself/)
  })

  it('goes no further than the first tenant without the typed confirmation', async () => {
    const url = await postgres.createDatabase()
    await runSql(url, sharedSql)
    for (const schema of ['template_tenant', 'user_1', 'user_2']) await runSql(url, tenantSql(schema))
    for (const schema of ['user_1', 'user_2']) await runSql(url, `drop trigger customers_touch on ${schema}.customers`)
    psql(url, write(await read(url)).sql, 'yes')
    const rows = await runSql<{ t: string }>(
      url,
      "select tgrelid::regclass::text as t from pg_trigger where tgname = 'customers_touch' order by 1",
    )
    assert.deepEqual(
      rows.map(({ t }) => t),
      ['template_tenant.customers', 'user_1.customers'],
    )
  })

  it('hides no wrong name behind IF EXISTS and refuses another database', async () => {
    const { url } = await build()
    const { sql } = write(await read(url))
    assert.doesNotMatch(sql.replace(/^--.*$/gm, ''), /if exists/i)
    const other = await postgres.createDatabase()
    const { output } = psql(other, sql, databaseOf(other))
    assert.match(output, /another database/)
  })
})
