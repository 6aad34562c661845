import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { transformSync } from 'esbuild'
import knex from 'knex'
import { Client, Pool } from 'pg'
import { applyEdits } from '../../src/text/apply-edits'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { waitUntil } from '../support/wait-until'
import { findScoping, type Placed } from '../typescript/analyse'

type Program = (...values: readonly unknown[]) => Promise<unknown>

/** Runs a TypeScript module from its text with the real packages. */
function load(source: string): Program {
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20' })
  const module: { exports: { run?: Program } } = { exports: {} }
  new Function('module', 'exports', 'require', code)(module, module.exports, createRequire(__filename))
  const { run } = module.exports
  assert.ok(run)
  return run
}

async function fix(source: string, rule: string): Promise<{ text: string; safety: string; why: string | undefined }> {
  const found: readonly Placed[] = await findScoping({ 'src/program.ts': source })
  const [fixes] = found.filter((entry) => entry.rule === rule).map((entry) => entry.finding.fixes ?? [])
  const [first] = fixes ?? []
  assert.ok(first, JSON.stringify(found.map((entry) => [entry.rule, entry.finding.noFix])))
  return { text: applyEdits(source, first.edits), safety: first.safety, why: first.why }
}

const inTransaction = (statement: string): string => `import type { PoolClient } from 'pg'
export async function run(client: PoolClient, schema: string) {
  await client.query('BEGIN')
  ${statement}
  const { rows } = await client.query('select name from things order by name')
  await client.query('COMMIT')
  const after = await client.query('show search_path')
  return { rows, after: after.rows }
}`

