import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import * as path from 'node:path'
import { createRepository, id } from '../alembic/git-repository'
import { run as runCli } from './run-cli'

describe('graph --find', function () {
  this.timeout(60_000)
  let folder = ''
  let cwd = ''
  before(() => {
    const repository = createRepository()
    folder = repository.folder
    cwd = path.join(repository.root, 'backend')
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const run = (...argv: readonly string[]) => runCli(['graph', ...argv], { cwd })
  const file = (name: string) => path.join(cwd, 'migrations/versions', name)

  it('says where a revision is and changes nothing', async () => {
    const { code, stdout } = await run('--find', id(2000))
    assert.equal(code, 0)
    assert.match(stdout, /branch `feature\/17`/)
    assert.match(stdout, /migrations\/versions\/no_id_in_the_name_17\.py/)
    assert.ok(!existsSync(file('second.py')))
  })

  it('brings the file and its ancestors over, byte for byte, and never overwrites', async () => {
    const { code, stdout } = await run('--find', id(2000), '--copy', '--format', 'json')
    assert.equal(code, 0)
    const document = JSON.parse(stdout) as { copied: string[]; headsAfter: string[] }
    assert.deepEqual(document.copied, ['migrations/versions/no_id_in_the_name_17.py', 'migrations/versions/second.py'])
    assert.deepEqual(document.headsAfter, [id(2000)])
    assert.ok(readFileSync(file('no_id_in_the_name_17.py'), 'utf8').startsWith('\uFEFF"""'))
    const again = await run('--find', id(2000))
    assert.match(again.stdout, /is here: migrations\/versions\/second\.py/)
    const graph = await run('--format', 'json')
    assert.equal(graph.code, 0, graph.stdout)
    assert.deepEqual((JSON.parse(graph.stdout) as { heads: string[] }).heads, [id(2000)])
  })

  it('ends with 1 and a statement to review when the revision is nowhere', async () => {
    const { code, stdout } = await run('--find', 'ffff00001111')
    assert.equal(code, 1)
    assert.match(stdout, /UPDATE alembic_version SET version_num/)
  })

  it('refuses --copy without --find', async () => {
    const { code, stderr } = await run('--copy')
    assert.equal(code, 2)
    assert.match(stderr, /--find/)
  })
})

describe('graph --merging', function () {
  this.timeout(60_000)
  let folder = ''
  let cwd = ''
  before(() => {
    const repository = createRepository()
    folder = repository.folder
    cwd = path.join(repository.root, 'backend')
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const run = (...argv: readonly string[]) => runCli(['graph', ...argv], { cwd })
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { cwd, stdio: 'pipe' })

  it('gives the heads that git and the files have after the merge', async () => {
    const told = await run('--merging', 'feature/17', '--format', 'json')
    assert.equal(told.code, 0, told.stdout + told.stderr)
    const [environment] = (JSON.parse(told.stdout) as { environments: { heads: string[]; headsAfter: string[]; brought: string[] }[] })
      .environments
    assert.deepEqual(environment?.heads, [id(39)])
    assert.deepEqual(environment?.headsAfter, [id(2000)])
    assert.deepEqual(environment?.brought, ['migrations/versions/no_id_in_the_name_17.py', 'migrations/versions/second.py'])
    git('merge', '-q', '--no-edit', 'feature/17')
    const merged = JSON.parse((await run('--format', 'json')).stdout) as { heads: string[] }
    assert.deepEqual(merged.heads, environment?.headsAfter)
  })

  it('ends with 1 when the merge makes two heads of one, as it then does', async () => {
    const told = await run('--merging', 'feature/18')
    assert.equal(told.code, 1)
    assert.match(told.stdout, /More heads than before/)
    git('merge', '-q', '--no-edit', 'feature/18')
    const merged = JSON.parse((await run('--format', 'json')).stdout) as { heads: string[] }
    assert.deepEqual(merged.heads, [id(1018), id(2000)])
  })

  it('says which branch it does not know', async () => {
    const { code, stderr } = await run('--merging', 'no-such-branch')
    assert.equal(code, 2)
    assert.match(stderr, /`no-such-branch` cannot be merged in thought/)
    assert.match(stderr, /Name a branch, tag or commit/)
  })
})
