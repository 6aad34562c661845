import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { writeAtomically } from '../../src/host/atomic-write'
import { createDisk } from '../../src/host/disk'
import { createGit } from '../../src/host/git'
import { loadWasm } from '../../src/host/wasm'

let root: string
const warnings: string[] = []
const log = { info: () => undefined, warn: (message: string) => void warnings.push(message), error: () => undefined }
const open = () => createDisk({ root, log, prefilter: loadWasm('prefilter.wasm') })

const write = (file: string, content: string | Buffer): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), content)
}
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: root, stdio: 'pipe' })

describe('disk', () => {
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'tenantscope-disk-')))
    warnings.length = 0
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('lists what git tracks and what is new, not what is ignored', () => {
    git('init', '-q')
    write('.gitignore', 'build/\n')
    write('a.py', '')
    write('é 😀/b.py', '')
    write('build/c.py', '')
    git('add', 'a.py')
    write('new.py', '')
    assert.deepEqual(open().listFiles(), ['.gitignore', 'a.py', 'new.py', 'é 😀/b.py'])
  })

  it('walks with care where there is no git', () => {
    for (const file of [
      'a.py',
      'app/b.py',
      '.venv/c.py',
      'node_modules/d.py',
      'mine/pyvenv.cfg',
      'mine/e.py',
      'dist/f.py',
      'x/__pycache__/g.py',
    ])
      write(file, '')
    assert.deepEqual(open().listFiles(), ['a.py', 'app/b.py'])
  })

  it('walks a folder that its repository ignores', () => {
    git('init', '-q')
    write('.gitignore', 'copy/\n')
    write('copy/a.py', '')
    assert.deepEqual(createDisk({ root: path.join(root, 'copy'), log }).listFiles(), ['a.py'])
  })

  const texts: readonly (readonly [content: Buffer | string, expected: string])[] = [
    ['\ufeffx = "é😀"\r\n', 'text \ufeffx = "é😀"\r\n'],
    ['', 'text '],
    [Buffer.from([0x78, 0xff, 0xfe]), 'it is not UTF-8'],
    [Buffer.from('a\0b'), 'it is a binary file'],
    [Buffer.alloc(6 * 1024 * 1024, 32), 'it is larger than 5 MB (6 MB)'],
  ]
  for (const [content, expected] of texts) {
    it(`reads ${JSON.stringify(expected.slice(0, 30))}`, () => {
      write('a.py', content)
      const read = open().readText('a.py')
      assert.equal(read.kind === 'text' ? `text ${read.text.slice(0, 50)}` : read.reason, expected)
    })
  }

  it('says why a file cannot be read', () => {
    mkdirSync(path.join(root, 'folder.py'))
    assert.deepEqual(open().readText('folder.py'), { kind: 'unreadable', reason: 'it is a folder' })
    assert.deepEqual(open().readText('none.py'), { kind: 'unreadable', reason: 'there is no such file', missing: true })
    symlinkSync('loop.py', path.join(root, 'loop.py'))
    assert.deepEqual(open().readText('loop.py'), { kind: 'unreadable', reason: 'its symbolic links go round in circles' })
  })

  it('searches the listed files of some extensions', () => {
    write('a.py', 'SET search_path')
    write('b.sql', 'set search_path')
    write('c.py', 'search_pat')
    write('d.py', 'é😀 batch_id')
    const disk = open()
    assert.deepEqual(disk.search(['search_path', 'batch_id']), ['a.py', 'b.sql', 'd.py'])
    assert.deepEqual(disk.search(['search_path'], ['.py']), ['a.py'])
    assert.deepEqual(disk.search(['é😀'], ['.py']), ['d.py'])
    assert.deepEqual(disk.search([]), [])
    assert.deepEqual(disk.search(['x'], ['.py']), [])
  })
})

describe('atomic writing', () => {
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'tenantscope-write-')))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('keeps the mode, follows links, leaves nothing beside', () => {
    write('real.py', 'old')
    chmodSync(path.join(root, 'real.py'), 0o754)
    symlinkSync('real.py', path.join(root, 'link.py'))
    assert.deepEqual(writeAtomically(path.join(root, 'link.py'), 'new 😀'), { kind: 'written' })
    assert.equal(readFileSync(path.join(root, 'real.py'), 'utf8'), 'new 😀')
    assert.equal(statSync(path.join(root, 'real.py')).mode & 0o777, 0o754)
    assert.deepEqual(readdirSync(root).sort(), ['link.py', 'real.py'])
  })

  it('makes folders, refuses read-only files and folders in the way', () => {
    assert.deepEqual(writeAtomically(path.join(root, 'a/b/c.py'), 'x'), { kind: 'written' })
    chmodSync(path.join(root, 'a/b/c.py'), 0o444)
    assert.deepEqual(writeAtomically(path.join(root, 'a/b/c.py'), 'y'), { kind: 'failed', reason: 'it is read-only' })
    assert.equal(readFileSync(path.join(root, 'a/b/c.py'), 'utf8'), 'x')
    assert.equal(writeAtomically(path.join(root, 'a/b'), 'y').kind, 'failed')
    assert.deepEqual(readdirSync(path.join(root, 'a')), ['b'])
  })
})

describe('git', () => {
  before(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'tenantscope-git-')))
    git('init', '-q')
  })
  after(() => rmSync(root, { recursive: true, force: true }))

  it('gives output and takes input', async () => {
    assert.equal((await createGit(root).run(['rev-parse', '--is-inside-work-tree'])).trim(), 'true')
    assert.equal(
      (await createGit(root).run(['hash-object', '--stdin'], { input: 'x\n' })).trim(),
      '587be6b4c3f93f93c489c0111bba5596147a26cb',
    )
  })

  it('says in words what failed', async () => {
    await assert.rejects(
      createGit(root).run(['rev-parse', 'nowhere^{commit}']),
      /git rev-parse failed: ambiguous argument|git rev-parse failed/,
    )
  })

  it('stops when it is told to', async () => {
    const controller = new AbortController()
    const running = createGit(root).run(['cat-file', '--batch'], { signal: controller.signal, input: '' })
    controller.abort(new Error('stop'))
    await assert.rejects(running, /stop/)
  })
})
