import * as assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import ts from 'typescript'

const root = path.join(__dirname, '..', '..')

/** A room of the house, and the rooms that it may import besides itself. Arrows point down only. */
interface Room {
  readonly name: string
  /** Path prefixes; the longest match of all rooms decides. */
  readonly holds: readonly string[]
  readonly mayImport: readonly string[]
  /** Packages and node modules; 'any' for hosts. */
  readonly packages: readonly string[] | 'any'
}

const ground = ['contract', 'text', 'python', 'sql', 'typescript']
const facts = [...ground, 'project', 'models', 'alembic', 'live', 'fixes']
const run = [...facts, 'snapshot file', 'live run', 'engine', 'config', 'report']
const core = [...run, 'rules', 'live checks', 'door']

const rooms: readonly Room[] = [
  { name: 'text', holds: ['src/text/'], mayImport: [], packages: [] },
  // The contract speaks in the ground's types; nothing there runs at import.
  { name: 'contract', holds: ['src/contract/'], mayImport: ground, packages: [] },
  { name: 'python', holds: ['src/python/'], mayImport: ground, packages: ['web-tree-sitter'] },
  { name: 'sql', holds: ['src/sql/'], mayImport: ground, packages: ['libpg-query'] },
  { name: 'typescript', holds: ['src/typescript/'], mayImport: ground, packages: ['ts-morph', '@vue/compiler-dom'] },
  { name: 'project', holds: ['src/project/'], mayImport: facts, packages: [] },
  { name: 'models', holds: ['src/models/'], mayImport: facts, packages: [] },
  // SQLAlchemy puts a hash into names that it cuts; counting one reads nothing.
  { name: 'alembic', holds: ['src/alembic/'], mayImport: facts, packages: ['smol-toml', 'node:crypto'] },
  { name: 'live', holds: ['src/live/'], mayImport: facts, packages: [] },
  // Looks at files that somebody may have edited.
  { name: 'snapshot file', holds: ['src/live/parse-snapshot.ts'], mayImport: facts, packages: ['zod'] },
  // Brings snapshot and checks together, as the engine does for files.
  {
    name: 'live run',
    holds: ['src/live/run-live-checks.ts', 'src/live/migrations-document.ts', 'src/live/tenant-tree.ts'],
    mayImport: [...facts, 'live checks'],
    packages: [],
  },
  { name: 'fixes', holds: ['src/fixes/'], mayImport: facts, packages: [] },
  { name: 'rules', holds: ['src/rules/'], mayImport: facts, packages: ['fastest-levenshtein'] },
  { name: 'live checks', holds: ['src/live/checks/'], mayImport: facts, packages: [] },
  { name: 'engine', holds: ['src/engine/'], mayImport: run, packages: ['picomatch', 'fastest-levenshtein'] },
  { name: 'config', holds: ['src/config/'], mayImport: run, packages: ['zod', 'smol-toml', 'fastest-levenshtein'] },
  { name: 'report', holds: ['src/report/'], mayImport: run, packages: ['sarif'] },
  { name: 'door', holds: ['src/index.ts', 'src/catalogue.ts'], mayImport: core, packages: [] },
  { name: 'protocol', holds: ['src/protocol.ts'], mayImport: [], packages: [] },
  { name: 'host', holds: ['src/host/'], mayImport: [...facts, 'door', 'engine', 'config'], packages: 'any' },
  // Hosts may use everything below the door, but never a rule.
  { name: 'cli', holds: ['src/cli/'], mayImport: [...run, 'door', 'host', 'server', 'manifest'], packages: 'any' },
  { name: 'server', holds: ['server/'], mayImport: [...run, 'door', 'host', 'protocol', 'manifest'], packages: 'any' },
  { name: 'client', holds: ['client/'], mayImport: ['protocol'], packages: 'any' },
  { name: 'manifest', holds: ['package.json'], mayImport: [], packages: [] },
]

