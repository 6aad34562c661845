import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { modelFacts } from '../../models/model-facts'
import { isMigrationFile } from '../../project/file-role'
import { placeOf } from '../../project/place-of'
import { eventsOf } from '../../project/sessions/events'
import { hasPathListener } from '../../project/sessions/listeners'
import { functionsWith } from '../../project/sessions/path-statements'
import { listPathUses } from '../../project/sessions/path-uses'
import { flowOf } from '../../project/sessions/scope'

/** A listener on one of these sets the path again after the commit. */
const settingAgain = [
  'after_begin',
  'after_transaction_create',
  'begin',
  'checkout',
  'engine_connect',
  'before_execute',
  'before_cursor_execute',
  'do_orm_execute',
]

export const searchPathLost = defineRule({
  id: 'search-path-lost',
  family: 'scoping',
  summary: 'The search path ended with the transaction, and a later statement needs it',
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['project', 'python'],
  triggers: ({ tenancy }) => [
    'search_path',
    'SEARCH_PATH',
    'SET SCHEMA',
    'set schema',
    ...tenancy.helpers.map((helper) => helper.slice(helper.indexOf(':') + 1)).filter((name) => name !== '*'),
  ],
  *check({ project, python, file }): Iterable<RuleFinding> {
    if (isMigrationFile(project, file.path)) return
    const models = modelFacts(project, file.path)
    for (const fn of functionsWith(python, /\.(commit|rollback)\(|\bbegin\(/)) {
      const { refs } = eventsOf(project, file.path, fn)
      for (const ref of refs) {
        if (hasPathListener(project, ref, settingAgain)) continue
        const flow = flowOf(project, file.path, fn, ref)
        if (!flow.events.some((event) => event.kind === 'set' || event.kind === 'pass')) continue
        for (const use of listPathUses(project, models, file.path, flow)) {
          // SET LOCAL …; db.commit(); db.execute(text("SELECT * FROM products"))
          const lost = flow.before(use.event).find((state) => state.lost && !state.path && state.base.kind !== 'translated')?.lost
          if (!lost) continue
          yield {
            at: use.span,
            message: `\`${use.name}\` needs the search path set at ${placeOf(project, file.path, lost.set.node)}, which the ${lost.by.kind === 'pass' ? 'call' : lost.by.kind} at ${placeOf(project, file.path, lost.by.node)} ended, so it reads another schema`,
            help: "Bind the session to the tenant's engine: a map survives commit and rollback",
            related: [
              { path: file.path, span: { start: lost.set.node.start, end: lost.set.node.end }, message: 'set here' },
              { path: file.path, span: { start: lost.by.node.start, end: lost.by.node.end }, message: 'ended here' },
            ],
            noFix: 'the SET carries the fix: bind the session, then qualify raw SQL',
          }
        }
      }
    }
  },
})
