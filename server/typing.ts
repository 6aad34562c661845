/** Two changes this close belong to one stretch of typing. */
const pause = 500
/** From this change on it is typing; one or two are a paste, a quick fix, an undo. */
const least = 3

/** Who is typing where: a stretch of quick changes of one document. */
export interface Typing {
  changed(uri: string): void
  /** Is somebody in the middle of a stretch? They get answers quickly, and complete ones when they rest. */
  isUnderWay(uri: string): boolean
}

export function createTyping(now: () => number = () => performance.now()): Typing {
  let stretch: { readonly uri: string; readonly count: number; readonly last: number } | undefined
  return {
    changed(uri) {
      const goesOn = stretch?.uri === uri && now() - stretch.last <= pause
      stretch = { uri, count: goesOn && stretch ? stretch.count + 1 : 1, last: now() }
    },
    isUnderWay: (uri) => stretch?.uri === uri && stretch.count >= least && now() - stretch.last <= pause,
  }
}
