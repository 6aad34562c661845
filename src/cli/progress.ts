import type { CommandWorld } from './options'

export type Progress = ((done: number, total: number) => void) & { end(): unknown }

/** A counter that overwrites itself, on a terminal only, and only for work that takes a while. */
export function createProgress({ stderr, quiet }: CommandWorld, verb: string): Progress {
  const enabled = stderr.isTTY === true && !quiet
  const patience = Date.now() + 700
  let next = patience
  let shown = false
  const progress = (done: number, total: number) => {
    const now = Date.now()
    if (!enabled || now < next) return
    next = now + 100
    shown = true
    stderr.write(`\r\u001b[K${verb} ${done} of ${total}`)
  }
  return Object.assign(progress, { end: () => shown && stderr.write('\r\u001b[K') })
}
