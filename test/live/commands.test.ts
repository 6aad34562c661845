import * as assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { main } from '../../src/cli/main'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'

const sample = path.join(__dirname, '../../examples/marketplace')

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

interface Document {
  readonly database: { readonly tenants: number }
  readonly tenants: readonly { readonly schema: string; readonly state: string; readonly groups: readonly string[] }[]
  readonly groups: readonly { readonly fingerprint: string; readonly tenants: readonly string[]; readonly isTemplate: boolean }[]
  readonly findings: readonly {
    readonly rule: string
    readonly object: { readonly kind: string; readonly name: string; readonly table?: string }
    readonly tenants: readonly string[]
    readonly path?: string
  }[]
  readonly timing: unknown
}

interface Expected {
  readonly tenants: readonly string[]
  readonly differences: readonly {
    readonly rule: string
    readonly kind: string
    readonly table?: string
    readonly object: string
    readonly tenants: readonly string[]
  }[]
}

describe('live commands on the sample', function () {
  this.timeout(120_000)
  let postgres: TestPostgres
  let url: string
  let password: string
  let folder: string
  const everything: string[] = []

  before(async () => {
    postgres = await startPostgres({ major: 18 })
    url = postgres.url
    password = decodeURIComponent(new URL(url).password)
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-live-'))
    execFileSync(process.execPath, [path.join(sample, 'database/build.mjs'), url])
  })
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await postgres.stop()
  })

  const run = async (
    argv: readonly string[],
    env: Readonly<Record<string, string>> = { TENANTSCOPE_DATABASE_URL: url },
    cwd = sample,
  ): Promise<Ran> => {
    const out: string[] = []
    const err: string[] = []
    const code = await main({
      argv,
      env: { HOME: folder, ...env },
      cwd,
      stdin: (async function* () {})(),
      stdout: { write: (text: string) => void out.push(text) },
      stderr: { write: (text: string) => void err.push(text) },
      signal: new AbortController().signal,
    })
    everything.push(...out, ...err)
    return { code, stdout: out.join(''), stderr: err.join('') }
  }

  it('finds the planted drift, all of it, nothing else', async () => {
    const { code, stdout, stderr } = await run(['migrations', '--format', 'json'])
    assert.equal(code, 1, stderr)
    const document: Document = JSON.parse(stdout)
    const expected: Expected = JSON.parse(readFileSync(path.join(sample, 'database/expected-drift.json'), 'utf8'))
    const line = (rule: string, kind: string, table: string | undefined, name: string, tenants: readonly string[]) =>
      `${rule} ${kind} ${table === name ? '' : (table ?? '')} ${name} ${tenants.join()}`
    assert.deepEqual(
      document.findings.map(({ rule, object, tenants }) => line(rule, object.kind, object.table, object.name, tenants)).sort(),
      expected.differences.map(({ rule, kind, table, object, tenants }) => line(rule, kind, table, object, tenants)).sort(),
    )
    assert.deepEqual(
      document.tenants.map(({ schema }) => schema),
      expected.tenants,
    )
    assert.deepEqual(document.groups.flatMap(({ tenants }) => tenants).sort(), [...expected.tenants].sort())
  })

  it('compares owners, privileges and comments on request, in a snapshot file too', async () => {
    const file = path.join(folder, 'extras.json')
    await runSql(url, "comment on table user_1.batch_jobs is 'by hand'; grant select on user_2.batch_jobs to public")
    const extras = async (...argv: readonly string[]) => {
      const { findings }: Document = JSON.parse((await run(['migrations', '--format', 'json', ...argv])).stdout)
      return findings
        .filter(({ rule }) => /^(owner|grants|comment)-/.test(rule))
        .map(({ rule, object, tenants }) => `${rule} ${object.name} ${tenants.join()}`)
    }
    assert.deepEqual(await extras(), [])
    const all = ['comment-differs batch_jobs user_1', 'grants-differ batch_jobs user_2']
    assert.deepEqual((await extras('--owners', '--grants', '--comments')).sort(), all)
    assert.equal((await run(['snapshot', '--grants', '--comments', '--output', file])).code, 0)
    assert.deepEqual((await extras('--snapshot', file)).sort(), all)
    await runSql(url, 'comment on table user_1.batch_jobs is null; revoke select on user_2.batch_jobs from public')
  })

  it('counts on request what a left over column still holds, in the tenants that have it', async () => {
    const { stdout } = await run(['migrations', '--format', 'json', '--rows'])
    const { findings } = JSON.parse(stdout) as {
      findings: { rule: string; message: string; tenants: string[]; data?: { rows?: { tenant: string; rows: number; filled: number }[] } }[]
    }
    const leftover = findings.find(({ rule }) => rule === 'leftover-object')
    const expected: { tenant: string; rows: number; filled: number }[] = []
    for (const tenant of leftover?.tenants ?? []) {
      const [row] = await runSql<{ rows: number; filled: number }>(
        url,
        `select count(*)::int as rows, count(batch_id)::int as filled from ${tenant}.marketplace_jobs`,
      )
      if (row) expected.push({ tenant, ...row })
    }
    assert.equal(expected.length, 3)
    assert.deepEqual(leftover?.data?.rows, expected)
    const sum = (key: 'rows' | 'filled') => expected.reduce((total, row) => total + row[key], 0)
    assert.match(leftover?.message ?? '', new RegExp(`; ${sum('filled')} of ${sum('rows')} rows? there hold a value$`))
    assert.equal((await run(['migrations', '--rows', '--snapshot', 'x.json'])).code, 2)
  })

  it('gives the same document twice, apart from timing', async () => {
    const [first, second] = [await run(['migrations', '--format', 'json']), await run(['migrations', '--format', 'json'])].map(
      ({ stdout }) => JSON.stringify({ ...JSON.parse(stdout), timing: null }),
    )
    assert.equal(first, second)
  })

  it('says the same from a snapshot file without a database', async () => {
    const file = path.join(folder, 'snapshot.json')
    assert.equal((await run(['snapshot', '--output', file])).code, 0)
    everything.push(readFileSync(file, 'utf8'))
    const live: Document = JSON.parse((await run(['migrations', '--format', 'json'])).stdout)
    const { code, stdout } = await run(['migrations', '--format', 'json', '--snapshot', file], {})
    assert.equal(code, 1)
    const stored: Document = JSON.parse(stdout)
    assert.deepEqual({ ...stored, timing: null }, { ...live, timing: null })
  })

  it('says what is wrong with a snapshot file that was cut or edited', async () => {
    const file = path.join(folder, 'whole.json')
    const other = path.join(folder, 'other.json')
    assert.equal((await run(['snapshot', '--output', file])).code, 0)
    const text = readFileSync(file, 'utf8')
    for (const [damage, says] of [
      [(whole: string) => whole.slice(0, whole.length / 2), /was cut short/],
      [(whole: string) => whole.replace('"schema": "user_1"', '"schema": 1'), /`tenants\[\d\]\.schema`/],
      [(whole: string) => whole.replace('"kind": "known"', '"kind": "toString"'), /`tenants\[0\]\.structure\.kind`/],
      [(whole: string) => whole.replace('"database": 0', '"database": 3'), /belongs to no database/],
      [(whole: string) => whole.replace(/"objects": \[/, '"objets": ['), /`shapes\.\S+\.objects`/],
      [(whole: string) => whole.replace('"kind": "column"', '"kind": "colum"'), /`shapes\.\S+\.objects\[\d+\]\.kind`/],
    ] as const) {
      writeFileSync(other, damage(text))
      assert.notEqual(readFileSync(other, 'utf8'), text)
      for (const argv of [['migrations'], ['constraints'], ['check', 'backend']]) {
        const { code, stderr, stdout } = await run([...argv, '--snapshot', other], {})
        assert.deepEqual([code, stdout], [2, ''], argv.join())
        assert.match(stderr, says)
        assert.match(stderr, /tenantscope snapshot --output FILE/)
      }
    }
  })

  it('reads a snapshot file with a byte order mark, and one of very many tenants', async () => {
    const file = path.join(folder, 'whole.json')
    const other = path.join(folder, 'other.json')
    assert.equal((await run(['snapshot', '--output', file])).code, 0)
    const text = readFileSync(file, 'utf8')
    for (const written of [`\uFEFF${text}`, text.replace(/\n/, `\n${' '.repeat(6 * 1024 * 1024)}`)]) {
      writeFileSync(other, written)
      assert.equal((await run(['migrations', '--snapshot', other], {})).code, 1)
      const { code, stdout, stderr } = await run(['check', 'backend/migrations', '--snapshot', other, '--format', 'json'], {})
      assert.equal(code, 1, stderr)
      assert.match(stdout, /-name-differs/)
    }
  })

  it('says that there is no tenant, instead of being content with nobody', async () => {
    const empty = await postgres.createDatabase()
    for (const command of ['migrations', 'constraints', 'repair', 'snapshot']) {
      const { stderr } = await run([command], { TENANTSCOPE_DATABASE_URL: empty })
      assert.match(stderr, /there is no tenant: no schema matches `.+`\. Set `\[tenancy\] tenants`/, command)
    }
    const { stdout } = await run(['repair'], { TENANTSCOPE_DATABASE_URL: empty })
    assert.match(stdout, /Nothing to do/)
    assert.doesNotMatch(stdout, /right_template/)
  })

  it('reads text, Markdown and HTML for people', async () => {
    for (const [format, needle] of [
      ['text', /unknown-revision/],
      ['markdown', /^# Tenant migrations/],
      ['html', /^<!doctype html>/],
    ] as const) {
      const { stdout, code } = await run(['migrations', '--format', format])
      assert.equal(code, 1)
      assert.match(stdout, needle)
    }
  })

  it('finds the configuration below, as `check backend` and `init backend` do', async () => {
    const project = path.join(folder, 'project')
    cpSync(path.join(sample, 'backend'), path.join(project, 'backend'), { recursive: true })
    writeFileSync(
      path.join(project, 'backend/tenantscope.toml'),
      '[tenancy]\ntenants = \'^user_[12]$\'\n\n[database]\nurl-env = "SHOP_DATABASE"\n',
    )
    for (const cwd of [project, path.join(project, 'backend'), path.join(project, 'backend/migrations')]) {
      const { stdout, stderr } = await run(['migrations', '--format', 'json'], { SHOP_DATABASE: url }, cwd)
      assert.equal(stderr, '', cwd)
      const document: Document = JSON.parse(stdout)
      assert.deepEqual(
        document.tenants.map(({ schema }) => schema),
        ['user_1', 'user_2'],
        cwd,
      )
    }
    // And its .env, of which only the one name is looked at.
    writeFileSync(path.join(project, 'backend/.env'), `OTHER_SECRET=hunter2-other\nSHOP_DATABASE="${url}"\n`)
    const fromFile = await run(['migrations', '--format', 'json', '--verbose'], {}, project)
    assert.match(fromFile.stderr, /the database is SHOP_DATABASE in \S*backend\/\.env/)
    assert.equal((JSON.parse(fromFile.stdout) as Document).tenants.length, 2)
    // Two applications: one is read, and the report is not silent about it.
    cpSync(path.join(project, 'backend'), path.join(project, 'other'), { recursive: true })
    const { stderr } = await run(['constraints', '--format', 'json'], { SHOP_DATABASE: url }, project)
    assert.match(stderr, /2 configurations here have migrations; read with backend\/tenantscope\.toml, not with other\/tenantscope\.toml/)
  })

  it('groups constraint names by tenants that agree', async () => {
    await runSql(url, 'alter table user_2.marketplace_job_stats rename constraint vinted_job_stats_action_type_id_date_key to uq_by_hand')
    const { stdout, code } = await run(['constraints', '--format', 'json', '--table', 'marketplace_job_stats'])
    await runSql(url, 'alter table user_2.marketplace_job_stats rename constraint uq_by_hand to vinted_job_stats_action_type_id_date_key')
    assert.equal(code, 0)
    const { tables }: { tables: { table: string; constraints: { kind: string; definition: string; names: unknown }[] }[] } =
      JSON.parse(stdout)
    assert.deepEqual(
      tables[0]?.constraints.find(({ kind }) => kind === 'unique constraint'),
      {
        kind: 'unique constraint',
        definition: 'UNIQUE (action_type_id, date)',
        names: [
          { name: 'vinted_job_stats_action_type_id_date_key', tenants: ['template_tenant', 'user_1'] },
          { name: 'uq_by_hand', tenants: ['user_2'] },
        ],
      },
    )
    assert.equal((await run(['constraints', '--table', 'nothing'])).code, 2)
  })

  it('writes a repair script and runs nothing', async () => {
    const before = (await run(['migrations', '--format', 'json'])).stdout
    const { code, stdout } = await run(['repair'])
    assert.equal(code, 0)
    assert.match(stdout, /call pg_temp\.repair_group_\d\('user_4'\)/)
    assert.deepEqual(
      { ...JSON.parse((await run(['migrations', '--format', 'json'])).stdout), timing: null },
      { ...JSON.parse(before), timing: null },
    )
  })

  it('fails with 2 and a next step when there is no database to talk to', async () => {
    const wrong = new URL(url)
    wrong.password = 'hunter2-wrong'
    const dead = new URL(url)
    dead.port = '1'
    for (const [env, says] of [
      [{}, /no database was named/],
      [{ TENANTSCOPE_DATABASE_URL: wrong.toString() }, /refused the login/],
      [{ TENANTSCOPE_DATABASE_URL: dead.toString() }, /nobody answers/],
      [{ TENANTSCOPE_DATABASE_URL: 'postgresql://u:hunter2-wrong@127.0.0.1:nope/x' }, /is no port/],
      [{ PGSERVICE: 'gone' }, /service `gone`/],
    ] as const) {
      const { code, stderr, stdout } = await run(['migrations'], env)
      assert.equal(code, 2)
      assert.match(stderr, says)
      assert.equal(stdout, '')
      assert.doesNotMatch(stderr, /\n\s+at /)
    }
  })

  it('exits 2 when a tenant could not be read, unless that is allowed', async () => {
    await runSql(url, "create role half login password 'hunter2-half'; grant usage on schema public to half")
    const half = new URL(url)
    half.username = 'half'
    half.password = 'hunter2-half'
    const env = { TENANTSCOPE_DATABASE_URL: half.toString() }
    const { code, stdout } = await run(['migrations', '--format', 'json'], env)
    assert.equal(code, 2)
    assert.match(stdout, /permission denied/)
    assert.notEqual((await run(['migrations', '--allow-partial'], env)).code, 2)
  })

  it('never shows a password', () => {
    const all = everything.join('\n')
    assert.ok(all.length > 10_000)
    assert.ok(!all.includes(password))
    assert.doesNotMatch(all, /hunter2/)
  })
})
