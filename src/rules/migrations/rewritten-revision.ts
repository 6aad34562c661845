import { defineRule } from '../../contract/rule'

export const rewrittenRevision = defineRule({
  id: 'rewritten-revision',
  family: 'migrations',
  summary: 'A revision was changed after others had been built on it',
  severity: 'warning',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['alembic'],
  triggers: ['down_revision'],
  *check({ alembic, file }) {
    const found = alembic.revisionAt(file.path)
    const rewritten = alembic.outside?.rewritten.get(file.path)
    if (!found?.lane.postgres || !rewritten) return
    const { graph } = found.lane
    const [child] = rewritten.builtOn
    yield {
      at: found.revision.header.statement,
      message: `The operations of \`${found.revision.id}\` were changed on ${rewritten.date.slice(0, 10)} (${rewritten.commit.slice(0, 9)}) after \`${child ?? ''}\` had been built on it, so databases that had run it keep the old structure`,
      help: 'Put the file back as it was and make the change in a new revision',
      related: rewritten.builtOn.flatMap((id) => {
        const revision = graph.byId.get(id)
        return revision ? [{ path: revision.path, span: revision.header.statement, message: `\`${id}\` already built on it` }] : []
      }),
      noFix: 'the new revision has to carry the difference, which depends on what the databases have',
    }
  },
})
