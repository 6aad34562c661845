import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import type { Finding } from '../../src'
import type { FileReport } from '../../src/engine/check-file'
import { findTypingFocus } from '../../src/engine/typing-focus'
import { loadPythonParser } from '../../src/host/wasm'
import { descendants } from '../../src/python/children'
import { createMemoryProject, type Files, type MemoryProject } from '../support/memory-project'

const backend = path.resolve(__dirname, '../../examples/marketplace/backend')

describe('an edit while somebody types', function () {
  this.timeout(120_000)

  it('is answered like a whole check, but for fixes, wherever in the sample it is', async () => {
    const files = Object.fromEntries(
      readdirSync(backend, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(py|toml|ini|txt)$/.test(name))
        .map((name) => [name.split(path.sep).join('/'), readFileSync(path.join(backend, name), 'utf8')]),
    )
    const project = await createMemoryProject(files)
    const parser = await loadPythonParser()
    const { findings } = await project.engine.checkProject()
    let shortcuts = 0
    let waiting = 0
    let edits = 0
    for (const file of [...new Set(findings.map(({ path: each }) => each))].filter((each) => each.endsWith('.py'))) {
      const text = files[file] ?? ''
      const functions = parser
        .parse(file, text)
        .body()
        .flatMap((statement) => [...descendants(statement)].filter((node) => node.kind === 'FunctionDef'))
      for (const { body } of functions) {
        const plain = body.find(({ kind }) => kind === 'Assign' || kind === 'ExprStmt' || kind === 'Return')
        if (!plain) continue
        const edited = `${text.slice(0, plain.start)}typed = "😀"; ${text.slice(plain.start)}`
        edits++
        const answers = await answerBothWays(project, file, text, edited)
        if (answers.quick !== answers.whole) shortcuts++
        waiting += answers.whole.findings.filter(
          ({ fixes }, index) => fixes.length > 0 && answers.quick.findings[index]?.fixes.length === 0,
        ).length
      }
    }
    assert.ok(edits > 100 && shortcuts > edits / 3, `${shortcuts} shortcuts of ${edits} edits`)
    assert.ok(waiting > 100, `${waiting} fixes of the rest wait for the next whole check`)
  })

  it('keeps what the last whole check said of the rest, at its new place', async () => {
    const project = await createMemoryProject(small)
    const before = await check(project, 'app/api.py')
    type(project, 'app/api.py', api.replace('return 1', 'return 12'))
    const typed = await check(project, 'app/api.py', true)
    assert.deepEqual(
      typed.findings.map(brief),
      before.findings.map(brief).map(([rule, start, end]) => [rule, start + 1, end + 1]),
    )
  })

  it('finds what is new where it is typed', async () => {
    const project = await createMemoryProject(small)
    await check(project, 'app/api.py')
    type(project, 'app/api.py', api.replace('return 1', 'db.execute(text("SET search_path TO user_2"))\n    return 1'))
    const { findings } = await check(project, 'app/api.py', true)
    assert.equal(findings.filter(({ rule }) => rule === 'raw-search-path').length, 2)
  })

  const unfocused: readonly (readonly [what: string, before: string, after: string])[] = [
    ['a parameter', 'def f(a):\n    return 1\n', 'def f(ab):\n    return 1\n'],
    ['a decorator', '@a\ndef f():\n    return 1\n', '@ab\ndef f():\n    return 1\n'],
    ['a statement of the module', 'x = 1\ndef f():\n    return 1\n', 'x = 12\ndef f():\n    return 1\n'],
    [
      'an attribute of a class',
      'class C:\n    a = 1\n    def f(self):\n        return 1\n',
      'class C:\n    a = 12\n    def f(self):\n        return 1\n',
    ],
    ['a suppression', 'def f():\n    g()  # tenantscope: ignore\n', 'def f():\n    g()  # tenantscope: ignore[x]\n'],
    ['a new function', 'def f():\n    return 1\n', 'def f():\n    return 1\ndef g():\n    return 1\n'],
    ['the end of a function', 'def f():\n    return 1\n    h()\n', 'def f():\n    return 1\nh()\n'],
    ['the number of lines', 'def f():\n    return 1\n', 'def f():\n    g()\n    return 1\n'],
    ['two functions', 'def f():\n    return 1\ndef g():\n    return 1\n', 'def f():\n    return 2\ndef g():\n    return 2\n'],
  ]
  for (const [what, before, after] of unfocused) {
    it(`is judged as a whole when it changes ${what}`, async () => {
      const parser = await loadPythonParser()
      assert.equal(findTypingFocus(parser.parse('a.py', before), parser.parse('a.py', after)), undefined)
    })
  }

  it('is known by the definition around it', async () => {
    const parser = await loadPythonParser()
    const before = parser.parse('a.py', 'x = 1\nclass C:\n    def f(self):\n        return 1\ndef g(): pass\n')
    const after = parser.parse('a.py', before.text.replace('return 1', 'return 12'), before)
    assert.deepEqual(findTypingFocus(before, after), {
      before: { start: 6, end: before.text.indexOf('def g') },
      after: { start: 6, end: after.text.indexOf('def g') },
      change: { start: before.text.indexOf('return 1') + 8, end: before.text.indexOf('return 1') + 8, by: 1 },
    })
  })
})

const api = `from sqlalchemy import text
from sqlalchemy.orm import Session


def typing(db: Session):
    return 1


def products(db: Session, schema: str):
    db.execute(text(f"SET search_path TO {schema}"))
    return db.execute(text("SELECT 1"))
`
const small: Files = { 'requirements.txt': 'SQLAlchemy==2.0.44\npsycopg2-binary==2.9.11\n', 'app/__init__.py': '', 'app/api.py': api }

const brief = ({ rule, span }: Finding): readonly [string, number, number] => [rule, span.start, span.end]

const type = ({ engine }: MemoryProject, file: string, text: string): void => {
  for (const workspace of engine.workspaces.all()) workspace.setOverlay(file, text, 'typing')
}

const check = ({ engine }: MemoryProject, file: string, typing = false): Promise<FileReport> => engine.checkFile({ path: file, typing })

/** Both answers to an edit, which say the same. They are one object when the quick one did not take the short way. */
async function answerBothWays(
  project: MemoryProject,
  file: string,
  text: string,
  edited: string,
): Promise<{ readonly quick: FileReport; readonly whole: FileReport }> {
  type(project, file, text)
  await check(project, file)
  type(project, file, edited)
  const quick = await check(project, file, true)
  const whole = await check(project, file)
  const plain = ({ findings, notAnalysed }: FileReport) => ({
    findings: findings.map(({ fixes: _, noFix: __, ...finding }) => finding),
    notAnalysed,
  })
  assert.deepEqual(plain(quick), plain(whole), file)
  return { quick, whole }
}
