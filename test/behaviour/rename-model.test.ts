import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { deprecatedName } from '../../src/rules/deprecation/deprecated-name'
import { applyEdits } from '../../src/text/apply-edits'
import { createMemoryProject } from '../support/memory-project'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { preparePython, runPython } from '../support/python'

const fixture = path.resolve(__dirname, '../rules/deprecation/deprecated-name/model-with-table')

/** Runs the chain up, counts through the renamed model, and runs the last revision down again; prints the names it met. */
const program = `import importlib.util, json, os, sys
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
sys.path.insert(0, os.getcwd())
from app import models, tenants

def load(path):
    spec = importlib.util.spec_from_file_location("revision", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

engine = create_engine(os.environ["DATABASE_URL"])
names = """select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('user_1', 'user_2')
union all select n.nspname, k.conname from pg_constraint k join pg_namespace n on n.oid = k.connamespace where n.nspname in ('user_1', 'user_2') and k.contype <> 'n' order by 1, 2"""
seen = []
with engine.begin() as connection:
    connection.execute(text("create schema user_1; create schema user_2"))
    with Operations.context(MigrationContext.configure(connection)):
        load("migrations/versions/a1.py").upgrade()
        for schema in ("user_1", "user_2"):
            connection.execute(text(f"insert into {schema}.old_stats (day) values (1), (2)"))
        rename = load(sys.argv[1])
        seen.append([list(row) for row in connection.execute(text(names))])
        rename.upgrade()
        seen.append([list(row) for row in connection.execute(text(names))])
        counts = [tenants.count(Session(connection.execution_options(schema_translate_map={"tenant": schema}))) for schema in ("user_1", "user_2")]
        rename.downgrade()
        seen.append([list(row) for row in connection.execute(text(names))])
print(json.dumps({"seen": seen, "counts": counts}))
`

describe('renaming a model with its table', function () {
  this.timeout(240_000)
  let postgres: TestPostgres
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-rename-'))

  before(async () => {
    postgres = await startPostgres()
    await preparePython('sa20')
  })
  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is one change of code and database, in every tenant, and goes back', async () => {
    const files = readFixture('')
    const project = await createMemoryProject(files, { rules: [deprecatedName] })
    const { findings } = await project.engine.checkProject()
    const fix = findings.flatMap(({ fixes }) => fixes).find(({ title }) => title.includes('with a revision'))
    assert.ok(fix)
    const revision = fix.edits.find(({ create }) => create)
    assert.ok(revision)
    for (const file of Object.keys(files))
      files[file] = applyEdits(
        files[file] ?? '',
        fix.edits.filter((edit) => edit.path === file),
      )
    for (const [file, text] of Object.entries({
      ...files,
      [revision.path]: revision.text,
      'program.py': program,
      'app/__init__.py': '',
      'migrations/__init__.py': '',
    })) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
      writeFileSync(path.join(folder, file), text)
    }
    const url = (await postgres.createDatabase()).replace(/^postgres(?:ql)?:/, 'postgresql+psycopg2:')
    const result = await runPython('sa20', path.join(folder, 'program.py'), {
      args: [revision.path],
      cwd: folder,
      env: { DATABASE_URL: url },
    })
    assert.equal(result.code, 0, result.stderr)
    const { seen, counts }: { seen: [string, string][][]; counts: number[] } = JSON.parse(result.stdout)
    assert.deepEqual(counts, [2, 2])
    const [before, after, back] = seen
    const isOld = ([, name]: [string, string]) => name.includes('old_stats')
    assert.equal(before?.filter(isOld).length, before?.length)
    // The sequence of the primary key keeps its name, as PostgreSQL's own rename of a table leaves it.
    assert.deepEqual(
      after?.filter(isOld).map(([, name]) => name),
      ['old_stats_id_seq', 'old_stats_id_seq'],
    )
    assert.deepEqual(back, before)
  })
})

function readFixture(folder: string): Record<string, string> {
  const files: Record<string, string> = {}
  for (const name of readdirSync(path.join(fixture, folder))) {
    const file = folder === '' ? name : `${folder}/${name}`
    if (statSync(path.join(fixture, file)).isDirectory()) Object.assign(files, readFixture(file))
    else if (!name.includes('.fixed.')) files[file] = readFileSync(path.join(fixture, file), 'utf8')
  }
  return files
}
