import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import type { AlembicFacts } from '../../src/alembic/alembic-facts'
import { describeFound } from '../../src/alembic/describe-found'
import { findRevision, loadOutsideRevisions } from '../../src/alembic/find-revision'
import { createGit } from '../../src/host/git'
import { alembicIni, createProject, revisionText } from './project'

const versions = 'backend/migrations/versions'
const id = (n: number): string => `aa${n.toString(16).padStart(10, '0')}`

/** A repository with 40 revisions on main, 300 branches with one revision each, three worktrees, and a stash. Made with fast-import: one git process. */
function createRepository(): { readonly root: string; readonly folder: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-git-'))
  const root = path.join(folder, 'main')
  mkdirSync(root)
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] })
  git('init', '-q', '-b', 'main')
  git('config', 'user.name', 'Ada 🚀')
  git('config', 'user.email', 'ada@example.org')
  const stream: string[] = []
  let mark = 0
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
  const commit = (ref: string, from: number | undefined, files: Readonly<Record<string, string>>): number => {
    stream.push(`commit refs/heads/${ref}\nmark :${++mark}\ncommitter Ada 🚀 <ada@example.org> ${1_760_000_000 + mark * 60} +0000\n${data(`commit ${mark}`)}`)
    if (from !== undefined) stream.push(`from :${from}\n`)
    for (const [file, text] of Object.entries(files)) stream.push(`M 100644 inline ${file}\n${data(text)}`)
    return mark
  }
  const base: Record<string, string> = { 'backend/alembic.ini': alembicIni }
  for (let n = 0; n < 40; n++) base[`${versions}/${n}.py`] = revisionText(id(n), n === 0 ? null : id(n - 1), { up: `op.execute("SELECT ${n}")` })
  const trunk = commit('main', undefined, base)
  for (let branch = 0; branch < 300; branch++) {
    const first = commit(`feature/${branch}`, trunk, { [`${versions}/no_id_in_the_name_${branch}.py`]: `\uFEFF${revisionText(id(1000 + branch), id(39), { up: 'op.execute("é")' })}` })
    if (branch === 17) commit(`feature/${branch}`, first, { [`${versions}/second.py`]: revisionText(id(2000), id(1017)), 'README.md': 'x' })
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: root, input: stream.join('') })
  git('checkout', '-q', 'main')
  for (const name of ['one', 'two', 'three']) git('worktree', 'add', '-q', '--detach', path.join(folder, name), 'main')
  const worktree = (name: string, ...args: readonly string[]) => execFileSync('git', args, { cwd: path.join(folder, name), stdio: ['pipe', 'pipe', 'pipe'] })
  writeFileSync(path.join(folder, 'one', versions, 'uncommitted.py'), `${revisionText(id(3000), id(39), { undo: 'op.drop_table("x")' })}`)
  writeFileSync(path.join(folder, 'two', versions, 'detached.py'), revisionText(id(4000), id(39)))
  writeFileSync(path.join(folder, 'three', versions, 'fork.py'), revisionText(id(6000), id(38)))
  worktree('two', 'add', '.')
  worktree('two', 'commit', '-q', '-m', 'on a detached head')
  writeFileSync(path.join(root, versions, 'stashed.py'), revisionText(id(5000), id(39)))
  git('stash', 'push', '-q', '--include-untracked')
  // A revision changed after others had been built on it.
  writeFileSync(path.join(root, versions, '7.py'), (base[`${versions}/7.py`] ?? '').replace('SELECT 7', 'SELECT 77'))
  writeFileSync(path.join(root, versions, '8.py'), `${base[`${versions}/8.py`] ?? ''}\n# a comment more\n`)
  writeFileSync(path.join(root, versions, '39.py'), (base[`${versions}/39.py`] ?? '').replace('SELECT 39', 'SELECT 390'))
  execFileSync('git', ['commit', '-q', '-a', '-m', 'rewrite'], { cwd: root, env: { ...process.env, GIT_COMMITTER_DATE: '2026-02-01T00:00:00Z' } })
  return { root, folder }
}

