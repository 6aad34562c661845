/** Consecutive pieces of at most so many. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size))
  return chunks
}

export interface Taper {
  /** The size of the first chunk, so that there is something to see at once, and of the last ones. */
  readonly first: number
  readonly most: number
  /** So many take chunks at the same time: towards the end they get smaller, and nobody waits long for the others. */
  readonly readers: number
}

export function taperedChunks<T>(items: readonly T[], { first, most, readers }: Taper): T[][] {
  const chunks: T[][] = []
  for (let at = 0, size = first; at < items.length; at += size) {
    if (at > 0) size = Math.min(most, Math.max(first, Math.ceil((items.length - at) / (2 * readers))))
    chunks.push(items.slice(at, at + size))
  }
  return chunks
}

/** The first of `main`, then the others spread evenly among the rest. */
export function interleave<T>(main: readonly T[], others: readonly T[]): T[] {
  const every = Math.max(1, Math.floor(main.length / (others.length + 1)))
  const mixed: T[] = []
  const rest = [...others]
  main.forEach((item, i) => {
    mixed.push(item)
    if (i % every === 0) mixed.push(...rest.splice(0, 1))
  })
  return [...mixed, ...rest]
}
