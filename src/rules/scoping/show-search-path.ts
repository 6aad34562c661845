import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { planPathRead } from '../../fixes/scoped-session/path-read'
import { executionsIn } from '../../project/executions'
import { isMigrationFile } from '../../project/file-role'
import { readsTenant } from '../../project/sessions/path-read-use'
import type { Span } from '../../text/span'

export const showSearchPath = defineRule({
  id: 'show-search-path',
  family: 'scoping',
  summary: 'The search path is read as if it told the tenant',
  severity: 'info',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['project', 'python'],
  triggers: ['search_path', 'SEARCH_PATH', 'current_schema', 'CURRENT_SCHEMA'],
  *check({ project, python, file }): Iterable<RuleFinding> {
    if (isMigrationFile(project, file.path)) return
    const textOf = ({ start, end }: Span) => file.text.slice(start, end)
    const asking = python.topLevel.filter((slice) => /search_path|current_schema/i.test(textOf(slice)))
    const constants = asking.flatMap(({ kind, name }) => (kind === 'assign' && name !== undefined ? [name] : []))
    for (const slice of python.topLevel) {
      if (!asking.includes(slice) && !constants.some((name) => textOf(slice).includes(name))) continue
      for (const stmt of python.statementsOf(slice)) {
        for (const execution of executionsIn(project, file.path, stmt)) {
          // db.execute(text("SHOW search_path")).scalar()
          const { statements } = execution.analysis
          if (statements.length === 0 || !statements.every((statement) => statement.kind === 'show-search-path')) continue
          if (!readsTenant(project, file.path, execution)) continue
          yield {
            at: { start: execution.site.start, end: execution.site.end },
            message:
              'The search path is read to learn the tenant, but a session bound to its tenant leaves the path alone, so this says nothing about its rows',
            help: "Ask the session: `session.get_bind().get_execution_options().get('schema_translate_map')`",
            ...planPathRead(project, file.path, execution),
          }
        }
      }
    }
  },
})
