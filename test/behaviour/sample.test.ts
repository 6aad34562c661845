import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { preparePython, runPython } from '../support/python'

/** One planted line; `column` is there when the line holds more than one candidate. Both count from 1, columns in UTF-16 units. */
interface Planted {
  readonly path: string
  readonly line: number
  readonly column?: number
  readonly rule: string
  readonly snippet: string
  readonly mission?: string
}
interface PlantedList {
  readonly positives: readonly Planted[]
  readonly suppressed: readonly Planted[]
  readonly lookAlikes: readonly Planted[]
}

const sample = path.resolve(__dirname, '../../examples/marketplace')

describe('the sample project', function () {
  this.timeout(240_000)
  let postgres: TestPostgres
  let folder: string

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-sample-'))
    postgres = await startPostgres()
    await preparePython('sa20')
  })

  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('holds every planted line where the list says', () => {
    assert.deepEqual(listMisplaced(sample), [])
  })

  it('plants enough of the rules that it was written for', () => {
    const { positives, lookAlikes } = readPlanted(sample)
    for (const rule of ['raw-search-path', 'search-path-helper', 'session-execution-options', 'deprecated-column']) {
      assert.ok(positives.filter((entry) => entry.rule === rule).length >= 5, `too few positives of ${rule}`)
      assert.ok(lookAlikes.filter((entry) => entry.rule === rule).length >= 5, `too few look-alikes of ${rule}`)
    }
    const alsoSilent = lookAlikes.filter((silent) => positives.some((entry) => isSamePlace(entry, silent)))
    assert.deepEqual(alsoSilent, [])
  })

  it('passes its own tests in real SQLAlchemy', async () => {
    await runOwnTests(path.join(sample, 'backend'))
  })

  for (const seed of [1, 2, 3]) {
    it(`keeps its meaning and its list when it is written differently (seed ${seed})`, async () => {
      const target = path.join(folder, `seed-${seed}`)
      runNode('mutate.mjs', target, String(seed))
      assert.deepEqual(listMisplaced(target), [])
      assert.equal(readPlanted(target).positives.length, readPlanted(sample).positives.length)
      await runOwnTests(path.join(target, 'backend'))
    })
  }

  it('gives the same history twice, with the missing revision uncommitted in a second worktree', () => {
    const heads = ['first', 'second'].map((name) => {
      const target = path.join(folder, name)
      runNode('history.mjs', target)
      return execFileSync('git', ['for-each-ref', '--format=%(refname) %(objectname)'], {
        cwd: path.join(target, 'repository'),
        encoding: 'utf8',
      })
    })
    assert.equal(heads[0], heads[1])
    const status = execFileSync('git', ['status', '--porcelain'], { cwd: path.join(folder, 'first/second'), encoding: 'utf8' })
    assert.equal(status.trim(), '?? backend/migrations/versions/9e302dbf7154_relist_action.py')
    const here = readdirSync(path.join(folder, 'first/repository/backend/migrations/versions')).join(' ')
    for (const id of ['9e302dbf7154', '8d2f1cae6043', '7c1e0b9d5f32']) assert.ok(!here.includes(id), `${id} is not missing`)
  })

  it('is applied by Alembic up to the last sound revision, and the database script builds the same template', async () => {
    const byScript = await postgres.createDatabase()
    runNode('database/build.mjs', byScript)
    const byAlembic = await postgres.createDatabase()
    await runSql(byAlembic, 'create schema template_tenant; create schema user_1; create schema user_2; create schema user_4')
    const target = path.join(folder, 'chain')
    runNode('history.mjs', target)
    const repository = path.join(target, 'repository')
    const sound = execFileSync('git', ['log', '--format=%H', '--grep=Add the client'], { cwd: repository, encoding: 'utf8' }).trim()
    execFileSync('git', ['checkout', '-q', sound], { cwd: repository })
    const run = await runPython('sa20', path.resolve(__dirname, 'run-module.py'), {
      args: ['alembic', 'upgrade', 'head'],
      cwd: path.join(repository, 'backend'),
      env: { DATABASE_URL: toSqlAlchemyUrl(byAlembic) },
    })
    assert.equal(run.code, 0, run.stderr)
    for (const schema of ['public', 'template_tenant'])
      assert.deepEqual(await readShape(byScript, schema), await readShape(byAlembic, schema))
  })

  it('builds the drift that it expects, and no other', async () => {
    const url = await postgres.createDatabase()
    runNode('database/build.mjs', url)
    const first = await readDifferences(url)
    runNode('database/build.mjs', url)
    assert.deepEqual(await readDifferences(url), first)
    const template = await readShape(url, 'template_tenant')
    const lost = (needle: string): readonly string[] => template.filter((line) => line.includes(needle))
    const lateIndex = lost('ix_marketplace_jobs_status').map((line) => `- ${line}`)
    const leftover = '+ column marketplace_jobs batch_id character varying(64) null'
    const statistics = template.filter((line) => / (marketplace_job_stats|vinted_job_stats)/.test(line)).map((line) => `- ${line}`)
    const cloned = [
      "- column import_runs id integer not null nextval('§.import_runs_id_seq'::regclass)",
      "+ column import_runs id integer not null nextval('template_tenant.import_runs_id_seq'::regclass)",
      '- sequence import_runs_id_seq',
    ]
    assert.deepEqual(first, {
      user_1: [leftover],
      user_2: [leftover, ...lateIndex].sort(),
      user_4: [leftover, ...lateIndex, ...statistics, ...cloned].sort(),
    })
    assert.ok(statistics.length > 8)
    const constraint = lost('UNIQUE (action_type_id, date)')
    assert.deepEqual(
      constraint.map((line) => line.split(' ')[2]),
      ['vinted_job_stats_action_type_id_date_key'],
    )
    assert.deepEqual(await runSql(url, 'select version_num from public.alembic_version'), [{ version_num: '9e302dbf7154' }])
    assert.deepEqual(lost('ix_marketplace_jobs_batch_id'), [])
  })

  it('refuses to build over a database that it did not make', async () => {
    const url = await postgres.createDatabase()
    await runSql(url, 'create table public.precious (id integer)')
    assert.throws(() => runNode('database/build.mjs', url), /did not build/)
    assert.deepEqual(await runSql(url, "select count(*)::int as n from pg_tables where schemaname = 'public'"), [{ n: 1 }])
  })

  async function runOwnTests(backend: string): Promise<void> {
    const run = await runPython('sa20', path.resolve(__dirname, 'run-module.py'), {
      args: ['pytest', '-q', '-p', 'no:cacheprovider'],
      cwd: backend,
      env: { DATABASE_URL: toSqlAlchemyUrl(await postgres.createDatabase()) },
    })
    assert.equal(run.code, 0, run.stdout.slice(-4000))
    assert.match(run.stdout, /\b[89]\d passed/)
  }
})

