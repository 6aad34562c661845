import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { isMigrationFile } from '../../project/file-role'
import { functionsWith } from '../../project/sessions/path-statements'
import { listSharedUses } from '../../project/sessions/shared-uses'

export const sharedSessionAcrossTenants = defineRule({
  id: 'shared-session-across-tenants',
  family: 'scoping',
  summary: 'One session reads the entities of several tenants',
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['project', 'python'],
  triggers: ['schema_translate_map'],
  *check({ project, python, file }): Iterable<RuleFinding> {
    if (isMigrationFile(project, file.path)) return
    for (const fn of functionsWith(python, /schema_translate_map/)) {
      for (const use of listSharedUses(project, file.path, fn)) {
        // for schema in schemas: db.query(Product).execution_options(schema_translate_map={"tenant": schema})
        const { func } = use.event.call
        yield {
          at: { start: func.start, end: func.end },
          severity: use.changed ? 'error' : 'warning',
          message: use.changed
            ? `\`${use.entity}\` objects of one tenant are still in the session when the next is read, so a change to them is written into another tenant's schema`
            : `One session reads \`${use.entity}\` of every tenant, so a row with the same key is answered with the first tenant's object`,
          help: "Open one session for each tenant, bound to the tenant's engine, or select columns instead of entities",
          related: [
            { path: file.path, span: { start: use.opened.start, end: use.opened.end }, message: 'the session lives over all rounds' },
          ],
          noFix: 'which objects may leave a round is a decision',
        }
      }
    }
  },
})
