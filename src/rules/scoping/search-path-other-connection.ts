import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { listPathFindings } from '../../fixes/scoped-session/judge-path'
import { pathTriggers } from '../../project/sessions/triggers'
import { listPathMakers } from '../../project/typescript-path-makers'
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
  triggers: (_config, project) => [...pathTriggers, ...listPathMakers(project)],
  *check(context): Iterable<RuleFinding> {
    const { file, project, focus } = context
    if (file.language !== 'python') return yield* listTypescriptFindings('search-path-other-connection', context)
    // db.execute(text(f"SET search_path TO {schema}")); with engine.begin() as conn: conn.execute(…)
    yield* listPathFindings(project, file.path, 'search-path-other-connection', focus)
  },
})
