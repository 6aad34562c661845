import { spawnSync } from 'node:child_process'

/** Milliseconds of a whole process; ends the run when it fails, because a failed run measures nothing. */
export function timeProcess(command: string, args: readonly string[], cwd: string, allowed: readonly number[]): number {
  const start = performance.now()
  const { status, stderr, error } = spawnSync(command, args, { cwd, maxBuffer: 1 << 30, encoding: 'utf8' })
  if (error || status === null || !allowed.includes(status)) throw new Error(`${command} ended with ${status}: ${error?.message ?? stderr}`)
  return performance.now() - start
}

/** Milliseconds of something asynchronous. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** One line for a comparison in the same run; the process ends with 1 when the target is missed. */
export function reportRatio(what: string, ours: number, peer: string, theirs: number, target?: number): void {
  const ratio = ours / theirs
  const isMet = target === undefined || ratio <= target
  const wanted = target === undefined ? '' : `, target at most ${target}${isMet ? '' : ': MISSED'}`
  console.log(`${what}: ${ours.toFixed(0)} ms; ${peer}: ${theirs.toFixed(0)} ms; ratio ${ratio.toFixed(2)}${wanted}`)
  if (!isMet) process.exitCode = 1
}

/** One line for a value by itself; the process ends with 1 when the target is missed. */
export function reportValue(what: string, value: number, unit: string, target?: number): void {
  const isMet = target === undefined || value <= target
  const wanted = target === undefined ? '' : `, target at most ${target} ${unit}${isMet ? '' : ': MISSED'}`
  const digits = unit === 'MB' && value < 100 ? 2 : unit === 'ms' && value < 20 ? 1 : 0
  console.log(`${what}: ${value.toFixed(digits)} ${unit}${wanted}`)
  if (!isMet) process.exitCode = 1
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** The smallest value that this share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
