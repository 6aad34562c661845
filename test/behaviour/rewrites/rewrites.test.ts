import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { createMemoryProject } from '../../support/memory-project'
import { startPostgres, type TestPostgres } from '../../support/postgres'
import { type PythonEnvironment, preparePython, runPython } from '../../support/python'
import { variants as allVariants, base } from './variants'

interface Outcome {
  readonly answer?: unknown
  readonly raised?: string
  readonly 'path left on the pool': string
  readonly rows: Readonly<Record<string, readonly string[]>>
}

const nameOf = (index: number): string => `jobs_${index}`
const rules = ['raw-search-path', 'search-path-helper', 'search-path-leak']

// Form x construction x origin of the session x what follows. The truth of each cell is what the program does in real SQLAlchemy on
// real PostgreSQL, before and after the safe fixes: never what the rule says.
for (const environment of ['sa20', 'sa14', 'sa21'] satisfies PythonEnvironment[])
  describe(`safe rewrites, run before and after, ${environment}`, function () {
    this.timeout(240_000)
    // FastAPI is installed beside the main version of SQLAlchemy only.
    const variants = allVariants.filter(({ source }) => environment === 'sa20' || !source.includes('fastapi'))
    let postgres: TestPostgres
    let earlier: Readonly<Record<string, Outcome>> = {}
    let later: Readonly<Record<string, Outcome>> = {}
    const fixed = new Map<number, string>()

    const run = async (folder: string): Promise<Readonly<Record<string, Outcome>>> => {
      const names = variants.map((_, index) => nameOf(index)).join(',')
      const { code, stdout, stderr } = await runPython(environment, path.join(__dirname, 'run.py'), {
        args: [folder, names],
        env: { DATABASE_URL: await postgres.createDatabase() },
      })
      assert.equal(code, 0, stderr)
      return JSON.parse(stdout)
    }

    const inFolder = async <Result>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<Result>): Promise<Result> => {
      const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-rewrites-'))
      try {
        for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
        return await use(folder)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }

    before(async () => {
      await preparePython(environment)
      postgres = await startPostgres()
      const files = { 'base.py': base, ...Object.fromEntries(variants.map(({ source }, index) => [`${nameOf(index)}.py`, source])) }
      const project = await createMemoryProject(files, { selection: { select: rules } })
      const outcome = await project.fix('safe')
      assert.deepEqual(project.logged, [])
      assert.deepEqual(outcome.refused, [])
      const changed = new Map(outcome.changed.map((change) => [change.path, change.after]))
      const mended = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, changed.get(name) ?? text]))
      for (const index of variants.keys()) fixed.set(index, mended[`${nameOf(index)}.py`] ?? '')
      earlier = await inFolder(files, run)
      later = await inFolder(mended, run)
    })

    after(async () => {
      await postgres?.stop()
    })

    for (const [index, variant] of variants.entries()) {
      it(variant.name, () => {
        const [was, is] = [earlier[nameOf(index)], later[nameOf(index)]]
        assert.ok(was && is)
        const text = fixed.get(index) ?? ''
        assert.doesNotMatch(text, /search_path|use_schema\(/, `nothing sets the path any more:\n${text}`)
        assert.equal(is.raised, undefined, text)
        assert.deepEqual(is.rows.public, ['one of public', 'two of public'], 'the shared schema is left alone')
        assert.doesNotMatch(is['path left on the pool'], /user_/, 'no tenant is left on the pooled connection')
        if (!variant.rightBefore) return
        // A run that reached the right tenant before reaches it after, with the same answers and the same rows.
        assert.deepEqual(was.rows.public, ['one of public', 'two of public'], 'the program was right before')
        assert.deepEqual({ answer: is.answer, rows: is.rows }, { answer: was.answer, rows: was.rows }, text)
      })
    }

    it('the programs that were wrong before are told apart by running them', () => {
      const wrong = variants.flatMap(({ name, rightBefore }, index) => {
        const outcome = earlier[nameOf(index)]
        const strayed =
          outcome?.raised !== undefined ||
          outcome?.rows.public?.join() !== 'one of public,two of public' ||
          /user_/.test(outcome['path left on the pool'])
        return !rightBefore && !strayed && !isWrongAnswer(outcome) ? [name] : []
      })
      assert.deepEqual(wrong, [])
    })

    /** A refresh that read the shared schema's row. */
    function isWrongAnswer(outcome: Outcome | undefined): boolean {
      return JSON.stringify(outcome?.answer ?? '').includes('of public')
    }
  })
