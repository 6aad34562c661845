import assert from 'node:assert/strict'
import { rules } from '../../src'
import { setOutsideRevisions } from '../../src/alembic/alembic-facts'
import { createMemoryProject } from '../support/memory-project'
import { apart, listPlanted, makeRepository, rewritten } from './five-hundred'

describe('500 revisions', function () {
  this.timeout(120_000)
  const show = ({ path, rule }: { readonly path: string; readonly rule: string }) => `${/(\d+)\.py$/.exec(path)?.[1] ?? path} ${rule}`

  it('every planted hazard is found, and nothing else, also while typing', async () => {
    const files = makeRepository()
    const { engine, logged } = await createMemoryProject(files, { selection: { select: ['migrations'] } })
    const [workspace] = engine.workspaces.all()
    assert.ok(workspace)
    const findAll = async () => (await engine.checkProject()).findings.map(show)
    const edited = 'migrations/versions/250.py'
    const original = files[edited] ?? ''
    const type = (text: string): void => workspace.setOverlay(edited, text)

    assert.deepEqual(await findAll(), listPlanted())
    type(`${original}# typed\n`)
    assert.deepEqual(await findAll(), listPlanted())
    // What later revisions build on goes away.
    type(original.replace('def upgrade():\n', 'def upgrade():\n    op.drop_table("t12")\n'))
    const lost = [253, 313, 373, 433, 493].map((number) => `${number} unguarded-drop`)
    assert.deepEqual(await findAll(), [...listPlanted(), ...lost].sort())
    // The chain is cut in two.
    type(original.replaceAll('00f9abcdef', '0001abcdef'))
    assert.deepEqual(
      (await findAll()).filter((line) => !listPlanted().includes(line)),
      ['499 multiple-heads'],
    )
    type(original)
    assert.deepEqual(await findAll(), listPlanted())
    assert.deepEqual(logged, [])
  })

  for (const { rule, file, change } of apart) {
    it(`${rule} is found once`, async () => {
      const files = makeRepository()
      files[file] = change(files[file] ?? '')
      const { engine } = await createMemoryProject(files, { selection: { select: [rule] } })
      assert.deepEqual(
        (await engine.checkProject()).findings.map((finding) => finding.rule),
        [rule],
      )
    })
  }

  it('rewritten-revision is found once', async () => {
    const { engine } = await createMemoryProject(makeRepository(), { selection: { select: ['rewritten-revision'] } })
    for (const workspace of engine.workspaces.all()) setOutsideRevisions(workspace, rewritten)
    assert.deepEqual((await engine.checkProject()).findings.map(show), ['100 rewritten-revision'])
  })

  it('every rule of the family is planted', () => {
    const planted = new Set([...listPlanted().map((line) => line.split(' ')[1]), ...apart.map(({ rule }) => rule), 'rewritten-revision'])
    assert.deepEqual(
      rules.filter(({ family, id }) => family === 'migrations' && !planted.has(id)).map(({ id }) => id),
      [],
    )
  })
})
