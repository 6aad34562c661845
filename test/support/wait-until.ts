/**
 * Asks again and again until the answer is neither undefined nor false, and returns it. Exceptions count as "not yet", because an editor that
 * is still starting cancels requests. Throws with the last exception when the deadline passes.
 */
export async function waitUntil<T>(
  what: string,
  ask: () => T | undefined | false | PromiseLike<T | undefined | false>,
  { seconds = 20, every = 50 }: { readonly seconds?: number; readonly every?: number } = {},
): Promise<T> {
  const end = Date.now() + seconds * 1000
  let last: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}${last === undefined ? '' : ` (last error: ${String(last)})`}`)
    await new Promise((resolve) => setTimeout(resolve, every))
  }
}
