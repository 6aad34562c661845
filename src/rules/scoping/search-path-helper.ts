import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { describeHelperUse } from '../../fixes/scoped-session/describe-helper'
import { listHelperNames, listHelperUses } from '../../project/sessions/helper-uses'

export const searchPathHelper = defineRule({
  id: 'search-path-helper',
  family: 'scoping',
  summary: 'A helper sets the search path for the session it is given',
  severity: 'warning',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['project', 'python'],
  triggers: (_config, project) => [...listHelperNames(project)],
  *check({ project, python, file }): Iterable<RuleFinding> {
    // set_user_schema(db, user.id)
    for (const use of listHelperUses(project, file.path, python)) yield describeHelperUse(project, file.path, use)
  },
})
