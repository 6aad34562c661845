import assert from 'node:assert/strict'
import { applyEdits } from '../../src/text/apply-edits'
import { type Files, findScoping } from './analyse'

/** One statement per line; `// rule rule` says what must stand on that line, nothing means silence. */
async function check(files: Files): Promise<void> {
  const found = await findScoping(files)
  for (const [path, text] of Object.entries(files)) {
    const lines = text.split('\n')
    const expected = lines.flatMap((line, index) =>
      (/\/\/ =>\s*(.*)$/.exec(line)?.[1] ?? '')
        .split(' ')
        .filter(Boolean)
        .map((rule) => `${index + 1} ${rule}`),
    )
    const actual = found
      .filter((entry) => entry.path === path)
      .map((entry) => `${text.slice(0, entry.finding.at.start).split('\n').length} ${entry.rule}`)
    assert.deepEqual(actual.sort(), expected.sort(), path)
  }
}

/** The only finding with a fix, applied. */
async function fixed(source: string): Promise<{ safety: string; why: string | undefined; text: string }> {
  const found = await findScoping({ 'src/a.ts': source })
  const [fix] = found.flatMap((entry) => entry.finding.fixes ?? [])
  assert.ok(fix, JSON.stringify(found.map((entry) => [entry.rule, entry.finding.noFix])))
  return { safety: fix.safety, why: fix.why, text: applyEdits(source, fix.edits) }
}

