import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { explainSession } from '../../../src/engine/explain-session'
import { prepareProject } from '../../../src/fixes/prepare-project'
import { planDependency } from '../../../src/fixes/scoped-session/dependency-definition'
import { applyEdits } from '../../../src/text/apply-edits'
import { createMemoryProject } from '../../support/memory-project'
import { startPostgres, type TestPostgres } from '../../support/postgres'
import { type PythonEnvironment, preparePython, runPython } from '../../support/python'

interface Outcome {
  readonly answers: readonly unknown[]
  readonly 'path left on the pool': string
  readonly rows: Readonly<Record<string, readonly string[]>>
}

type Outcomes = Readonly<Record<string, Outcome>>

const folder = path.join(__dirname, 'projects')

interface Project {
  readonly name: string
  readonly safety: 'safe' | 'unsafe'
  /** FastAPI is installed beside the main version of SQLAlchemy only. */
  readonly environments: readonly PythonEnvironment[]
  /** The models are given the placeholder first. */
  readonly prepare?: true
  /** Dependencies of `app.py` that the editor's refactoring is asked to rewrite; nothing else is. */
  readonly refactor?: readonly string[]
  /** What the fixed code holds. */
  readonly expected: readonly RegExp[]
}

const projects: readonly Project[] = [
  {
    name: 'endpoints',
    safety: 'unsafe',
    environments: ['sa20'],
    expected: [/user_db: tuple = Depends\(get_user_db\)/, /db: TenantDb,/, /db: AsyncTenantDb,/, /db: Session = Depends\(get_tenant_db\)/],
  },
  {
    name: 'endpoints-helper',
    safety: 'unsafe',
    environments: ['sa20'],
    expected: [/with tenant_session\(schema\) as tenant_db:/, /async with async_tenant_session\(x_tenant\.lower\(\)\) as tenant_db:/],
  },
  {
    name: 'own-helper',
    safety: 'safe',
    environments: ['sa20', 'sa14', 'sa21'],
    expected: [/with tenant_session\(schema\.lower\(\)\) as db:/, /with tenant_session\(each\.lower\(\)\) as schema_db:/],
  },
  {
    name: 'session-scope',
    safety: 'safe',
    environments: ['sa20', 'sa14', 'sa21'],
    expected: [
      /def session_scope\(\*\*options\):\n {4}session = SessionLocal\(\*\*options\)/,
      /with session_scope\(\s*bind=engine\.execution_options/,
      /with base\.session_scope\(\s*bind=base\.engine\.execution_options/,
      /with base\.SessionLocal\(\s*bind=base\.engine/,
      /db = SessionLocal\(\s*bind=engine/,
      /with base\.session_scope\(\) as db:/,
    ],
  },
  {
    name: 'engine-only',
    safety: 'safe',
    environments: ['sa20', 'sa14', 'sa21'],
    expected: [
      /with Session\(\s*engine\.execution_options\(.*\)\s*\) as tenant_session:/,
      /db = Session\(engine\.execution_options/,
      /with tenant_session\(schema\.lower\(\)\) as db:/,
      /with Session\(\s*autoflush=False, bind=engine\.execution_options/,
    ],
  },
  {
    name: 'none-map',
    safety: 'safe',
    environments: ['sa20', 'sa14', 'sa21'],
    expected: [/schema_translate_map=\{None: schema\.lower\(\)\}/, /schema_translate_map=\{None: each\.lower\(\)\}/],
  },
  {
    name: 'used-from-outside',
    safety: 'safe',
    environments: ['sa20'],
    // Another file takes the name from here, so its import stays; where none does, it goes.
    expected: [
      /^from sqlalchemy import text\n\nfrom base import Product, SessionLocal, engine/m,
      /^from base import Product, SessionLocal, engine/,
    ],
  },
  {
    name: 'dependency',
    safety: 'safe',
    environments: ['sa20'],
    refactor: ['get_path_db', 'get_header_db', 'get_async_path_db'],
    expected: [/yield tenant_db, current_user/, /await tenant_db\.rollback\(\)/, /x_tenant: str = Header\(\)\):/],
  },
  {
    name: 'path-only',
    safety: 'unsafe',
    environments: ['sa20', 'sa14', 'sa21'],
    prepare: true,
    expected: [
      /ForeignKey\("tenant\.products\.id"\)/,
      /__table_args__ = \{'schema': 'tenant'\}/,
      /schema_translate_map=\{"tenant": each\.lower\(\)\}/,
    ],
  },
]

/** Why a session is scoped afterwards, as hover and `--explain` answer. */
const explained: Readonly<Record<string, readonly (readonly [file: string, code: string, steps: readonly string[]])[]>> = {
  endpoints: [
    ['app.py', 'db.query(Product).order_by(Product.id)]}', ['given by `get_user_db`']],
    ['app.py', 'db.query(Product).order_by(Product.id).all()', ['given by `get_tenant_db`']],
  ],
  'endpoints-helper': [['app.py', 'tenant_db.query(Product)', ['given by `tenant_session`']]],
  'own-helper': [
    ['jobs.py', 'db.query(Product)', ['given by `tenant_session`']],
    ['jobs.py', 'schema_db.query(Product)', ['given by `tenant_session`']],
  ],
  'session-scope': [
    ['jobs.py', 'db.query(Product).filter', ['given by `session_scope`']],
    ['tasks.py', 'db.query(base.Product).count', []],
  ],
  'none-map': [['jobs.py', 'db.query(Product)', []]],
  dependency: [['app.py', 'db.query(Product)', ['given by `get_path_db`']]],
}

/** `prepare-models --write`: what the code tells is enough here. */
async function prepareFiles(files: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const { engine } = await createMemoryProject(files)
  const { edits, decisions, renamedIndexes } = prepareProject(engine.workspaces.of('base.py'), { tenant: [], shared: [] }, () => true)
  assert.deepEqual(
    decisions.map(({ name, rows }) => `${name} ${rows}`),
    ['User shared', 'Product tenant', 'Offer tenant'],
  )
  assert.deepEqual(renamedIndexes, ['products.title'])
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      applyEdits(
        text,
        edits.filter(({ path }) => path === name),
      ),
    ]),
  )
}

/** One refactoring after the other, each from the text that the one before left. */
async function refactorFiles(files: Readonly<Record<string, string>>, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  let current = files
  for (const name of names) {
    const { engine } = await createMemoryProject(current)
    const text = current['app.py'] ?? ''
    const planned = planDependency(engine.workspaces.of('app.py'), 'app.py', text.indexOf(`def ${name}`) + 'def '.length)
    assert.ok(planned && 'edits' in planned, `${name}: ${planned && 'reason' in planned ? planned.reason : 'not seen'}`)
    current = { ...current, 'app.py': applyEdits(text, planned.edits) }
  }
  return current
}

// Whole projects, run before and after: two tenants with equal keys on a pool of one connection.
describe('fixes of projects, run before and after', function () {
  this.timeout(240_000)
  let postgres: TestPostgres

  before(async () => {
    postgres = await startPostgres()
  })
  after(async () => {
    await postgres?.stop()
  })

  const run = async (environment: PythonEnvironment, files: Readonly<Record<string, string>>): Promise<Outcomes> => {
    const place = mkdtempSync(path.join(tmpdir(), 'tenantscope-projects-'))
    try {
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(place, name), text)
      const { code, stdout, stderr } = await runPython(environment, path.join(folder, 'run.py'), {
        args: [place],
        env: { DATABASE_URL: await postgres.createDatabase() },
      })
      assert.equal(code, 0, stderr)
      return JSON.parse(stdout)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  }

  for (const { name, safety, environments, prepare, refactor = [], expected } of projects) {
    it(`${name}: the same answers from the same tenants`, async () => {
      const source = path.join(folder, name)
      const files = Object.fromEntries(readdirSync(source).map((file) => [file, readFileSync(path.join(source, file), 'utf8')]))
      const prepared = prepare ? await prepareFiles(files) : await refactorFiles(files, refactor)
      const project = await createMemoryProject(prepared, { selection: { select: ['raw-search-path', 'search-path-leak'] } })
      const outcome = await project.fix(safety)
      assert.deepEqual([project.logged, outcome.refused], [[], []])
      const after: Record<string, string> = {
        ...prepared,
        ...Object.fromEntries(outcome.changed.map((change) => [change.path, change.after])),
      }
      const fixed = Object.values(after).join('\n')
      assert.deepEqual(
        outcome.report.findings.map((finding) => `${finding.path}: ${finding.noFix ?? finding.message}`),
        [],
      )
      for (const pattern of expected) assert.match(fixed, pattern)
      for (const [file, code, steps] of explained[name] ?? []) {
        const offset = (after[file] ?? '').indexOf(code)
        assert.ok(offset >= 0, `${file}: ${code}`)
        const { engine } = await createMemoryProject(after)
        const explanation = explainSession(engine.workspaces.of(file), file, offset)
        assert.deepEqual(
          explanation?.proof.map((step) => step.text),
          [...steps, 'opened here, bound to `engine`', 'the engine carries this schema_translate_map'],
          code,
        )
      }
      for (const environment of environments) {
        await preparePython(environment)
        const was = await run(environment, files)
        const is = await run(environment, after)
        assert.ok(Object.keys(was).length >= 4)
        for (const [action, outcome] of Object.entries(was)) {
          assert.doesNotMatch(JSON.stringify(outcome.answers), /raised|one of public|two of public/, `${action} was right before`)
          assert.deepEqual(is[action]?.answers, outcome.answers, `${environment}, ${action}\n${fixed}`)
          assert.deepEqual(is[action]?.rows, outcome.rows, `${environment}, ${action}`)
          assert.deepEqual(is[action]?.rows.public, ['one of public', 'two of public'])
          assert.doesNotMatch(is[action]?.['path left on the pool'] ?? 'user_', /user_/)
        }
      }
    })
  }
})
