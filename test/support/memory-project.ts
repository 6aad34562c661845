import {
  applyFixes,
  createEngine,
  createWorkspaces,
  type Engine,
  type FixOutcome,
  type Log,
  listRuleNames,
  loadConfigs,
  rules,
  type Selection,
} from '../../src'
import type { AnyRule } from '../../src/engine/check-file'
import type { FactServices } from '../../src/engine/facts'
import { loadPythonParser } from '../../src/host/wasm'
import { loadSqlParser } from '../../src/sql/load-sql-parser'
import type { TypescriptService } from '../../src/typescript/typescript-facts'
import { createMemoryFileSystem } from './memory-fs'

/** A project that lives in memory: path -> text. */
export type Files = Readonly<Record<string, string>>

export interface MemoryProject {
  readonly engine: Engine
  /** What rules logged as failures. */
  readonly logged: readonly string[]
  fix(safety: 'safe' | 'unsafe', paths?: readonly string[]): Promise<FixOutcome>
}

export interface MemoryOptions {
  readonly rules?: readonly AnyRule[]
  readonly selection?: Selection
  readonly services?: FactServices
  readonly today?: string
}

/** The engine over files in memory, with the real parsers. A configuration that is wrong throws. */
export async function createMemoryProject(files: Files, options: MemoryOptions = {}): Promise<MemoryProject> {
  const [python, sql] = await Promise.all([loadPythonParser(), loadSharedSqlParser()])
  const fs = createMemoryFileSystem(files)
  const configs = await loadConfigs({ paths: Object.keys(files), readText: fs.readText, names: listRuleNames() })
  const [wrong] = configs.errors
  if (wrong) throw new Error(`${wrong.path}:${wrong.line + 1}: ${wrong.message}`)
  const logged: string[] = []
  const log: Log = { info: () => undefined, warn: () => undefined, error: (message) => logged.push(message) }
  const engine = createEngine({
    workspace: createWorkspaces({ fs, configs, python, analyseSql: (text) => sql.analyse(text) }),
    rules: options.rules ?? rules,
    selection: options.selection,
    services: options.services ?? { typescript: typescriptInThisThread(files) },
    today: options.today ?? '2026-11-21',
    log,
    readText: fs.readText,
  })
  return { engine, logged, fix: (safety, paths) => applyFixes(engine, { safety, paths }) }
}

let sqlParser: ReturnType<typeof loadSqlParser> | undefined

function loadSharedSqlParser(): ReturnType<typeof loadSqlParser> {
  sqlParser ??= loadSqlParser()
  return sqlParser
}

/** The worker's work without a worker, loaded only when a TypeScript rule asks. */
function typescriptInThisThread(files: Files): TypescriptService {
  return {
    async analyse(request) {
      const [{ InMemoryFileSystemHost }, { analyseTypescript }] = await Promise.all([
        import('ts-morph'),
        import('../../src/typescript/analyse-typescript'),
      ])
      const fileSystem = new InMemoryFileSystemHost()
      for (const [path, text] of Object.entries(files)) fileSystem.writeFileSync(`/project/${path}`, text)
      return analyseTypescript(request, { root: '/project', fileSystem })
    },
    dispose: () => Promise.resolve(),
  }
}
