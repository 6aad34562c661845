import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CodeAction, Diagnostic, TextDocumentEdit } from 'vscode-languageserver'
import { type FixAllResult, type Outcome, requests } from '../../src/protocol'
import { generateProject } from '../support/generate-project'
import { fullCapabilities } from './open-editor'
import { type RpcClient, root, startClient } from './rpc-client'

interface CheckJson {
  readonly findings: readonly {
    readonly rule: string
    readonly path: string
    readonly message: string
    readonly help: string
    readonly range: JsonRange
    readonly suppressed?: object
    readonly fixes: readonly {
      readonly title: string
      readonly safety: string
      readonly edits: readonly { readonly path: string; readonly range: JsonRange; readonly text: string }[]
    }[]
  }[]
}
interface JsonRange {
  readonly start: { readonly line: number; readonly column: number }
  readonly end: { readonly line: number; readonly column: number }
}
type LspRange = Diagnostic['range']

const fromJson = ({ start, end }: JsonRange): string => `${start.line}:${start.column}-${end.line}:${end.column}`
const fromLsp = ({ start, end }: LspRange): string => `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`

const cli = process.env.TENANTSCOPE_CLI ?? path.join(root, 'dist/cli.js')

function runCli(folder: string, ...args: string[]): CheckJson {
  const run = spawnSync(process.execPath, [cli, 'check', '--format', 'json', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  assert(run.status === 0 || run.status === 1, run.stderr)
  return JSON.parse(run.stdout) as CheckJson
}

describe('editor and command line', function () {
  this.timeout(120_000)
  let folder: string
  let client: RpcClient
  let rootUri: string

  const open = async (fill: (folder: string) => void): Promise<void> => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tenantscope-same-')))
    fill(folder)
    rootUri = pathToFileURL(folder).toString()
    client = startClient([cli, 'lsp', '--stdio'])
    client.serve('workspace/configuration', () => [{}])
    client.serve('client/registerCapability', () => null)
    client.serve('workspace/diagnostic/refresh', () => null)
    await client.request('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: 'sample' }],
      capabilities: fullCapabilities,
    })
    client.notify('initialized', {})
  }
  afterEach(async () => {
    await client.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const uriOf = (file: string): string => pathToFileURL(path.join(folder, file)).toString()
  const fileOf = (uri: string): string => decodeURIComponent(uri.slice(rootUri.length + 1))

  /** Every finding with its place and words; gives them back. */
  const sameFindings = async (): Promise<CheckJson['findings']> => {
    const findings = runCli(folder).findings.filter(({ suppressed }) => !suppressed)
    const expected = findings.map(({ rule, path: file, message, help, range }) =>
      JSON.stringify([file, rule, fromJson(range), `${message}\n${help}`]),
    )
    const report = await client.request<{ items: readonly { uri: string; items: readonly Diagnostic[] }[] }>('workspace/diagnostic', {
      previousResultIds: [],
    })
    const given = report.items.flatMap(({ uri, items }) =>
      items.map(({ code, message, range }) => JSON.stringify([fileOf(uri), code, fromLsp(range), message])),
    )
    assert.deepEqual([...given].sort(), [...expected].sort())
    return findings
  }

  /** What the menu offers at a finding: the titles, and the edits with their places. */
  const sameFixes = async (findings: CheckJson['findings']): Promise<void> => {
    for (const finding of findings) {
      const position = { line: finding.range.start.line - 1, character: finding.range.start.column - 1 }
      const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: uriOf(finding.path) },
        range: { start: position, end: position },
        context: { diagnostics: [], only: ['quickfix'] },
      })
      const offered = await Promise.all(
        actions
          .filter(({ data }) => (data as { readonly kind?: string } | undefined)?.kind === 'fix')
          .map(async (action) => {
            const { edit } = await client.request<CodeAction>('codeAction/resolve', action)
            const edits = (edit?.documentChanges ?? []).flatMap((change) =>
              'edits' in change
                ? (change as TextDocumentEdit).edits.map((each) => [
                    fileOf((change as TextDocumentEdit).textDocument.uri),
                    fromLsp('range' in each ? each.range : { start: position, end: position }),
                    'newText' in each ? each.newText : '',
                  ])
                : [],
            )
            return JSON.stringify([action.title.replace(/ \(unsafe: .*$/, ''), edits.sort()])
          }),
      )
      for (const { title, edits } of finding.fixes) {
        const expected = JSON.stringify([title, edits.map(({ path: file, range, text }) => [file, fromJson(range), text]).sort()])
        assert(offered.includes(expected), `${finding.path}: ${expected} is not among\n${offered.join('\n')}`)
      }
    }
  }

  /** The texts after every safe fix. */
  const sameTexts = async (): Promise<void> => {
    const outcome = await client.request<Outcome<FixAllResult>>(requests.fixAll.method, {})
    assert(outcome.ok)
    const given = new Map(readTexts(folder))
    for (const { textDocument, edits } of outcome.value.documentChanges) {
      const file = fileOf(textDocument.uri)
      given.set(file, applyEdits(given.get(file) ?? '', edits))
    }
    assert(outcome.value.documentChanges.length > 0)
    runCli(folder, '--fix')
    const expected = readTexts(folder)
    assert.deepEqual([...given.keys()], [...expected.keys()])
    for (const [file, text] of expected) assert.equal(given.get(file), text, file)
  }

  it('give the same findings and fixes on the sample', async () => {
    await open((to) => cpSync(path.join(root, 'examples/marketplace/backend'), to, { recursive: true }))
    const findings = await sameFindings()
    assert(findings.length > 50)
    await sameFixes(findings)
    await sameTexts()
  })

  for (const seed of [7, 42, 2026]) {
    it(`give the same findings and fixes on code made from seed ${seed}`, async () => {
      await open((to) => {
        for (const [file, text] of Object.entries(generateProject(seed))) {
          mkdirSync(path.dirname(path.join(to, file)), { recursive: true })
          writeFileSync(path.join(to, file), text)
        }
      })
      const findings = await sameFindings()
      assert(findings.length > 50, `${findings.length} findings`)
      assert(new Set(findings.map(({ rule }) => rule)).size > 8, [...new Set(findings.map(({ rule }) => rule))].join(', '))
      await sameFixes(findings)
      await sameTexts()
    })
  }
})

function readTexts(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort()
  return new Map(paths.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]))
}

function applyEdits(text: string, edits: FixAllResult['documentChanges'][number]['edits']): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ 0: found, index }) => index + found.length)]
  const offset = ({ line, character }: LspRange['start']) => (starts[line] ?? text.length) + character
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)), text)
}
