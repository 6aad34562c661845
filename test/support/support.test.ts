import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { type PostgresMajor, runSql, startPostgres } from './postgres'
import { type PythonEnvironment, runPython } from './python'

describe('the test support', function () {
  this.timeout(300_000)

  const majors: readonly PostgresMajor[] = [15, 16, 17, 18]
  for (const major of majors) {
    it(`starts PostgreSQL ${major}`, async () => {
      const postgres = await startPostgres({ major })
      try {
        const [row] = await runSql<{ version: number }>(
          postgres.url,
          `select current_setting('server_version_num')::int / 10000 as version`,
        )
        if (!process.env.TENANTSCOPE_TEST_DATABASE_URL) assert.equal(row?.version, major)
        assert.notEqual(await postgres.createDatabase(), postgres.url)
      } finally {
        await postgres.stop()
      }
      await assert.rejects(runSql(postgres.url, 'select 1'))
    })
  }

  const versions: { readonly [name in PythonEnvironment]: RegExp } = { sa20: /^2\.0\./, sa14: /^1\.4\./, sa21: /^2\.1\./ }
  for (const name of ['sa20', 'sa14', 'sa21'] as const) {
    it(`makes the Python environment ${name}`, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-python-'))
      const script = path.join(folder, 'version.py')
      writeFileSync(script, 'import sqlalchemy, alembic, psycopg2\nprint(sqlalchemy.__version__)\n')
      try {
        const { code, stdout, stderr } = await runPython(name, script)
        assert.equal(code, 0, stderr)
        assert.match(stdout, versions[name])
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  }
})
