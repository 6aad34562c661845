import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { preparePython, runPython } from '../support/python'

const project = path.join(__dirname, '../rules/scoping/search-path-helper/patched')
const marker = /^#\s+\^.*\n/gm

/** The fixture's tests, as they are and as the fix leaves them. */
describe('tests without patches of helpers that are gone', function () {
  this.timeout(120_000)
  let folder: string

  before(async () => {
    await preparePython('sa20')
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-patches-'))
    cpSync(project, folder, { recursive: true })
    for (const name of ['app', 'shared'])
      for (const file of readdirSync(path.join(folder, name)))
        writeFileSync(path.join(folder, name, file), readFileSync(path.join(folder, name, file), 'utf8').replace(marker, ''))
    writeFileSync(path.join(folder, 'conftest.py'), 'import pytest\n\n\n@pytest.fixture\ndef tenants():\n    return None\n')
  })

  after(() => rmSync(folder, { recursive: true, force: true }))

  const run = async (text: string): Promise<{ readonly code: number; readonly stdout: string }> => {
    for (const file of readdirSync(path.join(folder, 'tests'))) rmSync(path.join(folder, 'tests', file), { recursive: true })
    writeFileSync(path.join(folder, 'tests/test_jobs.py'), text)
    return runPython('sa20', path.join(__dirname, 'run-module.py'), {
      args: ['pytest', '-q', '-p', 'no:cacheprovider', '--tb=line', '-rA', 'tests'],
      cwd: folder,
    })
  }

  it('fail before where they speak of what is gone, and pass after', async () => {
    const source = readFileSync(path.join(project, 'tests/test_jobs.py'), 'utf8').replace(marker, '')
    const earlier = await run(source)
    const failed = (text: string) => [...text.matchAll(/^FAILED \S+::(\w+)/gm)].map(([, name]) => name)
    assert.deepEqual(failed(earlier.stdout), ['test_decorated', 'test_the_import_is_gone'], earlier.stdout)
    const later = await run(readFileSync(path.join(project, 'tests/test_jobs.unsafe.fixed.py'), 'utf8'))
    assert.equal(later.code, 0, later.stdout)
    const passed = (text: string) => [...text.matchAll(/^PASSED \S+::(\w+)/gm)].map(([, name]) => name)
    assert.deepEqual(passed(later.stdout).length, (source.match(/^def test_/gm) ?? []).length, 'no test is lost')
  })
})