describe('rewrites of TypeScript, run on PostgreSQL', function () {
  this.timeout(180_000)
  let postgres: TestPostgres

  before(async () => {
    postgres = await startPostgres()
    for (const schema of ['user_1', 'user_2', 'User_1', 'we"ird', 'public']) {
      const quoted = `"${schema.replaceAll('"', '""')}"`
      await runSql(
        postgres.url,
        `create schema if not exists ${quoted}; create table ${quoted}.things (name text); insert into ${quoted}.things values ('of ${schema}')`,
      )
    }
  })
  after(async () => {
    // A pool says that it ended before its last socket is closed, and a server that stops first makes an error of that.
    const others = "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    await waitUntil('every connection to end', async () => (await runSql(postgres.url, others)).length === 0)
    await postgres.stop()
  })

  async function onClient(run: Program, ...values: readonly unknown[]): Promise<unknown> {
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    try {
      return await run(client, ...values)
    } finally {
      await client.end()
    }
  }

  it('pg: set_config reads the same tenant and leaves nothing behind', async () => {
    const source = inTransaction('await client.query(`SET LOCAL search_path TO "${schema}", public`)')
    const after = await fix(source, 'raw-search-path')
    assert.equal(after.safety, 'safe')
    for (const schema of ['user_1', 'user_2', 'User_1']) {
      assert.deepEqual(await onClient(load(after.text), schema), await onClient(load(source), schema))
    }
    // The one name that the hand-written quotes broke.
    await assert.rejects(onClient(load(source), 'we"ird'))
    assert.deepEqual(await onClient(load(after.text), 'we"ird'), {
      rows: [{ name: 'of we"ird' }],
      after: [{ search_path: '"$user", public' }],
    })
  })

  it('pg: a name that breaks out of its quotes runs as SQL before, and is a name after', async () => {
    const source = inTransaction('await client.query(`SET LOCAL search_path TO "${schema}", public`)')
    const after = await fix(source, 'raw-search-path')
    await runSql(postgres.url, 'create table public.victim (id int)')
    const attack = 'user_1"; drop table public.victim; --'
    assert.deepEqual(await onClient(load(after.text), attack), {
      rows: [{ name: 'of public' }],
      after: [{ search_path: '"$user", public' }],
    })
    assert.equal((await runSql(postgres.url, "select 1 from pg_tables where tablename = 'victim'")).length, 1)
    await onClient(load(source), attack)
    assert.equal((await runSql(postgres.url, "select 1 from pg_tables where tablename = 'victim'")).length, 0)
  })

  it('pg: without quotes the name was folded, so the rewrite is unsafe', async () => {
    const source = inTransaction('await client.query(`SET LOCAL search_path TO ${schema}, public`)')
    const after = await fix(source, 'raw-search-path')
    assert.equal(after.safety, 'unsafe')
    assert.match(after.why ?? '', /lower case/)
    assert.deepEqual(await onClient(load(after.text), 'user_2'), await onClient(load(source), 'user_2'))
    assert.notDeepEqual(await onClient(load(after.text), 'User_1'), await onClient(load(source), 'User_1'))
  })

  it('pg: a session-level path stays on the connection, the rewritten one does not', async () => {
    const source = inTransaction('await client.query(`SET search_path TO "${schema}", public`)')
    const after = await fix(source, 'raw-search-path')
    assert.equal(after.safety, 'unsafe')
    assert.deepEqual(await onClient(load(source), 'user_1'), { rows: [{ name: 'of user_1' }], after: [{ search_path: 'user_1, public' }] })
    assert.deepEqual(await onClient(load(after.text), 'user_1'), {
      rows: [{ name: 'of user_1' }],
      after: [{ search_path: '"$user", public' }],
    })
  })

  it('pg: a parameter in SET is a syntax error, in set_config it works', async () => {
    const source = inTransaction("await client.query('SET LOCAL search_path TO $1, public', [schema])")
    const after = await fix(source, 'search-path-bind-parameter')
    await assert.rejects(onClient(load(source), 'user_1'), /syntax error at or near "\$1"/)
    assert.deepEqual(await onClient(load(after.text), 'user_2'), {
      rows: [{ name: 'of user_2' }],
      after: [{ search_path: '"$user", public' }],
    })
  })

  it('pg: part of a name, and a template around it', async () => {
    const source = inTransaction('await client.query(`SET LOCAL search_path TO "user_${schema}"`)')
    const after = await fix(source, 'raw-search-path')
    assert.deepEqual(await onClient(load(after.text), 2), await onClient(load(source), 2))
  })

  it('pg: a number in a name names what it says or is refused, and never runs anything else, so it is not reported', async () => {
    const source = `import { Client } from 'pg'
export async function run(client: Client, id: number) {
  const schema = \`tenant_\${id}\`
  await client.query(\`CREATE SCHEMA \${schema}\`)
  await client.query(\`SET search_path TO \${schema}\`)
  const { rows } = await client.query('select current_schema() as schema')
  return rows[0].schema
}`
    const unquoted = (await findScoping({ 'src/program.ts': source })).filter(({ rule }) => rule === 'unquoted-schema')
    assert.deepEqual(unquoted, [])
    const listSchemas = () => runSql(postgres.url, 'select nspname from pg_namespace order by 1')
    for (const id of [7, 0, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      const name = `tenant_${id}`.toLowerCase()
      assert.equal(await onClient(load(source), id), name)
      await runSql(postgres.url, `drop schema ${name}`)
    }
    const before = await listSchemas()
    for (const id of [-1, 1.5, 1e21, 1e-7]) await assert.rejects(onClient(load(source), id), /syntax error|trailing junk/)
    assert.deepEqual(await listSchemas(), before)
    // The same lines with a text are reported, and rightly so.
    const text = source.replace('id: number', 'id: string')
    assert.equal((await findScoping({ 'src/program.ts': text })).filter(({ rule }) => rule === 'unquoted-schema').length, 2)
    await onClient(load(text), '8; create schema planted').catch(() => undefined)
    assert.equal((await runSql(postgres.url, "select 1 from pg_namespace where nspname = 'planted'")).length, 1)
  })

  it('pg: escapeIdentifier reads the same table', async () => {
    const source = `import type { PoolClient } from 'pg'\nexport const run = async (client: PoolClient, schema: string) => (await client.query(\`select name from "\${schema}".things\`)).rows`
    const after = await fix(source, 'unquoted-schema')
    assert.equal(after.safety, 'safe')
    for (const schema of ['user_1', 'User_1'])
      assert.deepEqual(await onClient(load(after.text), schema), await onClient(load(source), schema))
    assert.deepEqual(await onClient(load(after.text), 'we"ird'), [{ name: 'of we"ird' }])
  })

  it('knex: set_config reads the same tenant', async () => {
    const source = `import type { Knex } from 'knex'
export const run = (db: Knex, schema: string) => db.transaction(async (trx) => {
  await trx.raw('SET LOCAL search_path TO ??, public', [schema])
  return trx('things').select('name')
})`
    const after = await fix(source, 'raw-search-path')
    assert.equal(after.safety, 'safe')
    const db = knex({ client: 'pg', connection: postgres.url, pool: { min: 0, max: 1 } })
    try {
      for (const schema of ['user_1', 'user_2', 'User_1', 'we"ird'])
        assert.deepEqual(await load(after.text)(db, schema), await load(source)(db, schema))
      const left: { rows: unknown } = await db.raw('show search_path')
      assert.deepEqual(left.rows, [{ search_path: '"$user", public' }])
    } finally {
      await db.destroy()
    }
  })

  it('the facts behind the findings: a commit keeps the path of a transaction, and what SET LOCAL and set_config do ends with it', async () => {
    const db = knex({ client: 'pg', connection: postgres.url, pool: { min: 0, max: 1 } })
    const pathAfter = async (statement: string): Promise<unknown> => {
      await db.transaction(async (trx) => {
        await trx.raw(statement, ['user_1'])
      })
      const left: { rows: { search_path: string }[] } = await db.raw('show search_path')
      await db.raw('RESET ALL')
      return left.rows[0]?.search_path
    }
    try {
      assert.equal(await pathAfter('SET search_path TO ??'), 'user_1')
      assert.equal(await pathAfter('SET LOCAL search_path TO ??'), '"$user", public')
      assert.equal(await pathAfter("select set_config('search_path', quote_ident(?), true)"), '"$user", public')
      await assert.rejects(pathAfter('SET LOCAL search_path TO ?'), /syntax error at or near "\$1"/)
    } finally {
      await db.destroy()
    }
  })

  it('the facts behind the findings: a released client keeps its path, and a pool has more than one connection', async () => {
    const small = new Pool({ connectionString: postgres.url, max: 1 })
    const client = await small.connect()
    await client.query('SET search_path TO user_1')
    client.release()
    assert.deepEqual((await small.query('select name from things')).rows, [{ name: 'of user_1' }])
    await small.end()

    const two = new Pool({ connectionString: postgres.url, max: 2 })
    await two.query('SET search_path TO user_1')
    const answers = await Promise.all([two.query('select pg_sleep(0.2), name from things'), two.query('select name from things')])
    assert.deepEqual(answers.map(({ rows }) => rows[0].name).sort(), ['of public', 'of user_1'])
    await two.end()
  })
})
