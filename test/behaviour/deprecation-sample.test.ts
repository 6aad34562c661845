import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { preparePython, runPython } from '../support/python'

const root = path.resolve(__dirname, '../..')
const sample = path.join(root, 'examples/marketplace')

interface Report {
  readonly findings: readonly {
    readonly rule: string
    readonly path: string
    readonly noFix?: string
    readonly fixes: readonly unknown[]
  }[]
  readonly fixed: readonly { readonly rule: string; readonly count: number }[]
}

describe('the deprecation fixes on the sample project', function () {
  this.timeout(240_000)
  let postgres: TestPostgres
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-deprecation-sample-'))

  before(async () => {
    postgres = await startPostgres()
    await preparePython('sa20')
  })
  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('leave nothing that could be mended, and the sample passes its own tests', async () => {
    cpSync(sample, folder, { recursive: true, filter: (source) => !/__pycache__|node_modules/.test(source) })
    const report = check('--unsafe-fixes')
    const count = (rule: string) => report.fixed.filter((entry) => entry.rule === rule).reduce((sum, entry) => sum + entry.count, 0)
    assert.ok(count('deprecated-column') >= 7, JSON.stringify(report.fixed))
    assert.ok(count('deprecated-name') >= 10, JSON.stringify(report.fixed))
    assert.ok(report.findings.every(({ fixes, noFix }) => fixes.length === 0 && noFix !== undefined))
    assert.equal(report.findings.filter(({ rule }) => rule === 'deprecated-name').length, 0)
    assert.match(readFileSync(path.join(folder, 'backend/services/tenant_provisioning.py'), 'utf8'), /"marketplace_job_stats"/)
    const run = await runPython('sa20', path.join(__dirname, 'run-module.py'), {
      args: ['pytest', '-q', '-p', 'no:cacheprovider', '--tb=short'],
      cwd: path.join(folder, 'backend'),
      env: { DATABASE_URL: (await postgres.createDatabase()).replace(/^postgres(ql)?:/, 'postgresql+psycopg2:') },
    })
    assert.equal(run.code, 0, run.stdout.slice(-6000))
  })

  function check(...options: readonly string[]): Report {
    const tsx = pathToFileURL(require.resolve('tsx')).href
    const args = [
      '--import',
      tsx,
      path.join(root, 'src/cli/bin.ts'),
      'check',
      '--format',
      'json',
      '--select',
      'deprecated-column,deprecated-name',
      ...options,
    ]
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 })
    if (!stdout.startsWith('{')) throw new Error(`check gave no report: ${stderr.slice(0, 4000)}`)
    return JSON.parse(stdout)
  }
})
