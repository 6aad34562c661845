import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { alembicFacts, setOutsideRevisions } from '../../src/alembic/alembic-facts'
import { loadOutsideRevisions } from '../../src/alembic/find-revision'
import { createGit } from '../../src/host/git'
import { revisionText } from '../alembic/project'
import { createMemoryProject } from '../support/memory-project'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { environmentCases } from './alembic-cases/environment'
import { graphCases } from './alembic-cases/graph'
import { statementCases } from './alembic-cases/statements'
import type { ThreeWays } from './alembic-cases/three-ways'
import { chain, envText, type Files, runAlembic, table, writeFiles } from './alembic-world'

describe('hazards of migrations planted, mended and only looked like, in real Alembic on real PostgreSQL', function () {
  this.timeout(300_000)
  let postgres: TestPostgres
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres.stop())

  for (const one of [...statementCases, ...environmentCases, ...graphCases]) {
    it(`${one.rule}: ${one.title}`, async () => {
      one.damage(await runAlembic(postgres, one))
      const after = await mend(one)
      assert.equal(await countFindings(one.rule, after), 0, 'a finding is left after mending')
      one.mended(await runAlembic(postgres, { ...one, files: after }))
      const near = { ...one.files, ...one.nearMiss }
      assert.equal(await countFindings(one.rule, near), 0, 'the near miss is accused')
      one.harmless(await runAlembic(postgres, { ...one, files: near }))
    })
  }

  it('rewritten-revision: a database that ran the old text never gets the column', async () => {
    const rule = 'rewritten-revision'
    const column = 'op.add_column("t1", sa.Column("kind", sa.Integer()))'
    const first = revisionText('r1', null, { up: table('t1') })
    const second = revisionText('r2', 'r1', { up: table('t2') })
    const earlier = chain(envText(), first, second)
    const rewritten = chain(envText(), revisionText('r1', null, { up: `${table('t1')}\n${column}` }), second)
    const mended = chain(envText(), first, second, revisionText('r3', 'r2', { up: column }))
    const commented = chain(envText(), first.replace('    op.create', '    # The first table.\n    op.create'), second)

    assert.equal(await countRewritten(earlier, rewritten), 1, `${rule} found nothing`)
    const fresh = await runAlembic(postgres, { files: rewritten })
    const old = await runAlembic(postgres, { files: rewritten, earlier })
    assert.deepEqual([fresh.code, fresh.version, fresh.has('public.t1.kind')], [0, 'r2', true])
    assert.deepEqual([old.code, old.version, old.has('public.t1.kind')], [0, 'r2', false])

    assert.equal(await countRewritten(earlier, mended), 0, 'a finding is left after mending')
    for (const state of [await runAlembic(postgres, { files: mended }), await runAlembic(postgres, { files: mended, earlier })])
      assert.deepEqual([state.code, state.version, state.has('public.t1.kind')], [0, 'r3', true])

    assert.equal(await countRewritten(earlier, commented), 0, 'the near miss is accused')
    const same = await runAlembic(postgres, { files: commented, earlier })
    assert.deepEqual([same.code, same.version, same.has('public.t1.id')], [0, 'r2', true])
  })
})

/** The project after the rule's own fixes, or after the hand that did what `help` says where the rule refuses to. */
async function mend({ rule, files, fix }: ThreeWays): Promise<Files> {
  const { engine, fix: applyAll, logged } = await createMemoryProject(files, { selection: { select: [rule] } })
  const findings = (await engine.checkProject()).findings.filter((finding) => finding.rule === rule)
  assert.ok(findings.length > 0, `${rule} found nothing`)
  if (fix !== 'engine') {
    for (const finding of findings) assert.deepEqual([finding.fixes.length, finding.noFix !== undefined], [0, true], finding.message)
    return { ...files, ...fix }
  }
  const outcome = await applyAll('unsafe')
  assert.deepEqual(logged, [])
  return { ...files, ...Object.fromEntries(outcome.changed.map((file) => [file.path, file.after])) }
}

async function countFindings(rule: string, files: Files): Promise<number> {
  const { engine } = await createMemoryProject(files, { selection: { select: [rule] } })
  return (await engine.checkProject()).findings.filter((finding) => finding.rule === rule).length
}

/** What the rule says when `earlier` was committed first and `files` a day later, in a real repository. */
async function countRewritten(earlier: Files, files: Files): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-rewritten-'))
  const commit = (day: number): void => {
    const date = `2026-01-0${day}T00:00:00Z`
    const run = (...args: readonly string[]): void => {
      execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
        cwd: folder,
        stdio: 'pipe',
        env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
      })
    }
    if (day === 1) run('init', '-q')
    run('add', '.')
    run('commit', '-q', '-m', `day ${day}`)
  }
  try {
    writeFiles(folder, earlier)
    commit(1)
    writeFiles(folder, files)
    commit(2)
    const { engine } = await createMemoryProject(files, { selection: { select: ['rewritten-revision'] } })
    for (const workspace of engine.workspaces.all())
      setOutsideRevisions(workspace, await loadOutsideRevisions(createGit(folder), alembicFacts(workspace)))
    return (await engine.checkProject()).findings.filter(({ rule }) => rule === 'rewritten-revision').length
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
