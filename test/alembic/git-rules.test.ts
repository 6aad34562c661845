import assert from 'node:assert/strict'
import { setOutsideRevisions } from '../../src/alembic/alembic-facts'
import type { OutsideRevision, OutsideRevisions } from '../../src/alembic/outside-revisions'
import { createMemoryProject } from '../support/memory-project'
import { alembicIni, revisionText } from './project'

const outside = (id: string, down: readonly string[], path: string): OutsideRevision => ({
  id,
  down,
  kind: 'branch',
  where: 'feature/x',
  path,
  text: revisionText(id, down[0] ?? null),
  message: id,
  createDate: undefined,
  emptyDowngrade: true,
  commit: '0123456789abcdef',
  author: 'Ada',
  date: '2026-01-01T00:00:00Z',
})

async function check(files: Readonly<Record<string, string>>, facts: OutsideRevisions) {
  const { engine, logged } = await createMemoryProject(files, { selection: { select: ['migrations'] } })
  for (const workspace of engine.workspaces.all()) setOutsideRevisions(workspace, facts)
  const { findings } = await engine.checkProject()
  assert.deepEqual(logged, [])
  return { findings }
}

describe('rules that ask git', () => {
  const files = {
    'alembic.ini': alembicIni,
    'migrations/versions/a.py': revisionText('aaaa', null),
    'migrations/versions/b.py': revisionText('bbbb', 'aaaa'),
    'migrations/versions/d.py': revisionText('dddd', 'cccc'),
  }

  it('missing-parent-revision brings the file and its ancestors over from a branch', async () => {
    const byId = new Map([
      ['cccc', [outside('cccc', ['b0b0'], 'migrations/versions/c.py')]],
      ['b0b0', [outside('b0b0', ['bbbb'], 'elsewhere/versions/b0.py')]],
    ])
    const { findings } = await check(files, { byId, rewritten: new Map() })
    const missing = findings.find(({ rule }) => rule === 'missing-parent-revision')
    assert.equal(missing?.help, 'Bring the file over: it is in the branch `feature/x`')
    const bring = missing?.fixes[0]
    assert.deepEqual(
      bring?.edits.map(({ path, create }) => [path, create]),
      [
        ['migrations/versions/b0.py', true],
        ['migrations/versions/c.py', true],
      ],
    )
  })

  it('rewritten-revision names the commit and what had been built on the file', async () => {
    const rewritten = new Map([
      ['migrations/versions/a.py', { commit: 'fedcba9876543210', date: '2026-02-03T00:00:00Z', builtOn: ['bbbb'] }],
    ])
    const { findings } = await check({ ...files, 'migrations/versions/d.py': revisionText('dddd', 'bbbb') }, { byId: new Map(), rewritten })
    assert.deepEqual(
      findings.map(({ rule, path }) => [rule, path]),
      [['rewritten-revision', 'migrations/versions/a.py']],
    )
    assert.match(findings[0]?.message ?? '', /2026-02-03 \(fedcba987\) after `bbbb`/)
    assert.equal(findings[0]?.related[0]?.path, 'migrations/versions/b.py')
  })

  it('stays silent without git', async () => {
    const { engine } = await createMemoryProject(
      { ...files, 'migrations/versions/d.py': revisionText('dddd', 'bbbb') },
      { selection: { select: ['rewritten-revision'] } },
    )
    assert.deepEqual((await engine.checkProject()).findings, [])
  })
})
