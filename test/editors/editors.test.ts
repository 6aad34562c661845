import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'

const root = path.resolve(__dirname, '../..')
const steps = ['one finding', 'it stands on the SQL', 'the quick fix edits the buffer', 'the finding goes', 'the server stops']

const editors: { readonly [name: string]: (file: string) => readonly string[] } = {
  Neovim: (file) => ['nvim', '--headless', '--clean', '-S', path.join(__dirname, 'neovim.lua'), file],
  'Emacs with eglot': (file) => ['emacs', '--batch', '-l', path.join(__dirname, 'eglot.el'), file],
}

for (const [name, commandLine] of Object.entries(editors)) {
  describe(`${name} on \`tenantscope lsp --stdio\``, function () {
    this.timeout(90_000)
    let output = ''
    let folder: string

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-editor-'))
      cpSync(path.join(root, 'test/e2e/fixtures/shop'), folder, { recursive: true })
      // Emacs takes the repository for the project, and without one the file's own folder.
      execFileSync('git', ['init', '--quiet'], { cwd: folder })
      output = await run(commandLine('app/products.py'), folder)
    })

    after(() => rmSync(folder, { recursive: true, force: true }))

    for (const step of steps) it(step, () => assert.ok(output.split('\n').includes(`ok: ${step}`), output))
  })
}

/** Everything that the editor printed, on both streams. */
function run([command = '', ...args]: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      timeout: 80_000,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TENANTSCOPE_CLI: path.join(root, 'dist/cli.js') },
    })
    let text = ''
    const keep = (data: Buffer): void => {
      text += data.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', () => resolve(text))
  })
}
