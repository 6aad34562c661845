import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { preparePython, runPython } from '../support/python'

interface CheckReport {
  readonly findings: readonly { readonly path: string; readonly rule: string }[]
  readonly fixed: readonly { readonly rule: string; readonly path: string; readonly count: number }[]
  readonly summary: { readonly fixable: { readonly safe: number } }
}

const root = path.resolve(__dirname, '../..')
const sample = path.join(root, 'examples/marketplace')

/** These patch a deprecated helper by name and say that it is called; without the helper they are for a person to rewrite. */
const aboutTheHelpers = ['test_the_handler_scopes_its_session', 'test_an_empty_run_is_deleted', 'test_a_source_is_renamed']

/** The sample's own tests say which tenant each module reads and writes; after the safe fixes they must say the same. */
describe('the safe fixes on the sample project', function () {
  this.timeout(240_000)
  let postgres: TestPostgres
  let folder: string

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-sample-fixes-'))
    postgres = await startPostgres()
    await preparePython('sa20')
  })

  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('keep what every module reads and writes, and leave no safe fix behind', async () => {
    const backend = path.join(folder, 'plain/backend')
    cpSync(path.join(sample, 'backend'), backend, { recursive: true, filter: (source) => !source.includes('__pycache__') })
    await fixAndTest(backend)
  })

  for (const seed of [11, 12]) {
    it(`do the same on the sample written differently (seed ${seed})`, async () => {
      const target = path.join(folder, `seed-${seed}`)
      execFileSync(process.execPath, [path.join(sample, 'mutate.mjs'), target, String(seed)])
      await fixAndTest(path.join(target, 'backend'))
    })
  }

  async function fixAndTest(backend: string): Promise<void> {
    const first = check(backend, '--fix')
    assert.ok(first.fixed.reduce((sum, { count }) => sum + count, 0) > 20, 'the safe fixes changed next to nothing')
    assert.equal(check(backend).summary.fixable.safe, 0)
    const run = await runPython('sa20', path.join(__dirname, 'run-module.py'), {
      args: [
        'pytest',
        '-q',
        '-p',
        'no:cacheprovider',
        '--tb=short',
        ...aboutTheHelpers.map((name) => `--deselect=tests/test_jobs.py::${name}`),
      ],
      cwd: backend,
      env: { DATABASE_URL: (await postgres.createDatabase()).replace(/^postgres(ql)?:/, 'postgresql+psycopg2:') },
    })
    assert.equal(run.code, 0, run.stdout.slice(-6000))
  }
})

/** `tenantscope check` from its source, in the folder itself. */
function check(cwd: string, ...options: readonly string[]): CheckReport {
  const tsx = pathToFileURL(require.resolve('tsx')).href
  const args = ['--import', tsx, path.join(root, 'src/cli/bin.ts'), 'check', '--format', 'json', ...options]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (!stdout.startsWith('{')) throw new Error(`check gave no report: ${stderr.slice(0, 4000)}`)
  return JSON.parse(stdout)
}
