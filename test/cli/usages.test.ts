import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { run } from './run-cli'

describe('tenantscope usages', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-usages-'))
  let postgres: TestPostgres

  before(async () => {
    cpSync(path.resolve(__dirname, '../../examples/marketplace'), folder, {
      recursive: true,
      filter: (source) => !/__pycache__|node_modules/.test(source),
    })
    postgres = await startPostgres()
    for (const schema of ['template_tenant', 'user_1', 'user_10', 'user_2']) {
      await runSql(
        postgres.url,
        `create schema ${schema}; create table ${schema}.marketplace_jobs (id int, batch_id text); insert into ${schema}.marketplace_jobs select n, case when n > 1 then 'b' end from generate_series(1, ${schema.length}) n`,
      )
    }
    await runSql(postgres.url, 'create schema gone; create table gone.marketplace_jobs (id int)')
  })
  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('prints every use below the current folder with a verdict, and ends with 1 when there are any', async () => {
    const { code, stdout, stderr } = await run(['usages', 'MarketplaceJob.batch_id', '--format', 'json'], { cwd: folder })
    assert.equal(code, 1, stderr)
    const report = JSON.parse(stdout)
    assert.equal(report.verdict, 'in-use')
    assert.equal(report.byRole.definition, 1)
    assert.equal(report.byRole.typescript, 6)
    assert.ok(report.byRole.history >= 4)
    const first = report.usages.find(({ role }: { role: string }) => role === 'typescript')
    assert.deepEqual(first, {
      path: 'client/src/JobList.vue',
      range: { start: { line: 8, column: 14 }, end: { line: 8, column: 22 } },
      role: 'typescript',
      code: "return job.batch_id ?? ''",
    })
    const inner = await run(['usages', 'MarketplaceJob.batch_id', '--format', 'json'], { cwd: path.join(folder, 'client') })
    assert.deepEqual(JSON.parse(inner.stdout).byRole, { typescript: 6 })
  })

  it('counts filled rows for each schema when a database is named', async () => {
    const { code, stdout, stderr } = await run(
      ['usages', 'MarketplaceJob.batch_id', '--format', 'json', '--database-url-env', 'SAMPLE_URL'],
      { cwd: folder, env: { SAMPLE_URL: postgres.url } },
    )
    assert.equal(code, 1, stderr)
    const rows: readonly { schema: string; rows: number; filled: number }[] = JSON.parse(stdout).rows
    assert.deepEqual(
      rows.map(({ schema, rows: all, filled }) => [schema, all, filled]),
      [
        ['template_tenant', 15, 14],
        ['user_1', 6, 5],
        ['user_2', 6, 5],
        ['user_10', 7, 6],
      ],
    )
    const text = await run(['usages', 'MarketplaceJob.batch_id', '--database-url-env', 'SAMPLE_URL'], {
      cwd: folder,
      env: { SAMPLE_URL: postgres.url },
    })
    assert.match(text.stdout, /user_10: 6 of 7 rows filled/)
    const markdown = await run(['usages', 'vinted_job_stats', '--format', 'markdown'], { cwd: folder })
    assert.match(markdown.stdout, /# Usages of `vinted_job_stats`/)
  })

  it('names what it does not know', async () => {
    const unknown = await run(['usages', 'Nobody.knows'], { cwd: folder })
    assert.equal(unknown.code, 2)
    assert.match(unknown.stderr, /nothing in this project is called `Nobody\.knows`/)
    const format = await run(['usages', 'BatchJob', '--format', 'xml'], { cwd: folder })
    assert.equal(format.code, 2)
    const down = await run(['usages', 'BatchJob.batch_id', '--database-url', 'postgresql://127.0.0.1:1/none'], { cwd: folder })
    assert.equal(down.code, 2)
    assert.doesNotMatch(down.stderr, /\n\s+at /)
  })
})
