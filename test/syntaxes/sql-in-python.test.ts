import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { loadWASM, OnigScanner, OnigString } from 'vscode-oniguruma'
import { INITIAL, parseRawGrammar, Registry } from 'vscode-textmate'

const root = path.resolve(__dirname, '../..')
const builtins = path.join(root, '.vscode-host/node_modules/code-server/lib/vscode/extensions')
const grammarFiles: { readonly [scope: string]: string } = {
  'source.python': path.join(builtins, 'python/syntaxes/MagicPython.tmLanguage.json'),
  'source.regexp.python': path.join(builtins, 'python/syntaxes/MagicRegExp.tmLanguage.json'),
  'source.sql': path.join(builtins, 'sql/syntaxes/sql.tmLanguage.json'),
  'source.python.injection.tenantscope-sql': path.join(root, 'syntaxes/sql-in-python.tmLanguage.json'),
}
const snapshotFile = path.join(__dirname, 'sql-in-python.snapshot.txt')

describe('the grammar for SQL inside Python, with the Python and SQL grammars of VS Code', function () {
  this.timeout(180_000)
  let tokens: string

  before(async () => {
    // The snapshot is taken with the very grammars that the editor brings.
    execFileSync(process.execPath, [path.join(root, 'test/host/setup.mjs')])
    tokens = await tokenize(readFileSync(path.join(__dirname, 'sql-in-python.py'), 'utf8'))
  })

  it('gives the scopes of the snapshot (UPDATE_SNAPSHOTS=1 writes it)', () => {
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(snapshotFile, tokens)
    assert.equal(tokens, readFileSync(snapshotFile, 'utf8'))
  })

  it('never lets the SQL swallow what follows the string', () => {
    assert.match(tokens, /^after {2,}source\.python$/m)
  })

  it('is generated from syntaxes/src', () => {
    execFileSync(process.execPath, ['--import', 'tsx', path.join(root, 'syntaxes/src/write-grammars.ts'), '--check'], { cwd: root })
  })
})

async function tokenize(text: string): Promise<string> {
  const wasm = readFileSync(path.join(path.dirname(require.resolve('vscode-oniguruma')), 'onig.wasm'))
  await loadWASM({ data: new Uint8Array(wasm).buffer })
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (string) => new OnigString(string),
    }),
    loadGrammar: async (scope) => {
      const file = grammarFiles[scope]
      return file === undefined ? null : parseRawGrammar(readFileSync(file, 'utf8'), file)
    },
    getInjections: (scope) => (scope === 'source.python' ? ['source.python.injection.tenantscope-sql'] : []),
  })
  const grammar = await registry.loadGrammar('source.python')
  assert.ok(grammar)
  const out: string[] = []
  let stack = INITIAL
  for (const line of text.split('\n')) {
    if (line !== '') out.push(`> ${line}`)
    const result = grammar.tokenizeLine(line, stack)
    stack = result.ruleStack
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      const piece = line.slice(startIndex, endIndex)
      if (piece.trim() !== '') out.push(`${piece.padEnd(24)} ${scopes.join(' ')}`)
    }
  }
  return `${out.join('\n')}\n`
}
