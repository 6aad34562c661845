import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { type InstalledEditor, openInstalledEditor, packageExtension, runCommand, saveAllUntil } from './installed-editor'

// A project that only ever used a path: its models are chosen, looked at, and changed.
describe('Prepare Models for Tenant Scope', function () {
  this.timeout(120_000)
  let folder: string
  let workspace: string
  let editor: InstalledEditor
  const base = (): string => readFileSync(path.join(workspace, 'base.py'), 'utf8')

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-prepare-'))
    workspace = path.join(folder, 'shop')
    cpSync(path.resolve(__dirname, '../behaviour/rewrites/projects/path-only'), workspace, { recursive: true })
    editor = await openInstalledEditor({ vsix: packageExtension(folder), folder: workspace, settings: { 'files.autoSave': 'off' } })
  })
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await editor?.picture('failed-prepare-models')
  })
  after(async () => {
    await editor?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it("ticks the tenants' models, shows the change, and makes it when it is confirmed", async () => {
    const { page } = editor
    const row = (name: string) => page.locator('.quick-input-list .monaco-list-row', { hasText: name })
    await runCommand(page, 'TenantScope: Prepare Models for Tenant Scope', row('Product').first())
    await editor.picture('prepare-models-choice')
    assert.equal(await row('reached without a tenant').count(), 1)
    await page.keyboard.press('Enter')
    const preview = page.locator('.bulk-edit-panel')
    await preview.locator('.monaco-list-row').first().waitFor()
    await editor.picture('prepare-models-preview')
    const before = base()
    const boxes = preview.locator('.monaco-list-row input[type=checkbox], .monaco-list-row .monaco-custom-toggle')
    await boxes.first().click()
    await preview.locator('.monaco-button', { hasText: 'Apply' }).click()
    await preview.waitFor({ state: 'hidden' })
    await saveAllUntil(page, 'the models on disk', () => base() !== before)
    assert.match(base(), /ForeignKey\("tenant\.products\.id"\)/)
    assert.doesNotMatch(base(), /"users"\r?\n\s+__table_args__/)
    await editor.picture('prepared-models')
  })
})
