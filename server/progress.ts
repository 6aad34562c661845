import {
  type Connection,
  type ProgressToken,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageserver'
import type { Say } from './say'

export interface Progress {
  /** `what` is counted: files, unless said otherwise. */
  report(done: number, total: number, what?: 'files' | 'tenants', note?: string): void
  done(): void
}

interface Speaker {
  readonly connection: Connection
  readonly say: Say
}

/** Progress under a token that the client gave; without one nothing is sent. Never more often than a person can see. */
export function createProgress({ connection, say }: Speaker, token: ProgressToken | undefined, title: string): Progress {
  if (token === undefined) return { report: () => undefined, done: () => undefined }
  let last = 0
  const send = (value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd): void =>
    void connection.sendProgress(WorkDoneProgress.type, token, value)
  send({ kind: 'begin', title, cancellable: true, percentage: 0 })
  return {
    report(done, total, what = 'files', note = '') {
      if (total === 0 || Date.now() - last < 100) return
      last = Date.now()
      const message = say(`progress.${what}`, { done: done.toLocaleString('en-US'), total: total.toLocaleString('en-US') })
      send({ kind: 'report', message: note === '' ? message : `${message}; ${note}`, percentage: Math.round((100 * done) / total) })
    },
    done: () => send({ kind: 'end' }),
  }
}
