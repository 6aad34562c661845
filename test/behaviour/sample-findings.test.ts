import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import { startPostgres, type TestPostgres } from '../support/postgres'

interface Place {
  readonly path: string
  readonly line: number
  readonly rule: string
}
interface Finding {
  readonly rule: string
  readonly path: string
  readonly range: { readonly start: { readonly line: number } }
  readonly suppressed?: object
  readonly object?: { readonly kind: string; readonly name: string }
  readonly tenants?: readonly string[]
}
interface ExpectedDifference {
  readonly rule: string
  readonly kind: string
  readonly object: string
  readonly tenants: readonly string[]
}

const root = path.resolve(__dirname, '../..')
const sample = path.join(root, 'examples/marketplace')

describe('the findings on the sample project', function () {
  this.timeout(120_000)
  let postgres: TestPostgres
  let folder: string

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-sample-findings-'))
    postgres = await startPostgres()
  })

  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('are the planted lines of the back end, and no other', () => {
    assert.deepEqual(compareWithPlanted(sample), { missing: [], extra: [], suppressed: [] })
  })

  for (const seed of [31, 32, 33, 34]) {
    it(`follow the code when it is written differently (seed ${seed})`, () => {
      const target = path.join(folder, `seed-${seed}`)
      execFileSync(process.execPath, [path.join(sample, 'mutate.mjs'), target, String(seed)])
      assert.deepEqual(compareWithPlanted(target), { missing: [], extra: [], suppressed: [] })
    })
  }

  it('on its database are the expected drift, and no other', async () => {
    const url = await postgres.createDatabase()
    execFileSync(process.execPath, [path.join(sample, 'database/build.mjs'), url])
    const { findings } = runCli(path.join(sample, 'backend'), ['migrations', '--format', 'json'], { TENANTSCOPE_DATABASE_URL: url })
    const expected: { differences: readonly ExpectedDifference[] } = JSON.parse(
      readFileSync(path.join(sample, 'database/expected-drift.json'), 'utf8'),
    )
    const found = findings.map(({ rule, object, tenants }) => ({ rule, kind: object?.kind, object: object?.name, tenants }))
    const wanted = expected.differences.map(({ rule, kind, object, tenants }) => ({ rule, kind, object, tenants }))
    assert.deepEqual(sortAsText(found), sortAsText(wanted))
  })
})

/** Planted lines that were not found, findings that nobody planted, and documented lines that were not reported as suppressed. */
function compareWithPlanted(project: string): Record<'missing' | 'extra' | 'suppressed', readonly string[]> {
  const planted: { positives: readonly Place[]; suppressed: readonly Place[] } = JSON.parse(
    readFileSync(path.join(project, 'planted.json'), 'utf8'),
  )
  const inBackend = (places: readonly Place[]): readonly string[] =>
    places.filter((place) => place.path.startsWith('backend/')).map((place) => `${place.path}:${place.line} ${place.rule}`)
  const { findings } = runCli(project, ['check', 'backend', '--format', 'json'])
  const listed = (suppressed: boolean): readonly string[] =>
    inBackend(
      findings
        .filter((finding) => (finding.suppressed !== undefined) === suppressed)
        .map(({ path: file, range, rule }) => ({ path: file, line: range.start.line, rule })),
    )
  const found = listed(false)
  const wanted = inBackend(planted.positives)
  const documented = listed(true)
  return {
    missing: wanted.filter((place) => !found.includes(place)),
    extra: found.filter((place) => !wanted.includes(place)),
    suppressed: inBackend(planted.suppressed).filter((place) => !documented.includes(place)),
  }
}

/** The command line from its source, so that no build has to come first. */
function runCli(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): { readonly findings: readonly Finding[] } {
  const tsx = pathToFileURL(require.resolve('tsx')).href
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', tsx, path.join(root, 'src/cli/bin.ts'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  })
  if (!stdout.startsWith('{')) throw new Error(`${args[0]} gave no report: ${stderr.slice(0, 4000)}`)
  return JSON.parse(stdout)
}

function sortAsText(rows: readonly object[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort()
}
