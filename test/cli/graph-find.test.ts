import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { createRepository, id } from '../alembic/git-repository'
import { snapshotOf } from '../server/snapshot-of'
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

describe('migrations at revisions of elsewhere', function () {
  this.timeout(60_000)

  it('says in which worktree, branch or stash an unknown revision lies, who made it, and on what', async () => {
    const { root, folder } = createRepository()
    try {
      const unknown = { user_1: id(2000), user_2: id(3000), user_3: id(4000), user_4: id(5000), user_5: 'ffff00001111' }
      const tenants = Object.entries(unknown).map(([schema, revision]) => [schema, { revisions: [revision], objects: [] }] as const)
      const snapshot = snapshotOf({ template_tenant: { revisions: [id(39)], objects: [] }, ...Object.fromEntries(tenants) })
      const file = path.join(folder, 'tenants.json')
      writeFileSync(file, JSON.stringify(snapshot))
      const cwd = path.join(root, 'backend')
      const { stdout, code } = await runCli(['migrations', '--snapshot', file], { cwd })
      assert.equal(code, 1)
      const helps = new Map(
        stdout
          .split('\n\n')
          .map((block) => block.split('\n'))
          .flatMap(([title = '', ...rest]) => {
            const revision = /^error\[unknown-revision\].* revision `(\w+)`/.exec(title)?.[1]
            return revision === undefined ? [] : [[revision, rest.join('\n')] as const]
          }),
      )
      assert.match(
        helps.get(id(2000)) ?? '',
        /branch `feature\/17` \(`migrations\/versions\/second\.py`, commit [0-9a-f]{9} by Ada 🚀\).* It builds on `aa00000003f9` and its downgrade is empty/,
      )
      assert.match(
        helps.get(id(3000)) ?? '',
        /worktree `one` \(`migrations\/versions\/uncommitted\.py`, not committed\).* It builds on `aa0000000027`$/,
      )
      assert.match(helps.get(id(4000)) ?? '', /worktree `two` \(`migrations\/versions\/detached\.py`, commit /)
      assert.match(helps.get(id(5000)) ?? '', /from `stash@\{0\}` \(`migrations\/versions\/stashed\.py`/)
      assert.match(helps.get('ffff00001111') ?? '', /No worktree, branch or stash of this repository has it/)
      const json = await runCli(['migrations', '--snapshot', file, '--format', 'json'], { cwd })
      const document = JSON.parse(json.stdout) as {
        findings: { rule: string; tenants: string[]; data?: { found: { kind: string; where: string }[] } }[]
      }
      assert.deepEqual(
        document.findings
          .filter(({ rule }) => rule === 'unknown-revision')
          .map(({ tenants: at, data }) => [at, data?.found.map(({ kind, where }) => `${kind} ${where}`)]),
        [
          [['user_1'], ['branch feature/17']],
          [['user_2'], ['worktree one']],
          [['user_3'], ['worktree two']],
          [['user_4'], ['stash stash@{0}']],
          [['user_5'], []],
        ],
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
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
