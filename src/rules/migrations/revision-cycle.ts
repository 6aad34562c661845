import { defineRule } from '../../contract/rule'

export const revisionCycle = defineRule({
  id: 'revision-cycle',
  family: 'migrations',
  summary: 'Revisions depend on each other in a circle',
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['alembic'],
  triggers: ['down_revision', 'depends_on'],
  *check({ alembic, file }) {
    const found = alembic.revisionAt(file.path)
    if (!found) return
    const { lane, revision } = found
    const { problems } = lane.graph
    for (const problem of problems) {
      if (problem.kind !== 'cycle' || problem.revisions[0] !== revision) continue
      // A circle through an id that two files carry is closed by the copy: `duplicate-revision` says so.
      if (problems.some((other) => other.kind === 'duplicate' && problem.revisions.some(({ id }) => id === other.id))) continue
      const others = problem.revisions.slice(1)
      const header = revision.header
      const variable = problem.dependency && header.dependsOn.ids.length > 0 ? header.dependsOn : header.downRevision
      const ids = problem.revisions.map(({ id }) => `\`${id}\``).join(', ')
      yield {
        at: variable.span ?? header.statement,
        message:
          others.length === 0
            ? `${ids} builds on itself, so Alembic cannot order any revision`
            : `${ids} build on each other in a circle, so Alembic cannot order any revision`,
        help: 'Point one of them at the revision it really follows',
        related: others.map((other) => ({
          path: other.path,
          span: other.header.downRevision.span ?? other.header.statement,
          message: `\`${other.id}\` is part of the circle`,
        })),
        noFix: 'which link of the circle is wrong cannot be told from the files',
      }
    }
  },
})
