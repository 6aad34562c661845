import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { preferredFix } from '../../../src'
import { startPostgres, type TestPostgres } from '../../support/postgres'
import { type PythonEnvironment, preparePython } from '../../support/python'
import { listCells, type Outcome, openProgram, runPrograms, strays } from './run-programs'

const folder = path.join(__dirname, 'programs')
const cells = listCells(folder)

async function fix(text: string, safety: 'safe' | 'unsafe'): Promise<string> {
  const project = await openProgram(text)
  const outcome = await project.fix(safety, ['program.py'])
  assert.deepEqual([project.logged, outcome.refused], [[], []])
  return outcome.changed.find((change) => change.path === 'program.py')?.after ?? text
}

const fixedOnce = new Map<string, string>()

async function fixOnce(text: string): Promise<string> {
  const known = fixedOnce.get(text) ?? (await fix(text, 'safe'))
  fixedOnce.set(text, known)
  return known
}

describe('fixes of the programs', function () {
  this.timeout(60_000)
  const said = new Map<string, string>()

  for (const { name, source } of cells)
    it(name, async () => {
      const { findings } = await (await openProgram(source)).engine.checkProject({ paths: ['program.py'] })
      said.set(name, [...new Set(findings.map((finding) => preferredFix(finding, 'unsafe')?.safety ?? 'none'))].sort().join(', '))
      for (const safety of ['safe', 'unsafe'] as const) {
        const fixed = await fix(source, safety)
        assert.equal(await fix(fixed, safety), fixed, 'applied twice, it changes something again')
        const commented = `# 😀 kept\n${source.replace(/^( +)(\S.*[^:,([{\\\n])$/gm, `$1$2${comment}`)}`
        const crlf = await fix(source.replaceAll('\n', '\r\n'), safety)
        assert.equal(crlf, fixed.replaceAll('\n', '\r\n'), 'line breaks')
        const after = await fix(commented, safety)
        // Longer lines may be broken where the shorter ones were not.
        const code = (text: string) => text.replaceAll(comment, '').replace('# 😀 kept', '').replace(/\s+/g, '')
        assert.equal(code(after), code(fixed), 'comments change the fix')
        const missing = linesWithoutComment(commented, after)
        assert.deepEqual(missing, [], 'a line lost its comment')
      }
    })

  it('are offered where they were before', () => {
    const file = path.join(folder, 'fixes.json')
    const now = `${JSON.stringify(Object.fromEntries(said), undefined, 2)}\n`
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, now)
    assert.equal(now, readFileSync(file, 'utf8'))
  })
})

const comment = '  # kept'

/** Lines that had a comment and still stand, without it. */
function linesWithoutComment(before: string, after: string): readonly string[] {
  const had = new Set(before.split('\n').flatMap((line) => (line.endsWith(comment) ? [line.slice(0, -comment.length).trim()] : [])))
  return after.split('\n').filter((line) => had.has(line.trim()))
}

// A program does not say what is right. Every row and every answer carries the name of its schema ("one of user_1"), so a run that
// reached another tenant shows it; and a program that reached the right ones has to do the very same after the safe fixes.
for (const environment of ['sa20', 'sa14', 'sa21'] satisfies PythonEnvironment[])
  describe(`programs run before and after the safe fixes, ${environment}`, function () {
    this.timeout(600_000)
    let postgres: TestPostgres
    // The other versions run one form of each. SQLAlchemy 2.1 is installed without what its asyncio needs.
    const here = cells.filter(
      ({ name, source }) =>
        environment === 'sa20' || (name.endsWith(': local') && !(environment === 'sa21' && source.includes('async_base'))),
    )
    const fixed: string[] = []
    let earlier: readonly Outcome[] = []
    let later: readonly Outcome[] = []

    before(async () => {
      await preparePython(environment)
      postgres = await startPostgres()
      for (const { source } of here) fixed.push(await fixOnce(source))
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
        const [text, was, is] = [fixed[index], earlier[index], later[index]]
        assert.ok(text !== undefined && was && is)
        if (text === source || strays(was)) return
        const seen = ({ raised, answer, rows }: Outcome) => ({ raised, answer, rows })
        assert.deepEqual(seen(is), seen(was), text)
        assert.doesNotMatch(is['path left on the pool'], /user_/, text)
      })

    it('tells programs that were wrong from programs that were right', () => {
      const count = (wanted: boolean) => earlier.filter((outcome) => strays(outcome) === wanted).length
      assert.ok(count(true) > 5 && count(false) > 50)
    })
  })
