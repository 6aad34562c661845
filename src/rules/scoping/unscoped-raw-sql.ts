import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { modelFacts } from '../../models/model-facts'
import { isMigrationFile } from '../../project/file-role'
import { keywordOf } from '../../project/sessions/call-arguments'
import { listDependentUses } from '../../project/sessions/dependent-uses'
import { eventsOf } from '../../project/sessions/events'
import { functionsWith } from '../../project/sessions/path-statements'
import { flowOf } from '../../project/sessions/scope'
import type { SessionRef } from '../../project/sessions/value'

export const unscopedRawSql = defineRule({
  id: 'unscoped-raw-sql',
  family: 'scoping',
  summary: 'Raw SQL is not translated: the table resolves by search_path',
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['project', 'python'],
  triggers: (_config, project) =>
    modelFacts(project).usesPlaceholder() ? ['.execute(', '.exec(', '.exec_driver_sql(', '.scalar(', '.scalars('] : [],
  *check({ project, python, file }): Iterable<RuleFinding> {
    if (isMigrationFile(project, file.path)) return
    const models = modelFacts(project, file.path)
    for (const fn of functionsWith(python, /\.(execute|exec|exec_driver_sql|scalars?)\s*\(/)) {
      const { refs, events } = eventsOf(project, file.path, fn)
      if (!events.some((event) => event.kind === 'raw')) continue
      for (const ref of refs) {
        if (hasPathToo(ref)) continue
        const flow = flowOf(project, file.path, fn, ref)
        for (const use of listDependentUses(project, models, file.path, flow)) {
          if (use.event.kind !== 'raw') continue
          // db is bound to the tenant's engine: db.execute(text("SELECT count(*) FROM products"))
          const states = flow.before(use.event)
          const state = states.find(({ base }) => base.kind === 'translated')
          if (!state || !states.every(({ base, path, lost }) => base.kind === 'translated' && !path && !lost)) continue
          yield {
            at: use.span,
            message: `\`${use.name}\` is not translated in raw SQL, so it resolves by search_path: an error, or another schema's rows`,
            help: `Qualify \`${use.name}\` with the tenant's validated schema name, or write it with the model`,
            related:
              state.base.kind === 'translated'
                ? state.base.steps.map((step) => ({
                    path: step.path,
                    span: {
                      start: step.node.start,
                      end: step.node.kind === 'FunctionDef' ? step.node.nameStart + step.node.name.length : step.node.end,
                    },
                    message: step.text,
                  }))
                : [],
            noFix: 'where the validated schema name comes from is a decision',
          }
        }
      }
    }
  },
})

/** `with tenant_session(schema, search_path=True) as db`: each transaction begins with a path of its own. */
function hasPathToo({ id, origin }: SessionRef): boolean {
  const value = origin.kind === 'yielded' && id.kind === 'Call' ? keywordOf(id, 'search_path')?.value : undefined
  return value?.kind === 'Constant' && value.value === true
}
