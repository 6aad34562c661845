import type { RevisionGraph } from '../../alembic/graph'
import type { Edit, Fix } from '../../contract/finding'
import { defineRule } from '../../contract/rule'

/** `alembic_version.version_num` is varchar(32). */
const longest = 32

export const revisionIdTooLong = defineRule({
  id: 'revision-id-too-long',
  family: 'migrations',
  summary: 'A revision id does not fit into alembic_version',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic', 'project'],
  triggers: ['revision'],
  *check({ alembic, project, file }) {
    const found = alembic.revisionAt(file.path)
    if (!found || found.revision.id.length <= longest) return
    // Projects that use slugs widen the column in env.py or in a revision.
    if (project.filesWith(['version_num'], ['.py', '.sql']).length > 0) return
    const { revision, lane } = found
    yield {
      at: revision.header.revision.span,
      message: `The id has ${revision.id.length} characters and \`alembic_version.version_num\` holds ${longest}, so the upgrade fails when Alembic writes it down`,
      help: `Shorten the id to ${longest} characters or fewer, here and in the revisions that build on it`,
      fixes: shortenFix(lane.graph, revision.id),
    }
  },
})

function shortenFix(graph: RevisionGraph, id: string): Fix[] {
  const short = id.slice(0, longest).replace(/[-_.]+$/, '')
  if ([...graph.byId.keys()].some((other) => other !== id && other === short)) return []
  const edits: Edit[] = []
  for (const { path, header } of graph.files) {
    const literals = [header.revision, ...header.downRevision.ids, ...header.dependsOn.ids]
    for (const { value, span } of literals) if (value === id) edits.push({ path, ...span, text: `"${short}"` })
    if (header.docRevision?.value === id) edits.push({ path, ...header.docRevision.span, text: short })
    if (header.docRevises?.value === id) edits.push({ path, ...header.docRevises.span, text: short })
  }
  return [
    {
      id: `${graph.byId.get(id)?.path ?? id}:shorten`,
      title: `Shorten the id to \`${short}\``,
      safety: 'unsafe',
      proof: ['Every file here that names the id is changed with it'],
      why: 'a database whose column was widened by hand may have the long id',
      edits,
    },
  ]
}
