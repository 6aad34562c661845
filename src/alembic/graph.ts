import type { Span } from '../text/span'
import type { IdLiteral, RevisionHeader } from './revision-header'

export interface Revision {
  readonly id: string
  readonly path: string
  readonly header: RevisionHeader
  /** Ids of `down_revision`; empty for a base. */
  readonly down: readonly string[]
}

export type GraphProblem =
  | {
      readonly kind: 'missing-parent'
      readonly revision: Revision
      readonly missing: IdLiteral
      readonly via: 'down_revision' | 'depends_on'
    }
  | { readonly kind: 'duplicate'; readonly id: string; readonly revisions: readonly Revision[] }
  | { readonly kind: 'cycle'; readonly revisions: readonly Revision[]; readonly dependency: boolean }
  | { readonly kind: 'label-taken'; readonly label: IdLiteral; readonly revision: Revision; readonly other: Revision }
  | { readonly kind: 'dynamic'; readonly revision: Revision; readonly span: Span; readonly variable: string }

/** The revisions of one environment as Alembic links them. All lists of ids are sorted. */
export interface RevisionGraph {
  /** Every file, duplicates too, in path order. */
  readonly files: readonly Revision[]
  /** One revision per id: the last file in path order, as Alembic reads them. */
  readonly byId: ReadonlyMap<string, Revision>
  /** Files whose id a later one carries. Depending on its version, Alembic runs them or not. */
  readonly copies: readonly Revision[]
  /** Nobody's `down_revision` (a `depends_on` does not end a head). */
  readonly heads: readonly string[]
  /** No `down_revision`. */
  readonly bases: readonly string[]
  /** More than one revision names it as `down_revision`. */
  readonly branchPoints: readonly string[]
  /** More than one `down_revision`. */
  readonly mergePoints: readonly string[]
  readonly problems: readonly GraphProblem[]
  /** Files that set a `revision` which has to be run to be known: they may be anybody's parent or child. */
  readonly unread: readonly string[]
  /** Parents before children; `depends_on` counts. Members of cycles come last. */
  readonly order: readonly Revision[]
  /** By `down_revision` only. */
  childrenOf(id: string): readonly Revision[]
  /** Everything that an upgrade to these ids runs, themselves included; `depends_on` counts. */
  ancestorsOf(ids: readonly string[]): ReadonlySet<string>
  /** Everything built on this id, itself excluded; by `down_revision` only. */
  descendantsOf(id: string): ReadonlySet<string>
  /** Own and inherited branch labels. */
  labelsOf(id: string): ReadonlySet<string>
  /** A full id, a unique beginning of one (4 characters or more), or a branch label. */
  resolve(identifier: string): Revision | undefined
}

