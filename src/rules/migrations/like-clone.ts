import { listSql } from '../../alembic/sql-in-file'
import { defineRule } from '../../contract/rule'
import type { Expr } from '../../python/ast'
import type { SqlName } from '../../sql/analysis'

export const likeClone = defineRule({
  id: 'like-clone',
  family: 'migrations',
  summary: 'A tenant is made with CREATE TABLE … (LIKE …), which copies less than it seems',
  severity: 'warning',
  recommended: true,
  fixable: false,
  languages: ['python', 'sql'],
  needs: ['project'],
  triggers: ['CREATE TABLE', 'create table', 'Create Table', 'CREATE UNLOGGED', 'create unlogged'],
  *check({ project, file }) {
    const seen = new Set<number>()
    for (const { statements } of listSql(file, project)) {
      for (const action of statements.flatMap(({ ddl }) => ddl)) {
        const { like, schema } = action
        // Within one schema it is an ordinary copy of one table.
        if (action.object !== 'table' || !like?.schema || isSameSchema(like.schema, schema, file.text) || seen.has(like.span.start))
          continue
        seen.add(like.span.start)
        yield {
          at: like.span,
          message: `LIKE leaves out every foreign key of \`${like.name.pattern}\`${describeCopied(file.text.slice(like.span.end))}`,
          help: 'Create the tables of a new tenant from the models or by running the revisions for it',
          noFix: 'how this project can create a tenant is for a person to choose',
        }
      }
    }
  },
})

/** The same text with the same expressions put into it: `"{schema}".new (LIKE "{schema}".old)` stays within one tenant. */
function isSameSchema(a: SqlName, b: SqlName | undefined, text: string): boolean {
  const written = ({ holes }: SqlName): string =>
    holes
      .map(({ expr }) => expr as Expr)
      .map(({ start, end }) => text.slice(start, end))
      .join('\0')
  return a.pattern === b?.pattern && !a.bind && written(a) === written(b)
}

/** What the options after the source's name make of names and defaults; nothing when none of them copies these. */
function describeCopied(after: string): string {
  const options = /^[^)]*/.exec(after)?.[0] ?? ''
  const copies = (what: string): boolean =>
    new RegExp(`\\bincluding\\s+(all|${what})\\b`, 'i').test(options) && !new RegExp(`\\bexcluding\\s+${what}\\b`, 'i').test(options)
  const effects = [
    ...(copies('indexes') ? ['renames its unique constraints and indexes'] : []),
    ...(copies('defaults') ? ["keeps the defaults of serial columns on the source's own sequences, so all tenants draw ids from one"] : []),
  ]
  return effects.length === 2 ? `, ${effects.join(', and ')}` : effects.length === 1 ? ` and ${effects.join('')}` : ''
}
