import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { type ConstraintsReport, commandIds, type GraphReport, type MigrationsReport } from '../../../src/protocol'
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

  it('Create Tenant Session Helper opens an unsaved file', async () => {
    await vscode.commands.executeCommand(commandIds.createTenantSessionHelper)
    const document = await waitUntil('the helper', () => vscode.window.activeTextEditor?.document)
    assert.equal(document.isUntitled, true)
    assert.match(document.getText(), /schema_translate_map/)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  })

  it('Restart Server brings the findings back', async () => {
    const document = await openFile('app/products.py')
    await vscode.commands.executeCommand(commandIds.restartServer)
    await findings(document, 'raw-search-path')
  })
})
