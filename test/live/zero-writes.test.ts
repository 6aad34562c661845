import * as assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { main } from '../../src/cli/main'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { waitUntil } from '../support/wait-until'

const sample = path.join(__dirname, '../../examples/marketplace')
const end = '-- the end of the audit'

describe('no command writes to a database', function () {
  this.timeout(180_000)
  let postgres: TestPostgres
  let folder: string
  let log = ''
  const printed: string[] = []

  before(async () => {
    postgres = await startPostgres({
      settings: { log_statement: 'all', log_line_prefix: '@%a@ ', log_connections: 'on' },
      onLog: (text) => {
        log += text
      },
    })
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-audit-'))
    execFileSync(process.execPath, [path.join(sample, 'database/build.mjs'), postgres.url])
    await runSql(
      postgres.url,
      `create role looker login password 'hunter2-looker';
       do $$ declare s text; begin
         for s in select nspname from pg_namespace where nspname ~ '^(user_[0-9]+|template_tenant|public)$' loop
           execute format('grant usage on schema %I to looker', s);
           execute format('grant select on all tables in schema %I to looker', s);
         end loop;
       end $$`,
    )
  })
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await postgres.stop()
  })

  const run = async (...argv: readonly string[]): Promise<number> => {
    const url = new URL(postgres.url)
    url.username = 'looker'
    url.password = 'hunter2-looker'
    const code = await main({
      argv,
      env: { HOME: folder, LOOKER: url.toString() },
      cwd: sample,
      stdin: (async function* () {})(),
      stdout: { write: (text: string) => void printed.push(text) },
      stderr: { write: (text: string) => void printed.push(text) },
      signal: new AbortController().signal,
    })
    return code
  }

  it("runs everything as a role that may not write, and the server's own log holds reads only", async () => {
    const database = ['--database-url-env', 'LOOKER']
    const file = path.join(folder, 'snapshot.json')
    const before = await nextTransaction(postgres.url)
    assert.equal(await run('migrations', ...database), 1, printed.join(''))
    assert.equal(await run('migrations', ...database, '--format', 'json', '--connections', '4'), 1)
    assert.equal(await run('migrations', ...database, '--owners', '--grants', '--comments', '--rows'), 1)
    assert.equal(await run('constraints', ...database), 0)
    assert.equal(await run('snapshot', ...database, '--output', file), 0)
    assert.equal(await run('repair', ...database), 0)
    assert.equal(await run('usages', 'MarketplaceJob.batch_id', ...database), 1)
    // The server itself counts: what writes gets a transaction id.
    assert.equal(await nextTransaction(postgres.url), before)
    await runSql(postgres.url, `${end}\nselect 1`)
    await waitUntil('the log', () => log.includes(end))

    const statements = log
      .split(/^@/m)
      .flatMap((entry) => /^tenantscope@ LOG: {2}(?:statement|execute [^:]*): ([\s\S]*)/.exec(entry)?.[1] ?? [])
    assert.ok(statements.length > 40, `${statements.length} statements`)
    for (const statement of statements) {
      assert.match(statement, /^\s*(select|with)\b/i)
      assert.doesNotMatch(
        withoutStrings(statement),
        /\b(insert|update|delete|merge|truncate|create|alter|drop|grant|revoke|vacuum|analyze|copy|call|lock|nextval|setval|set_config|into|for (no key )?(update|share))\b/i,
      )
    }
    assert.doesNotMatch(log, /^@tenantscope@ ERROR/m)
    printed.push(readFileSync(file, 'utf8'))
  })

  it('shows no password anywhere', () => {
    const all = printed.join('')
    assert.ok(all.length > 10_000)
    assert.doesNotMatch(all, /hunter2/)
    assert.ok(!all.includes(decodeURIComponent(new URL(postgres.url).password)))
  })
})

/** Without literals and comments, where any word may stand. */
const withoutStrings = (sql: string): string => sql.replace(/--[^\n]*/g, '').replace(/'(?:[^']|'')*'/g, "''")

const nextTransaction = async (url: string): Promise<string> =>
  (await runSql<{ xid: string }>(url, 'select pg_snapshot_xmax(pg_current_snapshot())::text as xid'))[0]?.xid ?? ''
