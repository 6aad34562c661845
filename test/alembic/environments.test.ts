import assert from 'node:assert/strict'
import { createProject, revisionText } from './project'

const env = 'from alembic import context\n\ncontext.configure()\ncontext.run_migrations()\n'
const chains = {
  'db/env.py': env,
  'db/core/a.py': revisionText('core1', null),
  'db/billing/a.py': revisionText('bill1', null).replace('depends_on = None', 'depends_on = "core1"'),
}
const describeAll = async (files: Readonly<Record<string, string>>): Promise<readonly unknown[]> =>
  (await createProject(files)).facts().environments.map(({ configPath, location, envPath, versionLocations, graph }) => ({
    configPath,
    location,
    envPath,
    versionLocations,
    heads: graph.heads,
    problems: graph.problems.map(({ kind }) => kind),
  }))

describe('environments', () => {
  const found = {
    configPath: 'pyproject.toml',
    location: 'db',
    envPath: 'db/env.py',
    versionLocations: ['db/core', 'db/billing'],
    heads: ['bill1', 'core1'],
    problems: [],
  }

  it('pyproject.toml with a list of locations', async () => {
    const text =
      '\ufeff[tool.alembic]\r\nscript_location = "%(here)s/db" # 😀\r\nversion_locations = ["%(here)s/db/core", "%(here)s/db/billing"]\r\n'
    assert.deepEqual(await describeAll({ ...chains, 'pyproject.toml': text }), [found])
  })

  it('pyproject.toml with relative locations in one string', async () => {
    const text = '[tool.alembic]\nscript_location = "db"\nversion_locations = "db/core db/billing"\n'
    assert.deepEqual(await describeAll({ ...chains, 'pyproject.toml': text }), [found])
  })

  it('a pyproject.toml that is broken or has another tool declares nothing', async () => {
    for (const text of [
      '[tool.alembic\nscript_location = "db"\n',
      '[tool.ruff]\nnote = "script_location"\n',
      'tool = 1 # script_location\n',
    ]) {
      const all = await describeAll({ ...chains, 'pyproject.toml': text })
      assert.deepEqual(
        all.map((each) => (each as { configPath?: string }).configPath),
        [undefined],
      )
    }
  })

  it('folders that refer to each other are one environment, whoever declares it', async () => {
    const [only, ...more] = await describeAll(chains)
    assert.deepEqual(more, [])
    assert.deepEqual(only, {
      configPath: undefined,
      location: 'db',
      envPath: undefined,
      versionLocations: ['db/billing', 'db/core'],
      heads: ['bill1', 'core1'],
      problems: [],
    })
  })

  it('a copy stays apart, and so does a chain that nobody refers to', async () => {
    const all = await describeAll({
      'a/versions/1.py': revisionText('r1', null),
      'a/versions/2.py': revisionText('r2', 'r1'),
      'b/versions/1.py': revisionText('r1', null),
      'b/versions/3.py': revisionText('r3', 'r2'),
      'c/versions/1.py': revisionText('other', null),
    })
    assert.equal(all.length, 3)
  })

  it('revisions in tests and documents belong to nobody, unless an environment says so', async () => {
    const files = { 'tests/data/1.py': revisionText('r1', null), 'docs/2.py': revisionText('r2', 'gone') }
    assert.deepEqual(await describeAll(files), [])
    const declared = { ...files, 'tests/alembic.ini': '[alembic]\nscript_location = %(here)s\nversion_locations = %(here)s/data\n' }
    assert.equal((await describeAll(declared)).length, 1)
  })
})
