import { Worker } from 'node:worker_threads'
import type { TypescriptReport, TypescriptService } from '../typescript/typescript-facts'
import type { TypescriptAnswer, TypescriptCall } from './typescript-worker'

export interface TypescriptServiceOptions {
  /** Absolute path of the project root. */
  readonly root: string
  /** The bundled worker, `dist/typescript-worker.js`. */
  readonly workerFile: string
  /** After so many milliseconds without a question the worker ends and gives its memory back. */
  readonly idleMilliseconds?: number
}

interface Waiting {
  readonly resolve: (report: TypescriptReport) => void
  readonly reject: (error: Error) => void
}

/** The TypeScript compiler in a thread that starts with the first question and ends when none comes for a while. */
export function createTypescriptService({ root, workerFile, idleMilliseconds = 30_000 }: TypescriptServiceOptions): TypescriptService {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let next = 0
  const waiting = new Map<number, Waiting>()

  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const start = (): Worker => {
    const started = new Worker(workerFile, { workerData: { root: root.replaceAll('\\', '/').replace(/\/$/, '') } })
    const forget = (): void => {
      if (worker === started) worker = undefined
    }
    started.on('message', (answer: TypescriptAnswer) => {
      const entry = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('report' in answer) entry?.resolve(answer.report)
      else entry?.reject(new Error(`the TypeScript worker failed: ${answer.failure}`))
      if (waiting.size === 0) rest()
    })
    started.on('error', (error) => {
      forget()
      failAll(new Error(`the TypeScript worker ended: ${error.message}`))
    })
    started.on('exit', () => {
      forget()
      failAll(new Error('the TypeScript worker ended before it answered'))
    })
    return started
  }
  const end = async (): Promise<void> => {
    const ending = worker
    worker = undefined
    await ending?.terminate()
  }
  // A waiting timer or an idle worker must not keep the process alive.
  const rest = (): void => {
    worker?.unref()
    idle = setTimeout(() => void end(), idleMilliseconds)
    idle.unref()
  }

  return {
    analyse(request, signal) {
      if (signal?.aborted) return Promise.reject(abortError())
      if (request.files.length === 0) return Promise.resolve({ files: {} })
      clearTimeout(idle)
      worker ??= start()
      worker.ref()
      const call: TypescriptCall = { id: next++, request }
      const answer = new Promise<TypescriptReport>((resolve, reject) => {
        waiting.set(call.id, { resolve, reject })
      })
      // The compiler cannot be interrupted: its answer is dropped when it comes.
      const onAbort = (): void => {
        waiting.get(call.id)?.reject(abortError())
        waiting.delete(call.id)
        if (waiting.size === 0) rest()
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      worker.postMessage(call)
      return answer.finally(() => signal?.removeEventListener('abort', onAbort))
    },
    async dispose() {
      clearTimeout(idle)
      await end()
    },
  }
}

const abortError = (): Error => new DOMException('The analysis was cancelled', 'AbortError')
