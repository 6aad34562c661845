import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { listPathFindings } from '../../fixes/scoped-session/judge-path'
import { listReturnedTemplates } from '../../project/sessions/path-statements'
import { pathTriggers } from '../../project/sessions/triggers'
import { listPathMakers } from '../../project/typescript-path-makers'
import { listTypescriptFindings } from '../../typescript/judge-executions'

export const searchPathBindParameter = defineRule({
  id: 'search-path-bind-parameter',
  family: 'scoping',
  summary: 'SET takes no bind parameter',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python', 'typescript', 'javascript', 'vue'],
  needs: ['project', 'typescript'],
  triggers: (_config, project) => [...pathTriggers, ...listPathMakers(project)],
  *check(context): Iterable<RuleFinding> {
    const { file, project, focus } = context
    if (file.language !== 'python') return yield* listTypescriptFindings('search-path-bind-parameter', context)
    // db.execute(text("SET search_path TO :schema, public"), {"schema": schema})
    yield* listPathFindings(project, file.path, 'search-path-bind-parameter', focus)
    // return "SET search_path TO :schema, public": wrong whoever binds it, and none of the callers shows it.
    for (const template of listReturnedTemplates(project, file.path)) {
      yield {
        at: { start: template.start, end: template.end },
        message:
          '`SET` takes no bind parameter, so whoever binds a value to this text gets a syntax error from psycopg 3, asyncpg and server-side parameters',
        help: "Return `SELECT set_config('search_path', …, true)`, which takes a parameter everywhere",
        noFix: 'the callers that bind a value have to change with it',
      }
    }
  },
})
