import { parentPort, workerData } from 'node:worker_threads'
import type { Config } from '../contract/config'
import { createEngine, createWorkspaces, type ProjectReport, rules, type Selection } from '../index'
import { createNodeHost } from './node-host'

/** What a worker is told: it stands the same engine on the same files and judges a part of them. */
export interface ScanTask {
  readonly root: string
  /** The first one is the fallback. */
  readonly configs: readonly Config[]
  /** For each path of this part, the index of its configuration. */
  readonly parts: readonly { readonly path: string; readonly config: number }[]
  readonly selection: Selection | undefined
  readonly today: string
}

export type ScanMessage =
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string }
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'report'; readonly report: ProjectReport }
  | { readonly kind: 'failed'; readonly message: string }

const tell = (message: ScanMessage): void => parentPort?.postMessage(message)

async function scan({ root, configs, parts, selection, today }: ScanTask): Promise<void> {
  const log = {
    info: (message: string) => tell({ kind: 'log', level: 'info', message }),
    warn: (message: string) => tell({ kind: 'log', level: 'warn', message }),
    error: (message: string) => tell({ kind: 'log', level: 'error', message }),
  }
  const host = await createNodeHost({ root, log })
  try {
    const [fallback] = configs
    if (!fallback) throw new Error('a project has at least the default configuration')
    const configOf = new Map(parts.map(({ path, config }) => [path, configs[config] ?? fallback]))
    const of = (path: string): Config => configOf.get(path) ?? fallback
    const engine = createEngine({
      workspace: createWorkspaces({ fs: host.fs, configs: { configs, of }, python: host.python, analyseSql: host.analyseSql }),
      rules,
      selection,
      services: host.services,
      today,
      log,
      readText: (path) => host.fs.readText(path),
    })
    const report = await engine.checkProject({
      paths: parts.map(({ path }) => path),
      onProgress: (done) => tell({ kind: 'progress', done }),
    })
    tell({ kind: 'report', report })
  } finally {
    await host.close()
  }
}

if (parentPort)
  scan(workerData as ScanTask).catch((error: unknown) =>
    tell({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
