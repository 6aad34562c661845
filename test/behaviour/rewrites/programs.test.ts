import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { preferredFix } from '../../../src'
import { createMemoryProject, type MemoryProject } from '../../support/memory-project'
import { startPostgres, type TestPostgres } from '../../support/postgres'
import { type PythonEnvironment, preparePython, runPython } from '../../support/python'

interface Outcome {
  readonly answer?: unknown
  readonly raised?: string
  readonly 'path left on the pool': string
  readonly rows: Readonly<Record<string, readonly string[]>>
}

/** `set_path(db, schema)` of a program, in every form. */
const forms: Readonly<Record<string, (db: string, schema: string, wait: string) => string>> = {
  local: (db, schema, wait) => `${wait}${db}.execute(text(f"SET LOCAL search_path TO {${schema}}, public"))`,
  session: (db, schema, wait) => `${wait}${db}.execute(text(f"SET search_path TO {${schema}}, public"))`,
  helper: (db, schema, wait) => `${wait}use_schema${wait ? '_async' : ''}(${db}, ${schema})`,
}

const rules = ['raw-search-path', 'search-path-helper', 'search-path-leak']
const folder = path.join(__dirname, 'programs')
const read = (name: string): string => readFileSync(path.join(folder, `${name}.py`), 'utf8')
const shared = { 'base.py': read('base'), 'async_base.py': read('async_base') }
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.replace(/\.py$/, ''))
  .filter((name) => !['base', 'async_base'].includes(name))
  .sort()

interface Cell {
  readonly name: string
  readonly source: string
}

const cells: readonly Cell[] = names.flatMap((name) =>
  Object.entries(forms).map(([form, write]) => ({
    name: `${name}: ${form}`,
    source: read(name).replace(/(await )?\bset_path\((\w+), (.+)\)$/gm, (_, wait = '', db, schema) => write(db, schema, wait)),
  })),
)

const open = (text: string): Promise<MemoryProject> =>
  createMemoryProject({ ...shared, 'program.py': text }, { selection: { select: rules } })

async function fix(text: string, safety: 'safe' | 'unsafe'): Promise<string> {
  const project = await open(text)
  const outcome = await project.fix(safety, ['program.py'])
  assert.deepEqual([project.logged, outcome.refused], [[], []])
  return outcome.changed.find((change) => change.path === 'program.py')?.after ?? text
}

describe('fixes of the programs', function () {
  this.timeout(60_000)
  const said = new Map<string, string>()

  for (const { name, source } of cells)
    it(name, async () => {
      const { findings } = await (await open(source)).engine.checkProject({ paths: ['program.py'] })
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
    // SQLAlchemy 2.1 is installed without what its asyncio needs.
    const here = cells.filter(({ source }) => environment !== 'sa21' || !source.includes('async_base'))
    const fixed: string[] = []
    let earlier: readonly Outcome[] = []
    let later: readonly Outcome[] = []

    const run = async (sources: readonly string[]): Promise<readonly Outcome[]> => {
      const place = mkdtempSync(path.join(tmpdir(), 'tenantscope-programs-'))
      try {
        for (const [name, text] of Object.entries(shared)) writeFileSync(path.join(place, name), text)
        for (const [index, text] of sources.entries()) writeFileSync(path.join(place, `program_${index}.py`), text)
        const { code, stdout, stderr } = await runPython(environment, path.join(__dirname, 'run.py'), {
          args: [place, sources.map((_, index) => `program_${index}`).join(',')],
          env: { DATABASE_URL: await postgres.createDatabase() },
        })
        assert.equal(code, 0, stderr)
        const results: Readonly<Record<string, Outcome>> = JSON.parse(stdout)
        return sources.map((_, index) => results[`program_${index}`]).filter((each) => each !== undefined)
      } finally {
        rmSync(place, { recursive: true, force: true })
      }
    }

    before(async () => {
      await preparePython(environment)
      postgres = await startPostgres()
      for (const { source } of here) fixed.push(await fix(source, 'safe'))
      earlier = await run(here.map(({ source }) => source))
      later = await run(fixed)
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
      assert.ok(count(true) > 10 && count(false) > 100)
    })
  })

/** Did a run raise, or read or write another schema's rows? */
function strays({ raised, answer, rows }: Outcome): boolean {
  if (raised !== undefined) return true
  const runs = Array.isArray(answer) ? answer : []
  return (
    Object.entries(rows).some(([table, titles]) =>
      titles.some((title) => / of /.test(title) && !title.endsWith(` of ${table.replace('.offers', '')}`)),
    ) ||
    JSON.stringify(runs).includes(' of public') ||
    runs.some((each, index) => runs.length === 2 && JSON.stringify(each ?? null).includes(` of user_${index === 0 ? 2 : 1}`))
  )
}
