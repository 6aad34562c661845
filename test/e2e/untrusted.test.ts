import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { type InstalledEditor, openFile, openInstalledEditor, packageExtension, runCommand } from './installed-editor'

describe('in a workspace that the user does not trust', function () {
  this.timeout(120_000)
  this.bail(true)
  let folder: string
  let editor: InstalledEditor

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-untrusted-'))
    const workspace = path.join(folder, 'shop')
    cpSync(path.join(__dirname, 'fixtures/shop'), workspace, { recursive: true })
    // An address that nobody serves: a connection attempt would show as another message.
    const env = { TENANTSCOPE_DATABASE_URL: 'postgresql://nobody:x@127.0.0.1:1/none' }
    editor = await openInstalledEditor({ vsix: packageExtension(folder), folder: workspace, env, askTrust: true })
  })

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await editor?.picture(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`)
  })

  after(async () => {
    await editor?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('findings appear', async () => {
    const { page } = editor
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor()
    await openFile(page, 'app/products.py', 'products.py')
    await page.locator('.monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' })
  })

  it('the database is left alone, and the user hears why', async () => {
    const { page } = editor
    await runCommand(page, 'TenantScope: Check Tenant Migrations')
    await page.locator('.notifications-toasts', { hasText: 'opens database connections only in a trusted workspace' }).waitFor()
    await editor.picture('untrusted')
  })
})
