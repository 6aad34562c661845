import * as assert from 'node:assert/strict'
import { chmodSync, mkdirSync } from 'node:fs'
import * as path from 'node:path'
import type { CheckDocument } from '../../src/report/check-document'
import { createProject, idle, type Outcome, run } from './run-cli'

const warning = `x = 1  ${idle}\n`

/** A clear error: exit 2, the thing named, a next step, no stack trace. */
function assertClear({ code, stdout, stderr }: Outcome, ...patterns: RegExp[]): void {
  assert.equal(code, 2, stdout + stderr)
  assert.equal(stdout, '')
  assert.doesNotMatch(stderr, /\n\s+at .*[:(]\d+/, 'a stack trace')
  for (const pattern of patterns) assert.match(stderr, pattern)
}

describe('bad input', () => {
  it('no command, an unknown one, an unknown option', async () => {
    const project = await createProject({})
    assertClear(await project.run(['chekc']), /no command `chekc`/, /Did you mean `check`/)
    assertClear(await project.run(['check', '--fixx']), /unknown option '--fixx'/)
    assertClear(await project.run(['check', '--format', 'yaml']), /'yaml' is invalid.*|Allowed choices/)
    const help = await project.run([])
    assert.match(help.stdout + help.stderr, /check .*lint/)
  })
  it('a path that is not there', async () => {
    const project = await createProject({ 'a.py': warning })
    assertClear(await project.run(['check', 'nowhere']), /there is no file or folder nowhere/, /help: .*search began in/)
    assertClear(await project.run(['check', '-']), /there is no file or folder -/, /help: .*--stdin-filename PATH/)
    assertClear(await project.run(['check', 'app/*.py']), /there is no file or folder app/, /help: .*--include "app\/\*\.py"/)
  })
  it('no workspace: an empty folder', async () => {
    const project = await createProject({})
    const { code, stdout, stderr } = await project.run(['check'])
    assert.equal(code, 0)
    assert.match(stderr, /no files to check here/)
    assert.match(stdout, /No findings/)
  })
  it('an empty file, broken Python', async () => {
    const project = await createProject({
      'empty.py': '',
      'broken.py': `def f(:\n    db.execute(text(f"SET search_path TO x\nclass\n${warning}`,
    })
    const { code, stdout, stderr } = await project.run(['check'])
    assert.equal(code, 1, stderr)
    assert.match(stdout, /broken\.py:4/)
  })
  it('binary, too large, not UTF-8: skipped in a folder, an error when named', async () => {
    const marker = Buffer.from(`# tenantscope: ignore[multiple-heads] x\n`)
    const files = {
      'binary.py': Buffer.concat([marker, Buffer.from([0, 1, 2, 255])]),
      'latin.py': Buffer.concat([marker, Buffer.from('name = "Müller"\n', 'latin1')]),
      'large.py': Buffer.concat([marker, Buffer.alloc(20 * 1024 * 1024, '# padding\n')]),
      'good.py': warning,
    }
    const project = await createProject(files)
    const { code, stdout } = await project.run(['check', '--format', 'json'])
    assert.equal(code, 1)
    const document = JSON.parse(stdout) as CheckDocument
    assert.deepEqual(
      document.findings.map((finding) => finding.path),
      ['good.py'],
    )
    assert.deepEqual(
      document.files.unreadable.map((file) => file.path),
      ['binary.py', 'large.py', 'latin.py'],
    )
    for (const [file, reason] of [
      ['binary.py', /binary/],
      ['latin.py', /UTF-8/],
      ['large.py', /larger than/],
    ] as const) {
      const named = await project.run(['check', file])
      assert.equal(named.code, 2)
      assert.match(named.stderr, new RegExp(`${file} cannot be read`))
      assert.match(named.stderr, reason)
    }
  })
  it('broken TOML, unknown keys and rules: all of them, with their places', async () => {
    const project = await createProject({ 'tenantscope.toml': '[tenancy]\nplaceholder = \n', 'a.py': warning })
    assertClear(await project.run(['check']), /tenantscope\.toml:2:\d+: is no TOML/, /--isolated/)
    assert.equal((await project.run(['check', '--isolated'])).code, 1)
    project.write({ 'tenantscope.toml': '[tenancy]\nplaceholdr = "t"\n[rules]\nraw-serch-path = "off"\n' })
    assertClear(await project.run(['check']), /tenantscope\.toml:2:1: unknown key `tenancy\.placeholdr`\. Did you mean `placeholder`\?/)
    project.write({ 'tenantscope.toml': '[rules]\nunused-supression = "off"\n' })
    assertClear(
      await project.run(['check']),
      /tenantscope\.toml:2:1: there is no rule or family `unused-supression`\. Did you mean `unused-suppression`\?/,
    )
    assertClear(await project.run(['check', '--config', 'other.toml']), /no configuration file other\.toml/)
  })
  it('a configuration that governs other files does not stop the check', async () => {
    const project = await createProject({
      'pyproject.toml': '',
      'a/x.py': warning,
      'b/tenantscope.toml': '[nonsense]\n',
      'b/y.py': warning,
    })
    assert.equal((await project.run(['check', 'a'])).code, 1)
    assertClear(await project.run(['check']), /b\/tenantscope\.toml:1:1: unknown key `nonsense`/)
  })
  it('an unknown rule on the command line', async () => {
    const project = await createProject({ 'a.py': warning })
    assertClear(
      await project.run(['check', '--select', 'unused-supression']),
      /no rule or family `unused-supression` \(--select\)/,
      /Did you mean `unused-suppression`/,
    )
    assertClear(await project.run(['rules', 'unused-supression']), /Did you mean `unused-suppression`/)
  })
  it('flags that contradict each other, numbers that are none', async () => {
    const project = await createProject({ 'a.py': warning })
    assertClear(await project.run(['check', '--since', 'HEAD', '--fix']), /--since and --fix/)
    assertClear(await project.run(['check', '--jobs', 'many']), /--jobs takes a number/)
  })
  it('a baseline that is missing or broken', async () => {
    const project = await createProject({ 'a.py': warning, 'broken.json': '{' })
    assertClear(await project.run(['check', '--baseline', 'base.json']), /there is no baseline base\.json/, /--update-baseline/)
    assertClear(await project.run(['check', '--baseline', 'broken.json']), /the baseline broken\.json is no JSON/)
  })

  it('a snapshot that is missing or none', async () => {
    const project = await createProject({ 'a.py': warning, 'broken.json': '{' })
    assertClear(
      await project.run(['check', '--snapshot', 'nowhere.json']),
      /the snapshot nowhere\.json cannot be read/,
      /tenantscope snapshot --output FILE/,
    )
    assertClear(await project.run(['check', '--snapshot', 'broken.json']), /the snapshot broken\.json/)
  })

  it('a configured snapshot that nobody has made yet is said, and the code is checked all the same', async () => {
    const project = await createProject({ 'a.py': warning, 'tenantscope.toml': '[database]\nsnapshot = "tenants.json"\n' })
    const { code, stdout, stderr } = await project.run(['check', '--format', 'json'])
    assert.equal(code, 1)
    assert.equal((JSON.parse(stdout) as CheckDocument).findings.length, 1)
    assert.match(stderr, /the snapshot tenants\.json cannot be read.*tenantscope snapshot --output FILE/)
    const elsewhere = await createProject({ 'a.py': warning, 'tenantscope.toml': '[database]\nsnapshot = "/etc/passwd"\n' })
    assertClear(await elsewhere.run(['check']), /database\.snapshot.* is written relative to this file/)
  })

  describe('without permission', () => {
    it('an unreadable file and folder in the project are named, the rest is checked', async () => {
      const project = await createProject({ 'good.py': warning, 'secret.py': warning, 'closed/c.py': warning })
      chmodSync(path.join(project.root, 'secret.py'), 0o000)
      chmodSync(path.join(project.root, 'closed'), 0o000)
      const { code, stdout, stderr } = await project.run(['check', '--format', 'json'], { asNobody: true })
      chmodSync(path.join(project.root, 'closed'), 0o755)
      assert.equal(code, 1, stderr)
      const document = JSON.parse(stdout) as CheckDocument
      assert.deepEqual(
        document.findings.map((finding) => finding.path),
        ['good.py'],
      )
      assert.match(`${stderr}${JSON.stringify(document.files.unreadable)}`, /closed/)
      assert.match(`${stderr}${JSON.stringify(document.files.unreadable)}`, /secret\.py/)
    })
    it('an unreadable folder that is named', async () => {
      const project = await createProject({ 'closed/c.py': warning })
      mkdirSync(path.join(project.root, 'closed/inner'))
      chmodSync(path.join(project.root, 'closed'), 0o000)
      assertClear(await project.run(['check', 'closed/inner'], { asNobody: true }), /closed\/inner cannot be read: permission denied/)
      chmodSync(path.join(project.root, 'closed'), 0o755)
    })
    it('a file that must not be written stays as it is, and so do the others after it', async () => {
      const project = await createProject({ 'a.py': warning })
      const outcome = await project.run(['check', '--fix'], { asNobody: true })
      assertClear(outcome, /a\.py cannot be written: permission denied/)
      assert.equal(project.read('a.py'), warning)
    })
  })

  it('a password in the URL is warned about and never printed', async () => {
    const project = await createProject({ 'a.py': warning })
    const { code, stdout, stderr } = await project.run(['migrations', '--database-url', 'postgresql://me:geheim@127.0.0.1:1/none'])
    assert.equal(code, 2)
    assert.match(stderr, /a password in --database-url can be read in the process list/)
    assert.doesNotMatch(stdout + stderr, /geheim/)
    assert.doesNotMatch(stderr, /\n\s+at .*[:(]\d+/)
  })
  it('no database named', async () => {
    const project = await createProject({ 'a.py': warning })
    assertClear(await project.run(['migrations']), /no database was named/, /TENANTSCOPE_DATABASE_URL/)
    assertClear(await project.run(['migrations', '--database-url-env', 'NOT_SET']), /NOT_SET/)
  })
  it('a folder that is gone', async () => {
    assertClear(await run(['check', '/nonexistent/for/sure'], { cwd: __dirname }), /there is no file or folder/)
  })
})
