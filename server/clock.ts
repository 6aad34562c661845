/** Counts changes and wakes who waits for the next one. */
export function createClock() {
  let count = 0
  const waiting = new Set<() => void>()
  return {
    now: () => count,
    tick(): void {
      count++
      for (const wake of [...waiting]) wake()
    },
    next: (signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        const wake = (): void => {
          waiting.delete(wake)
          signal.removeEventListener('abort', stop)
          resolve()
        }
        const stop = (): void => {
          waiting.delete(wake)
          reject(signal.reason)
        }
        if (signal.aborted) return stop()
        waiting.add(wake)
        signal.addEventListener('abort', stop, { once: true })
      }),
  }
}
