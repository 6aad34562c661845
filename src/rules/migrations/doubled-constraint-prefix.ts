import type { ConstraintDefinition, Operation } from '../../alembic/operation'
import { applyConvention, conventionFor, hashName } from '../../alembic/postgres-names'
import { defineRule } from '../../contract/rule'
import type { ModelFacts } from '../../models/model-facts'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'

export const doubledConstraintPrefix = defineRule({
  id: 'doubled-constraint-prefix',
  family: 'migrations',
  summary: 'The naming convention puts its prefix before a name that has it already',
  severity: 'warning',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic', 'models'],
  triggers: ['onstraint'],
  *check({ alembic, models, file }) {
    const found = alembic.revisionAt(file.path)
    if (!found) return
    const convention = found.environment.namingConvention()
    const { upgrade, downgrade } = alembic.operationsOf(file.path)
    const seen = new Set<number>()
    for (const operation of [...upgrade, ...downgrade]) {
      const table = operation.table?.name.kind === 'text' ? operation.table.name.value : undefined
      if (table === undefined || operation.via === 'sql' || operation.via === 'wrapper') continue
      for (const { name, kind } of listNames(operation)) {
        const template = kind ? conventionFor(convention, kind) : undefined
        if (name.kind !== 'text' || name.final || !template?.includes('%(constraint_name)s') || seen.has(name.span.start)) continue
        const prefix = applyConvention(template.slice(0, template.indexOf('%(constraint_name)s')), {
          table,
          columns: undefined,
          name: undefined,
          referent: undefined,
        })
        if (prefix === undefined || prefix === '' || !name.value.startsWith(prefix)) continue
        if (isNameOfModel(models, table, name.value)) continue
        seen.add(name.span.start)
        yield {
          at: name.span,
          message: `The naming convention turns \`${name.value}\` into \`${hashName(prefix + name.value)}\`, so the database and the model disagree about the name`,
          help: 'Wrap the name in op.f(), which keeps it as it is, or write it without the prefix',
          fixes: [
            {
              id: `${file.path}:op-f:${name.span.start}`,
              title: 'Wrap the name in `op.f()`',
              safety: 'unsafe',
              proof: ['`op.f()` marks a name as final, so no convention is applied'],
              why: 'databases that ran this revision have the doubled name',
              edits: [
                { path: file.path, start: name.span.start, end: name.span.start, text: 'op.f(' },
                { path: file.path, start: name.span.end, end: name.span.end, text: ')' },
              ],
            },
          ],
        }
      }
    }
  },
})

/** The model writes the same name: the convention doubles it there too, and nothing disagrees. */
const isNameOfModel = (models: ModelFacts, table: string, name: string): boolean =>
  models
    .all()
    // A computed table name may be this one.
    .filter((model) => model.table === undefined || model.table === table)
    .some(({ node }) => [...descendants(node)].some((each) => each.kind === 'Str' && stringValue(each) === name))

function listNames({ effect }: Operation): readonly Pick<ConstraintDefinition, 'name' | 'kind'>[] {
  if (effect.kind === 'create-table') return effect.constraints
  if (effect.kind === 'create-constraint') return [effect.constraint]
  return effect.kind === 'drop-constraint' && effect.constraintKind ? [{ name: effect.name, kind: effect.constraintKind }] : []
}
