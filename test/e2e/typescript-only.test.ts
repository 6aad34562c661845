import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { type InstalledEditor, openFile, openInstalledEditor, packageExtension, readActivationTime, runCommand } from './installed-editor'

const clean = `const { Pool } = require('pg')
const pool = new Pool()

async function clean(schema) {
  await pool.query(\`SET search_path TO \${schema}, public\`) // 😀
  await pool.query('delete from jobs')
}
`

// A folder without Python, and an installation that is broken at first.
describe('a folder of TypeScript and JavaScript', function () {
  this.timeout(120_000)
  this.bail(true)
  let folder: string
  let editor: InstalledEditor
  let server: string

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-typescript-'))
    const workspace = path.join(folder, 'shop')
    mkdirSync(path.join(workspace, 'tools'), { recursive: true })
    writeFileSync(path.join(workspace, 'tools/clean.js'), clean)
    editor = await openInstalledEditor({ vsix: packageExtension(folder), folder: workspace })
    const installed = readdirSync(editor.extensions).find((name) => name.startsWith('tenantscope.tenantscope-'))
    assert.ok(installed, editor.extensions)
    server = path.join(editor.extensions, installed, 'dist/server.js')
    renameSync(server, `${server}.away`)
  })

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await editor?.picture(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`)
  })

  after(async () => {
    await editor?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('a document activates the extension, and a server that does not start is told of', async () => {
    const { page } = editor
    await openFile(page, 'clean.js', 'clean.js')
    await page.locator('.notification-list-item', { hasText: 'the language server did not start' }).first().waitFor()
    await editor.picture('server-failed')
  })

  it('Restart Server starts it when it can, and the document has its squiggle', async () => {
    const { page } = editor
    renameSync(`${server}.away`, server)
    await runCommand(page, 'TenantScope: Restart Server')
    await page.locator('.monaco-editor .squiggly-warning, .monaco-editor .squiggly-error').first().waitFor({ state: 'attached' })
  })

  it('beside the language stands that the server runs', async () => {
    const { page } = editor
    await runCommand(page, 'Notifications: Clear All Notifications')
    await page.locator('.statusbar-item[id*="languageStatus"]').first().hover()
    const shown = page.locator('.hover-language-status', { hasText: 'TenantScope runs' }).first()
    await shown.waitFor()
    await editor.picture('server-status-javascript')
    assert.match((await shown.textContent()) ?? '', /last check at \d/)
    await page.mouse.move(600, 400)
    await page.keyboard.press('Escape')
  })

  // The limit of 150 ms belongs to a quiet machine: a test asserts no times.
  it('has an activation that the editor measured', async () => {
    const milliseconds = await readActivationTime(editor.page)
    console.log(`      activation ${milliseconds} ms`)
    assert.ok(milliseconds >= 0, `${milliseconds} ms`)
  })
})
