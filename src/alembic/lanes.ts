import { folderOf } from './environments'
import { createGraph, type Revision, type RevisionGraph } from './graph'

/** The revisions of one location as Alembic runs them: one chain, or several that never meet. */
export interface LinkedRevisions {
  /** All of them. */
  readonly graph: RevisionGraph
  readonly lanes: readonly { readonly folder: string; readonly graph: RevisionGraph }[]
}

/** Link the revisions of one location. */
export function linkRevisions(revisions: readonly Revision[], unread: readonly string[] = []): LinkedRevisions {
  const graph = createGraph(revisions, unread)
  const groups = splitLanes(graph)
  const lanes = groups.map(([folder, files]) => ({ folder, graph: groups.length === 1 ? graph : createGraph(files, unread) }))
  return { graph: lanes.length === 1 ? graph : joinLanes(graph, lanes), lanes }
}

/** Heads, bases and problems of a location whose chains are run apart: those of each, not what mixing them would give. */
function joinLanes(graph: RevisionGraph, lanes: LinkedRevisions['lanes']): RevisionGraph {
  const union = (idsOf: (lane: RevisionGraph) => readonly string[]): string[] =>
    [...new Set(lanes.flatMap((lane) => idsOf(lane.graph)))].sort()
  return {
    ...graph,
    heads: union(({ heads }) => heads),
    bases: union(({ bases }) => bases),
    problems: lanes.flatMap((lane) => lane.graph.problems),
  }
}

/** Chains in folders of their own that never refer to each other are run apart, whatever the common parent folder. */
function splitLanes(graph: RevisionGraph): (readonly [string, readonly Revision[]])[] {
  const byFolder = new Map<string, Revision[]>()
  for (const revision of graph.files) byFolder.set(folderOf(revision.path), [...(byFolder.get(folderOf(revision.path)) ?? []), revision])
  const [first] = byFolder.keys()
  const whole = [[first ?? '', graph.files] as const]
  if (byFolder.size < 2) return whole
  // Two such chains may even share ids: a reference means the file beside it first.
  const idsIn = new Map([...byFolder].map(([folder, files]) => [folder, namesOf(files)]))
  for (const revision of graph.files) {
    const own = idsIn.get(folderOf(revision.path))
    if (referencesOf(revision).some((id) => !own?.has(id) && [...idsIn.values()].some((ids) => ids.has(id)))) return whole
  }
  // A folder without a base of its own only continues what its sibling began in a file that is missing.
  const independent = [...byFolder.values()].every((files) => files.some(({ down }) => down.length === 0))
  return independent ? [...byFolder] : whole
}

/** Folders of revisions that refer to each other belong together, when nothing says which environment they are of. */
export function joinFolders(
  byFolder: ReadonlyMap<string, readonly Revision[]>,
): readonly { readonly folders: readonly string[]; readonly revisions: Revision[] }[] {
  const groups: { readonly folders: string[]; readonly revisions: Revision[] }[] = []
  for (const [folder, revisions] of byFolder) {
    const related = groups.filter((group) => refersTo(revisions, group.revisions) || refersTo(group.revisions, revisions))
    const merged = [...related, { folders: [folder], revisions: [...revisions] }]
    for (const group of related) groups.splice(groups.indexOf(group), 1)
    groups.push({ folders: merged.flatMap(({ folders }) => folders).sort(), revisions: merged.flatMap((group) => group.revisions) })
  }
  return groups
}

/** Does one of these name a revision or branch that only the others have? A copy shares ids with what it was copied from and stays apart. */
function refersTo(revisions: readonly Revision[], others: readonly Revision[]): boolean {
  const own = namesOf(revisions)
  const there = namesOf(others)
  if (revisions.some(({ id }) => there.has(id))) return false
  return revisions.some((revision) => referencesOf(revision).some((id) => !own.has(id) && there.has(id)))
}

const namesOf = (revisions: readonly Revision[]): ReadonlySet<string> =>
  new Set(revisions.flatMap(({ id, header }) => [id, ...header.branchLabels.ids.map(({ value }) => value)]))
const referencesOf = ({ down, header }: Revision): readonly string[] => [...down, ...header.dependsOn.ids.map(({ value }) => value)]
