import type { Outcome } from '../src/protocol'

export type Failure = Extract<Outcome<never>, { ok: false }>

export const failed = (code: Failure['code'], message: string, help?: string): Failure => ({
  ok: false,
  code,
  message,
  ...(help ? { help } : {}),
})

export const noWorkspace: Failure = failed('no-workspace', 'no folder is open', 'Open the folder of a project')
