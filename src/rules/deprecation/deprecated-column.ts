import type { RuleFinding } from '../../contract/finding'
import { defineRule, type RuleContext } from '../../contract/rule'
import { replaceColumn } from '../../fixes/column-replacement'
import { type ColumnUse, listColumnUses } from '../../project/column-uses'
import { type ColumnDeprecation, isActive, keepsHistory, listColumnDeprecations } from '../../project/deprecations'
import { listSqlColumns } from '../../project/sql-columns'
import { listTypescriptColumns } from '../../project/typescript-sql'
import { focusModule } from '../../python/focus-module'
import type { Span } from '../../text/span'

export const deprecatedColumn = defineRule({
  id: 'deprecated-column',
  family: 'deprecation',
  summary: 'A column of a model that is being replaced is still used',
  severity: 'warning',
  recommended: true,
  languages: ['python', 'sql', 'typescript', 'javascript'],
  fixable: true,
  needs: ['project', 'typescript'],
  triggers: (config) => config.deprecations.flatMap(({ kind, name }) => (kind === 'column' ? [name.slice(name.indexOf('.') + 1)] : [])),
  *check(context) {
    const { file, project } = context
    if (keepsHistory(project, file.path)) return
    for (const column of listColumnDeprecations(project)) {
      if (!isActive(project, column) || !file.text.includes(column.attribute)) continue
      if (file.language === 'python') yield* inPython(context, column)
      else yield* (file.language === 'sql' ? inSqlFile : inTypescript)(context, column)
    }
  },
})

type Context = RuleContext<'project' | 'typescript'>

function* inPython({ file, project, focus, notAnalysed }: Context, column: ColumnDeprecation): Generator<RuleFinding> {
  const module = project.module(file.path)
  if (!module) return
  const { uses, unknown } = listColumnUses(project, file.path, column, focus && focusModule(module, focus))
  for (const use of uses) {
    yield {
      at: use,
      message: messageOf(column, use),
      help: helpOf(column),
      tags: ['deprecated'],
      data: { column: column.name, use: use.kind },
      ...replaceColumn({ workspace: project, module, column, use }),
    }
  }
  for (const { receiver, ...span } of unknown)
    notAnalysed(span, `the type of \`${receiver}\` is not known, so \`${column.attribute}\` could not be judged`)
}

/** `SELECT batch_id FROM marketplace_jobs` in a `.sql` file. */
function* inSqlFile({ file, project }: Context, column: ColumnDeprecation): Generator<RuleFinding> {
  const span = { start: 0, end: file.text.length }
  const analysis = project.analyseSql({ span, segments: [{ kind: 'literal', text: file.text, source: span, exact: true }] })
  yield* inStatements(listSqlColumns(project, analysis, column), column)
}

/** pool.query('SELECT batch_id FROM marketplace_jobs') */
function* inTypescript({ project, typescript }: Context, column: ColumnDeprecation): Generator<RuleFinding> {
  yield* inStatements(listTypescriptColumns(project, typescript, column), column)
}

function* inStatements(places: readonly (Span & { readonly statement: string })[], column: ColumnDeprecation): Generator<RuleFinding> {
  for (const { statement, ...at } of places) {
    yield {
      at,
      message: messageOf(column, { kind: 'sql', statement, ...at }),
      help: helpOf(column),
      tags: ['deprecated'],
      data: { column: column.name, use: 'sql' },
      noFix: `write \`${column.replacement ?? 'its replacement'}\` with a join on its table: which rows are meant has to be said`,
    }
  }
}

function messageOf(column: ColumnDeprecation, use: ColumnUse): string {
  const name = `\`${column.name}\``
  const towards = column.replacement ? `in favour of \`${column.replacement}\`` : 'by the configuration'
  switch (use.kind) {
    case 'class-attribute':
      return `${name} is deprecated ${towards}, so this query fails on the day the column goes`
    case 'instance':
      return use.access === 'read'
        ? `${name} is deprecated ${towards}, so this read raises AttributeError on the day the column goes`
        : `${name} is deprecated ${towards}, so what is written here is soon read by nobody`
    case 'keyword':
      return use.into === 'filter'
        ? `${name} is deprecated ${towards}, so this filter fails on the day the column goes`
        : `${name} is deprecated ${towards}, so this keyword raises TypeError on the day the column goes`
    case 'definition':
      return `${name} is deprecated ${towards}, and as long as it is mapped every insert and select still names it`
    case 'string':
      return `${name} is deprecated ${towards}, and a name in a string fails only at run time`
    case 'sql':
      return `${name} is deprecated ${towards}, so this ${use.statement} fails on the day the column goes`
  }
}

const helpOf = ({ replacement, relationship }: ColumnDeprecation): string =>
  replacement === undefined ? 'Stop using it' : `Use \`${replacement}\`${relationship ? `, or read through \`${relationship}\`` : ''}`
