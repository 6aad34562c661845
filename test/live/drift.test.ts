import * as assert from 'node:assert/strict'
import { Client } from 'pg'
import { openShards } from '../../src/host/postgres/open-shards'
import { changeTokenSql, type TokenRow } from '../../src/live/catalog/change-token-sql'
import { loadSnapshot } from '../../src/live/catalog/load-snapshot'
import { runLiveChecks } from '../../src/live/run-live-checks'
import type { SchemaSnapshot } from '../../src/live/snapshot'
import { type PostgresMajor, runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { defaultOptions, plainFacts } from './live-support'
import { type Injection, injections, sharedSql, tenantSql } from './tenant-schema'

for (const major of [15, 16, 17, 18] as const) {
  describe(`drift on PostgreSQL ${major}`, function () {
    this.timeout(120_000)
    let postgres: TestPostgres
    let snapshot: SchemaSnapshot
    let findings: ReturnType<typeof runLiveChecks>['findings']
    let schemas: ReadonlyMap<Injection, string>

    before(async () => {
      postgres = await startPostgres({ major })
      schemas = await buildTenants(postgres.url, major)
      snapshot = await loadSnapshot(openShards([postgres.url]).shards, defaultOptions)
      findings = runLiveChecks(plainFacts(snapshot)).findings
    })
    after(() => postgres.stop())

    const found = (schema: string): string[] =>
      findings
        .filter(({ tenants }) => tenants.includes(schema))
        .map(({ rule, object }) => `${rule} ${object.kind} ${labelOf(object)}`)
        .sort()

    it('finds every kind singly, and nothing else', () => {
      const wrong = [...schemas].flatMap(([injection, schema]) => {
        const got = found(schema)
        return JSON.stringify(got) === JSON.stringify([...injection.expect].sort())
          ? []
          : [{ injection: injection.name, got, expected: injection.expect }]
      })
      assert.deepEqual(wrong, [])
      assert.ok(schemas.size > 60)
    })

    it('changes the token of its tenant with every kind that it finds', async () => {
      const client = new Client({ connectionString: postgres.url })
      await client.connect()
      try {
        const unmoved: string[] = []
        for (const { name, sql, expect } of schemas.keys()) {
          await client.query('begin; set local search_path to user_1, public')
          const before = await tokenOf(client, 'user_1')
          await client.query(sql)
          if (expect.length > 0 && (await tokenOf(client, 'user_1')) === before) unmoved.push(name)
          await client.query('rollback')
        }
        assert.deepEqual(unmoved, [])
      } finally {
        await client.end()
      }
    })

    it('reports nothing about tenants that are identical', () => {
      assert.deepEqual(found('user_1'), [])
      assert.deepEqual(found('user_2'), [])
    })

    it('tells names from structure', () => {
      const fingerprints = new Map(snapshot.tenants.map(({ schema, structure }) => [schema, structure]))
      const template = fingerprints.get('template_tenant')
      for (const [injection, schema] of schemas) {
        const here = fingerprints.get(schema)
        if (here?.kind !== 'known' || template?.kind !== 'known') assert.fail('unreadable')
        const namesOnly = injection.expect.length > 0 && injection.expect.every((line) => line.includes('name-differs'))
        const same = injection.expect.length === 0
        assert.equal(here.strict === template.strict, same, `strict: ${injection.name}`)
        assert.equal(here.structural === template.structural, same || namesOnly, `structural: ${injection.name}`)
      }
    })

    it('tells the same duplicate index on different columns apart', () => {
      const structural = (name: string) => {
        const schema = [...schemas].find(([injection]) => injection.name === name)?.[1]
        const structure = snapshot.tenants.find((tenant) => tenant.schema === schema)?.structure
        return structure?.kind === 'known' ? structure.structural : undefined
      }
      assert.notEqual(structural('index on a twice'), structural('index on b twice'))
    })

    it('finds them all together in one tenant', async () => {
      const together = injections.filter(({ name, since }) => combinable.has(name) && (since ?? 15) <= major)
      assert.equal(together.length >= 15, true)
      await createTenant(
        postgres.url,
        'user_9999',
        together.map(({ sql }) => sql),
      )
      const again = await loadSnapshot(openShards([postgres.url]).shards, {
        ...defaultOptions,
        tenants: { kind: 'list', list: ['user_1', 'user_9999'] },
      })
      const all = runLiveChecks(plainFacts(again)).findings.filter(({ tenants }) => tenants.includes('user_9999'))
      assert.deepEqual(
        all.map(({ rule, object }) => `${rule} ${object.kind} ${labelOf(object)}`).sort(),
        together.flatMap(({ expect }) => expect).sort(),
      )
    })

    it('groups tenants by what they are', () => {
      const { grouping } = runLiveChecks(plainFacts(snapshot)).world
      const identical = grouping.groups.find(({ isTemplate }) => isTemplate)
      const clean = [...schemas].filter(([{ expect }]) => expect.length === 0).map(([, schema]) => schema)
      assert.deepEqual(identical?.tenants.map(({ schema }) => schema).sort(), ['user_1', 'user_2', ...clean].sort())
    })
  })
}

/** Injections that touch different objects. */
const combinable = new Set([
  'table extra',
  'column extra',
  'column type',
  'column default',
  'unique name',
  'check differs',
  'foreign key name',
  'exclusion differs',
  'index name',
  'index unique',
  'index include',
  'sequence increment',
  "sequence of another tenant's",
  'trigger disabled',
  'rule missing',
  'function body',
  'procedure missing',
  'view option',
  'policy missing',
  'composite type',
  'partition detached',
  'materialized view missing',
  'range type',
  'primary key name',
])

const labelOf = (object: { readonly kind: string; readonly name: string; readonly table?: string }): string =>
  object.table === undefined || object.kind === 'sequence' ? object.name : `${object.table}.${object.name}`

async function tokenOf(client: Client, schema: string): Promise<string | undefined> {
  const namespaces = await client.query<{ oid: string }>('select oid::text as oid from pg_namespace where nspname = $1', [schema])
  const { rows } = await client.query<TokenRow>(changeTokenSql, [namespaces.rows.map(({ oid }) => oid)])
  return rows[0]?.token
}

async function buildTenants(url: string, major: PostgresMajor): Promise<ReadonlyMap<Injection, string>> {
  await runSql(url, sharedSql)
  for (const schema of ['template_tenant', 'user_1', 'user_2']) await createTenant(url, schema, [])
  const schemas = new Map<Injection, string>()
  let n = 100
  for (const injection of injections) {
    if (major < (injection.since ?? 15)) continue
    const schema = `user_${n++}`
    await createTenant(url, schema, [injection.sql])
    schemas.set(injection, schema)
  }
  return schemas
}

async function createTenant(url: string, schema: string, changes: readonly string[]): Promise<void> {
  await runSql(url, tenantSql(schema))
  // Each on its own: an enum label cannot be used in the transaction that adds it.
  for (const change of changes) await runSql(url, `set search_path to ${schema}, public; ${change}`)
}
