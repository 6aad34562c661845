import * as assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { Client } from 'pg'
import { openShards } from '../../src/host/postgres/open-shards'
import { loadSnapshot } from '../../src/live/catalog/load-snapshot'
import type { OpenDatabase, Shard } from '../../src/live/catalog/shard'
import { DatabaseError } from '../../src/live/database-error'
import { runLiveChecks } from '../../src/live/run-live-checks'
import type { TenantStructure } from '../../src/live/snapshot'
import { quoteIdentifier } from '../../src/live/tenants'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { waitUntil } from '../support/wait-until'
import { defaultOptions, plainFacts } from './live-support'
import { sharedSql, tenantSql } from './tenant-schema'

const only = (url: string): Shard => {
  const [shard] = openShards([url]).shards
  if (!shard) throw new Error('one URL is one shard')
  return shard
}

/** A shard whose sessions call `before` with the text of every statement first. */
const watched = (shard: Shard, before: (sql: string, db: OpenDatabase) => Promise<void> | void): Shard => ({
  ...shard,
  async open(signal) {
    const db = await shard.open(signal)
    const watchedDb: OpenDatabase = {
      close: () => db.close(),
      async query(sql, parameters) {
        await before(sql, db)
        return db.query(sql, parameters)
      },
    }
    return watchedDb
  },
})

const isFingerprint = (sql: string): boolean => sql.includes('bit_xor(h.h0)')

