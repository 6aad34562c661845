import { existsSync } from 'node:fs'
import * as path from 'node:path'
import type { FileSystem, Git, Log } from '../contract/ports'
import type { FactServices } from '../engine/facts'
import type { PythonParser } from '../python/ast'
import type { SqlAnalysis } from '../sql/analysis'
import { loadSqlParser } from '../sql/load-sql-parser'
import type { SqlText } from '../sql/sql-text'
import { createDisk } from './disk'
import { createGit } from './git'
import { createTypescriptService } from './typescript-service'
import { loadPythonParser, loadWasm } from './wasm'

/** Everything the engine wants of the outside world, on Node, for one project root. */
export interface NodeHost {
  readonly fs: FileSystem
  readonly git: Git
  readonly python: PythonParser
  readonly analyseSql: (text: SqlText) => SqlAnalysis
  readonly services: FactServices
  /** End workers and give memory back. */
  close(): Promise<void>
}

export async function createNodeHost({ root, log }: { readonly root: string; readonly log: Log }): Promise<NodeHost> {
  const [python, sql] = await Promise.all([loadPythonParser(), loadSqlParser()])
  const workerFile = findWorker('typescript-worker')
  const typescript = createTypescriptService({ root, workerFile })
  return {
    fs: createDisk({ root, log, prefilter: loadWasm('prefilter.wasm') }),
    git: createGit(root),
    python,
    analyseSql: (text) => sql.analyse(text),
    services: { typescript },
    close: () => typescript.dispose(),
  }
}

/** The bundled worker beside this bundle; in a source checkout the last build's. */
export function findWorker(name: 'typescript-worker' | 'scan-worker'): string {
  const beside = path.join(__dirname, `${name}.js`)
  return existsSync(beside) ? beside : path.join(__dirname, '..', '..', 'dist', `${name}.js`)
}