describe('tenant scope in TypeScript', function () {
  this.timeout(60_000)

  it('sees every form of pg', () =>
    check({
      'src/db.ts': `import { Pool } from 'pg'
export const pool = new Pool()
export const publicPath = 'SET search_path TO public'
export function pathOf(schema: string) { return \`SET search_path TO "\${schema}", public\` }`,
      'src/a.ts': `import { pool, publicPath, pathOf } from './db' // 🎉
import { Client, type PoolClient } from 'pg'
import format from 'pg-format'
export async function work(client: PoolClient, s: string, all: string[]) {
  await client.query(\`SET search_path TO \${s}, public\`) // => raw-search-path unquoted-schema
  await client.query(\`SET search_path TO "\${s}"\`) // => raw-search-path unquoted-schema
  await client.query('SET search_path TO ' + s) // => raw-search-path unquoted-schema
  await client.query(\`SET search_path TO \${all.join(',')}\`) // => raw-search-path unquoted-schema
  await client.query(publicPath) // => raw-search-path
  await client.query(pathOf(s)) // => raw-search-path
  await client.query(format('SET search_path TO %I, public', s)) // => raw-search-path
  await client.query({ text: 'select set_config($1, $2, false)', values: ['search_path', s] }) // => raw-search-path
  await client.query('SET search_path TO $1', [s]) // => search-path-bind-parameter
  await client.query('RESET search_path') // => raw-search-path
  await client.query('RESET ALL')
  void client.query("SET SCHEMA 'x'") // => raw-search-path
  await pool.query('SET search_path TO user_1') // => search-path-other-connection
  await pool.query("select set_config('search_path', $1, false)", [s]) // => search-path-other-connection
}
export async function leak(s: string) {
  const client = await pool.connect()
  try {
    await client.query(\`SET search_path TO "\${client.escapeIdentifier(s)}"\`) // => search-path-leak
    await client.query('select 1')
  } finally {
    client.release()
  }
}
export async function closes(s: string) {
  const client = await pool.connect()
  await client.query("select set_config('search_path', $1, false)", [s]) // => raw-search-path
  client.release(true)
}
export async function resets(s: string) {
  const client = await pool.connect()
  await client.query("select set_config('search_path', $1, false)", [s]) // => raw-search-path
  await client.query('DISCARD ALL')
  client.release()
}
export async function own(s: string) {
  const client = new Client()
  await client.query("select set_config('search_path', $1, false)", [s]) // => raw-search-path
  await client.end()
}
pool.on('connect', (client) => client.query('SET search_path TO app, public'))
pool.on('connect', (client) => client.query(\`SET search_path TO \${process.env.TENANT}\`)) // => unquoted-schema
pool.on('connect', (client) => client.query(\`SET search_path TO \${currentTenant()}\`)) // => raw-search-path unquoted-schema
declare function currentTenant(): string`,
    }))

  it('accepts the raw form that is right', () =>
    check({
      'src/a.ts': `import { Pool, type PoolClient } from 'pg'
import knex from 'knex'
import { PrismaClient } from '@prisma/client'
import postgres from 'postgres'
const pool = new Pool(); const k = knex({}); const prisma = new PrismaClient(); const sql = postgres()
export async function a(s: string) {
  const client = await pool.connect()
  await client.query('BEGIN')
  await client.query("SELECT set_config('search_path', $1, true)", [s])
  await client.query('COMMIT')
  client.release()
}
export async function given(client: PoolClient, s: string) { await client.query("SELECT set_config('search_path', $1, true)", [s]) }
export async function late(client: PoolClient, s: string) {
  await client.query('BEGIN')
  await client.query('select 1')
  await client.query("SELECT set_config('search_path', $1, true)", [s]) // => raw-search-path
}
export async function outside(s: string) {
  const client = await pool.connect()
  await client.query("SELECT set_config('search_path', $1, true)", [s]) // => raw-search-path
  client.release()
}
export const b = (s: string) => k.transaction(async (trx) => { await trx.raw("SELECT set_config('search_path', ?, true)", [s]) })
export const c = (s: string) => prisma.$transaction(async (tx) => { await tx.$executeRaw\`SELECT set_config('search_path', \${s}, true)\` })
export const d = (s: string) => prisma.$transaction([prisma.$executeRaw\`SELECT set_config('search_path', \${s}, true)\`])
export const e = (s: string) => sql.begin(async (tx) => { await tx\`SELECT set_config('search_path', \${s}, true)\` })`,
    }))

  it('knows the other libraries by import and type', () =>
    check({
      'src/a.ts': `import knex, { type Knex } from 'knex'
import { DataSource, type QueryRunner, getManager } from 'typeorm'
import { PrismaClient, Prisma } from '@prisma/client'
import { Sequelize } from 'sequelize'
import { drizzle } from 'drizzle-orm/node-postgres'
import { sql } from 'drizzle-orm'
import { CompiledQuery, type Kysely, sql as raw } from 'kysely'
import postgres from 'postgres'
import pgPromise from 'pg-promise'
import mysql from 'mysql2/promise'
import { Database } from 'duckdb'
const k = knex({ pool: { afterCreate(connection: any, done: any) { connection.query('SET search_path TO app', done) } } })
const js = postgres(); const pgp = pgPromise({}); const pp = pgp('x'); const d = drizzle('x')
class Prisms extends PrismaClient {
  async own(s: string) { await this.$executeRaw\`SET search_path TO \${s}\` } // => search-path-bind-parameter
}
class Service {
  constructor(private readonly source: DataSource, private readonly prisma: Prisms) {}
  async work(s: string) {
    await this.source.query( \`SET search_path TO "\${s}"\` ) // => search-path-other-connection unquoted-schema
    await this.prisma.$executeRawUnsafe(\`SET search_path TO "\${s}"\`) // => search-path-other-connection unquoted-schema
    await getManager().query('SET search_path TO user_1') // => search-path-other-connection
  }
}
export async function work(s: string, seq: Sequelize, ky: Kysely<object>, trx: Knex.Transaction, runner: QueryRunner, m: mysql.Connection, duck: Database) {
  await k.raw('SET search_path TO ??', [s]) // => search-path-other-connection
  await trx.raw('SET LOCAL search_path TO ??, public', [s]) // => raw-search-path
  await runner.query('SET search_path TO user_1') // => raw-search-path
  await seq.query(\`SET search_path TO \${s}\`) // => search-path-other-connection unquoted-schema
  await seq.transaction(async (t) => { await seq.query('SET LOCAL search_path TO user_1', { transaction: t }) }) // => raw-search-path
  await d.execute(sql\`SET search_path TO \${s}\`) // => search-path-bind-parameter
  await d.execute(sql.raw(\`SET search_path TO \${s}\`)) // => search-path-other-connection unquoted-schema
  await d.transaction(async (tx) => { await tx.execute(sql\`SET LOCAL search_path TO \${sql.identifier(s)}\`) }) // => raw-search-path
  await raw\`SET search_path TO \${raw.id(s)}\`.execute(ky) // => raw-search-path
  await js\`SELECT set_config('search_path', \${s}, false)\` // => search-path-other-connection
  await js.unsafe(\`SET search_path TO \${s}\`) // => search-path-other-connection unquoted-schema
  await js.begin(async (tx) => { await tx.unsafe('SET LOCAL search_path TO user_1') }) // => raw-search-path
  await pp.none('SET search_path TO $1:name', [s]) // => search-path-other-connection
  const hooked = { onReserveConnection: async (connection: any) => connection.executeQuery(CompiledQuery.raw('SET search_path TO app, public')) }
  await ky.connection().execute(async (one) => { await CompiledQuery.raw('x'); await one.executeQuery(CompiledQuery.raw(\`SET search_path TO "\${s}"\`)) }) // => search-path-leak unquoted-schema
  m.query(\`SET SCHEMA \${s}\`); m.query(\`SET search_path TO \${s}\`); duck.exec(\`SET schema '\${s}'\`)
  await k.withSchema(s).select('x'); await js\`select * from \${js(s)}.users\`
}`,
      'src/compiled.js': `"use strict";
const models_1 = require("./models");
const { Pool } = require("pg");
async function f(s) {
  await models_1.sequelize.query(\`SET search_path TO "\${s}"\`); // => raw-search-path unquoted-schema
  await exports.db.raw('SET search_path TO user_1'); // => raw-search-path
  const pool = new Pool(); const c = await pool.connect(); await c.query(\`SET search_path TO "$user", user_1\`); c.release(); // => search-path-leak
}`,
    }))

  it('leaves near misses alone', () =>
    check({
      'src/a.ts': `import { Pool } from 'pg'
const pool = new Pool({ options: '-c search_path=app' })
// await pool.query('SET search_path TO user_1')
/** client.query("SET search_path TO x") */
export async function a(s: string, log: any, expect: any, router: any) {
  expect(pool.query).toHaveBeenCalledWith('SET search_path TO user_1'); expect(s).toContain('SET search_path')
  log.info(\`SET search_path TO \${s}\`); throw new Error(\`Set schema \${s}\`)
}
export async function b(id: number, req: any) {
  await pool.query('SHOW search_path'); await pool.query("select current_setting('search_path')")
  await pool.query('ALTER ROLE app SET search_path TO app'); await pool.query("select set_config('app.tenant_id', $1, true)", ['x'])
  await pool.query("SET LOCAL statement_timeout = '5s'"); if ('x'.toLowerCase().includes('set search_path')) return
  await pool.query("create function f() returns void language sql security definer set search_path = '' as $$ select 1 $$")
  await pool.query(\`select * from "user_\${id}".jobs\`)
  const schema = req.params.schema; if (!/^[a-z_]+$/.test(schema)) throw new Error('no'); await pool.query(\`select * from \${schema}.jobs\`)
  const made = \`test_\${crypto.randomUUID().replaceAll('-', '')}\`; await pool.query(\`CREATE SCHEMA \${made}\`); await pool.query(\`DROP SCHEMA test_\${Date.now()}\`)
  await pool.query(\`select * from "\${req.params.schema.replace(/"/g, '')}".jobs\`)
  const { rows } = await pool.query('select schema_name from information_schema.schemata'); for (const row of rows) await pool.query(\`select * from "\${row.schema_name}".jobs\`)
}
export async function c(req: any) {
  await pool.query(\`select * from "\${req.params.schema}".jobs\`) // => unquoted-schema
  await pool.query(\`CREATE SCHEMA IF NOT EXISTS \${req.body.name}\`) // => unquoted-schema
  await pool.query(\`DROP SCHEMA "\${process.env.NAME}" CASCADE\`) // => unquoted-schema
  await pool.query(\`select 1 from information_schema.tables where table_schema = '\${req.body.name}'\`) // => unquoted-schema
  await pool.query(\`select * from jobs where id = \${req.body.id}\`)
}`,
      'src/migrations/1.ts': `import type { MigrationInterface, QueryRunner } from 'typeorm'
export class A implements MigrationInterface { async up(r: QueryRunner) { await r.query('SET search_path TO user_1') } async down() {} }`,
    }))

  it('rewrites SET LOCAL to set_config where the transaction is proved', async () => {
    const begin = (line: string) =>
      `import type { PoolClient } from 'pg'\nexport async function f(client: PoolClient, s: string) {\n  await client.query('BEGIN')\n  ${line}\n}`
    const quoted = await fixed(begin('await client.query(`SET LOCAL search_path TO "${s}", public`) // keep'))
    assert.equal(quoted.safety, 'safe')
    assert.equal(
      quoted.text,
      begin(`await client.query("select set_config('search_path', quote_ident($1) || ', public', true)", [s]) // keep`),
    )
    const folded = await fixed(begin('await client.query(`SET LOCAL search_path TO ${s}, public`)'))
    assert.equal(folded.safety, 'unsafe')
    const glued = await fixed(begin('await client.query(`SET LOCAL search_path TO "user_${s}"`)'))
    assert.ok(glued.text.includes(`quote_ident('user_' || $1::text), true)", [s])`), glued.text)
    const bound = await fixed(begin("await client.query('SET LOCAL search_path TO $1, public', [s])"))
    assert.equal(bound.text, begin(`await client.query("select set_config('search_path', quote_ident($1) || ', public', true)", [s])`))
    assert.equal(bound.safety, 'unsafe')
  })

  it('rewrites the other libraries in their own words', async () => {
    const knex = await fixed(
      `import type { Knex } from 'knex'\nexport const f = (k: Knex, s: string) => k.transaction(async (t) => { await t.raw('SET LOCAL search_path TO ??', [s]) })`,
    )
    assert.ok(knex.text.includes(`t.raw("select set_config('search_path', quote_ident(?), true)", [s])`), knex.text)
    assert.equal(knex.safety, 'safe')
    const prisma = await fixed(
      'import type { PrismaClient } from "@prisma/client"\nexport const f = (p: PrismaClient, s: string) => p.$transaction(async (t) => { await t.$executeRawUnsafe(`SET LOCAL search_path TO "${s}"`) })',
    )
    assert.ok(prisma.text.includes("await t.$executeRaw`select set_config('search_path', quote_ident(${s}), true)` })"), prisma.text)
    const js = await fixed(
      'import postgres from "postgres"\nconst q = postgres()\nexport const f = (s: string) => q.begin(async (t) => { await t.unsafe(`SET LOCAL search_path TO "${s}"`) })',
    )
    assert.ok(js.text.includes("await t`select set_config('search_path', quote_ident(${s}), true)` })"), js.text)
    const drizzle = await fixed(
      'import { drizzle } from "drizzle-orm/node-postgres"\nimport { sql } from "drizzle-orm"\nconst d = drizzle("x")\nexport const f = (s: string) => d.transaction(async (t) => { await t.execute(sql.raw(`SET LOCAL search_path TO "${s}"`)) })',
    )
    assert.ok(drizzle.text.includes("await t.execute(sql`select set_config('search_path', quote_ident(${s}), true)`) })"), drizzle.text)
  })
})
