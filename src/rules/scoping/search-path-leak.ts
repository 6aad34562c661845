import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { alsoRaw, describeSet } from '../../fixes/scoped-session/describe-set'
import { findLeak } from '../../project/sessions/leak'
import { listPathStatements } from '../../project/sessions/path-statements'
import { placeOf } from '../../project/sessions/scope'
import { pathTriggers } from '../../project/sessions/triggers'
import { listTypescriptFindings } from '../../typescript/judge-executions'

export const searchPathLeak = defineRule({
  id: 'search-path-leak',
  family: 'scoping',
  summary: "A tenant's search path stays on a connection that goes back to the pool",
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python', 'typescript', 'javascript', 'vue'],
  needs: ['project', 'typescript'],
  triggers: pathTriggers,
  *check({ project, typescript, file, config }): Iterable<RuleFinding> {
    if (file.language !== 'python') {
      yield* listTypescriptFindings('search-path-leak', {
        path: file.path,
        text: file.text,
        facts: typescript,
        sql: { analyse: project.analyseSql },
        config,
      })
      return
    }
    for (const statement of listPathStatements(project, file.path)) {
      // db.execute(text(f"SET search_path TO {schema}")); db.commit(); db.close()
      const leak = findLeak(project, statement)
      if (!leak) continue
      const { fixes, noFix } = describeSet(project, statement)
      yield {
        at: { start: statement.execution.site.start, end: statement.execution.site.end },
        severity: leak.pool === 'keeps' ? 'error' : 'warning',
        message: `This path outlives the commit${leak.commit ? ` at ${placeOf(project, file.path, leak.commit)}` : leak.consumer ? ` in \`${leak.consumer.fn.name}\`` : ''}, so the pooled connection hands this tenant's rows to whoever gets it next`,
        help: "Bind the session to the tenant's engine, or use `SET LOCAL` and set it again in each transaction",
        related: [
          ...(leak.commit
            ? [
                {
                  path: file.path,
                  span: { start: leak.commit.start, end: leak.commit.end },
                  message: 'committed here: the path is no longer undone',
                },
              ]
            : []),
          ...(leak.consumer
            ? [
                {
                  path: leak.consumer.path,
                  span: { start: leak.consumer.fn.nameStart, end: leak.consumer.fn.nameStart + leak.consumer.fn.name.length },
                  message: 'is given this session and commits',
                },
              ]
            : []),
        ],
        data: { pool: leak.pool },
        ...(fixes ? { fixes } : { noFix }),
        also: [alsoRaw(project, statement)],
      }
    }
  },
})
