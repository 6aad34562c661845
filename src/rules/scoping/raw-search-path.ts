import { defineRule } from '../../contract/rule'
import { listPathFindings } from '../../fixes/scoped-session/judge-path'
import { pathTriggers } from '../../project/sessions/triggers'
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
  triggers: pathTriggers,
  *check(context) {
    const { file, project, focus } = context
    // client.query(`SET search_path TO ${schema}`)
    if (file.language !== 'python') return yield* listTypescriptFindings('raw-search-path', context)
    // db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
    yield* listPathFindings(project, file.path, 'raw-search-path', focus)
  },
})
