import type { Span } from '../text/span'
import type { AlembicFacts, Lane } from './alembic-facts'
import type { Revision, RevisionGraph } from './graph'

/** A place that another one leads to. */
export interface RevisionTarget {
  readonly path: string
  /** The `revision = …` statement. */
  readonly span: Span
}

/** The id in `down_revision` or `depends_on` (or in the docstring) under an offset leads to its file; `revision` itself leads to the revisions built on it. */
export function findDefinitions(facts: AlembicFacts, path: string, offset: number): readonly RevisionTarget[] {
  const found = facts.revisionAt(path)
  if (!found) return []
  const { revision, lane, environment } = found
  const { header } = revision
  const reference = [...header.downRevision.ids, ...header.dependsOn.ids, ...(header.docRevises ? [header.docRevises] : [])].find(
    ({ span }) => span.start <= offset && offset <= span.end,
  )
  if (reference) {
    const target = lane.graph.resolve(reference.value) ?? environment.graph.resolve(reference.value)
    return target ? [toTarget(target)] : []
  }
  const isOwn = header.revision.span.start <= offset && offset <= header.revision.span.end
  return isOwn ? lane.graph.childrenOf(revision.id).map(toTarget) : []
}

const toTarget = ({ path, header }: Revision): RevisionTarget => ({ path, span: header.statement })

export interface RevisionCompletion {
  readonly id: string
  /** First line of the docstring. */
  readonly detail: string
  readonly isHead: boolean
  /** What the completion replaces: the literal's content, without its quotes. */
  readonly replace: Span
  /** Heads first, then the newest: what a new revision most likely follows. */
  readonly rank: number
}

/** Ids that may stand at an offset inside `down_revision` or `depends_on`: everything but the revision itself and what is built on it. */
export function listCompletions(facts: AlembicFacts, path: string, offset: number): readonly RevisionCompletion[] {
  const found = facts.revisionAt(path)
  if (!found) return []
  const { revision, lane } = found
  const { downRevision, dependsOn } = revision.header
  const literal = [...downRevision.ids, ...dependsOn.ids].find(({ span }) => span.start < offset && offset < span.end)
  const empty = literal ? undefined : [downRevision, dependsOn].find(({ span }) => span && span.start < offset && offset < span.end)?.span
  if (!literal && !empty) return []
  const replace = literal ? { start: literal.span.start + 1, end: literal.span.end - 1 } : { start: offset, end: offset }
  const later = lane.graph.descendantsOf(revision.id)
  const heads = headsWithout(lane.graph, revision)
  const age = ({ header }: Revision): string => header.createDate ?? ''
  return [...lane.graph.byId.values()]
    .filter(({ id }) => id !== revision.id && !later.has(id))
    .sort(
      (a, b) => Number(heads.has(b.id)) - Number(heads.has(a.id)) || (age(a) < age(b) ? 1 : age(a) > age(b) ? -1 : a.id < b.id ? -1 : 1),
    )
    .map(({ id, header }, rank) => ({ id, detail: header.message, isHead: heads.has(id), replace, rank }))
}

/** The heads as they would be if this revision were not there: its own parent is one of them. */
function headsWithout(graph: RevisionGraph, revision: Revision): ReadonlySet<string> {
  return new Set(
    [...graph.byId.keys()].filter((id) => id !== revision.id && graph.childrenOf(id).every((child) => child.id === revision.id)),
  )
}

export interface RevisionLens {
  readonly at: Span
  /** `head`, `3 later`, `merge of 2`, `base`, `branch point`. */
  readonly title: string
  /** Where it leads when clicked: the revisions built on this one. */
  readonly targets: readonly RevisionTarget[]
}

/** What stands above `revision = …`. */
export function listLenses(facts: AlembicFacts, path: string): readonly RevisionLens[] {
  const found = facts.revisionAt(path)
  return found
    ? [
        {
          at: found.revision.header.statement,
          title: describePlace(found.lane, found.revision),
          targets: found.lane.graph.childrenOf(found.revision.id).map(toTarget),
        },
      ]
    : []
}

function describePlace({ graph }: Lane, revision: Revision): string {
  const { id, down } = revision
  const later = graph.descendantsOf(id).size
  const children = graph.childrenOf(id).length
  const parts = [later === 0 ? (graph.heads.length > 1 ? `one of ${graph.heads.length} heads` : 'head') : `${later} later`]
  if (down.length === 0 && revision.header.downRevision.kind === 'ids') parts.push('base')
  if (down.length > 1) parts.push(`merge of ${down.length}`)
  if (children > 1) parts.push(`branch point of ${children}`)
  const labels = [...graph.labelsOf(id)].sort()
  if (labels.length > 0) parts.push(`branch ${labels.join(', ')}`)
  return parts.join(' · ')
}
