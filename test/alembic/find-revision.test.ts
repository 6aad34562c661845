import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import * as path from 'node:path'
import type { AlembicFacts } from '../../src/alembic/alembic-facts'
import { describeFound } from '../../src/alembic/describe-found'
import { findRevision, loadOutsideRevisions } from '../../src/alembic/find-revision'
import { createGit } from '../../src/host/git'
import { createRepository, id, versions } from './git-repository'
import { alembicIni, createProject } from './project'

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

  it('finds a revision in a branch by its content, with its missing ancestor', async () => {
    const found = await find(id(2000))
    const [place] = found.places
    assert.ok(place)
    assert.deepEqual(
      [place.kind, place.branches, place.path, place.author, place.emptyDowngrade],
      ['branch', ['feature/17'], 'migrations/versions/second.py', 'Ada 🚀', true],
    )
    assert.deepEqual(
      found.plan?.copies.map((copy) => [copy.id, copy.target]),
      [
        [id(1017), 'migrations/versions/no_id_in_the_name_17.py'],
        [id(2000), 'migrations/versions/second.py'],
      ],
    )
    assert.ok(found.plan?.copies[0]?.text.startsWith('\uFEFF'))
    assert.ok(found.plan?.copies[0]?.text.includes('op.execute("é")'))
    assert.deepEqual(found.headsAfter, [id(2000)])
    assert.match(describeFound(found), /branch `feature\/17` \(commit [0-9a-f]{9} by Ada 🚀 on 2025-/)
  })

  it('finds an uncommitted file of another worktree', async () => {
    const [place] = (await find(id(3000))).places
    assert.deepEqual(
      [place?.kind, place?.where, place?.path, place?.commit, place?.emptyDowngrade],
      ['worktree', 'one', 'migrations/versions/uncommitted.py', undefined, false],
    )
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
