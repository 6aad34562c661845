import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import {
  type ConstraintsReport,
  commandIds,
  type GraphReport,
  linkCommandIds,
  type MigrationsReport,
  type UsagesReport,
} from '../../../src/protocol'
import { waitUntil } from '../../support/wait-until'
import { findings, openFile } from './open-file'

/** Titles of the open tabs: what a user sees of a report. */
function openTabs(): readonly string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label))
}

describe('commands on a real PostgreSQL', () => {
  it('Check Tenant Migrations reports the tenant that lacks a column, and opens the report', async () => {
    const report = await vscode.commands.executeCommand<MigrationsReport | undefined>(commandIds.checkTenantMigrations)
    assert.ok(report, 'the command gave a report')
    assert.deepEqual(
      report.tenants.map(({ schema }) => schema).filter((schema) => schema.startsWith('user_')),
      ['user_1', 'user_2'],
    )
    const drift = report.findings.filter(({ rule }) => rule === 'tenant-drift')
    assert.deepEqual([...new Set(drift.flatMap(({ tenants }) => tenants ?? []))], ['user_2'])
    assert.ok(
      drift.some(({ message }) => message.includes('title')),
      JSON.stringify(drift),
    )
    await waitUntil('the report', () => openTabs().some((label) => label.includes('Tenant Migrations')))
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('tenantscope:/Tenant Migrations.md'))
    assert.match(page.getText(), /user_2/)
  })

  it('Inspect Constraint Names groups tenants by the names they have', async () => {
    const report = await vscode.commands.executeCommand<ConstraintsReport | undefined>(commandIds.inspectConstraintNames)
    const products = report?.tables.find(({ table }) => table === 'products')
    assert.ok(products, JSON.stringify(report))
    const names = products.constraints.flatMap((constraint) => constraint.names)
    assert.ok(names.some(({ name, tenants }) => name === 'products_pkey' && tenants.includes('user_1') && tenants.includes('user_2')))
  })

  it('Show Migration Graph needs no database', async () => {
    const report = await vscode.commands.executeCommand<GraphReport | undefined>(commandIds.showMigrationGraph)
    assert.deepEqual(report?.heads, ['0001'])
  })

  it('its tree opens the file of a revision', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors')
    await vscode.commands.executeCommand('tenantscope.revisions.focus')
    await waitUntil('the revision', async () => {
      // The environment first, its newest revision below.
      for (const step of ['list.focusFirst', 'list.focusDown', 'list.select']) await vscode.commands.executeCommand(step)
      return vscode.window.activeTextEditor?.document.uri.path.endsWith('/migrations/versions/0001_products.py')
    })
  })

  it('a revision says above its id where it stands, and the lens leads on', async () => {
    const document = await openFile('migrations/versions/0001_products.py')
    const [lens] = await waitUntil('the lens', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10)
      return lenses.length > 0 && lenses
    })
    assert.equal(lens?.command?.title, 'head · base')
    const place = { line: 0, character: 0 }
    const target = vscode.Uri.joinPath(document.uri, '../../env.py').toString()
    const locations = [{ uri: target, range: { start: place, end: place } }]
    await vscode.commands.executeCommand(linkCommandIds.goToRevisions, document.uri.toString(), place, locations)
    await waitUntil('the other file', () => vscode.window.activeTextEditor?.document.uri.path.endsWith('/migrations/env.py'))
  })

  it('Find Usages Before Removal finds where a column is declared, and opens the page', async () => {
    const report = await vscode.commands.executeCommand<UsagesReport | undefined>(commandIds.findUsagesBeforeRemoval, 'Product.title')
    assert.ok(
      report?.usages.some(({ path, role }) => path === 'app/models.py' && role === 'definition'),
      JSON.stringify(report),
    )
    await waitUntil('the page', () => openTabs().some((label) => label.includes('Usages of Product.title')))
  })

  it('Create Tenant Session Helper opens an unsaved file', async () => {
    await vscode.commands.executeCommand(commandIds.createTenantSessionHelper)
    const document = await waitUntil('the helper', () => vscode.window.activeTextEditor?.document)
    assert.equal(document.isUntitled, true)
    assert.match(document.getText(), /schema_translate_map/)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  })

  it('Show Debug Information opens a page for an issue', async () => {
    const markdown = await vscode.commands.executeCommand<string | undefined>(commandIds.showDebugInformation)
    assert.match(markdown ?? '', /## Server\n\n- TenantScope: `\d/)
    assert.match(markdown ?? '', /## Folder 1\n\n- root: /)
    await waitUntil('the page', () => openTabs().some((label) => label.includes('Debug Information')))
  })

  it('Restart Server brings the findings back', async () => {
    const document = await openFile('app/products.py')
    await vscode.commands.executeCommand(commandIds.restartServer)
    await findings(document, 'raw-search-path')
  })
})
