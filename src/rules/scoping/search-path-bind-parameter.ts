import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { alsoRaw } from '../../fixes/scoped-session/describe-set'
import { planSetConfig } from '../../fixes/set-config'
import { knownDriver } from '../../project/sessions/driver'
import { listPathStatements, listReturnedTemplates } from '../../project/sessions/path-statements'
import { pathTriggers } from '../../project/sessions/triggers'
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
  triggers: pathTriggers,
  *check({ project, typescript, file, config }): Iterable<RuleFinding> {
    if (file.language !== 'python') {
      yield* listTypescriptFindings('search-path-bind-parameter', {
        path: file.path,
        text: file.text,
        facts: typescript,
        sql: { analyse: project.analyseSql },
        config,
      })
      return
    }
    for (const statement of listPathStatements(project, file.path)) {
      const { execution, change } = statement
      // db.execute(text("SET search_path TO :schema, public"), {"schema": schema})
      const bind = change.binds.find(({ style }) => style !== 'brace')
      if (!bind || change.via === 'set_config' || change.via === 'pg_settings') continue
      const driver = knownDriver(project)
      const fix = planSetConfig(project, execution, change)
      yield {
        at: { start: execution.site.start, end: execution.site.end },
        severity: driver === 'psycopg2' ? 'info' : 'error',
        message:
          driver === 'psycopg2'
            ? '`SET` takes no bind parameter: psycopg2 writes the value into the text, so this breaks with the next driver'
            : '`SET` takes no bind parameter, so psycopg 3, asyncpg and server-side parameters fail with a syntax error here',
        help: "Use `SELECT set_config('search_path', …, true)`, which takes a parameter everywhere",
        data: { driver: driver ?? 'unknown' },
        ...fix,
        also: [alsoRaw(project, statement)],
      }
    }
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
