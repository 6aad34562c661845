import assert from 'node:assert/strict'
import { renameSync, rmSync } from 'node:fs'
import * as vscode from 'vscode'
import type { TenantScopeApi } from '../../../client/extension'
import { commandIds } from '../../../src/protocol'
import { waitUntil } from '../../support/wait-until'
import { diagnosticsOf, extensionId, findings, openFile, writeFile } from './open-file'

const rule = 'raw-search-path'

describe('while editing', () => {
  it('the extension activates and its server answers', async () => {
    const extension = vscode.extensions.getExtension<TenantScopeApi>(extensionId)
    assert.ok(extension, 'the extension is there')
    const { ready } = await extension.activate()
    await ready
  })

  it('every command of the manifest is registered, and no other', async () => {
    const registered = (await vscode.commands.getCommands(true)).filter((id) => /^tenantscope\.\w+$/.test(id))
    for (const id of Object.values(commandIds)) assert.ok(registered.includes(id), id)
    const contributed: { command: string }[] = vscode.extensions.getExtension(extensionId)?.packageJSON.contributes.commands
    assert.deepEqual(contributed.map(({ command }) => command).sort(), Object.values(commandIds).sort())
  })

  it('a raw search_path gets a squiggle on its SQL', async () => {
    const document = await openFile('app/products.py')
    const [finding] = await findings(document, rule)
    assert.ok(finding)
    assert.match(document.getText(finding.range), /^"SET search_path TO user_1, public"$/)
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Warning)
  })

  it('hovering it explains the rule', async () => {
    const document = await openFile('app/products.py')
    const [finding] = await findings(document, rule)
    assert.ok(finding)
    const text = await waitUntil('the hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, finding.range.start)
      const shown = hovers
        .flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value)))
        .join('\n')
      return shown.includes(rule) && shown
    })
    assert.match(text, /search_path/)
  })

  it('the preferred quick fix removes the statement and what became unused, and the squiggle goes', async () => {
    const document = await openFile('app/products.py')
    const [finding] = await findings(document, rule)
    assert.ok(finding)
    const fix = await waitUntil('a preferred quick fix', async () => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        finding.range,
        vscode.CodeActionKind.QuickFix.value,
        // The server works edits out when an action is chosen; this many are asked for at once.
        20,
      )
      return actions.find(({ isPreferred, edit }) => isPreferred && edit)
    })
    assert.ok(fix.edit)
    assert.ok(await vscode.workspace.applyEdit(fix.edit))
    assert.doesNotMatch(document.getText(), /search_path|import text/)
    assert.match(document.getText(), /return db\.query\(Product\)\.order_by\(Product\.id\)\.all\(\)/)
    await waitUntil('the squiggle to go', () => diagnosticsOf(document, rule).length === 0)
    await vscode.commands.executeCommand('undo')
    await findings(document, rule)
  })

  it('a quick fix moves a file with its imports, its own and those of files that are open or not', async () => {
    const moving = await openFile('app/old_labels.py')
    await findings(moving, 'deprecated-name')
    const document = await openFile('app/shelf.py')
    const [finding] = await findings(document, 'deprecated-name')
    assert.ok(finding)
    const fix = await waitUntil('the quick fix', async () => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        finding.range,
        vscode.CodeActionKind.QuickFix.value,
        20,
      )
      return actions.find(({ title, edit }) => title.startsWith('Rename app/old_labels.py to app/labels.py') && edit)
    })
    assert.ok(fix.edit)
    assert.ok(await vscode.workspace.applyEdit(fix.edit))
    const target = vscode.Uri.joinPath(document.uri, '../labels.py')
    const moved = await waitUntil('the file at its new place', async () => {
      const there = await vscode.workspace.openTextDocument(target).then(
        (opened) => opened,
        () => undefined,
      )
      return there?.getText().includes('from app.labels import label as first') && there
    })
    assert.match(moved.getText(), /^def label\(name\):\n {4}return f"😀 \{name\}"\n/)
    assert.match(document.getText(), /^from app\.labels import again\n/)
    await vscode.workspace.saveAll()
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.joinPath(document.uri, '../old_labels.py'))))
    await waitUntil('the findings to go', () => diagnosticsOf(document, 'deprecated-name').length + diagnosticsOf(moved).length === 0)
  })

  it('findings in JavaScript follow what is typed, too', async () => {
    const text = `const { Pool } = require('pg')\nconst pool = new Pool()\n\nasync function report() {\n  await pool.query('SET search_path TO user_1')\n  return pool.query('SELECT 1')\n}\n`
    await writeFile('web/report.js', text)
    const document = await openFile('web/report.js')
    const leak = 'search-path-other-connection'
    const [before] = await findings(document, leak)
    const editor = await vscode.window.showTextDocument(document)
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// 😀\n// not saved\n'))
    await waitUntil(
      'the finding two lines further down',
      () => diagnosticsOf(document, leak)[0]?.range.start.line === Number(before?.range.start.line) + 2,
    )
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  })

  it('findings of a folder that is moved go with it', async () => {
    const text = 'from sqlalchemy import text\n\n\ndef run(db):\n    db.execute(text("SET search_path TO user_1"))\n'
    const here = await writeFile('parts/deep/one.py', text)
    const foundIn = (uri: vscode.Uri): boolean => vscode.languages.getDiagnostics(uri).some(({ source }) => source === 'tenantscope')
    await waitUntil('its finding', () => foundIn(here))
    const there = vscode.Uri.joinPath(here, '../../../moved/deep/one.py')
    renameSync(vscode.Uri.joinPath(here, '../..').fsPath, vscode.Uri.joinPath(there, '../..').fsPath)
    await waitUntil('the finding at its new place, and none at the old one', () => foundIn(there) && !foundIn(here))
    rmSync(vscode.Uri.joinPath(there, '../..').fsPath, { recursive: true })
    await waitUntil('no finding', () => !foundIn(there))
  })

  it('findings follow what is typed', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'python',
      content: 'from sqlalchemy import text\n\n\ndef f(db, schema):\n    # 😀\n    db.execute(text("select 1"))\n',
    })
    const editor = await vscode.window.showTextDocument(document)
    const start = new vscode.Position(5, 21)
    await editor.edit((edit) => edit.replace(new vscode.Range(start, start.translate(0, 'select 1'.length)), 'SET search_path TO user_1'))
    const [finding] = await findings(document, rule)
    assert.ok(finding)
    assert.equal(document.getText(finding.range), '"SET search_path TO user_1"')
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  })
})