describe('live inspection when things go wrong', function () {
  this.timeout(120_000)
  let postgres: TestPostgres
  let url: string

  before(async () => {
    postgres = await startPostgres({ major: 18 })
    url = postgres.url
    await runSql(url, sharedSql)
    for (const schema of ['template_tenant', 'user_1', 'user_2', 'user_3']) await runSql(url, tenantSql(schema))
  })
  after(() => postgres.stop())

  const as = (user: string, password: string): string => {
    const other = new URL(url)
    other.username = user
    other.password = password
    return other.toString()
  }

  it('reads with a role that may not write, and versions only where it may', async () => {
    await runSql(
      url,
      "create role looker login password 'hunter2'; grant usage on schema user_1 to looker; grant select on user_1.alembic_version to looker",
    )
    const snapshot = await loadSnapshot([only(as('looker', 'hunter2'))], defaultOptions)
    const byName = new Map(snapshot.tenants.map((tenant) => [tenant.schema, tenant]))
    assert.deepEqual(byName.get('user_1')?.version, { kind: 'at', revisions: ['base'] })
    assert.equal(byName.get('user_2')?.version.kind, 'unreadable')
    assert.equal(byName.get('user_2')?.structure.kind, 'known', 'structure needs no grant')
    const owner = await loadSnapshot([only(url)], defaultOptions)
    assert.deepEqual(
      snapshot.tenants.map(({ structure }) => structure),
      owner.tenants.map(({ structure }) => structure),
    )
  })

  it('sends nothing but reads', async () => {
    const sent: string[] = []
    await loadSnapshot([watched(only(url), (sql) => void sent.push(sql))], { ...defaultOptions, tokens: true })
    assert.ok(sent.length >= 5)
    for (const sql of sent) assert.match(sql, /^\s*(select|with)\b/i)
    for (const sql of sent) assert.doesNotMatch(sql, /\b(insert into|nextval\(|setval\(|for update|for share)\b/i)
  })

  it('cannot write even when asked to', async () => {
    const db = await only(url).open()
    try {
      await assert.rejects(
        db.query('create table user_1.mine (id int)'),
        (error) => error instanceof DatabaseError && error.code === '25006',
      )
    } finally {
      await db.close()
    }
  })

  it('gives one error for a wrong password, naming the place and not the password', async () => {
    await assert.rejects(loadSnapshot([only(as('postgres', 'hunter2-wrong'))], defaultOptions), (error) => {
      assert.ok(error instanceof DatabaseError)
      assert.equal(error.kind, 'authentication')
      assert.match(error.message, /127\.0\.0\.1/)
      assert.doesNotMatch(JSON.stringify([error.message, error.help, error.stack]), /hunter2/)
      return true
    })
  })

  it('says that nobody answers', async () => {
    const dead = new URL(url)
    dead.port = '1'
    await assert.rejects(
      loadSnapshot([only(dead.toString())], defaultOptions),
      (error) => error instanceof DatabaseError && error.kind === 'connection' && /nobody answers/.test(error.message),
    )
  })

  it('replaces a connection that an administrator ended', async () => {
    let killed = false
    const shard = watched(only(url), async (sql, db) => {
      if (killed || !isFingerprint(sql)) return
      killed = true
      const [row] = await db.query<{ pid: number }>('select pg_backend_pid() as pid')
      await runSql(url, 'select pg_terminate_backend($1)', [row?.pid])
    })
    const snapshot = await loadSnapshot([shard], { ...defaultOptions, connections: 1 })
    assert.ok(killed)
    assert.ok(snapshot.tenants.every(({ structure }) => structure.kind === 'known'))
  })

  it('works with one connection when the server has no room for a second', async () => {
    await runSql(
      url,
      "create role narrow login password 'pw' connection limit 1; grant usage on schema user_1, user_2, user_3, template_tenant to narrow; grant select on user_1.alembic_version, user_2.alembic_version, user_3.alembic_version, template_tenant.alembic_version to narrow",
    )
    const snapshot = await loadSnapshot([only(as('narrow', 'pw'))], { ...defaultOptions, connections: 4 })
    assert.ok(snapshot.tenants.every(({ structure, version }) => structure.kind === 'known' && version.kind === 'at'))
    assert.deepEqual(snapshot.skipped, [])
  })

  it('reports a tenant that was dropped meanwhile, and the others', async () => {
    await runSql(url, tenantSql('user_77'))
    let dropped = false
    const shard = watched(only(url), async (sql) => {
      if (dropped || !isFingerprint(sql) || sql.includes('user_77')) return
      // The shared schemas come first; the tenants' list is known by then.
      dropped = true
      await runSql(url, 'drop schema user_77 cascade')
    })
    const snapshot = await loadSnapshot([shard], { ...defaultOptions, connections: 1 })
    assert.deepEqual(
      snapshot.tenants.map(({ schema }) => schema),
      ['template_tenant', 'user_1', 'user_2', 'user_3'],
    )
    assert.deepEqual(snapshot.skipped, [{ what: 'user_77', why: 'the schema was dropped while the check ran' }])
  })

  it('gives up on a tenant that DDL holds, after a second, and reads the others', async () => {
    const holder = new Client({ connectionString: url })
    await holder.connect()
    try {
      await holder.query('begin; lock table user_2.alembic_version in access exclusive mode')
      const snapshot = await loadSnapshot([only(url)], defaultOptions)
      const version = new Map(snapshot.tenants.map(({ schema, version: read }) => [schema, read]))
      assert.equal(version.get('user_2')?.kind, 'unreadable')
      assert.match(JSON.stringify(version.get('user_2')), /lock timeout/)
      assert.equal(version.get('user_1')?.kind, 'at')
      assert.equal(version.get('user_3')?.kind, 'at')
    } finally {
      await holder.query('rollback')
      await holder.end()
    }
  })

  it('bisects down to the one tenant whose statement fails', async () => {
    const [{ oid } = { oid: '' }] = await runSql<{ oid: string }>(url, "select oid::text as oid from pg_namespace where nspname = 'user_3'")
    const base = only(url)
    const shard: Shard = {
      ...base,
      async open(signal) {
        const db = await base.open(signal)
        return {
          close: () => db.close(),
          async query(sql, parameters) {
            const [oids] = parameters ?? []
            if (isFingerprint(sql) && Array.isArray(oids) && oids.includes(oid))
              throw new DatabaseError('canceling statement due to statement timeout', 'timeout', '57014')
            return db.query(sql, parameters)
          },
        }
      },
    }
    const snapshot = await loadSnapshot([shard], defaultOptions)
    const structures = new Map(snapshot.tenants.map(({ schema, structure }) => [schema, structure]))
    assert.deepEqual(structures.get('user_3'), { kind: 'unreadable', reason: 'canceling statement due to statement timeout' })
    assert.equal(structures.get('user_2')?.kind, 'known')
    assert.deepEqual(runLiveChecks(plainFacts(snapshot)).findings, [])
  })

  it('stops within a second when cancelled, on the server too, and keeps what it has', async () => {
    const abort = new AbortController()
    let started = 0
    const base = only(url)
    const shard: Shard = {
      ...base,
      async open(signal) {
        const db = await base.open(signal)
        return {
          close: () => db.close(),
          query(sql, parameters) {
            if (!isFingerprint(sql) || !Array.isArray(parameters?.[0]) || parameters[0].length < 2) return db.query(sql, parameters)
            started = Date.now()
            void waitUntil('the sleep to run', async () => (await sleepers(url)) > 0).then(() => abort.abort())
            return db.query('select pg_sleep(14)')
          },
        }
      },
    }
    const snapshot = await loadSnapshot([shard], { ...defaultOptions, connections: 1, signal: abort.signal })
    assert.ok(Date.now() - started < 5000)
    assert.ok(snapshot.tenants.every(({ structure }) => structure.kind === 'unreadable'))
    assert.match(JSON.stringify(snapshot.skipped), /cancelled/)
    await waitUntil('the server to stop', async () => (await sleepers(url)) === 0, { seconds: 2 })
  })

  it('handles names with quotes, dots, upper case, spaces, backslashes and emoji', async () => {
    const names = ['Tenant "A"', 'b.c', 'UPPER', "O'Brien", 'back\\slash', 'emoji 😀', 'user-9', 'select']
    const odd = await postgres.createDatabase()
    await runSql(odd, sharedSql)
    for (const name of ['template_tenant', ...names]) await runSql(odd, tenantSql(quoteIdentifier(name)))
    await runSql(odd, `alter table ${quoteIdentifier("O'Brien")}.orders drop column b`)
    const snapshot = await loadSnapshot([only(odd)], { ...defaultOptions, tenants: { kind: 'list', list: names } })
    assert.equal(snapshot.tenants.length, names.length + 1)
    assert.ok(
      snapshot.tenants.every(({ version }) => version.kind === 'at'),
      JSON.stringify(snapshot.tenants.map(({ version }) => version)),
    )
    const { findings } = runLiveChecks(plainFacts(snapshot))
    assert.deepEqual(
      findings.map(({ rule, object, tenants }) => [rule, object.name, tenants]),
      [['tenant-drift', 'b', ["O'Brien"]]],
    )
  })

  it('re-reads only what moved', async () => {
    const first = await loadSnapshot([only(url)], { ...defaultOptions, tokens: true })
    const count = async (previous: typeof first): Promise<{ readonly sent: number; readonly snapshot: typeof first }> => {
      const asked: number[] = []
      const base = only(url)
      const shard: Shard = {
        ...base,
        async open(signal) {
          const db = await base.open(signal)
          return {
            close: () => db.close(),
            query(sql, parameters) {
              if (isFingerprint(sql) && Array.isArray(parameters?.[0])) asked.push(parameters[0].length)
              return db.query(sql, parameters)
            },
          }
        },
      }
      const snapshot = await loadSnapshot([shard], { ...defaultOptions, previous })
      // The shared schema is always read.
      return { sent: asked.reduce((sum, n) => sum + n, 0) - 1, snapshot }
    }
    const same = await count(first)
    assert.equal(same.sent, 0)
    assert.deepEqual(same.snapshot.shapes, first.shapes)
    // What another version of this tool fingerprinted is not comparable, whatever its tokens say.
    const older = { ...first, tenants: first.tenants.map((tenant) => ({ ...tenant, structure: ofAnotherVersion(tenant.structure) })) }
    const renewed = await count(older)
    assert.equal(renewed.sent, first.tenants.length)
    assert.deepEqual(renewed.snapshot.tenants, first.tenants)
    await runSql(url, 'alter table user_2.orders add column moved text')
    const moved = await count(first)
    assert.equal(moved.sent, 1)
    assert.deepEqual(
      runLiveChecks(plainFacts(moved.snapshot)).findings.map(({ object, tenants }) => [object.name, tenants]),
      [['moved', ['user_2']]],
    )
    await runSql(url, 'alter table user_2.orders drop column moved')
  })

  it('reads two databases as one report', async () => {
    const other = await postgres.createDatabase()
    await runSql(other, sharedSql)
    for (const schema of ['template_tenant', 'user_1', 'user_8']) await runSql(other, tenantSql(schema))
    await runSql(other, 'drop index user_8.ix_orders_a')
    const snapshot = await loadSnapshot(openShards([url, other]).shards, defaultOptions)
    const { findings, world } = runLiveChecks(plainFacts(snapshot))
    const name = snapshot.databases[1]?.label
    assert.deepEqual(
      findings.map(({ rule, tenants }) => [rule, tenants]),
      [['tenant-drift', [`${name}/user_8`]]],
    )
    assert.equal(world.grouping.groups.length, 2, 'equal tenants of both databases are one group')
  })

  it('survives the server being killed in the middle', async () => {
    const mortal = await startPostgres({ major: 18 })
    await runSql(mortal.url, sharedSql)
    for (const schema of ['template_tenant', 'user_1']) await runSql(mortal.url, tenantSql(schema))
    let stopped = false
    const shard = watched(only(mortal.url), async (sql) => {
      if (stopped || !isFingerprint(sql)) return
      // The first one is that of the shared schemas.
      if (!seen) {
        seen = true
        return
      }
      stopped = true
      await mortal.stop()
    })
    let seen = false
    const snapshot = await loadSnapshot([shard], { ...defaultOptions, connections: 1 })
    assert.ok(stopped)
    assert.ok(snapshot.tenants.every(({ structure }) => structure.kind === 'unreadable'))
    assert.ok(snapshot.skipped.length > 0)
  })

  describe('through PgBouncer in transaction mode', () => {
    let bouncer: ChildProcess | undefined
    let folder: string
    let pooled: string

    before(async () => {
      const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find((each) => existsSync(each))
      if (!program) throw new Error('PgBouncer is not installed: apt-get install pgbouncer')
      folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-pgbouncer-'))
      chmodSync(folder, 0o777)
      const server = new URL(url)
      writeFileSync(path.join(folder, 'users.txt'), `"postgres" "${decodeURIComponent(server.password)}"\n`)
      chmodSync(path.join(folder, 'users.txt'), 0o644)
      // It ends at once where something else has the port.
      for (let attempt = 0; attempt < 5 && bouncer?.exitCode !== null; attempt++)
        bouncer = await startBouncer(program, server, 20000 + Math.floor(Math.random() * 12000))
      assert.equal(bouncer?.exitCode, null, 'PgBouncer ended at once, five times')
    })
    after(() => {
      bouncer?.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    })

    async function startBouncer(program: string, server: URL, port: number): Promise<ChildProcess> {
      writeFileSync(
        path.join(folder, 'pgbouncer.ini'),
        `[databases]\n* = host=127.0.0.1 port=${server.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = plain\nauth_file = ${path.join(folder, 'users.txt')}\npool_mode = transaction\ndefault_pool_size = 1\nlogfile =\npidfile =\n`,
      )
      const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
      const started = spawn(program, [...user, path.join(folder, 'pgbouncer.ini')], { stdio: 'ignore' })
      const through = new URL(url)
      through.port = String(port)
      pooled = through.toString()
      await waitUntil('PgBouncer', async () => started.exitCode !== null || (await runSql(pooled, 'select 1')).length === 1)
      return started
    }

    it('reads the same, and leaves no setting behind', async () => {
      const pooledSnapshot = await loadSnapshot([only(pooled)], defaultOptions)
      const direct = await loadSnapshot([only(url)], defaultOptions)
      assert.deepEqual(pooledSnapshot.tenants, direct.tenants)
      assert.deepEqual(pooledSnapshot.shapes, direct.shapes)
      const [row] = await runSql<{ path: string; timeout: string; ro: string }>(
        pooled,
        "select current_setting('search_path') as path, current_setting('statement_timeout') as timeout, current_setting('default_transaction_read_only') as ro",
      )
      assert.deepEqual(row, { path: '"$user", public', timeout: '0', ro: 'off' })
    })
  })

  it('writes nothing into the server log but reads', async () => {
    const audited = await postgres.createDatabase()
    await runSql(audited, sharedSql)
    for (const schema of ['template_tenant', 'user_1']) await runSql(audited, tenantSql(schema))
    const before = await writes(audited)
    await loadSnapshot([only(audited)], { ...defaultOptions, tokens: true })
    // Transactions that only read get no id; this is the server's own count.
    assert.equal(await writes(audited), before)
  })
})

const sleepers = async (url: string): Promise<number> =>
  Number(
    (
      await runSql<{ n: string }>(
        url,
        "select count(*) as n from pg_stat_activity where application_name = 'tenantscope' and query like '%pg_sleep%' and state = 'active'",
      )
    )[0]?.n,
  )

const writes = async (url: string): Promise<string> =>
  (await runSql<{ xid: string }>(url, 'select pg_snapshot_xmax(pg_current_snapshot())::text as xid'))[0]?.xid ?? ''

/** The structure as a version with another statement would have kept it. */
const ofAnotherVersion = (structure: TenantStructure): TenantStructure =>
  structure.kind === 'known' && structure.token !== undefined
    ? { ...structure, strict: 'older', structural: 'older', token: structure.token.replace(/^[0-9a-f]{8}:/, 'aaaaaaaa:') }
    : structure
