import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { waitUntil } from '../support/wait-until'
import { type InstalledEditor, openFile, openInstalledEditor, packageExtension, runCommand, saveAllUntil } from './installed-editor'

const root = path.resolve(__dirname, '../..')

// The keyboard on the package that users get, in a high contrast theme: what a person decides before something is written.
describe('where a person decides', function () {
  this.timeout(120_000)
  this.bail(true)
  let folder: string
  let workspace: string
  let editor: InstalledEditor
  const read = (file: string): string => readFileSync(path.join(workspace, file), 'utf8')

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-choosing-'))
    workspace = path.join(folder, 'backend')
    cpSync(path.join(root, 'examples/marketplace/backend'), workspace, { recursive: true })
    writeFileSync(path.join(workspace, 'look.ipynb'), notebook)
    editor = await openInstalledEditor({
      vsix: packageExtension(folder),
      folder: workspace,
      settings: { 'workbench.colorTheme': 'Default High Contrast', 'files.autoSave': 'off' },
    })
  })

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await editor?.picture(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`)
  })

  after(async () => {
    await editor?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('a suppression asks for its reason and its last day', async () => {
    const { page } = editor
    await openFile(page, 'api/products.py', 'products.py')
    await page.locator('.monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' })
    await page.keyboard.press('F8')
    await page.keyboard.press('Escape')
    await chooseAction(
      page,
      'Suppress raw-search-path on this line',
      page.locator('.quick-input-widget', { hasText: 'Why may this stay?' }),
    )
    const input = page.locator('.quick-input-widget input')
    await page.keyboard.press('Enter')
    await page.locator('.quick-input-widget', { hasText: 'Without a reason nobody can tell' }).waitFor()
    await editor.picture('suppress-reason')
    await input.pressSequentially('moves with the router')
    await page.keyboard.press('Enter')
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'For 30 days' }).waitFor()
    await editor.picture('suppress-day')
    await page.keyboard.type('30')
    await page.keyboard.press('Enter')
    await page.locator('.tab.active.dirty').waitFor()
    await page.keyboard.press('Control+S')
    await page.locator('.tab.active:not(.dirty)').waitFor()
    await editor.picture('suppressed')
    assert.match(read('api/products.py'), /^ +# tenantscope: ignore\[raw-search-path\] until=\d{4}-\d\d-\d\d moves with the router$/m)
  })

  it('fixes of a workspace are looked at first: safe ones ticked, unsafe ones not, and only ticked ones are made', async () => {
    const { page } = editor
    await runCommand(page, 'TenantScope: Fix All in Workspace')
    const dialog = page.locator('.monaco-dialog-box')
    await dialog.waitFor()
    await editor.picture('fix-all-question')
    await pressButton(page, 'Review…')
    const preview = page.locator('.bulk-edit-panel')
    await preview.locator('.monaco-list-row').first().waitFor()
    await editor.picture('refactor-preview')
    // By kind of change, each under the title of its fix.
    await page.locator('.part.panel [aria-label="Group Changes By Type"]').first().click()
    await preview.locator('.monaco-list-row', { hasText: 'unsafe' }).first().waitFor()
    await editor.picture('refactor-preview-by-fix')
    await preview.locator('.monaco-button', { hasText: 'Apply' }).click()
    await preview.waitFor({ state: 'hidden' })
    await saveAllUntil(page, 'the safe fixes on disk', () => !read('api/marketplace_jobs.py').includes('SET LOCAL search_path'))
    await editor.picture('refactored')
    for (const file of ['api/stats.py', 'services/stats.py']) assert.match(read(file), /VintedJobStats/, 'unsafe fixes were not ticked')
    assert.match(read('api/products.py'), /moves with the router\n.*SET LOCAL search_path/, 'what is suppressed stays')
  })

  it('beside the language stands whether the server runs, and when it checked last', async () => {
    const { page } = editor
    await openFile(page, 'api/products.py', 'products.py')
    await page.locator('.statusbar-item[id*="languageStatus"]').first().hover()
    const shown = page.locator('.hover-language-status', { hasText: 'TenantScope runs' }).first()
    await shown.waitFor()
    await editor.picture('server-status')
    assert.match((await shown.textContent()) ?? '', /last check at \d/)
    await page.mouse.move(600, 400)
    await page.keyboard.press('Escape')
  })

  it('the walkthrough leads from the first finding to all tenants', async () => {
    const { page } = editor
    await runCommand(
      page,
      'Welcome: Open Walkthrough...',
      page.locator('.quick-input-list .monaco-list-row', { hasText: 'Get started with TenantScope' }),
    )
    await page.keyboard.type('TenantScope')
    await page.keyboard.press('Enter')
    await page.locator('.gettingStartedContainer', { hasText: 'Keep what is old apart' }).waitFor()
    await editor.picture('walkthrough')
  })

  it('a cell of a notebook has its findings', async () => {
    const { page } = editor
    await openFile(page, 'look.ipynb', 'look.ipynb')
    await page.locator('.notebookOverlay .squiggly-warning').first().waitFor({ state: 'attached' })
    await editor.picture('notebook')
  })
})

/** Imports in one cell, what is done with them in another. */
const notebook = JSON.stringify({
  cells: [
    {
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: '%load_ext autoreload\nfrom sqlalchemy import text\nfrom shared.database import SessionLocal',
    },
    {
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: 'db = SessionLocal()\ndb.execute(text("SET search_path TO user_1, public"))',
    },
  ],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
})

/** Opens the menu of fixes and goes down to an entry with the keyboard. */
async function chooseAction(page: Page, title: string, then: Locator): Promise<void> {
  const rows = page.locator('.action-widget .monaco-list-row.action')
  const focused = page.locator('.action-widget .monaco-list-row.focused')
  const isFocused = async (): Promise<boolean> =>
    (await focused.count()) > 0 && ((await focused.first().textContent()) ?? '').replaceAll('`', '').includes(title)
  // The editor cancels the question when another extension registers meanwhile, as they do while it starts: a person presses again.
  await waitUntil(
    `what follows ${title}`,
    async () => {
      await page.keyboard.press('Control+.')
      await rows.first().waitFor({ timeout: 4000 })
      for (let steps = await rows.count(); steps >= 0 && !(await isFocused()); steps--) await page.keyboard.press('ArrowDown')
      if (!(await isFocused())) {
        await page.keyboard.press('Escape')
        return undefined
      }
      await page.keyboard.press('Enter')
      await then.waitFor({ timeout: 4000 })
      return true
    },
    { seconds: 60 },
  )
}

/** Tab to a button of the dialog and press it. */
async function pressButton(page: Page, label: string): Promise<void> {
  await waitUntil(`the button ${label}`, async () => {
    const focused = page.locator('.monaco-dialog-box .monaco-button:focus')
    if ((await focused.count()) > 0 && ((await focused.textContent()) ?? '').includes(label)) return true
    await page.keyboard.press('Tab')
    return undefined
  })
  await page.keyboard.press('Enter')
}