describe('architecture', () => {
  const files = ['src', 'server', 'client'].flatMap((folder) => listSources(path.join(root, folder)))

  it('knows every file', () => {
    assert.ok(files.length > 50)
    assert.deepEqual(
      files.filter((file) => !roomOf(file)),
      [],
      'files outside every room',
    )
  })

  it('lets arrows point down only', () => {
    assert.deepEqual(files.flatMap(listViolations), [])
  })

  it('keeps rules apart from each other', () => {
    const registry = new Set(['src/rules/index.ts', 'src/live/checks/index.ts'])
    const rules = files.filter((file) => /^src\/(rules|live\/checks)\//.test(file) && !registry.has(file))
    const isRule = (file: string) => existsSync(path.join(root, file)) && /= defineRule\(/.test(readFileSync(path.join(root, file), 'utf8'))
    const wrong = rules.flatMap((file) =>
      listImports(file).flatMap((name) => {
        const target = resolveImport(file, name)
        return target && isRule(target) ? [`${file} imports the rule ${target}: what both need is a fact, move it down`] : []
      }),
    )
    assert.deepEqual(wrong, [])
  })

  it('keeps vscode in the client', () => {
    const wrong = files.filter(
      (file) =>
        !file.startsWith('client/') && listImports(file).some((name) => name === 'vscode' || name.startsWith('vscode-languageclient')),
    )
    assert.deepEqual(wrong, [])
  })

  it('would notice: a rule that reads the disk', () => {
    assert.deepEqual(judge('src/rules/x.ts', 'node:fs').length, 1)
    assert.deepEqual(judge('src/rules/x.ts', '../engine/engine').length, 1)
    assert.deepEqual(judge('src/engine/engine.ts', '../contract/rule').length, 0)
    assert.deepEqual(judge('client/extension.ts', '../src/index').length, 1)
  })
})

const listViolations = (file: string): string[] => listImports(file).flatMap((name) => judge(file, name))

function judge(file: string, name: string): string[] {
  const room = roomOf(file)
  if (!room) return []
  if (!name.startsWith('.')) {
    if (room.packages === 'any') return []
    const isKnown = room.packages.some((each) => name === each || name.startsWith(`${each}/`))
    return isKnown ? [] : [`${file} imports ${name}; ${room.name} may import ${room.packages.join(', ') || 'no package'}`]
  }
  const target = resolveImport(file, name)
  const other = target && roomOf(target)
  if (!other) return [`${file} imports ${name}, which is in no room`]
  if (other === room || room.mayImport.includes(other.name)) return []
  return [`${file} imports ${target}; ${room.name} may import ${room.mayImport.join(', ') || 'nothing'}`]
}

function roomOf(file: string): Room | undefined {
  const found = rooms.flatMap((room) =>
    room.holds.filter((prefix) => file.startsWith(prefix)).map((prefix) => ({ room, length: prefix.length })),
  )
  return found.sort((a, b) => b.length - a.length)[0]?.room
}

function resolveImport(file: string, name: string): string | undefined {
  if (!name.startsWith('.')) return undefined
  const base = path.posix.normalize(path.posix.join(path.posix.dirname(file), name))
  return (
    [base, `${base}.ts`, `${base}/index.ts`].find(
      (candidate) => /\.(ts|json)$/.test(candidate) && existsSync(path.join(root, candidate)),
    ) ?? `${base}.ts`
  )
}

/** Every module named in import and export declarations and in `import()`. */
function listImports(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : isImportCall(node)
          ? node.arguments[0]
          : undefined
    if (specifier && ts.isStringLiteral(specifier)) names.push(specifier.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

const isImportCall = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  (node.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(node.expression) && node.expression.text === 'require'))

function listSources(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.relative(root, path.join(folder, name)).split(path.sep).join('/'))
    .filter((file) => !file.includes('/assembly/'))
    .sort()
}
