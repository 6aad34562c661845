import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'

const root = path.resolve(__dirname, '../..')

describe('npm run demo', function () {
  this.timeout(180_000)
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'demo-test-'))
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('shows everything, leaves nothing behind and the sample as it was', async () => {
    const before = status()
    const { code, output } = await finish(start())
    assert.equal(code, 0, output)
    for (const shown of [
      'raw-search-path', // lint
      '+            with SessionLocal(', // diff
      '0 safe fixes left to apply', // applied to a copy
      'marketplace_job_stats', // drift
      'is in the worktree `second`', // the missing revision
      'everything is stopped and deleted', // summary
    ])
      assert.ok(output.includes(shown), `${shown} is not in\n${output}`)
    assert.ok(output.split('\n').length < 260, 'short enough to be read')
    assert.deepEqual(leftBehind(), [])
    assert.equal(status(), before)
  })

  it('stops and cleans up when it is interrupted', async () => {
    const demo = start()
    const { code, output } = await finish(demo, (text) => text.includes('3. Lint') && demo.kill('SIGINT'))
    assert.equal(code, 130, output)
    assert.match(output, /Stopped\.\n$/)
    assert.deepEqual(leftBehind(), [])
  })

  /** tsx, the loader, keeps a cache of its own there. */
  function leftBehind(): readonly string[] {
    return readdirSync(folder).filter((name) => name.startsWith('tenantscope-'))
  }

  /** Its temporary files go into the test's own folder, through which the server's user must be able to pass. */
  function start(): ChildProcess {
    execFileSync('chmod', ['711', folder])
    return spawn(process.execPath, ['--import', 'tsx', 'scripts/demo.mjs'], { cwd: root, env: { ...process.env, TMPDIR: folder } })
  }
})

function finish(child: ChildProcess, onOutput: (text: string) => void = () => {}): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    let output = ''
    const keep = (data: unknown): void => {
      output += String(data)
      onOutput(output)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** The sample as git sees it, ignored files too. */
function status(): string {
  return execFileSync('git', ['status', '--short', '--ignored', '--', 'examples'], { cwd: root, encoding: 'utf8' })
}
