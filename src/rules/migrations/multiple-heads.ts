import type { Lane } from '../../alembic/alembic-facts'
import type { Revision, RevisionGraph } from '../../alembic/graph'
import { toMergeRevision } from '../../alembic/merge-revision'
import type { Fix } from '../../contract/finding'
import { defineRule } from '../../contract/rule'

export const multipleHeads = defineRule({
  id: 'multiple-heads',
  family: 'migrations',
  summary: 'Two revisions are heads, so `alembic upgrade head` stops',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic'],
  triggers: ['down_revision'],
  *check({ alembic, file }) {
    const found = alembic.revisionAt(file.path)
    if (!found) return
    const { lane, revision } = found
    // A parent that has to be run to be known may be the very revision that looks like a head.
    if (
      lane.graph.unread.length > 0 ||
      lane.graph.problems.some((problem) => problem.kind === 'dynamic' && problem.variable === 'down_revision')
    )
      return
    const rivals = listRivals(lane.graph, revision)
    const [oldest, ...others] = rivals
    // The oldest head is what the others were to be built on.
    if (!oldest || others.length === 0 || oldest === revision) return
    yield {
      at: revision.header.statement,
      message: `\`${revision.id}\` is one of ${rivals.length} heads, so \`alembic upgrade head\` refuses to run until they are joined`,
      help: 'Merge the heads, or put this revision on top of the other one if no database has it yet',
      related: rivals
        .filter((rival) => rival !== revision)
        .map((rival) => ({ path: rival.path, span: rival.header.statement, message: `\`${rival.id}\` is a head too` })),
      fixes: [mergeFix(lane, rivals), ...rebaseFix(lane.graph, oldest, revision)],
    }
  },
})

/** The heads that stand in each other's way, oldest first. Heads of branches with labels of their own are meant to be several. */
function listRivals(graph: RevisionGraph, revision: Revision): Revision[] {
  // A copy of another revision is `duplicate-revision`'s.
  if (!graph.heads.includes(revision.id) || graph.copies.includes(revision)) return []
  const labels = (id: string): string => [...graph.labelsOf(id)].sort().join()
  const own = labels(revision.id)
  const heads = graph.heads.flatMap((id) => (labels(id) === own ? (graph.byId.get(id) ?? []) : []))
  const age = ({ header, path }: Revision): string => `${header.createDate ?? '9999'} ${path}`
  return heads.sort((a, b) => (age(a) < age(b) ? -1 : 1))
}

function mergeFix({ folder, graph }: Lane, heads: readonly Revision[]): Fix {
  const { path, text, id } = toMergeRevision(graph, heads)
  return {
    id: `${folder}:merge:${id}`,
    title: `Create the revision that merges ${heads.map((head) => `\`${head.id}\``).join(' and ')}`,
    safety: 'unsafe',
    proof: ['The new revision is empty: it only joins the heads'],
    why: 'the branches may touch the same tables, and only their authors know whether every order of them works',
    edits: [{ path, start: 0, end: 0, text, create: true }],
  }
}

/** The first revision that this head has and the other has not, when the way between them is a plain chain. */
function rebaseFix(graph: RevisionGraph, onto: Revision, head: Revision): Fix[] {
  const shared = graph.ancestorsOf([onto.id])
  let root = head
  for (;;) {
    const [parent, second] = root.down
    if (second !== undefined || root.header.dependsOn.ids.length > 0 || (root !== head && graph.childrenOf(root.id).length > 1)) return []
    if (parent === undefined || shared.has(parent)) break
    const next = graph.byId.get(parent)
    if (!next) return []
    root = next
  }
  const value = root.header.downRevision
  const [literal] = value.ids
  const span = literal?.span ?? value.span
  if (!span || value.kind !== 'ids' || value.ids.length > 1) return []
  return [
    {
      id: `${root.path}:rebase:${onto.id}`,
      title: `Put \`${root.id}\` on top of \`${onto.id}\``,
      safety: 'unsafe',
      proof: [`Between \`${root.id}\` and \`${head.id}\` nothing branches or merges`],
      why: 'a database that already has this revision would then lack the other branch without noticing',
      edits: [{ path: root.path, ...span, text: `"${onto.id}"` }],
    },
  ]
}
