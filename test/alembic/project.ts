import { readFileSync } from 'node:fs'
import { type AlembicFacts, alembicFacts } from '../../src/alembic/alembic-facts'
import { type Config, defaultConfig } from '../../src/contract/config'
import { createWorkspace } from '../../src/project/create-workspace'
import type { WorkspaceControl } from '../../src/project/workspace'
import type { PythonParser } from '../../src/python/ast'
import { createPythonParser } from '../../src/python/tree-sitter'
import { createMemoryFileSystem } from '../support/memory-fs'

let parser: Promise<PythonParser> | undefined

/** The real Python parser, loaded once for all tests of a run. */
export function loadParser(): Promise<PythonParser> {
  parser ??= createPythonParser({
    runtimeWasm: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammarWasm: readFileSync(require.resolve('tree-sitter-python/tree-sitter-python.wasm')),
  })
  return parser
}

export interface TestProject {
  readonly workspace: WorkspaceControl
  readonly facts: () => AlembicFacts
}

/** A project in memory. Migrations are read with tokens, so SQL analysis must not be asked. */
export async function createProject(files: Readonly<Record<string, string>>, config: Config = defaultConfig): Promise<TestProject> {
  const workspace = createWorkspace({
    fs: createMemoryFileSystem(files),
    config,
    python: await loadParser(),
    analyseSql: () => {
      throw new Error('migrations do not ask for SQL analysis')
    },
  })
  return { workspace, facts: () => alembicFacts(workspace) }
}

export const alembicIni = '[alembic]\nscript_location = migrations\n'

/** The text of a revision file. `up` and `down` are bodies without indentation. */
export function revisionText(
  id: string,
  down: string | readonly string[] | null,
  { up = 'pass', undo = 'pass', extra = '' }: { readonly up?: string; readonly undo?: string; readonly extra?: string } = {},
): string {
  const literal = down === null ? 'None' : typeof down === 'string' ? `"${down}"` : `(${down.map((one) => `"${one}"`).join(', ')},)`
  const indent = (body: string): string =>
    body
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`))
      .join('\n')
  const docDown = down === null ? '' : typeof down === 'string' ? down : down.join(', ')
  return `"""${id}\n\nRevision ID: ${id}\nRevises: ${docDown}\nCreate Date: 2026-01-01 00:00:00\n\n"""\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = "${id}"\ndown_revision = ${literal}\nbranch_labels = None\ndepends_on = None\n${extra}\n\ndef upgrade():\n${indent(up)}\n\n\ndef downgrade():\n${indent(undo)}\n`
}
