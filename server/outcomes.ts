import type { Outcome } from '../src/protocol'
import type { Say } from './say'

export type Failure = Extract<Outcome<never>, { ok: false }>

export const failed = (code: Failure['code'], message: string, help?: string): Failure => ({
  ok: false,
  code,
  message,
  ...(help ? { help } : {}),
})

export const noWorkspace = (say: Say): Failure => failed('no-workspace', say('workspace.none'), say('workspace.noneHelp'))
