import { isBelow, join } from './environments'
import type { RevisionGraph } from './graph'
import type { OutsideRevision } from './outside-revisions'

interface Copy extends OutsideRevision {
  /** Where the file goes here. */
  readonly target: string
}

export interface CopyPlan {
  /** Oldest first. */
  readonly copies: readonly Copy[]
  /** Parents that are neither here nor anywhere that was searched. */
  readonly stillMissing: readonly string[]
}

/**
 * What to bring over so that a revision and all its ancestors are here. Undefined when the revision itself was not found.
 * A file keeps its path when that lies in the version folder, else its name moves there.
 */
export function planCopies(
  revision: string,
  graph: Pick<RevisionGraph, 'byId'>,
  outside: ReadonlyMap<string, readonly OutsideRevision[]>,
  folder: string,
): CopyPlan | undefined {
  const copies: Copy[] = []
  const stillMissing: string[] = []
  const seen = new Set<string>()
  const visit = (id: string): void => {
    if (seen.has(id) || graph.byId.has(id)) return
    seen.add(id)
    const [place] = outside.get(id) ?? []
    if (!place) {
      stillMissing.push(id)
      return
    }
    for (const parent of place.down) visit(parent)
    const name = place.path.slice(place.path.lastIndexOf('/') + 1)
    copies.push({ ...place, target: isBelow(place.path, folder) ? place.path : join(folder, name) })
  }
  visit(revision)
  return copies.length === 0 ? undefined : { copies, stillMissing }
}
