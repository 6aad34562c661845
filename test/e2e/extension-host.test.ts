import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron'
import { build } from 'esbuild'
import Mocha from 'mocha'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import type { InsideResult } from './inside/index'

const root = path.resolve(__dirname, '../..')
const out = path.join(root, 'out/e2e')
const inside = ['editing.inside', 'commands.inside']

describe('in the extension host of VS Code', function () {
  this.timeout(300_000)
  let folder: string
  let postgres: TestPostgres

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-e2e-'))
    cpSync(path.join(__dirname, 'fixtures/shop'), path.join(folder, 'shop'), { recursive: true })
    postgres = await startPostgres()
    await runSql(postgres.url, readFileSync(path.join(__dirname, 'fixtures/shop/database.sql'), 'utf8'))
    await bundleInside()
  })

  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('the tests run to their end', async () => {
    const results = path.join(folder, 'results.json')
    const failure = await runInside(path.join(folder, 'shop'), results, postgres.url)
    assert.ok(existsSync(results), `no results file: ${String(failure)}`)
    const tests: InsideResult[] = JSON.parse(readFileSync(results, 'utf8'))
    assert.ok(tests.length > 0, 'no test ran')
    // Each test inside counts as one outside; mocha comes to that suite when this test is over.
    for (const { title, error } of tests) {
      each.addTest(
        new Mocha.Test(title, () => {
          if (error !== undefined) throw new Error(error)
        }),
      )
    }
    // Exit code and results must agree: an extension host that dies after its tests is a failure too.
    assert.equal(
      failure === undefined,
      tests.every(({ error }) => error === undefined),
      `exit: ${String(failure)}`,
    )
  })

  const each = describe('each test inside passes', () => undefined)
})

/** Undefined when the editor ended with 0. */
async function runInside(workspace: string, results: string, url: string): Promise<unknown> {
  try {
    await runTests({
      vscodeExecutablePath: await findEditor(),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(out, 'index.js'),
      launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
      extensionTestsEnv: {
        TENANTSCOPE_TEST_RESULTS: results,
        TENANTSCOPE_TEST_FILES: inside.map((name) => path.join(out, `${name}.js`)).join(path.delimiter),
        TENANTSCOPE_DATABASE_URL: url,
      },
    })
    return undefined
  } catch (error) {
    return error
  }
}

/** The server from npm, unless VSCODE_TEST_HOST=desktop asks for the desktop editor, which is downloaded. */
async function findEditor(): Promise<string> {
  if (process.env.VSCODE_TEST_HOST === 'desktop') return downloadAndUnzipVSCode({ version: process.env.VSCODE_VERSION ?? 'stable' })
  return path.join(root, 'test/host/launch.mjs')
}

async function bundleInside(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['index', ...inside].map((name) => `test/e2e/inside/${name}.ts`),
    outdir: out,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'vscode-languageclient'],
    logLevel: 'warning',
  })
}
