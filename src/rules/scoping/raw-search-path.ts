import { defineRule } from '../../contract/rule'
import { listPathFindings } from '../../fixes/scoped-session/judge-path'
import { listReturnedPaths } from '../../project/sessions/returned-paths'
import { pathTriggers } from '../../project/sessions/triggers'
import { listPathMakers } from '../../project/typescript-path-makers'
import { contains } from '../../text/span'
import { listTypescriptFindings } from '../../typescript/judge-executions'

export const rawSearchPath = defineRule({
  id: 'raw-search-path',
  family: 'scoping',
  summary: 'Session state decides the tenant: the search path is set by hand',
  severity: 'warning',
  recommended: true,
  fixable: true,
  languages: ['python', 'typescript', 'javascript', 'vue'],
  needs: ['project', 'typescript'],
  triggers: (_config, project) => [...pathTriggers, ...listPathMakers(project)],
  *check(context) {
    const { file, project, focus } = context
    // client.query(`SET search_path TO ${schema}`)
    if (file.language !== 'python') return yield* listTypescriptFindings('raw-search-path', context)
    // db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
    yield* listPathFindings(project, file.path, 'raw-search-path', focus)
    // return [f'set search_path = "{schema}"']
    for (const { expr, change, via } of listReturnedPaths(project, file.path)) {
      if (focus && !contains(focus, expr)) continue
      yield {
        at: { start: expr.start, end: expr.end },
        message: `Whatever runs this ${via === 'construct' ? 'construct' : 'list'} sets the connection's search path, so session state decides the tenant there`,
        help: "Bind the session to the tenant's engine (`schema_translate_map`), and qualify raw SQL with a validated schema name",
        data: { form: change.form, via: change.via, quoted: change.members[0] ? change.members[0].quote !== 'none' : false },
        noFix: 'what runs it stands elsewhere',
      }
    }
  },
})
