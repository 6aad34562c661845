import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { modelFacts } from '../../models/model-facts'
import { isMigrationFile } from '../../project/file-role'
import { placeOf } from '../../project/place-of'
import { eventsOf, type SessionEvent } from '../../project/sessions/events'
import { functionsWith } from '../../project/sessions/path-statements'
import { flowOf, type SessionFlow } from '../../project/sessions/scope'
import type { Workspace } from '../../project/workspace'

export const lateSchemaTranslateMap = defineRule({
  id: 'late-schema-translate-map',
  family: 'scoping',
  summary: 'A map given to session.connection() holds for one transaction, and only when nothing ran before',
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['project', 'python'],
  triggers: ['schema_translate_map'],
  *check({ project, python, file }): Iterable<RuleFinding> {
    if (isMigrationFile(project, file.path)) return
    for (const fn of functionsWith(python, /\.\s*connection\s*\(/)) {
      for (const event of eventsOf(project, file.path, fn).events) {
        // db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
        if (event.kind !== 'late-map') continue
        const flow = flowOf(project, file.path, fn, event.ref)
        const verdict = judge(project, file.path, flow, event)
        if (!verdict) continue
        const { func } = event.call
        yield {
          at: { start: func.start, end: func.end },
          severity: verdict.severity,
          message: verdict.message,
          help: "Bind the session to the tenant's engine when it is opened: that map survives commit and rollback",
          related: verdict.at
            ? [{ path: file.path, span: { start: verdict.at.start, end: verdict.at.end }, message: verdict.related }]
            : [],
          noFix: 'the session has to be opened for the tenant, where it is opened',
        }
      }
    }
  },
})

interface Verdict {
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly at: SessionEvent['node'] | undefined
  readonly related: string
}

function judge(project: Workspace, path: string, flow: SessionFlow, event: SessionEvent): Verdict | undefined {
  const used = flow.before(event).find((state) => !state.fresh && state.used)?.used
  if (used) {
    const again = used === event || used.node.start >= event.node.start
    return {
      severity: 'error',
      message: again
        ? "From the second round on the session has its connection already, so this map is ignored and every tenant after the first reads and writes the first one's rows"
        : `The session has its connection since ${placeOf(project, path, used.node)}, so this map is ignored and the queries run without a tenant`,
      at: again ? undefined : used.node,
      related: 'the transaction begins here',
    }
  }
  const late = flow.events.find(
    (each) =>
      isTenantUse(project, each) &&
      flow.before(each).some((state) => state.lateLost?.set === event && !state.late && !state.path && state.base.kind !== 'translated'),
  )
  if (late) {
    const by = flow.before(late).find((state) => state.lateLost?.set === event)?.lateLost?.by
    return {
      severity: 'error',
      message: `The map ends with the transaction${by ? ` at ${placeOf(project, path, by.node)}` : ''}, so the query at ${placeOf(project, path, late.node)} runs without a tenant`,
      at: late.node,
      related: 'runs without the map',
    }
  }
  const leaves = flow.events.find((each) => each.kind === 'leave' && each.node.start > event.node.start)
  if (!leaves) return undefined
  return {
    severity: 'warning',
    message:
      'The map holds until the first commit or rollback, and the session leaves this function, so whoever commits goes on without a tenant',
    at: leaves.node,
    related: 'the session leaves here',
  }
}

function isTenantUse(project: Workspace, event: SessionEvent): boolean {
  if (event.kind !== 'orm') return false
  const models = modelFacts(project)
  return event.entities.some(
    (entity) => entity.node && entity.path !== undefined && models.modelOf(entity.path, entity.node)?.scope === 'tenant',
  )
}
