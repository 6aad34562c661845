import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { transformSync } from 'esbuild'
import knex from 'knex'
import { Client } from 'pg'
import { deprecatedColumn } from '../../src/rules/deprecation/deprecated-column'
import { deprecatedName } from '../../src/rules/deprecation/deprecated-name'
import { applyEdits } from '../../src/text/apply-edits'
import { createMemoryProject } from '../support/memory-project'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'

const models = `from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class BatchJob(Base):
    __tablename__ = "batch_jobs"
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64), unique=True)


class MarketplaceJob(Base):
    __tablename__ = "marketplace_jobs"
    id = Column(Integer, primary_key=True)
    status = Column(String(20))
    batch_job_id = Column(ForeignKey("batch_jobs.id"))
    batch_job = relationship("BatchJob")


class MarketplaceJobStats(Base):
    __tablename__ = "marketplace_job_stats"
    id = Column(Integer, primary_key=True)
`

/** Each is one program; what it says about the column decides what happens on the day it goes. */
const columnPrograms = [
  "client.query('SELECT id FROM marketplace_jobs WHERE batch_id = $1', ['b'])",
  'client.query(`SELECT "😀".batch_id FROM "${schema}".marketplace_jobs AS "😀"`)',
  'client.query(`UPDATE ${schema}.marketplace_jobs SET batch_id = NULL`)',
  "client.query({ text: 'INSERT INTO marketplace_jobs (status, batch_id) VALUES ($1, $2)', values: ['new', 'b'] })",
  "db.raw('DELETE FROM marketplace_jobs WHERE batch_id = ?', ['b'])",
  "client.query('SELECT j.status FROM marketplace_jobs j JOIN batch_jobs b ON b.batch_id = j.batch_id')",
  // Near misses.
  "client.query('SELECT batch_id FROM batch_jobs')",
  "client.query('SELECT b.batch_id FROM marketplace_jobs j JOIN batch_jobs b ON b.id = j.batch_job_id ORDER BY batch_id')",
  "client.query(`SELECT 'batch_id' AS batch_id, status FROM ${schema}.marketplace_jobs -- batch_id`)",
  "client.query('WITH marketplace_jobs AS (SELECT 1 AS batch_id) SELECT batch_id FROM marketplace_jobs')",
  "db.raw('SELECT batch_id FROM batch_jobs WHERE batch_id = ?', ['b'])",
]

const tablePrograms = [
  "client.query('SELECT count(*) FROM vinted_job_stats')",
  'client.query(`SELECT count(*) FROM "${schema}".vinted_job_stats /* vinted_job_stats */ AS s`)',
  "db.raw('SELECT count(*) FROM vinted_job_stats')",
  "client.query(`SELECT 'vinted_job_stats' AS count`)",
]

const toSource = (expression: string): string => `import type { Client } from 'pg'
import type { Knex } from 'knex'
export const run = async (client: Client, db: Knex, schema: string) => (await ${expression}).rows
`

type Program = (client: Client, db: knex.Knex, schema: string) => Promise<unknown>

function load(source: string): Program {
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20' })
  const module: { exports: { run?: Program } } = { exports: {} }
  new Function('module', 'exports', 'require', code)(module, module.exports, createRequire(__filename))
  assert.ok(module.exports.run)
  return module.exports.run
}

describe('statements of TypeScript that name what is on its way out, run on PostgreSQL', function () {
  this.timeout(180_000)
  let postgres: TestPostgres
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())

  async function inDatabase<T>(
    work: (run: (source: string) => Promise<unknown>, sql: (text: string) => Promise<unknown>) => Promise<T>,
  ): Promise<T> {
    const url = await postgres.createDatabase()
    await runSql(
      url,
      `create table batch_jobs (id serial primary key, batch_id varchar(64) unique);
       create table marketplace_jobs (id serial primary key, status varchar(20), batch_id varchar(64), batch_job_id int);
       create table vinted_job_stats (id serial primary key);
       insert into vinted_job_stats default values`,
    )
    const client = new Client({ connectionString: url })
    await client.connect()
    const db = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } })
    try {
      return await work(
        (source) => load(source)(client, db, 'public'),
        (text) => runSql(url, text),
      )
    } finally {
      await db.destroy()
      await client.end()
    }
  }

  const findingsIn = async (source: string) => {
    const project = await createMemoryProject(
      { 'models.py': models, 'src/program.ts': source },
      { rules: [deprecatedColumn, deprecatedName] },
    )
    const { findings } = await project.engine.checkProject()
    return findings.filter(({ path }) => path === 'src/program.ts')
  }

  it('fail on the day the column goes exactly where they are reported', async () => {
    await inDatabase(async (run, sql) => {
      for (const program of columnPrograms) await run(toSource(program))
      await sql('alter table marketplace_jobs drop column batch_id')
      for (const program of columnPrograms) {
        const source = toSource(program)
        const findings = await findingsIn(source)
        for (const { span } of findings) assert.equal(source.slice(span.start, span.end), 'batch_id', program)
        if (findings.length > 0) await assert.rejects(run(source), /column .*batch_id.* does not exist/, program)
        else await run(source)
      }
    })
  })

  it('count the same rows after the fix and the rename of the table', async () => {
    await inDatabase(async (run, sql) => {
      const before: unknown[] = []
      for (const program of tablePrograms) before.push(await run(toSource(program)))
      await sql('alter table vinted_job_stats rename to marketplace_job_stats')
      for (const [index, program] of tablePrograms.entries()) {
        const source = toSource(program)
        const edits = (await findingsIn(source)).flatMap(({ fixes }) => fixes[0]?.edits ?? [])
        assert.equal(edits.length, index < 3 ? 1 : 0, program)
        if (edits.length > 0) await assert.rejects(run(source), /relation ".*vinted_job_stats" does not exist/)
        assert.deepEqual(await run(applyEdits(source, edits)), before[index])
      }
    })
  })
})
