import assert from 'node:assert/strict'
import * as path from 'node:path'
import { loadPythonParser } from '../../../src/host/wasm'
import { applyEdits } from '../../../src/text/apply-edits'
import { startPostgres, type TestPostgres } from '../../support/postgres'
import { type PythonEnvironment, preparePython } from '../../support/python'
import { listCells, type Outcome, openProgram, runPrograms, strays } from './run-programs'

// Fixes that a person chooses. The first line of each program names the fix, or the reason why there is none.
const cells = listCells(path.join(__dirname, 'chosen')).map((cell) => ({
  ...cell,
  title: /^# fix: (.*)$/m.exec(cell.source)?.[1],
  reason: /^# refused: (.*)$/m.exec(cell.source)?.[1],
}))

/** Applies what bears the title, wherever it is offered, until nothing is left of it. */
async function choose(text: string, title: string): Promise<string> {
  let now = text
  for (let round = 0; round < 10; round++) {
    const { engine, logged } = await openProgram(now)
    const { findings } = await engine.checkProject({ paths: ['program.py'] })
    assert.deepEqual(logged, [])
    const fix = findings.flatMap(({ fixes }) => fixes).find((each) => each.title === title)
    if (!fix) return now
    assert.deepEqual([...new Set(fix.edits.map((edit) => edit.path))], ['program.py'])
    now = applyEdits(now, fix.edits)
    assert.equal(await countErrors(now), 0, now)
  }
  assert.fail(`the fix is offered again and again:\n${now}`)
}

async function countErrors(text: string): Promise<number> {
  const module = (await loadPythonParser()).parse('program.py', text)
  module.body()
  return module.errors().length
}

describe('fixes that are chosen', function () {
  this.timeout(60_000)

  for (const { name, source, title, reason } of cells)
    it(name, async () => {
      const { findings } = await (await openProgram(source)).engine.checkProject({ paths: ['program.py'] })
      if (title === undefined) {
        assert.ok(reason !== undefined, 'the first line names a fix or a reason')
        assert.ok(
          findings.some(({ fixes, noFix }) => fixes.length === 0 && noFix?.includes(reason)),
          findings.map(({ noFix, fixes }) => noFix ?? fixes[0]?.title).join('\n'),
        )
        return
      }
      const offered = findings.flatMap(({ fixes }) => fixes).find((fix) => fix.title === title)
      assert.ok(offered, findings.map(({ noFix, fixes }) => noFix ?? fixes.map((fix) => fix.title).join()).join('\n'))
      assert.equal(offered.safety, 'unsafe')
      const fixed = await choose(source, title)
      assert.notEqual(fixed, source)
      assert.equal(await choose(fixed, title), fixed, 'applied twice, it changes something again')
      assert.equal(await choose(source.replaceAll('\n', '\r\n'), title), fixed.replaceAll('\n', '\r\n'), 'line breaks')
      assert.equal((fixed.match(/# kept/g) ?? []).length, (source.match(/# kept/g) ?? []).length, 'comments')
    })
})

for (const environment of ['sa20', 'sa14', 'sa21'] satisfies PythonEnvironment[])
  describe(`fixes that are chosen, run before and after, ${environment}`, function () {
    this.timeout(300_000)
    // The other versions run one form of each.
    const here = cells.flatMap(({ name, source, title }) =>
      title !== undefined && (environment === 'sa20' || name.endsWith(': local')) ? [{ name, source, title }] : [],
    )
    let postgres: TestPostgres
    const fixed: string[] = []
    let earlier: readonly Outcome[] = []
    let later: readonly Outcome[] = []

    before(async () => {
      await preparePython(environment)
      postgres = await startPostgres()
      for (const { source, title } of here) fixed.push(await choose(source, title))
      earlier = await runPrograms(
        environment,
        await postgres.createDatabase(),
        here.map(({ source }) => source),
      )
      later = await runPrograms(environment, await postgres.createDatabase(), fixed)
    })

    after(async () => {
      await postgres?.stop()
    })

    for (const [index, { name, source }] of here.entries())
      it(name, () => {
        const [was, is] = [earlier[index], later[index]]
        assert.ok(was && is)
        assert.ok(!strays(was), `the program is right before:\n${source}\n${JSON.stringify(was)}`)
        const seen = ({ raised, answer, rows }: Outcome) => ({ raised, answer, rows })
        assert.deepEqual(seen(is), seen(was), fixed[index])
        assert.doesNotMatch(is['path left on the pool'], /user_/, fixed[index])
      })
  })
