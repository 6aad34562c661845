import { parentPort, workerData } from 'node:worker_threads'
import { analyseTypescript } from '../typescript/analyse-typescript'
import type { TypescriptReport, TypescriptRequest } from '../typescript/typescript-facts'
import type { ProgramCache } from '../typescript/typescript-project'

/** What goes over the thread boundary. */
export interface TypescriptCall {
  readonly id: number
  readonly request: TypescriptRequest
}
export type TypescriptAnswer = { readonly id: number } & ({ readonly report: TypescriptReport } | { readonly failure: string })

const root: string = workerData.root
const cache: ProgramCache = new Map()

parentPort?.on('message', ({ id, request }: TypescriptCall) => {
  const answer: TypescriptAnswer = analyse(id, request)
  parentPort?.postMessage(answer)
})

function analyse(id: number, request: TypescriptRequest): TypescriptAnswer {
  try {
    return { id, report: analyseTypescript(request, { root, cache }) }
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