/** Link revision files. Never throws: what Alembic would refuse is a problem, and the rest of the graph still stands. */
export function createGraph(files: readonly Revision[], unread: readonly string[] = []): RevisionGraph {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  const byId = new Map<string, Revision>()
  const sameId = new Map<string, Revision[]>()
  for (const revision of sorted) {
    const same = sameId.get(revision.id)
    if (same) same.push(revision)
    else sameId.set(revision.id, [revision])
    byId.set(revision.id, revision)
  }
  const problems: GraphProblem[] = []
  for (const [id, revisions] of sameId) if (revisions.length > 1) problems.push({ kind: 'duplicate', id, revisions })

  const labelled = mapLabels(byId, problems)
  const dependencies = new Map<string, string[]>()
  const children = new Map<string, Revision[]>()
  const dependants = new Map<string, Revision[]>()
  for (const revision of byId.values()) {
    for (const parent of new Set(revision.down)) push(children, parent, revision)
    const resolved: string[] = []
    for (const { value } of revision.header.dependsOn.ids) {
      const target = byId.get(value) ?? labelled.get(value)
      if (target && target.id !== revision.id) resolved.push(target.id)
    }
    dependencies.set(revision.id, resolved)
    for (const parent of resolved) push(dependants, parent, revision)
  }
  for (const revision of sorted) {
    const { downRevision, dependsOn } = revision.header
    for (const missing of downRevision.ids) {
      if (!byId.has(missing.value)) problems.push({ kind: 'missing-parent', revision, missing, via: 'down_revision' })
    }
    for (const missing of dependsOn.ids) {
      if (!byId.has(missing.value) && !labelled.has(missing.value))
        problems.push({ kind: 'missing-parent', revision, missing, via: 'depends_on' })
    }
    if (downRevision.kind === 'dynamic') problems.push({ kind: 'dynamic', revision, span: downRevision.span, variable: 'down_revision' })
    if (dependsOn.kind === 'dynamic') problems.push({ kind: 'dynamic', revision, span: dependsOn.span, variable: 'depends_on' })
  }

  const versioned = listCycles(byId, (id) => byId.get(id)?.down ?? [])
  const parentsOf = (id: string): readonly string[] => [...(byId.get(id)?.down ?? []), ...(dependencies.get(id) ?? [])]
  for (const revisions of versioned) problems.push({ kind: 'cycle', revisions, dependency: false })
  const inCycle = new Set(versioned.flat().map(({ id }) => id))
  for (const revisions of listCycles(byId, parentsOf)) {
    if (!revisions.some(({ id }) => inCycle.has(id))) problems.push({ kind: 'cycle', revisions, dependency: true })
  }

  const walk = (from: readonly string[], next: (id: string) => readonly string[]): Set<string> => {
    const seen = new Set<string>()
    const stack = from.filter((id) => byId.has(id))
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue
      seen.add(id)
      stack.push(...next(id).filter((other) => byId.has(other)))
    }
    return seen
  }
  const childIds = (id: string): string[] => (children.get(id) ?? []).map((child) => child.id)
  const descendantsOf = (id: string): Set<string> => {
    const found = walk(childIds(id), childIds)
    found.delete(id)
    return found
  }
  const ids = [...byId.keys()].sort()
  return {
    files: sorted,
    byId,
    copies: sorted.filter((revision) => byId.get(revision.id) !== revision),
    heads: ids.filter((id) => !children.has(id)),
    bases: ids.filter((id) => byId.get(id)?.down.length === 0),
    branchPoints: ids.filter((id) => (children.get(id)?.length ?? 0) > 1),
    mergePoints: ids.filter((id) => (byId.get(id)?.down.length ?? 0) > 1),
    problems,
    unread,
    order: sortByParents(byId, parentsOf),
    childrenOf: (id) => children.get(id) ?? [],
    ancestorsOf: (from) => walk(from, parentsOf),
    descendantsOf,
    labelsOf: lazily(() => spreadLabels(byId, children, dependants, descendantsOf)),
    resolve(identifier) {
      const exact = byId.get(identifier) ?? labelled.get(identifier)
      if (exact || identifier.length < 4) return exact
      const partial = ids.filter((id) => id.startsWith(identifier))
      return partial.length === 1 ? byId.get(partial[0] as string) : undefined
    },
  }
}

function mapLabels(byId: ReadonlyMap<string, Revision>, problems: GraphProblem[]): Map<string, Revision> {
  const labelled = new Map<string, Revision>()
  for (const revision of byId.values()) {
    for (const label of revision.header.branchLabels.ids) {
      const other = labelled.get(label.value) ?? byId.get(label.value)
      if (other && other !== revision) problems.push({ kind: 'label-taken', label, revision, other })
      else labelled.set(label.value, revision)
    }
  }
  return labelled
}

/**
 * A label holds for all descendants. Where these are one chain it also holds down to the branch point or merge below; with branches or merges above it
 * Alembic's own answer depends on the order of a hash table, so only what is certain is taken.
 */
