import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { planSessionOptions } from '../../fixes/scoped-session/session-options'
import { eventsOf } from '../../project/sessions/events'
import { functionsWith } from '../../project/sessions/path-statements'

export const sessionExecutionOptions = defineRule({
  id: 'session-execution-options',
  family: 'scoping',
  summary: 'Session has no execution_options() method',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['project', 'python'],
  triggers: ['execution_options'],
  *check({ project, python, file }): Iterable<RuleFinding> {
    for (const fn of functionsWith(python, /\.\s*execution_options\s*\(/)) {
      for (const event of eventsOf(project, file.path, fn).events) {
        // db = db.execution_options(schema_translate_map={"tenant": schema})
        if (event.kind !== 'options') continue
        const { func } = event.call
        yield {
          at: { start: func.start, end: func.end },
          message: `\`${event.ref.async ? 'AsyncSession' : 'Session'}\` has no \`execution_options()\`, so this raises as soon as it runs; a suite built on mocks never notices`,
          help: "Bind the session to the tenant's engine when it is opened: `SessionLocal(bind=engine.execution_options(schema_translate_map={…}))`",
          ...planSessionOptions(project, file.path, fn, event),
        }
      }
    }
  },
})