describe('findRevision', function () {
  this.timeout(60_000)
  let folder = ''
  let root = ''
  let facts: AlembicFacts

  before(async () => {
    ;({ root, folder } = createRepository())
    const files: Record<string, string> = { 'alembic.ini': alembicIni }
    for (let n = 0; n < 40; n++) files[`migrations/versions/${n}.py`] = readFileSync(path.join(root, versions, `${n}.py`), 'utf8')
    facts = (await createProject(files)).facts()
    assert.equal(facts.environments[0]?.graph.byId.size, 40)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const find = (wanted: string) => findRevision(createGit(path.join(root, 'backend')), facts, wanted)

  it('finds a revision in a branch by its content, in under a second, with its missing ancestor', async () => {
    const started = performance.now()
    const found = await find(id(2000))
    const took = performance.now() - started
    const [place] = found.places
    assert.ok(place)
    assert.deepEqual([place.kind, place.branches, place.path, place.author, place.emptyDowngrade], ['branch', ['feature/17'], 'migrations/versions/second.py', 'Ada 🚀', true])
    assert.deepEqual(found.plan?.copies.map((copy) => [copy.id, copy.target]), [
      [id(1017), 'migrations/versions/no_id_in_the_name_17.py'],
      [id(2000), 'migrations/versions/second.py'],
    ])
    assert.ok(found.plan.copies[0]?.text.startsWith('\uFEFF'))
    assert.ok(found.plan.copies[0]?.text.includes('op.execute("é")'))
    assert.deepEqual(found.headsAfter, [id(2000)])
    assert.ok(took < 1000, `took ${took.toFixed(0)} ms`)
    assert.match(describeFound(found), /branch `feature\/17` \(commit [0-9a-f]{9} by Ada 🚀 on 2025-/)
  })

  it('finds an uncommitted file of another worktree', async () => {
    const [place] = (await find(id(3000))).places
    assert.deepEqual([place?.kind, place?.where, place?.path, place?.commit, place?.emptyDowngrade], ['worktree', 'one', 'migrations/versions/uncommitted.py', undefined, false])
  })

  it('finds a commit that only a detached worktree has', async () => {
    const [place] = (await find(id(4000))).places
    assert.deepEqual([place?.kind, place?.where, place?.author], ['worktree', 'two', 'Ada 🚀'])
  })

  it('finds an untracked file in a stash', async () => {
    const [place] = (await find(id(5000))).places
    assert.deepEqual([place?.kind, place?.where], ['stash', 'stash@{0}'])
  })

  it('takes the beginning of an id, and knows what is here', async () => {
    assert.equal((await find('aa00000007d')).revision, id(2000))
    assert.deepEqual((await find('aa000000')).places, [], 'several ids begin so')
    assert.equal((await find(id(3))).here?.path, 'migrations/versions/3.py')
  })

  it('gives a statement to review when the revision is nowhere', async () => {
    const found = await find('ffff00001111')
    assert.deepEqual(found.places, [])
    assert.equal(found.stamp?.statement, `UPDATE alembic_version SET version_num = '${id(39)}' WHERE version_num = 'ffff00001111';`)
    assert.match(found.stamp?.skips ?? '', /40 revisions/)
    assert.match(describeFound(found), /never run for you/)
  })

  it('proposes a merge when the file would bring a second head', async () => {
    assert.deepEqual((await find(id(3000))).headsAfter, [id(3000)])
    const found = await find(id(6000))
    assert.deepEqual(found.headsAfter, [id(39), id(6000)])
    assert.match(found.merge?.text ?? '', new RegExp(`down_revision = \\("${id(39)}", "${id(6000)}"\\)`))
    assert.match(describeFound(found), /After that there are 2 heads/)
  })

  it('knows which revisions were rewritten after others had been built on them', async () => {
    const { rewritten } = await loadOutsideRevisions(createGit(path.join(root, 'backend')), facts)
    assert.deepEqual([...rewritten.keys()], ['migrations/versions/7.py'])
    assert.deepEqual(rewritten.get('migrations/versions/7.py')?.builtOn, [id(8)])
  })
})
