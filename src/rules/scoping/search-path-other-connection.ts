import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { alsoRaw, describeSet } from '../../fixes/scoped-session/describe-set'
import { findOtherConnection } from '../../project/sessions/other-connection'
import { listPathStatements } from '../../project/sessions/path-statements'
import { placeOf } from '../../project/sessions/scope'
import { pathTriggers } from '../../project/sessions/triggers'
import { listTypescriptFindings } from '../../typescript/judge-executions'

export const searchPathOtherConnection = defineRule({
  id: 'search-path-other-connection',
  family: 'scoping',
  summary: 'The path is set on one connection, the work runs on another',
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python', 'typescript', 'javascript', 'vue'],
  needs: ['project', 'typescript'],
  triggers: pathTriggers,
  *check({ project, typescript, file, config }): Iterable<RuleFinding> {
    if (file.language !== 'python') {
      yield* listTypescriptFindings('search-path-other-connection', {
        path: file.path,
        text: file.text,
        facts: typescript,
        sql: { analyse: project.analyseSql },
        config,
      })
      return
    }
    for (const statement of listPathStatements(project, file.path)) {
      // db.execute(text(f"SET search_path TO {schema}")); with engine.begin() as conn: conn.execute(…)
      const work = findOtherConnection(project, statement)
      if (!work) continue
      yield {
        at: { start: statement.execution.site.start, end: statement.execution.site.end },
        message: `The path is set on this connection, but the work at ${placeOf(project, file.path, work)} runs on another one, so it does not see the path`,
        help: 'Run the work on the same connection, or give it an engine bound to the tenant',
        related: [
          { path: file.path, span: { start: work.start, end: work.end }, message: 'the work runs here, on a connection of its own' },
        ],
        noFix: describeSet(project, statement).noFix ?? 'which of the two connections is meant is a decision',
        also: [alsoRaw(project, statement)],
      }
    }
  },
})
