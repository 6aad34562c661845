import { Worker } from 'node:worker_threads'
import type { Config } from '../contract/config'
import type { Log } from '../contract/ports'
import type { LoadedConfigs, ProjectReport, Selection } from '../index'
import { findWorker } from './node-host'
import type { ScanMessage, ScanTask } from './scan-worker'

export interface ScanRequest {
  readonly root: string
  readonly configs: LoadedConfigs
  readonly selection?: Selection
  readonly today: string
  readonly paths: readonly string[]
  /** How many threads; one for each is started. */
  readonly jobs: number
  readonly log: Log
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

/** Check files in several threads and join the reports: the result is the one a single engine gives, in the same order. */
export async function scanInWorkers(request: ScanRequest): Promise<ProjectReport> {
  request.signal?.throwIfAborted()
  const parts = deal(request.paths, Math.max(1, Math.min(request.jobs, request.paths.length)))
  const done = parts.map(() => 0)
  const reports = await Promise.all(
    parts.map((paths, index) =>
      runWorker(request, paths, (count) => {
        done[index] = count
        request.onProgress?.(
          done.reduce((sum, each) => sum + each, 0),
          request.paths.length,
        )
      }),
    ),
  )
  return join(reports)
}

/** Neighbours in the list are often alike in size and content, so they go to different workers. */
const deal = (paths: readonly string[], jobs: number): string[][] =>
  Array.from({ length: jobs }, (_, job) => paths.filter((_path, index) => index % jobs === job))

async function runWorker(request: ScanRequest, paths: readonly string[], onProgress: (done: number) => void): Promise<ProjectReport> {
  const { root, configs, selection, today, log, signal } = request
  const indexOf = new Map<Config, number>(configs.configs.map((config, index) => [config, index]))
  const parts = paths.map((path) => ({ path, config: indexOf.get(configs.of(path)) ?? 0 }))
  const task: ScanTask = { root, configs: configs.configs, parts, selection, today }
  const worker = new Worker(findWorker('scan-worker'), {
    workerData: task,
    // Syntax trees live shortly: a small young generation would copy them again and again.
    resourceLimits: { maxYoungGenerationSizeMb: 128, maxOldGenerationSizeMb: 4096 },
  })
  try {
    return await new Promise<ProjectReport>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      worker.on('error', reject)
      worker.on('exit', () => reject(new Error('a scan worker ended before it answered')))
      worker.on('message', (message: ScanMessage) => {
        if (message.kind === 'log') log[message.level](message.message)
        else if (message.kind === 'progress') onProgress(message.done)
        else if (message.kind === 'report') resolve(message.report)
        else reject(new Error(message.message))
      })
    })
  } finally {
    // Ending the thread is the only way to get WebAssembly memory back.
    await worker.terminate()
  }
}

function join(reports: readonly ProjectReport[]): ProjectReport {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  const byPath = <Entry extends { readonly path: string }>(entries: readonly Entry[]): Entry[] =>
    [...entries].sort((a, b) => compare(a.path, b.path))
  return {
    files: {
      checked: reports.reduce((sum, { files }) => sum + files.checked, 0),
      analysed: reports.reduce((sum, { files }) => sum + files.analysed, 0),
      unreadable: byPath(reports.flatMap(({ files }) => files.unreadable)),
    },
    // Every file is one worker's, and sorting is stable: the order inside a file stays.
    findings: byPath(reports.flatMap(({ findings }) => findings)),
    notAnalysed: byPath(reports.flatMap(({ notAnalysed }) => notAnalysed)),
    failures: byPath(reports.flatMap(({ failures }) => failures)),
  }
}
