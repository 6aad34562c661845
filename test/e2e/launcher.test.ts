import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import * as path from 'node:path'

const fixture = path.join(__dirname, 'fixtures/launcher')
const launcher = path.resolve(__dirname, '../host/launch.mjs')

/** What happened inside, and the exit code that must come out: a green suite rests on these. */
const cases: readonly { readonly name: string; readonly code: number; readonly seconds?: number }[] = [
  { name: 'pass', code: 0 },
  { name: 'fail', code: 1 },
  // VS Code itself tells the page 0 when its extension host is killed.
  { name: 'crash', code: 1 },
  { name: 'hang', code: 124, seconds: 12 },
]

describe('the launcher of VS Code', function () {
  this.timeout(90_000)
  for (const { name, code, seconds } of cases) {
    it(`ends with ${code} when the tests ${name}`, async () => {
      const result = await launch({ TENANTSCOPE_CASE: name, ...(seconds ? { VSCODE_HOST_TIMEOUT_S: String(seconds) } : {}) })
      assert.equal(result.code, code, result.text)
    })
  }
})

function launch(env: NodeJS.ProcessEnv): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const args = [launcher, `--extensionDevelopmentPath=${fixture}`, `--extensionTestsPath=${path.join(fixture, 'tests.js')}`, fixture]
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    const keep = (data: Buffer): void => {
      text += data.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, text }))
  })
}
