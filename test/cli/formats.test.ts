import * as assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import type { Log } from 'sarif'
import { version } from '../../package.json'
import { createProject, expired, idle } from './run-cli'

/** One project with everything that a report can hold: two severities, a fix, a suppression, an unreadable file, odd characters. */
const files = {
  'app/api.py': `def f():\n\treturn "<ü&😀>"  ${idle}\n`,
  'app/50% off, ok.py': `x = 1  ${expired}\n`,
  'app/known.py': 'y = 2  # tenantscope: ignore[multiple-heads] waits for the release\n',
  'latin.py': Buffer.from('# tenantscope: ignore[multiple-heads] M\xfcller\n', 'latin1'),
}

const snapshots = path.join(__dirname, 'snapshots')
const formats = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'] as const

async function report(format: string, ...args: string[]): Promise<string> {
  const project = await createProject(files)
  await project.run(['check', 'app/known.py', '--update-baseline'])
  const { code, stdout } = await project.run(['check', '--baseline', 'tenantscope-baseline.json', '--format', format, ...args])
  assert.equal(code, 1)
  return stdout
}

describe('report formats', () => {
  for (const format of formats) {
    it(`${format} is what it was`, async () => {
      const text = (await report(format)).replaceAll(`"version": "${version}"`, '"version": "0.0.0"')
      const file = path.join(snapshots, `${format}.txt`)
      if (process.env.UPDATE_SNAPSHOTS === '1') {
        mkdirSync(snapshots, { recursive: true })
        writeFileSync(file, text)
      }
      assert.ok(existsSync(file), `${file} is missing; UPDATE_SNAPSHOTS=1 writes it`)
      assert.equal(text, readFileSync(file, 'utf8'))
    })
  }

  it('gives the same twice', async () => {
    assert.equal(await report('json'), await report('json'))
  })

  it('SARIF is valid against its schema', async () => {
    const {
      $schema: _,
      id: __,
      ...schema
    } = JSON.parse(readFileSync(path.join(__dirname, 'sarif-schema-2.1.0.json'), 'utf8')) as Record<string, unknown>
    const ajv = new Ajv({ strict: false, allErrors: true })
    addFormats(ajv)
    const validate = ajv.compile(schema)
    const log = JSON.parse(await report('sarif')) as Log
    assert.ok(validate(log), JSON.stringify(validate.errors, null, 2))
    const [run] = log.runs
    assert.equal(run?.results?.length, 3)
    for (const result of run?.results ?? []) {
      assert.match(result.partialFingerprints?.['tenantscope/v1'] ?? '', /^[0-9a-f]{16}$/)
      assert.equal(run?.tool.driver.rules?.[result.ruleIndex ?? -1]?.id, result.ruleId)
    }
    assert.ok(!validate({ version: '2.1.0', runs: [{ results: [] }] }), 'the schema refuses a run without a tool')
  })

  it('GitLab fingerprints are unique', async () => {
    const project = await createProject({ 'a.py': `x = 1  ${idle}\n`, 'b.py': `x = 1  ${idle}\n` })
    const { stdout } = await project.run(['check', '--format', 'gitlab'])
    const issues = JSON.parse(stdout) as { fingerprint: string }[]
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, 2)
  })
})

describe('tenantscope rules', () => {
  it('lists every rule, and prints a page', async () => {
    const project = await createProject({})
    const { stdout } = await project.run(['rules', '--format', 'json'])
    const { rules } = JSON.parse(stdout) as { rules: { id: string }[] }
    assert.ok(rules.some(({ id }) => id === 'unused-suppression'))
    const text = await project.run(['rules'])
    for (const { id } of rules) assert.ok(text.stdout.includes(id), id)
    assert.match((await project.run(['rules', 'unused-suppression'])).stdout, /^# `unused-suppression`\n\n.*silences nothing/)
    assert.match((await project.run(['rules', '--format', 'markdown'])).stdout, /^\| Rule \|/)
  })
})

const revision = (id: string, down: string | undefined) =>
  `"""${id}\n\nRevision ID: ${id}\nRevises: ${down ?? ''}\n"""\nfrom alembic import op\n\nrevision = "${id}"\ndown_revision = ${down === undefined ? 'None' : `"${down}"`}\n\n\ndef upgrade():\n    pass\n`

describe('tenantscope graph', () => {
  const project = () =>
    createProject({
      'alembic.ini': '[alembic]\nscript_location = migrations\n',
      'migrations/env.py': 'from alembic import context\n',
      'migrations/versions/a1_first.py': revision('a1a1', undefined),
      'migrations/versions/b2_second.py': revision('b2b2', 'a1a1'),
      'migrations/versions/c3_third.py': revision('c3c3', 'gone'),
    })
  it('gives JSON as contracted', async () => {
    const { stdout, code } = await (await project()).run(['graph', '--format', 'json'])
    assert.equal(code, 1)
    const document = JSON.parse(stdout) as { findings: { rule: string }[] }
    assert.deepEqual(
      { ...document, findings: [] },
      {
        version: 1,
        environments: [{ location: 'migrations', versionTable: 'alembic_version', heads: ['b2b2', 'c3c3'], bases: ['a1a1'], revisions: 3 }],
        heads: ['b2b2', 'c3c3'],
        bases: ['a1a1'],
        findings: [],
      },
    )
    assert.ok(document.findings.some(({ rule }) => rule === 'missing-parent-revision'))
  })
  it('draws', async () => {
    const opened = await project()
    assert.match(
      (await opened.run(['graph'])).stdout,
      /^migrations: 3 revisions, 2 heads, version table alembic_version\n {2}c3c3 {2}c3c3 {2}\(head, parent gone is missing\)/,
    )
    assert.match((await opened.run(['graph', '--format', 'mermaid'])).stdout, /^flowchart TD\n[\s\S]*-->/)
    assert.match((await opened.run(['graph', '--format', 'dot'])).stdout, /"a1a1" -> "b2b2";/)
  })
  it('says when there is none', async () => {
    const { code, stderr } = await (await createProject({ 'a.py': 'x = 1\n' })).run(['graph'])
    assert.equal(code, 0)
    assert.match(stderr, /no Alembic environment here/)
  })
})

describe('tenantscope init', () => {
  it('writes once, explains, and its file is taken', async () => {
    const project = await createProject({
      'app/models.py':
        'from sqlalchemy.orm import DeclarativeBase, mapped_column\nclass Base(DeclarativeBase):\n    pass\nclass Product(Base):\n    __tablename__ = "products"\n    __table_args__ = {"schema": "kunde"}\n    id = mapped_column(primary_key=True)\n',
    })
    const { code, stderr } = await project.run(['init'])
    assert.equal(code, 0, stderr)
    assert.match(stderr, /tenancy\.placeholder = kunde: 1 model carries this schema, among them Product/)
    assert.match(project.read('tenantscope.toml'), /^placeholder = "kunde"$/m)
    assert.notEqual((await project.run(['check'])).code, 2)
    const again = await project.run(['init'])
    assert.equal(again.code, 2)
    assert.match(again.stderr, /tenantscope\.toml exists/)
    const { code: forced, stderr: words } = await project.run(['init', '--force', '--quiet'])
    assert.deepEqual([forced, words], [0, ''])
  })
})
