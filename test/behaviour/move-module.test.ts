import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import { applyFixes } from '../../src'
import { deprecatedName } from '../../src/rules/deprecation/deprecated-name'
import { applyEdits } from '../../src/text/apply-edits'
import { createMemoryProject } from '../support/memory-project'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { preparePython, runPython } from '../support/python'

const root = path.resolve(__dirname, '../..')
const sample = path.join(root, 'examples/marketplace/backend')

const toConfig = (moves: Readonly<Record<string, string>>): string =>
  Object.entries(moves)
    .map(([name, replacement]) => `[[deprecations]]\nkind = "module"\nname = "${name}"\nreplacement = "${replacement}"\n`)
    .join('\n')

/** A program that reaches its modules in every way that Python has, and prints what it got. */
const shop: Readonly<Record<string, string>> = {
  'tenantscope.toml': toConfig({ 'shop.old_stats': 'shop.figures.stats', 'shop.old_tools': 'shop.tools', 'shop.plain': 'shop.simple' }),
  'pyproject.toml': '[project]\nname = "shop"\nversion = "1"\n\n[project.scripts]\nstats = "shop.old_stats:main"\n',
  'setup.cfg': '[options.entry_points]\nconsole_scripts =\n    tools = shop.old_tools.inner:main\n',
  Procfile: 'worker: celery -A shop.old_tools.inner worker\n',
  'shop/__init__.py': 'from . import plain\nfrom .plain import answer\n\n__all__ = ["plain", "answer"]\n',
  'shop/base.py': 'def connect() -> str:\n    return "connected"\n',
  'shop/figures/__init__.py': '',
  'shop/plain.py': '# 😀\r\ndef answer():\r\n    return 42\r\n',
  'shop/old_stats.py':
    'from . import base\nfrom .base import connect\nfrom .old_tools.inner import double\n\n\ndef load():\n    return [connect(), base.connect(), double(2)]\n\n\ndef main():\n    print(load())\n',
  'shop/old_tools/__init__.py': 'from .inner import double\n',
  'shop/old_tools/inner.py':
    'from ..base import connect\n\n\ndef double(value):\n    from . import other\n    return other.twice(value)\n\n\ndef main():\n    print(connect(), double(4))\n',
  'shop/old_tools/other.py': 'def twice(value):\n    return value * 2\n',
  'shop/use.py': `import importlib

import shop.old_tools
import shop.old_tools.inner as inner
from shop import old_stats, plain
from shop.old_stats import load as read

late = importlib.import_module("shop.old_tools.other")


def everything():
    from .old_tools import other

    return [old_stats.load(), read(), plain.answer(), shop.old_tools.double(3), inner.double(5), other.twice(1), late.twice(2)]
`,
  'program.py': `import json, runpy
from unittest.mock import patch
from shop import *
from shop import use

with patch("shop.old_stats.load", return_value="patched"):
    patched = use.old_stats.load()
with patch("shop.use.plain.answer", return_value=7):
    patched_plain = use.everything()[2]
print(json.dumps([use.everything(), patched, patched_plain, answer()]))
`,
}

/** Loads every entry point of a project by what its settings say. */
const entryPoints = `import configparser, importlib, json
text = open("pyproject.toml").read()
names = [line.split('"')[1] for line in text.splitlines() if line.startswith("stats")]
config = configparser.ConfigParser()
config.read("setup.cfg")
names += [line.split("=")[1].strip() for line in config["options.entry_points"]["console_scripts"].split("\\n") if line]
names.append(open("Procfile").read().split("-A ")[1].split()[0])
found = []
for name in names:
    module, _, member = name.partition(":")
    loaded = importlib.import_module(module)
    found.append(member in dir(loaded) if member else True)
print(json.dumps(found))
`

