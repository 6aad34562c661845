import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CodeAction, Diagnostic, TextDocumentEdit } from 'vscode-languageserver'
import { fullCapabilities } from './open-editor'
import { root, startClient } from './rpc-client'

interface CheckJson {
  readonly findings: readonly {
    readonly rule: string
    readonly path: string
    readonly message: string
    readonly help: string
    readonly range: { readonly start: Place; readonly end: Place }
    readonly suppressed?: object
    readonly fixes: readonly {
      readonly title: string
      readonly safety: string
      readonly edits: readonly { readonly path: string; readonly text: string }[]
    }[]
  }[]
}
interface Place {
  readonly line: number
  readonly column: number
}

describe('editor and command line', function () {
  this.timeout(120_000)

  it('give the same findings and fixes on the sample', async () => {
    const cli = process.env.TENANTSCOPE_CLI ?? path.join(root, 'dist/cli.js')
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tenantscope-same-')))
    cpSync(path.join(root, 'examples/marketplace/backend'), folder, { recursive: true })
    const client = startClient([cli, 'lsp', '--stdio'])
    try {
      const run = spawnSync(process.execPath, [cli, 'check', '--format', 'json'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 })
      const { findings } = JSON.parse(run.stdout) as CheckJson
      const expected = findings
        .filter(({ suppressed }) => !suppressed)
        .map(({ rule, path: file, message, help, range: { start, end } }) =>
          JSON.stringify([file, rule, `${start.line}:${start.column}-${end.line}:${end.column}`, `${message}\n${help}`]),
        )
      assert(expected.length > 50)

      client.serve('workspace/configuration', () => [{}])
      client.serve('client/registerCapability', () => null)
      client.serve('workspace/diagnostic/refresh', () => null)
      const rootUri = pathToFileURL(folder).toString()
      await client.request('initialize', {
        processId: process.pid,
        rootUri,
        workspaceFolders: [{ uri: rootUri, name: 'sample' }],
        capabilities: fullCapabilities,
      })
      client.notify('initialized', {})
      const report = await client.request<{ items: readonly { uri: string; items: readonly Diagnostic[] }[] }>('workspace/diagnostic', {
        previousResultIds: [],
      })
      const given = report.items.flatMap(({ uri, items }) =>
        items.map(({ code, message, range: { start, end } }) =>
          JSON.stringify([
            decodeURIComponent(uri.slice(rootUri.length + 1)),
            code,
            `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`,
            message,
          ]),
        ),
      )
      assert.deepEqual([...given].sort(), [...expected].sort())

      // The fixes of some: titles that the menu offers, and the texts that are put in.
      for (const finding of findings
        .filter(({ suppressed, fixes }) => !suppressed && fixes.length > 0)
        .filter((_, index) => index % 7 === 0)) {
        const position = { line: finding.range.start.line - 1, character: finding.range.start.column - 1 }
        const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
          textDocument: { uri: pathToFileURL(path.join(folder, finding.path)).toString() },
          range: { start: position, end: position },
          context: { diagnostics: [], only: ['quickfix'] },
        })
        for (const fix of finding.fixes) {
          const action = actions.find(({ title }) => title === fix.title || title.startsWith(`${fix.title} (unsafe`))
          assert(action, `${finding.path}: ${fix.title} is not among ${actions.map(({ title }) => title).join(', ')}`)
          const { edit } = await client.request<CodeAction>('codeAction/resolve', action)
          const texts = (edit?.documentChanges ?? []).flatMap((change) => ('edits' in change ? (change as TextDocumentEdit).edits : []))
          assert.deepEqual(texts.map((each) => ('newText' in each ? each.newText : '')).sort(), fix.edits.map(({ text }) => text).sort())
        }
      }
    } finally {
      await client.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
