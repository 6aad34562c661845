import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { listPathFindings } from '../../fixes/scoped-session/judge-path'
import { pathTriggers } from '../../project/sessions/triggers'
import { listPathMakers } from '../../project/typescript-path-makers'
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
  triggers: (_config, project) => [...pathTriggers, ...listPathMakers(project)],
  *check(context): Iterable<RuleFinding> {
    const { file, project, focus } = context
    if (file.language !== 'python') return yield* listTypescriptFindings('search-path-leak', context)
    // db.execute(text(f"SET search_path TO {schema}")); db.commit(); db.close()
    yield* listPathFindings(project, file.path, 'search-path-leak', focus)
  },
})