function readPlanted(root: string): PlantedList {
  return JSON.parse(readFileSync(path.join(root, 'planted.json'), 'utf8'))
}

function listMisplaced(root: string): readonly Planted[] {
  const { positives, suppressed, lookAlikes } = readPlanted(root)
  return [...positives, ...suppressed, ...lookAlikes].filter(({ path: file, line, column, snippet }) => {
    const text = readFileSync(path.join(root, file), 'utf8').split('\n')[line - 1] ?? ''
    return column === undefined ? !text.includes(snippet) : !text.startsWith(snippet, column - 1)
  })
}

function isSamePlace(a: Planted, b: Planted): boolean {
  return a.path === b.path && a.line === b.line && a.rule === b.rule
}

function runNode(script: string, ...args: readonly string[]): void {
  execFileSync(process.execPath, [path.join(sample, script), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function toSqlAlchemyUrl(url: string): string {
  return url.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:')
}

async function readDifferences(url: string): Promise<Record<string, readonly string[]>> {
  const template = await readShape(url, 'template_tenant')
  const differences: Record<string, readonly string[]> = {}
  for (const schema of ['user_1', 'user_2', 'user_4']) {
    const shape = await readShape(url, schema)
    const missing = template.filter((line) => !shape.includes(line)).map((line) => `- ${line}`)
    const extra = shape.filter((line) => !template.includes(line)).map((line) => `+ ${line}`)
    differences[schema] = [...missing, ...extra].sort()
  }
  return differences
}

/** Columns, constraints, indexes and sequences of one schema, its own name written as `§`. */
async function readShape(url: string, schema: string): Promise<readonly string[]> {
  const rows = await runSql<{ line: string }>(
    url,
    `select concat_ws(' ', 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
            case when a.attnotnull then 'not null' else 'null' end, pg_get_expr(d.adbin, d.adrelid)) as line
       from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relnamespace = $1::text::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
     union all
     select concat_ws(' ', 'constraint', r.relname, c.conname, pg_get_constraintdef(c.oid))
       from pg_constraint c join pg_class r on r.oid = c.conrelid where c.connamespace = $1::text::regnamespace and c.contype <> 'n'
     union all
     select concat_ws(' ', 'index', tablename, indexname, indexdef) from pg_indexes where schemaname = $1::text
     union all
     select concat_ws(' ', 'sequence', sequencename) from pg_sequences where schemaname = $1::text`,
    [schema],
  )
  return rows.map(({ line }) => line.replaceAll(`${schema}.`, '§.')).sort()
}
