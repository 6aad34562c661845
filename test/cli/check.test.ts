import * as assert from 'node:assert/strict'
import { chmodSync, lstatSync, statSync, symlinkSync } from 'node:fs'
import * as path from 'node:path'
import type { CheckDocument } from '../../src/report/check-document'
import { createProject, expired, idle, run } from './run-cli'

const clean = 'x = 1\n'
const warning = `x = 1  ${idle}\n`
const error = `x = 1  ${expired}\n`
const parse = (text: string): CheckDocument => JSON.parse(text) as CheckDocument
const rulesIn = (text: string) =>
  parse(text).findings.map(({ path: file, rule, range }) => `${file}:${range.start.line}:${range.start.column} ${rule}`)

describe('tenantscope check', () => {
  describe('exit code', () => {
    for (const [name, text, args, code] of [
      ['clean', clean, [], 0],
      ['a warning', warning, [], 1],
      ['a warning below --fail-on', warning, ['--fail-on', 'error'], 0],
      ['an error', error, ['--fail-on', 'error'], 1],
      ['an error with --fail-on never', error, ['--fail-on', 'never'], 0],
      ['an info', 'x = 1  # tenantscope: ignore[multiple-heads] until=2020-01-31\n', ['--ignore', 'expired-suppression'], 0],
      [
        'an info with --fail-on info',
        'x = 1  # tenantscope: ignore[multiple-heads] until=2020-01-31\n',
        ['--ignore', 'expired-suppression', '--fail-on', 'info'],
        1,
      ],
    ] as const) {
      it(`is ${code} for ${name}`, async () => {
        const project = await createProject({ 'a.py': text })
        const outcome = await project.run(['check', ...args])
        assert.equal(outcome.code, code, outcome.stdout + outcome.stderr)
        assert.equal(outcome.stderr, '')
      })
    }
  })

  it('prints JSON exactly as contracted', async () => {
    const project = await createProject({ 'app/a.py': `\uFEFFs = "😀"; y = 2  ${idle}\r\n`, 'b.py': clean, 'readme.txt': 'x' })
    const { stdout, code } = await project.run(['check', '--format', 'json'])
    assert.equal(code, 1)
    const { tool, ...rest } = parse(stdout)
    assert.equal(tool.name, 'tenantscope')
    const [finding] = rest.findings
    assert.match(finding?.fingerprint ?? '', /^[0-9a-f]{16}$/)
    const range = { start: { line: 1, column: 18 }, end: { line: 1, column: 18 + idle.length } }
    assert.deepEqual(rest, {
      version: 1,
      files: { checked: 2, analysed: 0, unreadable: [], notAnalysed: [] },
      findings: [
        {
          rule: 'unused-suppression',
          severity: 'warning',
          path: 'app/a.py',
          range,
          message: '`multiple-heads` finds nothing on its line, so this suppression would only hide what comes later',
          help: 'Delete the comment',
          related: [],
          fingerprint: finding?.fingerprint,
          fixes: [
            {
              id: finding?.fixes[0]?.id,
              title: 'Delete the unused suppression',
              safety: 'safe',
              proof: ['Only a comment changes, and it silenced no finding'],
              edits: [{ path: 'app/a.py', range: { start: { line: 1, column: 16 }, end: range.end }, text: '' }],
            },
          ],
        },
      ],
      summary: { error: 0, warning: 1, info: 0, fixable: { safe: 1, unsafe: 0 }, byRule: { 'unused-suppression': 1 } },
    })
  })

  it('names paths from where it is started', async () => {
    const project = await createProject({ 'pyproject.toml': '', 'app/sub/a.py': warning, 'other/b.py': warning })
    const inside = await project.run(['check', '--format', 'json'], { cwd: path.join(project.root, 'app') })
    assert.deepEqual(rulesIn(inside.stdout), ['sub/a.py:1:8 unused-suppression'])
    const sideways = await project.run(['check', '../other', 'sub/a.py', '--format', 'json'], { cwd: path.join(project.root, 'app') })
    assert.deepEqual(rulesIn(sideways.stdout), ['sub/a.py:1:8 unused-suppression', '../other/b.py:1:8 unused-suppression'])
  })

  it('looks at what git does not ignore, without git not into build folders', async () => {
    const files = {
      '.gitignore': 'ignored.py\n',
      'a.py': warning,
      'ignored.py': warning,
      'node_modules/m.py': warning,
      '.venv/v.py': warning,
      'venv/pyvenv.cfg': '',
      'venv/v.py': warning,
    }
    const plain = await createProject(files)
    assert.deepEqual(rulesIn((await plain.run(['check', '--format', 'json'])).stdout), [
      'a.py:1:8 unused-suppression',
      'ignored.py:1:8 unused-suppression',
    ])
    const tracked = await createProject({ ...files, '.gitignore': 'ignored.py\nnode_modules\nvenv\n.venv\n' }, { git: true })
    tracked.write({ 'untracked.py': warning })
    assert.deepEqual(rulesIn((await tracked.run(['check', '--format', 'json'])).stdout), [
      'a.py:1:8 unused-suppression',
      'untracked.py:1:8 unused-suppression',
    ])
    assert.deepEqual(
      rulesIn((await tracked.run(['check', 'ignored.py', '--format', 'json'])).stdout),
      ['ignored.py:1:8 unused-suppression'],
      'named by hand',
    )
  })

  it('takes --include, --exclude, --select, --ignore', async () => {
    const project = await createProject({ 'a/x.py': warning, 'b/x.py': warning, 'b/deep/y.py': error })
    const found = async (...args: string[]) => rulesIn((await project.run(['check', '--format', 'json', ...args])).stdout)
    assert.deepEqual(await found('--exclude', 'a'), ['b/deep/y.py:1:8 expired-suppression', 'b/x.py:1:8 unused-suppression'])
    assert.deepEqual(await found('--include', 'b/**/y.py'), ['b/deep/y.py:1:8 expired-suppression'])
    assert.deepEqual(await found('--select', 'expired-suppression'), ['b/deep/y.py:1:8 expired-suppression'])
    assert.deepEqual(await found('--select', 'suppression', '--ignore', 'expired-suppression,unused-suppression'), [])
  })

  it('writes --output and keeps standard output free', async () => {
    const project = await createProject({ 'a.py': warning })
    const outcome = await project.run(['check', '--format', 'json', '--output', 'out/report.json'])
    assert.equal(outcome.stdout, '')
    assert.equal(parse(project.read('out/report.json')).findings.length, 1)
  })

  it('paints only for terminals, and when asked', async () => {
    const project = await createProject({ 'a.py': warning })
    const esc = '\u001b['
    assert.ok(!(await project.run(['check'])).stdout.includes(esc))
    assert.ok((await project.run(['check', '--color', 'always'])).stdout.includes(esc))
    assert.ok(!(await project.run(['check', '--color', 'auto'], { env: { NO_COLOR: '1' } })).stdout.includes(esc))
  })

  it('prints statistics that end with what is left', async () => {
    const project = await createProject({ 'a.py': warning, 'b.py': `${warning}${error}`, 'c.py': `x = 1  ${idle}\n` })
    await project.run(['check', 'c.py', '--baseline', 'base.json', '--update-baseline'])
    const { stdout } = await project.run(['check', '--statistics', '--baseline', 'base.json'])
    assert.match(stdout, /^2 {2}unused-suppression {2}\(fixes: 2 safe\)\n1 {2}expired-suppression\n/)
    assert.match(stdout, /suppressed {2}a\.py:1 {2}unused-suppression {2}known when the baseline was written/)
    assert.match(stdout, /\n4 left, of which 1 suppressed\n$/)
  })

  describe('fixes', () => {
    it('writes files, keeps mode and links, reports what is left', async () => {
      const project = await createProject({ 'a.py': `#!/usr/bin/env python\n${warning}`, 'b.py': error, 'real/c.py': warning })
      chmodSync(path.join(project.root, 'a.py'), 0o755)
      symlinkSync('real/c.py', path.join(project.root, 'link.py'))
      const { code, stdout } = await project.run(['check', '--fix', '--format', 'json'])
      assert.equal(code, 1)
      assert.equal(project.read('a.py'), '#!/usr/bin/env python\nx = 1\n')
      assert.equal(project.read('real/c.py'), 'x = 1\n')
      assert.equal(statSync(path.join(project.root, 'a.py')).mode & 0o777, 0o755)
      assert.ok(lstatSync(path.join(project.root, 'link.py')).isSymbolicLink())
      const document = parse(stdout)
      assert.deepEqual(document.summary.byRule, { 'expired-suppression': 1 })
      assert.ok(document.fixed?.some(({ rule, path: file, count }) => rule === 'unused-suppression' && file === 'a.py' && count === 1))
      const again = await project.run(['check', '--fix', '--format', 'json'])
      assert.deepEqual(parse(again.stdout).fixed, [])
    })

    it('prints a patch that git applies, and writes nothing', async () => {
      const project = await createProject(
        { 'a.py': `${clean.repeat(8)}${warning}`, 'with space/ü.py': `x = 1  ${idle}`, 'crlf.py': `${clean}x = 2  ${idle}\r\n` },
        { git: true },
      )
      const { code, stdout } = await project.run(['check', '--diff'])
      assert.equal(code, 1)
      assert.equal(await project.git('status', '--porcelain'), '')
      project.write({ 'fix.patch': stdout })
      await project.git('apply', 'fix.patch')
      assert.equal(project.read('a.py'), 'x = 1\n'.repeat(9))
      assert.equal(project.read('with space/ü.py'), 'x = 1')
      assert.equal(project.read('crlf.py'), 'x = 1\nx = 2\r\n')
      const nothing = await project.run(['check', '--diff'])
      assert.deepEqual([nothing.code, nothing.stdout], [0, ''])
    })

    it('prints a patch that applies below the top of a repository', async () => {
      const project = await createProject({ 'sub/a.py': warning }, { git: true })
      const cwd = path.join(project.root, 'sub')
      const { stdout } = await project.run(['check', '--diff'], { cwd })
      project.write({ 'fix.patch': stdout })
      await project.git('-C', 'sub', 'apply', '../fix.patch')
      assert.equal(project.read('sub/a.py'), 'x = 1\n')
    })

    it('asks before each with -i', async () => {
      const files = { 'a.py': warning, 'b.py': warning, 'c.py': warning, 'd.py': warning }
      const project = await createProject(files)
      const { stderr } = await project.run(['check', '--fix', '-i'], { input: 'n\nwhat\ny\nq\n' })
      assert.deepEqual(
        ['a', 'b', 'c', 'd'].map((name) => project.read(`${name}.py`) === clean),
        [false, true, false, false],
      )
      assert.match(stderr, /Delete the unused suppression \(safe\)\? \[y\]es, \[n\]o, \[a\]ll, \[q\]uit/)
      await project.run(['check', '-i'], { input: 'a\n' })
      assert.deepEqual(
        ['a', 'b', 'c', 'd'].map((name) => project.read(`${name}.py`) === clean),
        [true, true, true, true],
      )
    })

    it('leaves findings of the baseline alone', async () => {
      const project = await createProject({ 'a.py': warning })
      await project.run(['check', '--baseline', 'base.json', '--update-baseline'])
      assert.equal((await project.run(['check', '--fix', '--baseline', 'base.json'])).code, 0)
      assert.equal(project.read('a.py'), warning)
    })
  })

  describe('standard input', () => {
    it('is checked as a file that need not exist', async () => {
      const project = await createProject({ 'tenantscope.toml': '[rules.paths."app"]\nunused-suppression = "error"\n', 'app/keep.txt': '' })
      const { code, stdout } = await project.run(['check', '--stdin-filename', 'app/new.py', '--format', 'json'], { input: warning })
      assert.equal(code, 1)
      assert.deepEqual(
        parse(stdout).findings.map(({ path: file, severity }) => [file, severity]),
        [['app/new.py', 'error']],
      )
    })
    it('comes back fixed', async () => {
      const project = await createProject({ 'a.py': error })
      const { code, stdout } = await project.run(['check', '--fix', '--stdin-filename', 'a.py'], { input: `\uFEFF${warning}` })
      assert.deepEqual([code, stdout], [0, '\uFEFFx = 1\n'])
      assert.equal(project.read('a.py'), error)
    })
  })

  describe('baseline', () => {
    it('covers what is known, not what is new, and tells what is gone', async () => {
      const project = await createProject({ 'a.py': warning })
      assert.equal((await project.run(['check', '--baseline', 'base.json', '--update-baseline'])).code, 0)
      assert.equal((await project.run(['check', '--baseline', 'base.json'])).code, 0)
      project.write({ 'moved/b.py': `\n\n${warning}`, 'a.py': clean })
      assert.equal((await project.run(['check', '--baseline', 'base.json'])).code, 0, 'moved code stays known')
      project.write({ 'new.py': error, 'moved/b.py': clean })
      const { code, stderr } = await project.run(['check', '--baseline', 'base.json'])
      assert.equal(code, 1)
      assert.match(stderr, /1 of 1 known findings are gone; --prune-baseline takes them out/)
      const updated = await project.run(['check', '--baseline', 'base.json', '--update-baseline'])
      assert.match(updated.stderr, /1 known, 1 added, 1 removed/)
    })
    it('only loses what is gone with --prune-baseline', async () => {
      const project = await createProject({ 'a.py': warning, 'b.py': error })
      await project.run(['check', '--update-baseline'])
      project.write({ 'a.py': clean, 'c.py': error })
      const { code, stderr } = await project.run(['check', '--prune-baseline'])
      assert.equal(code, 1, 'the new one counts')
      assert.match(stderr, /1 known, 1 removed/)
    })
    it('keeps what a run over some files or rules does not judge', async () => {
      const project = await createProject({ 'a/x.py': warning, 'b/y.py': error })
      await project.run(['check', '--update-baseline'])
      await project.run(['check', 'a', '--update-baseline'])
      await project.run(['check', '--select', 'unused-suppression', '--update-baseline'])
      assert.equal((await project.run(['check', '--baseline', 'tenantscope-baseline.json'])).code, 0)
    })
    it('stands in JSON as suppressed', async () => {
      const project = await createProject({ 'a.py': warning })
      await project.run(['check', '--update-baseline'])
      const { stdout } = await project.run(['check', '--baseline', 'tenantscope-baseline.json', '--format', 'json'])
      assert.deepEqual(parse(stdout).findings[0]?.suppressed, { kind: 'baseline', reason: 'known when the baseline was written' })
      assert.equal(parse(stdout).summary.warning, 0)
    })
  })

  describe('git', () => {
    it('--since gives what the revision does not have, in moved files too', async () => {
      const project = await createProject({ 'old.py': warning, 'gone.py': error }, { git: true })
      await project.git('mv', 'old.py', 'renamed.py')
      project.write({ 'renamed.py': `\n# a new line\n${warning}`, 'new.py': `def f():\n    return 1  ${expired}\n`, 'gone.py': clean })
      const { code, stdout } = await project.run(['check', '--since', 'HEAD', '--format', 'json'])
      assert.equal(code, 1)
      assert.deepEqual(rulesIn(stdout), ['new.py:2:15 expired-suppression'])
      const report = await project.run(['check', '--since', 'HEAD', '--format', 'markdown'])
      assert.match(report.stdout, /## What was fixed\n\n- `gone\.py`: `expired-suppression`/)
    })
    it('--staged reads the index, not the disk', async () => {
      const project = await createProject({ 'a.py': clean, 'b.py': warning }, { git: true })
      project.write({ 'a.py': warning })
      await project.git('add', 'a.py')
      project.write({ 'a.py': clean })
      const { code, stdout } = await project.run(['check', '--staged', '--format', 'json'])
      assert.equal(code, 1)
      assert.deepEqual(rulesIn(stdout), ['a.py:1:8 unused-suppression'])
    })
    it('rewritten-revision: an applied revision whose operations changed', async () => {
      const revision = (id: string, down: string, column: string) =>
        `"""${id}"""\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = "${id}"\ndown_revision = ${down}\n\n\ndef upgrade():\n    op.add_column("t", sa.Column("${column}", sa.Integer()))\n`
      const project = await createProject(
        { 'alembic.ini': '[alembic]\nscript_location = m\n', 'm/env.py': '', 'm/versions/a.py': revision('a1a1', 'None', 'x') },
        { git: true },
      )
      project.write({ 'm/versions/b.py': revision('b2b2', '"a1a1"', 'y') })
      await project.commit()
      project.write({ 'm/versions/a.py': revision('a1a1', 'None', 'renamed') })
      await project.commit()
      const { stdout, stderr } = await project.run(['check', '--select', 'rewritten-revision', '--format', 'json'])
      assert.deepEqual(rulesIn(stdout), ['m/versions/a.py:5:1 rewritten-revision'], stderr)
    })
    it('says what is missing', async () => {
      const plain = await createProject({ 'a.py': clean })
      const { code, stderr } = await plain.run(['check', '--staged'])
      assert.equal(code, 2)
      assert.match(stderr, /need a git repository/)
      const repository = await createProject({ 'a.py': clean }, { git: true })
      const unknown = await repository.run(['check', '--since', 'nowhere'])
      assert.equal(unknown.code, 2)
      assert.match(unknown.stderr, /there is no revision nowhere/)
    })
  })

  it('stops quietly when the reader of its output goes', async () => {
    const project = await createProject(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.py`, warning])))
    const { execFileSync } = await import('node:child_process')
    const output = execFileSync(
      'bash',
      ['-c', `"$0" "$1" check 2>&1 | head -n 1`, process.execPath, path.join(__dirname, '../../dist/cli.js')],
      { cwd: project.root, encoding: 'utf8' },
    )
    assert.match(output, /^warning\[unused-suppression\]/)
  })

  it('says which version it is', async () => {
    const { stdout, code } = await run(['--version'], { cwd: __dirname })
    assert.equal(code, 0)
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
  })

  it('gives the same with several threads', async () => {
    const project = await createProject({
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `app/f${index}.py`,
          index % 3 === 0 ? `db.execute(text("SET search_path TO user_${index}"))  ${idle}\n` : warning,
        ]),
      ),
      'migrations/versions/a1.py': 'revision = "a1"\ndown_revision = None\n',
      'migrations/versions/b2.py': 'revision = "b2"\ndown_revision = "gone"\n',
    })
    const one = await project.run(['check', '--format', 'json', '--jobs', '1'])
    const three = await project.run(['check', '--format', 'json', '--jobs', '3'])
    assert.equal(three.stderr, '')
    assert.ok(parse(one.stdout).findings.length > 40)
    assert.equal(three.stdout, one.stdout)
    assert.equal(three.code, one.code)
  })

  it('explains the session at a place', async () => {
    const project = await createProject({
      'app/db.py':
        'from sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\n\nengine = create_engine("postgresql://")\nSessionLocal = sessionmaker(bind=engine)\n',
      'app/job.py':
        'from app.db import SessionLocal, engine\n\n\ndef run(schema):\n    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))\n    db.query(Product).all()\n    db.commit()\n\n\ndef plain():\n    db = SessionLocal()\n    db.query(Product).all()\n',
    })
    const scoped = await project.run(['check', '--explain', 'app/job.py:6'])
    assert.equal(scoped.code, 0, scoped.stderr)
    assert.match(scoped.stdout, /^`db` is bound to the tenant's engine: `tenant` becomes `schema`\n {2}app\/job\.py:5:/)
    assert.match((await project.run(['check', '--explain', 'app/job.py:12:5'])).stdout, /^`db` is not scoped to a tenant/)
    assert.match((await project.run(['check', '--explain', 'app/db.py:1'])).stdout, /No session is known/)
    const missing = await project.run(['check', '--explain', 'app/job.py:99'])
    assert.equal(missing.code, 2)
    assert.match(missing.stderr, /has no line 99/)
  })
})
