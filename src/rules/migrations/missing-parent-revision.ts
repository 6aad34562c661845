import { distance } from 'fastest-levenshtein'
import type { AlembicFacts } from '../../alembic/alembic-facts'
import { planCopies } from '../../alembic/copy-plan'
import type { RevisionGraph } from '../../alembic/graph'
import type { IdLiteral } from '../../alembic/revision-header'
import type { Fix } from '../../contract/finding'
import { defineRule } from '../../contract/rule'

export const missingParentRevision = defineRule({
  id: 'missing-parent-revision',
  family: 'migrations',
  summary: 'A revision builds on one that no file here has',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic'],
  triggers: ['down_revision', 'depends_on'],
  *check({ alembic, file, notAnalysed }) {
    const found = alembic.revisionAt(file.path)
    if (!found) return
    const { lane, environment, revision } = found
    for (const problem of lane.graph.problems) {
      if (problem.kind === 'dynamic' && problem.revision === revision)
        notAnalysed(problem.span, `\`${problem.variable}\` is computed when the file runs`)
      if (problem.kind !== 'missing-parent' || problem.revision !== revision) continue
      const { missing, via } = problem
      // Another lane of the same location may have it; Alembic then runs them as one after all.
      if (environment.graph.byId.has(missing.value)) continue
      if (lane.graph.unread.length > 0) {
        notAnalysed(missing.span, `the id of \`${lane.graph.unread[0] ?? ''}\` is computed when the file runs`)
        continue
      }
      const fixes = [...bringFixes(alembic, lane.graph, lane.folder, missing), ...renameFixes(lane.graph, file.path, revision.id, missing)]
      const places = alembic.outside?.byId.get(missing.value) ?? []
      const [place] = places
      yield {
        at: missing.span,
        message: `\`${via}\` names \`${missing.value}\`, which no file here has, so Alembic cannot load any revision`,
        help: place
          ? `Bring the file over: it is in the ${place.kind} \`${place.where}\``
          : 'Bring the missing file over from the branch that made it, or name the revision this one really follows',
        fixes,
        ...(fixes.length === 0 ? { noFix: 'no id here is near it, and which revision it meant cannot be told from the text' } : {}),
      }
    }
  },
})

function bringFixes(alembic: AlembicFacts, graph: RevisionGraph, folder: string, missing: IdLiteral): Fix[] {
  if (!alembic.outside) return []
  const plan = planCopies(missing.value, graph, alembic.outside.byId, folder)
  if (!plan || plan.stillMissing.length > 0) return []
  const names = plan.copies.map(({ id }) => `\`${id}\``).join(', ')
  return [
    {
      id: `${folder}:bring:${missing.value}`,
      title: `Copy ${names} here from the ${plan.copies[0]?.kind ?? 'branch'} \`${plan.copies[0]?.where ?? ''}\``,
      safety: 'unsafe',
      proof: ['With these files every parent of the revision is here'],
      why: 'the other branch may still change them',
      edits: plan.copies.map(({ target, text }) => ({ path: target, start: 0, end: 0, text, create: true as const })),
    },
  ]
}

function renameFixes(graph: RevisionGraph, path: string, own: string, missing: IdLiteral): Fix[] {
  const later = graph.descendantsOf(own)
  const others = [...graph.byId.keys()].filter((id) => id !== own && !later.has(id))
  const partial = missing.value.length >= 4 ? others.filter((id) => id.startsWith(missing.value)) : []
  const near = partial.length === 1 ? partial : others.filter((id) => missing.value.length >= 4 && distance(id, missing.value) <= 2)
  const [only] = near
  if (near.length !== 1 || only === undefined) return []
  return [
    {
      id: `${path}:parent:${only}`,
      title: `Build on \`${only}\` instead`,
      safety: 'unsafe',
      proof: [`\`${only}\` is the only id here that is nearly \`${missing.value}\``],
      why: 'the missing revision may be a different one that was never brought over',
      edits: [{ path, ...missing.span, text: `"${only}"` }],
    },
  ]
}
