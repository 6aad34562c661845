import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { runSql, type TestPostgres } from '../support/postgres'
import { runPython } from '../support/python'

/** Path -> text. */
export type Files = Readonly<Record<string, string>>

/** What a database looks like afterwards. */
export interface State {
  /** The exit status of the last command that ran: a failure ends the run. */
  readonly code: number
  readonly stderr: string
  readonly version: string | undefined
  /** `schema.table.column`, and `schema.name` of indexes and constraints. */
  readonly has: (name: string) => boolean
  /** What `probe` answered. */
  readonly rows: readonly object[]
}

export interface AlembicRun {
  readonly files: Files
  /** The project as it was when the database was upgraded for the first time. */
  readonly earlier?: Files
  /** SQL that runs before anything else, after template_tenant, user_1 and user_2 are made. */
  readonly setup?: string
  readonly commands?: readonly (readonly string[])[]
  /** SQL that plays the application after the commands. */
  readonly use?: string
  /** One query, asked last. */
  readonly probe?: string
}

/** An env.py; `before` runs between connect and configure, `after` when the migrations are through. */
export const envText = ({
  before = '',
  after = '',
  configure = '',
  imports = '',
  open = 'connect',
}: {
  readonly before?: string
  readonly after?: string
  readonly configure?: string
  readonly imports?: string
  readonly open?: string
} = {}): string => `import os

from alembic import context
from sqlalchemy import create_engine, pool, text
${imports}

def run():
    engine = create_engine(os.environ["DBURL"], poolclass=pool.NullPool)
    with engine.${open}() as connection:
${inConnection(before)}        context.configure(connection=connection, target_metadata=None, version_table_schema="public"${configure})
        with context.begin_transaction():
            context.run_migrations()
${inConnection(after)}

run()
`

const inConnection = (body: string): string =>
  body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `        ${line}\n`)
    .join('')

/** `op.create_table` with nothing but an id. */
export const table = (name: string): string => `op.create_table("${name}", sa.Column("id", sa.Integer(), primary_key=True))`

/** A project with one environment: its env.py and the revisions as r1.py, r2.py and so on. */
export const chain = (env: string, ...revisions: readonly string[]): Files => ({
  'alembic.ini': '[alembic]\nscript_location = migrations\n',
  'migrations/env.py': env,
  ...Object.fromEntries(revisions.map((text, index) => [`migrations/versions/r${index + 1}.py`, text])),
})

/** Runs Alembic commands on a database of their own, with the template and two tenants in it, and looks at what is left. */
export async function runAlembic(
  postgres: TestPostgres,
  { files, earlier, setup = '', commands = [['upgrade', 'head']], use, probe }: AlembicRun,
): Promise<State> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-alembic-'))
  const url = await postgres.createDatabase()
  const run = (command: readonly string[]) =>
    runPython('sa20', path.join(__dirname, 'alembic-run.py'), {
      args: [folder, ...command],
      env: { DBURL: url.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:') },
    })
  try {
    await runSql(url, `create schema template_tenant; create schema user_1; create schema user_2; ${setup}`)
    if (earlier) {
      writeFiles(folder, earlier)
      const { code, stderr } = await run(['upgrade', 'head'])
      if (code !== 0) throw new Error(`the earlier upgrade failed: ${stderr}`)
    }
    writeFiles(folder, files)
    let last = { code: 0, stderr: '' }
    for (const command of commands) {
      last = await run(command)
      if (last.code !== 0) break
    }
    if (use !== undefined) await runSql(url, use)
    const names = await listNames(url)
    const versions = names.has('public.alembic_version.version_num')
      ? await runSql<{ version_num: string }>(url, 'select version_num from public.alembic_version')
      : []
    const rows = probe === undefined ? [] : await runSql(url, probe)
    return { code: last.code, stderr: last.stderr, version: versions[0]?.version_num, has: (name) => names.has(name), rows }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
}

async function listNames(url: string): Promise<ReadonlySet<string>> {
  const rows = await runSql<{ name: string }>(
    url,
    `select table_schema || '.' || table_name || '.' || column_name as name from information_schema.columns where table_schema !~ '^(pg_|information_schema)'
     union all select schemaname || '.' || indexname from pg_catalog.pg_indexes where schemaname !~ '^pg_'
     union all select n.nspname || '.' || c.conname from pg_catalog.pg_constraint c join pg_catalog.pg_namespace n on n.oid = c.connamespace where n.nspname !~ '^pg_'`,
  )
  return new Set(rows.map(({ name }) => name))
}
