import type { ConstraintDefinition, Operation } from '../../alembic/operation'
import { toAutoName } from '../../alembic/postgres-names'
import { defineRule } from '../../contract/rule'

const words = {
  unique: 'unique constraint',
  foreign: 'foreign key',
  check: 'check constraint',
  primary: 'primary key',
  exclude: 'exclusion constraint',
} as const

export const unnamedConstraint = defineRule({
  id: 'unnamed-constraint',
  family: 'migrations',
  summary: 'PostgreSQL chooses the name of a constraint',
  severity: 'info',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['alembic'],
  triggers: ['Constraint', '_constraint', 'create_foreign_key'],
  *check({ alembic, file }) {
    const found = alembic.revisionAt(file.path)
    if (!found?.lane.postgres || found.environment.namingConvention() !== 'none') return
    const seen = new Set<number>()
    for (const operation of alembic.operationsOf(file.path).upgrade) {
      if (operation.via === 'sql' || operation.via === 'wrapper') continue
      for (const constraint of listConstraints(operation)) {
        // The primary key of a table has one obvious name.
        if (constraint.name.kind !== 'none' || constraint.kind === 'primary' || seen.has(constraint.span.start)) continue
        seen.add(constraint.span.start)
        const table = operation.table?.name.kind === 'text' ? operation.table.name.value : undefined
        const name = table !== undefined && constraint.columns ? toAutoName(table, constraint.columns, constraint.kind) : undefined
        yield {
          at: constraint.span,
          message: `This ${words[constraint.kind]} has no name, so the database calls it ${name === undefined ? 'what it likes' : `\`${name}\``} whatever the model says, and a later drop by another name fails`,
          help: 'Give it the name that the model uses',
          noFix: 'databases that ran this revision already have the automatic name, so the model and the revision have to agree on it',
        }
      }
    }
  },
})

const listConstraints = ({ effect }: Operation): readonly ConstraintDefinition[] =>
  effect.kind === 'create-table' ? effect.constraints : effect.kind === 'create-constraint' ? [effect.constraint] : []
