import type { ConstraintKind } from '../../alembic/operation'
import { conventionFor, type NamingConvention } from '../../alembic/postgres-names'
import type { Fix } from '../../contract/finding'
import { defineRule } from '../../contract/rule'

export const dropConstraintNone = defineRule({
  id: 'drop-constraint-none',
  family: 'migrations',
  summary: 'A constraint is dropped without a name',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic'],
  triggers: ['drop_constraint'],
  *check({ alembic, file }) {
    const found = alembic.revisionAt(file.path)
    if (!found?.lane.postgres) return
    const convention = found.environment.namingConvention()
    const { upgrade, downgrade } = alembic.operationsOf(file.path)
    for (const operation of [...upgrade, ...downgrade]) {
      const { effect } = operation
      if (effect.kind !== 'drop-constraint' || effect.name.kind !== 'none' || operation.via === 'sql' || operation.via === 'wrapper')
        continue
      const message = describe(convention, effect.constraintKind)
      if (message === undefined) continue
      const candidates = found.lane.replay().existenceOf(operation)?.candidates ?? []
      const own = candidates.filter(({ revision, auto }) => revision === found.revision.id && auto)
      const [only, second] = operation.direction === 'downgrade' && own.length > 0 ? own : candidates
      const [name, otherName] = only?.names ?? []
      const derivable = second === undefined && name !== undefined && otherName === undefined
      const fix: Fix | undefined =
        derivable && effect.name.span.end - effect.name.span.start === 4
          ? {
              id: `${file.path}:name:${effect.name.span.start}`,
              title: `Name the constraint \`${name}\``,
              safety: 'unsafe',
              proof: [
                `It is the only constraint of this kind that the revisions create on the table, and ${only?.auto ? 'PostgreSQL names it' : 'it is named'} \`${name}\``,
              ],
              why: 'a database that was changed by hand may have another name',
              edits: [{ path: file.path, ...effect.name.span, text: `"${name}"` }],
            }
          : undefined
      yield {
        at: effect.name.span,
        message,
        help: derivable ? `The database calls it \`${name}\`` : 'Write the name that the database gave it',
        ...(fix ? { fixes: [fix] } : { noFix: 'the revisions do not tell which name the database gave it' }),
      }
    }
  },
})

/** What comes of a drop without a name: a convention makes one up, from the table alone, for the columns are not known here. */
function describe(convention: NamingConvention, kind: ConstraintKind | undefined): string | undefined {
  if (convention === 'unknown')
    return kind === 'primary' ? undefined : 'A constraint without a name cannot be dropped, so Alembic stops when this runs'
  const template = kind && conventionFor(convention, kind)
  if (template === undefined) return 'A constraint without a name cannot be dropped, so Alembic stops with a CompileError when this runs'
  // `pk_%(table_name)s` is the name that the database has.
  const missing = [...template.matchAll(/%\((\w+)\)s/g)].map(([, token]) => token).find((token) => token !== 'table_name')
  if (missing === undefined) return undefined
  return missing === 'constraint_name'
    ? 'A constraint without a name cannot be dropped: the naming convention asks for one, so Alembic stops when this runs'
    : `A constraint without a name cannot be dropped: the naming convention needs \`${missing}\`, which a drop does not know, so it fails when this runs`
}
