import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import type { Locator } from 'playwright-core'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { waitUntil } from '../support/wait-until'
import { type InstalledEditor, openFile, openInstalledEditor, packageExtension, runCommand } from './installed-editor'
import { makeFleet, oddTenants } from './make-fleet'
import { type StallingProxy, startStallingProxy } from './stalling-proxy'

// A person with a thousand tenants, on the package that users get.
describe('a thousand tenants', function () {
  this.timeout(120_000)
  this.bail(true)
  let folder: string
  let workspace: string
  let postgres: TestPostgres
  let proxy: StallingProxy
  let editor: InstalledEditor
  let url: string

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-tenants-'))
    workspace = path.join(folder, 'fleet')
    cpSync(path.join(__dirname, 'fixtures/fleet'), workspace, { recursive: true })
    postgres = await startPostgres()
    const direct = new URL(await postgres.createDatabase('fleet'))
    await makeFleet(direct.toString())
    proxy = await startStallingProxy({ host: direct.hostname, port: Number(direct.port) })
    direct.port = String(proxy.port)
    url = direct.toString()
    editor = await openInstalledEditor({
      vsix: packageExtension(folder),
      folder: workspace,
      env: { TENANTSCOPE_DATABASE_URL: '', DATABASE_URL: '', FLEET_URL: url },
    })
  })

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await editor?.picture(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`)
  })

  after(async () => {
    await editor?.stop()
    await proxy?.stop()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const tree = (): Locator => editor.page.locator('[id="workbench.view.extension.tenantscope"]')
  const row = (text: string): Locator => tree().locator('.monaco-list-row', { hasText: text }).first()
  const status = (): Locator => editor.page.locator('.statusbar-item', { hasText: 'fleet' })
  const notification = (text: string | RegExp): Locator => editor.page.locator('.notification-list-item', { hasText: text }).first()

  it('before anything is read the view says what to do, and nothing stands in the status bar', async () => {
    await editor.page.locator('.activitybar').getByRole('tab', { name: 'TenantScope' }).click()
    await tree().locator('.welcome-view-content', { hasText: 'See which revision every tenant is at' }).waitFor()
    assert.equal(await status().count(), 0)
    await editor.picture('tenants-empty')
  })

  it('the connection is an environment variable that the person picks', async () => {
    const { page } = editor
    await runCommand(page, 'TenantScope: Connect Database', page.locator('.quick-input-list .monaco-list-row', { hasText: 'FLEET_URL' }))
    await editor.picture('tenants-connect')
    await page.keyboard.type('FLEET')
    await page.keyboard.press('Enter')
    await notification('FLEET_URL will be read').waitFor()
    await runCommand(page, 'Notifications: Clear All Notifications')
  })

  it('shows the first groups while it reads, and stops at once with what it has', async () => {
    const { page } = editor
    proxy.letThrough(130_000)
    await runCommand(page, 'TenantScope: Check Tenant Migrations')
    const progress = notification('Checking tenant migrations')
    await progress.filter({ hasText: /\d+ of 1,001 tenants; \d groups so far/ }).waitFor()
    await editor.picture('tenants-progress')
    await progress.getByRole('button', { name: 'Cancel' }).click()
    await notification(/cancelled when [1-9]\d* of 1,000 tenants were read/).waitFor()
    await row('Not readable').waitFor()
    await editor.picture('tenants-cancelled')
    proxy.letThrough(Number.POSITIVE_INFINITY)
    await runCommand(page, 'Notifications: Clear All Notifications')
  })

  it('groups them by state and by what differs', async () => {
    const { page } = editor
    await runCommand(page, 'TenantScope: Check Tenant Migrations')
    await notification('1,000 of 1,000 tenants differ from the migrations or from the template').waitFor()
    await status().waitFor()
    await runCommand(page, 'View: Close All Editors')
    await runCommand(page, 'Notifications: Clear All Notifications')
    await row('Unknown revision').waitFor()
    await editor.picture('tenants-groups')
  })

  it('keeps a filter over checks, and says what is left', async () => {
    const { page } = editor
    const question = page.locator('.quick-input-title', { hasText: 'Filter Tenants' })
    await runCommand(page, 'TenantScope: Filter Tenants', question)
    await page.keyboard.type('jobs_batch_id')
    await page.keyboard.press('Enter')
    await tree().locator('.message', { hasText: 'jobs_batch_id' }).waitFor()
    await row('14 tenants').waitFor()
    await row('No version table').waitFor({ state: 'detached' })
    await editor.picture('tenants-filtered')
    await runCommand(page, 'TenantScope: Filter Tenants', question)
    await page.keyboard.type('nobody')
    await page.keyboard.press('Enter')
    await tree().locator('.welcome-view-content', { hasText: 'No tenant is left by the filter' }).waitFor()
    await editor.picture('tenants-filtered-out')
    await tree().getByRole('button', { name: 'Clear Tenant Filter' }).first().click()
    await row('Unknown revision').waitFor()
  })

  it('opens a tenant beside the template', async () => {
    const { page } = editor
    await runCommand(
      page,
      'TenantScope: Compare Tenant with Template',
      page.locator('.quick-input-widget', { hasText: 'Compare Tenant with Template' }),
    )
    await page.keyboard.type('user_640')
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'user_640' }).first().waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.tab.active', { hasText: 'template_tenant ↔ user_640' }).waitFor()
    await page.locator('.monaco-diff-editor .view-line', { hasText: 'note:' }).first().waitFor()
    await editor.picture('tenants-difference')
  })

  it('saves the report as a file to send', async () => {
    const { page } = editor
    for (const [choice, file, holds] of [
      ['HTML', 'tenants-fleet.html', '<h1>Tenant migrations of <code>fleet</code></h1>'],
      ['Markdown', 'tenants-fleet.md', '# Tenant migrations of `fleet`'],
    ] as const) {
      await runCommand(page, 'TenantScope: Save Tenant Report')
      await page.locator('.quick-input-list .monaco-list-row', { hasText: choice }).first().click()
      const name = page.locator('.quick-input-widget input')
      await waitUntil('the proposed name', async () => (await name.inputValue()).endsWith(file))
      await page.keyboard.press('Enter')
      await waitUntil(file, () => existsSync(path.join(workspace, file)))
      const text = readFileSync(path.join(workspace, file), 'utf8')
      assert.ok(text.includes(holds), text.slice(0, 300))
      for (const number of oddTenants['no-index']) assert.ok(text.includes(`user_${number}`))
    }
    // As a browser shows it to whoever it was sent to.
    const browser = await page.context().newPage()
    await browser.setContent(readFileSync(path.join(workspace, 'tenants-fleet.html'), 'utf8'))
    await editor.picture('tenants-report', browser)
    await browser.close()
  })

  it('tells at the line who has the name of a constraint, and offers what fits all of them', async () => {
    const { page } = editor
    await runCommand(page, 'View: Close All Editors')
    await openFile(page, '0003_many_jobs.py', '0003_many_jobs.py')
    await page.locator('.codelens-decoration', { hasText: 'applied in 0 of 1,000 tenants' }).waitFor()
    // One stands under the revision, because nobody has had it; the one further down under the name.
    const squiggles = page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning')
    const box = await waitUntil('both squiggles', async () => {
      const boxes = await Promise.all((await squiggles.all()).map((squiggle) => squiggle.boundingBox()))
      return boxes.length === 2 && boxes.flatMap((each) => each ?? []).sort((one, other) => other.y - one.y)[0]
    })
    await page.mouse.move(box.x + box.width / 2, box.y + 4, { steps: 5 })
    await page.mouse.move(box.x + box.width / 2 + 1, box.y + 5)
    await page
      .locator('.monaco-hover', { hasText: /exists in 982 of 1,001 schemas; 14 have jobs_batch_id_key/ })
      .first()
      .waitFor()
    await editor.picture('tenants-hover')
    await page.mouse.click(box.x + box.width / 2, box.y + 4)
    await page.mouse.move(box.x, box.y + 250)
    await page.keyboard.press('Escape')
    await waitUntil('the menu of fixes', async () => {
      await page.keyboard.press('Control+.')
      await page
        .locator('.action-widget .monaco-list-row', { hasText: 'Look the constraint up by its columns' })
        .first()
        .waitFor({ timeout: 4000 })
      return true
    })
    await editor.picture('tenants-quick-fix')
    await page.keyboard.press('Escape')
  })

  it('completes the names that tenants have', async () => {
    const { page } = editor
    await page.locator('.view-line', { hasText: 'drop_constraint' }).getByText('uq_jobs_batch_id').first().dblclick()
    await page.keyboard.press('Delete')
    await page.keyboard.press('Control+Space')
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'jobs_batch_id_key' }).first().waitFor()
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'uq_jobs_batch_id' }).first().waitFor()
    await editor.picture('tenants-completion')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Z')
    await page.locator('.tab.active:not(.dirty)').waitFor()
  })

  it('lists the tenants that lack a revision, from the lens above it', async () => {
    const { page } = editor
    await openFile(page, '0002_unique_batch.py', '0002_unique_batch.py')
    const lens = page
      .locator('.codelens-decoration', { hasText: 'applied in 992 of 1,000 tenants' })
      .locator('a', { hasText: 'applied in' })
    await lens.click()
    await page.locator('.quick-input-widget', { hasText: '5 tenants have not had this revision' }).waitFor()
    for (const number of oddTenants.behind)
      await page.locator('.quick-input-list .monaco-list-row', { hasText: `user_${number}` }).waitFor()
    await editor.picture('tenants-lens')
    await page.keyboard.press('Escape')
  })

  it('disconnects: nothing of the database is left to see', async () => {
    const { page } = editor
    await runCommand(page, 'TenantScope: Disconnect Database')
    await notification('what was read is forgotten').waitFor()
    await tree().locator('.welcome-view-content', { hasText: 'See which revision every tenant is at' }).waitFor()
    await status().waitFor({ state: 'detached' })
    await page.locator('.codelens-decoration', { hasText: 'applied in' }).waitFor({ state: 'detached' })
    await editor.picture('tenants-disconnected')
  })
})
