const chunk = 4096

/** How many characters two texts share at their beginning. Whole chunks are compared as strings, which the engine does in one step. */
export function commonPrefix(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let at = 0
  while (at + chunk <= length && a.slice(at, at + chunk) === b.slice(at, at + chunk)) at += chunk
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at
}

/** How many characters two texts share at their end. */
export function commonSuffix(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let count = 0
  const same = (size: number): boolean =>
    a.slice(a.length - count - size, a.length - count) === b.slice(b.length - count - size, b.length - count)
  while (count + chunk <= length && same(chunk)) count += chunk
  while (count < length && a.charCodeAt(a.length - count - 1) === b.charCodeAt(b.length - count - 1)) count++
  return count
}
