import { defineRule } from '../../contract/rule'

export const duplicateRevision = defineRule({
  id: 'duplicate-revision',
  family: 'migrations',
  summary: 'Two files carry the same revision id',
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['alembic'],
  triggers: ['revision'],
  *check({ alembic, file }) {
    const found = alembic.revisionAt(file.path)
    if (!found) return
    const { problems } = found.lane.graph
    for (const problem of problems) {
      if (problem.kind === 'label-taken' && problem.revision === found.revision) {
        yield {
          at: problem.label.span,
          message: `The branch label \`${problem.label.value}\` already names \`${problem.other.id}\`, so Alembic cannot load any revision`,
          help: 'Give the branch a label of its own',
          related: [
            { path: problem.other.path, span: problem.other.header.statement, message: `\`${problem.label.value}\` is taken here` },
          ],
          noFix: 'a new label is for a person to choose',
        }
      }
      if (problem.kind !== 'duplicate' || problem.revisions.indexOf(found.revision) < 1) continue
      const others = problem.revisions.filter((revision) => revision !== found.revision)
      const circular = problems.some((other) => other.kind === 'cycle' && other.revisions.some(({ id }) => id === problem.id))
      yield {
        at: found.revision.header.revision.span,
        message: circular
          ? `\`${problem.id}\` is the id of another revision file too, and the last of the files builds on what descends from \`${problem.id}\`, so Alembic finds a cycle and loads no revision`
          : `\`${problem.id}\` is the id of another revision file too, so \`upgrade head\` stops at a head too many, and asked for by its id Alembic runs only one of the two files`,
        help: 'Delete the file that is a copy, or give the newer one an id of its own and point its children at it',
        related: others.map((other) => ({
          path: other.path,
          span: other.header.statement,
          message: `\`${problem.id}\` stands here as well`,
        })),
        noFix: 'which of the two the databases have run cannot be told from the files',
      }
    }
  },
})