describe('moving modules', function () {
  this.timeout(300_000)
  let postgres: TestPostgres
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-move-'))

  before(async () => {
    postgres = await startPostgres()
    await preparePython('sa20')
  })
  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  function write(name: string, files: Readonly<Record<string, string>>): string {
    const target = path.join(folder, name)
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(target, file)), { recursive: true })
      writeFileSync(path.join(target, file), text)
    }
    return target
  }

  const run = async (cwd: string, program: string) => {
    writeFileSync(path.join(cwd, 'run_this.py'), program)
    const { code, stdout, stderr } = await runPython('sa20', path.join(cwd, 'run_this.py'), { cwd, env: { PYTHONDONTWRITEBYTECODE: '1' } })
    rmSync(path.join(cwd, 'run_this.py'))
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout)
  }

  it('leaves a program that does the same, whatever way it imports them', async () => {
    const target = write('shop', shop)
    chmodSync(path.join(target, 'shop/plain.py'), 0o755)
    const wanted = await run(target, shop['program.py'] ?? '')
    assert.deepEqual(await run(target, entryPoints), [true, true, true])
    check(target, '--unsafe-fixes')
    assert.deepEqual(listFiles(path.join(target, 'shop')), [
      '__init__.py',
      'base.py',
      'figures/__init__.py',
      'figures/stats.py',
      'simple.py',
      'tools/__init__.py',
      'tools/inner.py',
      'tools/other.py',
      'use.py',
    ])
    assert.equal(readFileSync(path.join(target, 'shop/simple.py'), 'utf8'), shop['shop/plain.py'])
    assert.equal(statSync(path.join(target, 'shop/simple.py')).mode & 0o777, 0o755)
    assert.deepEqual(await run(target, readFileSync(path.join(target, 'program.py'), 'utf8')), wanted)
    assert.deepEqual(await run(target, entryPoints), [true, true, true])
    assert.deepEqual(check(target).findings, [])
    const before = snapshot(target)
    check(target, '--unsafe-fixes')
    assert.deepEqual(snapshot(target), before, 'a second run changes something again')
  })

  it('is what the patch says that `--diff` prints, at the top of a repository and below it', () => {
    for (const below of ['', 'backend']) {
      const fixed = write(`fixed-${below}`, shop)
      check(fixed, '--unsafe-fixes')
      const top = path.join(folder, `patched-${below}`)
      const target = write(path.join(`patched-${below}`, below), shop)
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: top, encoding: 'utf8' })
      git('init', '-q')
      git('add', '.')
      git('commit', '-qm', 'before')
      const patch = tenantscope(target, '--unsafe-fixes', '--diff').stdout
      assert.equal(patch.includes('rename from shop/plain.py\nrename to shop/simple.py\n'), below === '')
      execFileSync('git', ['apply', '-'], { cwd: target, input: patch })
      assert.deepEqual(snapshot(target), snapshot(fixed))
      git('add', '-A')
      assert.match(git('status', '--short'), /^R +(?:backend\/)?shop\/old_tools\/other\.py -> (?:backend\/)?shop\/tools\/other\.py$/m)
      git('reset', '-q', '--hard')
      execFileSync('patch', ['-p1', '-s'], { cwd: target, input: patch })
      assert.deepEqual(snapshot(target), snapshot(fixed))
    }
  })

  it('never writes over a file that is there already', () => {
    const target = write('taken', { ...shop, '.gitignore': 'shop/simple.py\n' })
    execFileSync('git', ['init', '-q'], { cwd: target })
    writeFileSync(path.join(target, 'shop/simple.py'), 'mine = True\n')
    const { status, stderr } = tenantscope(target, '--unsafe-fixes')
    assert.equal(status, 2, stderr)
    assert.match(stderr, /plain\.py cannot become .*simple\.py: there is a file of that name already/)
    assert.equal(readFileSync(path.join(target, 'shop/simple.py'), 'utf8'), 'mine = True\n')
    assert.ok(existsSync(path.join(target, 'shop/plain.py')))
  })

  it('takes the class of its name along, and revisions that import it still load', async () => {
    const files: Record<string, string> = {
      'tenantscope.toml': '[[deprecations]]\nkind = "class"\nname = "OldStats"\nreplacement = "ShopStats"\n',
      'app/__init__.py': 'from .old_stats import OldStats\n\n__all__ = ["OldStats"]\n',
      'app/old_stats.py':
        'class OldStats:\n    """OldStats of the shop 😀."""\n\n    def copy(self) -> "OldStats":\n        return OldStats()\n',
      'app/use.py':
        'import app.old_stats\nfrom app import OldStats as Stats\n\n\ndef make() -> Stats:\n    return app.old_stats.OldStats().copy()\n',
      'versions/a1.py':
        'from app import old_stats\nfrom app.old_stats import OldStats\n\nrevision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    return [OldStats, old_stats.OldStats]\n',
    }
    const program = `import importlib.util, json
from unittest.mock import patch
from app import use
spec = importlib.util.spec_from_file_location("a1", "versions/a1.py")
revision = importlib.util.module_from_spec(spec)
spec.loader.exec_module(revision)
print(json.dumps([type(use.make()).__name__, [type(use.make()) is found for found in revision.upgrade()]]))
`
    const target = write('class', files)
    assert.deepEqual(await run(target, program), ['OldStats', [true, true]])
    const project = await createMemoryProject(files, { rules: [deprecatedName] })
    const { findings } = await project.engine.checkProject()
    const fix = findings.flatMap(({ fixes }) => fixes).find((each) => each.files !== undefined)
    assert.match(fix?.title ?? '', /^Rename `OldStats` to `ShopStats`, and app\/old_stats\.py to app\/shop_stats\.py$/)
    const outcome = await applyFixes(project.engine, { safety: 'unsafe', accept: (_, each) => each.id === fix?.id })
    // A run takes the first fix of each finding: the class alone.
    assert.deepEqual(outcome.changed, [])
    const moved: Record<string, string> = {}
    for (const [file, text] of Object.entries(files)) {
      const edits = fix?.edits.filter((edit) => edit.path === file) ?? []
      const to = fix?.files?.find((operation) => operation.path === file)
      moved[to?.kind === 'rename' ? to.to : file] = applyEdits(text, edits)
    }
    assert.deepEqual(await run(write('class-moved', moved), program), ['ShopStats', [true, true]])
    // Only strings and words of the docstring say the old name now, and the revision, which keeps the names of its time.
    const left = Object.entries(moved).filter(([file, text]) => /OldStats|old_stats/.test(text) && !file.endsWith('.toml'))
    assert.deepEqual(left.map(([file]) => file).sort(), ['app/shop_stats.py', 'versions/a1.py'])
  })

  it('keeps what the sample reads and writes', async () => {
    const target = path.join(folder, 'sample')
    cpSync(sample, target, { recursive: true, filter: (source) => !source.includes('__pycache__') })
    writeFileSync(
      path.join(target, 'tenantscope.toml'),
      toConfig({
        'services.marketplace_client': 'services.marketplaces',
        'services.imports': 'services.source_imports',
        'models.tenant.price_history': 'models.tenant.product_prices',
        'models.public': 'models.shared_tables',
        'repositories.marketplace_jobs': 'repositories.jobs',
      }),
    )
    check(target, '--unsafe-fixes')
    for (const gone of [
      'services/marketplace_client.py',
      'services/imports.py',
      'models/tenant/price_history.py',
      'models/public',
      'repositories/marketplace_jobs.py',
    ])
      assert.ok(!existsSync(path.join(target, gone)), `${gone} is still there`)
    const { code, stdout } = await runPython('sa20', path.join(__dirname, 'run-module.py'), {
      args: ['pytest', '-q', '-p', 'no:cacheprovider', '--tb=short'],
      cwd: target,
      env: { DATABASE_URL: (await postgres.createDatabase()).replace(/^postgres(ql)?:/, 'postgresql+psycopg2:') },
    })
    assert.equal(code, 0, stdout.slice(-6000))
  })
})

function tenantscope(cwd: string, ...options: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const tsx = pathToFileURL(require.resolve('tsx')).href
  const args = ['--import', tsx, path.join(root, 'src/cli/bin.ts'), 'check', '--select', 'deprecated-name', ...options]
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 })
}

function check(
  cwd: string,
  ...options: readonly string[]
): { readonly findings: readonly { readonly path: string; readonly message: string }[] } {
  const { stdout, stderr } = tenantscope(cwd, '--format', 'json', ...options)
  if (!stdout.startsWith('{')) throw new Error(`check gave no report: ${stderr.slice(0, 4000)}`)
  return JSON.parse(stdout)
}

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/__pycache__|\.git\//.test(name) && statSync(path.join(folder, name)).isFile())
    .sort()

const snapshot = (folder: string): Record<string, string> =>
  Object.fromEntries(listFiles(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]))
