import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { startPostgres, type TestPostgres } from '../../support/postgres'
import { type PythonEnvironment, preparePython, runPython } from '../../support/python'

/** Program -> what it returns, the same everywhere (`all`) or by version of SQLAlchemy. */
type Expected = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const expected: Expected = JSON.parse(readFileSync(path.join(__dirname, 'expected.json'), 'utf8'))
const programs = readdirSync(__dirname)
  .filter((name) => /^(fact|proof)_.*\.py$/.test(name))
  .map((name) => path.basename(name, '.py'))
const environments: readonly PythonEnvironment[] = ['sa20', 'sa14', 'sa21']

// What rules and fixes rely on, run in real SQLAlchemy on real PostgreSQL: the facts, and for each proof of a rewrite the program that goes
// wrong without it. A program's docstring says what it shows.
describe('facts and proofs', function () {
  this.timeout(240_000)
  let postgres: TestPostgres

  before(async () => {
    postgres = await startPostgres()
  })
  after(async () => {
    await postgres?.stop()
  })

  it('every program has its expectation, and the other way round', () => {
    assert.deepEqual(Object.keys(expected).sort(), [...programs].sort())
  })

  for (const environment of environments)
    describe(environment, () => {
      let results: Readonly<Record<string, unknown>> = {}

      before(async () => {
        await preparePython(environment)
        const run = await runPython(environment, path.join(__dirname, 'run.py'), {
          args: programs,
          env: { DATABASE_URL: await postgres.createDatabase(), SQLALCHEMY_SILENCE_UBER_WARNING: '1' },
        })
        assert.equal(run.code, 0, run.stderr)
        results = JSON.parse(run.stdout)
      })

      for (const program of programs)
        it(`${program}: ${docstring(program)}`, () => {
          const wanted = expected[program] ?? {}
          assert.deepEqual(results[program], wanted.all ?? wanted[environment])
        })
    })
})

function docstring(program: string): string {
  return /^"""(.*?)"""/s.exec(readFileSync(path.join(__dirname, `${program}.py`), 'utf8'))?.[1] ?? ''
}