function spreadLabels(
  byId: ReadonlyMap<string, Revision>,
  children: ReadonlyMap<string, readonly Revision[]>,
  dependants: ReadonlyMap<string, readonly Revision[]>,
  descendantsOf: (id: string) => ReadonlySet<string>,
): (id: string) => ReadonlySet<string> {
  const labels = new Map<string, Set<string>>()
  const add = (id: string, names: readonly string[]): void => {
    const own = labels.get(id) ?? new Set()
    for (const label of names) own.add(label)
    labels.set(id, own)
  }
  for (const revision of byId.values()) {
    const names = revision.header.branchLabels.ids.map(({ value }) => value)
    if (names.length === 0) continue
    for (const id of [revision.id, ...descendantsOf(revision.id)]) add(id, names)
    const isJunction = ({ id, down }: Revision): boolean =>
      new Set([...(children.get(id) ?? []), ...(dependants.get(id) ?? [])]).size > 1 || down.length > 1
    const chain = [revision, ...[...descendantsOf(revision.id)].flatMap((id) => byId.get(id) ?? [])]
    if (chain.some(isJunction)) continue
    const seen = new Set<string>()
    for (
      let parent = byId.get(revision.down[0] ?? '');
      parent && !seen.has(parent.id) && !isJunction(parent);
      parent = byId.get(parent.down[0] ?? '')
    ) {
      seen.add(parent.id)
      add(parent.id, names)
    }
  }
  const none: ReadonlySet<string> = new Set()
  return (id) => labels.get(id) ?? none
}

/** Strongly connected sets of more than one revision, and self-loops (Tarjan, without recursion: chains are thousands long). */
function listCycles(byId: ReadonlyMap<string, Revision>, parentsOf: (id: string) => readonly string[]): Revision[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const onStack = new Set<string>()
  const stack: string[] = []
  const cycles: Revision[][] = []
  for (const root of byId.keys()) {
    if (index.has(root)) continue
    const work: { id: string; parents: readonly string[]; next: number }[] = []
    const enter = (id: string): void => {
      index.set(id, index.size)
      low.set(id, index.size - 1)
      stack.push(id)
      onStack.add(id)
      work.push({ id, parents: parentsOf(id).filter((parent) => byId.has(parent)), next: 0 })
    }
    enter(root)
    for (let frame = work[work.length - 1]; frame; frame = work[work.length - 1]) {
      const parent = frame.parents[frame.next++]
      if (parent !== undefined) {
        if (!index.has(parent)) enter(parent)
        else if (onStack.has(parent)) low.set(frame.id, Math.min(low.get(frame.id) ?? 0, index.get(parent) ?? 0))
        continue
      }
      work.pop()
      const below = work[work.length - 1]
      if (below) low.set(below.id, Math.min(low.get(below.id) ?? 0, low.get(frame.id) ?? 0))
      if (low.get(frame.id) !== index.get(frame.id)) continue
      const members = stack.splice(stack.lastIndexOf(frame.id))
      for (const id of members) onStack.delete(id)
      if (members.length > 1 || frame.parents.includes(frame.id)) {
        cycles.push(members.sort().flatMap((id) => byId.get(id) ?? []))
      }
    }
  }
  return cycles
}

function sortByParents(byId: ReadonlyMap<string, Revision>, parentsOf: (id: string) => readonly string[]): Revision[] {
  const waiting = new Map<string, number>()
  const children = new Map<string, string[]>()
  for (const id of byId.keys()) {
    const parents = new Set(parentsOf(id).filter((parent) => byId.has(parent) && parent !== id))
    waiting.set(id, parents.size)
    for (const parent of parents) push(children, parent, id)
  }
  const order: Revision[] = []
  const done = new Set<string>()
  // A stack keeps one branch together, as an upgrade does, instead of interleaving all branches.
  const ready = [...byId.keys()]
    .filter((id) => waiting.get(id) === 0)
    .sort()
    .reverse()
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    done.add(id)
    order.push(byId.get(id) as Revision)
    for (const child of [...(children.get(id) ?? [])].sort().reverse()) {
      const left = (waiting.get(child) ?? 0) - 1
      waiting.set(child, left)
      if (left === 0) ready.push(child)
    }
  }
  return [...order, ...[...byId.values()].filter(({ id }) => !done.has(id))]
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

function lazily<Argument, Result>(make: () => (argument: Argument) => Result): (argument: Argument) => Result {
  let made: ((argument: Argument) => Result) | undefined
  return (argument) => {
    made ??= make()
    return made(argument)
  }
}
