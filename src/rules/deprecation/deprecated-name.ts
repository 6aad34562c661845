import type { Deprecation } from '../../contract/config'
import type { RuleFinding } from '../../contract/finding'
import { defineRule, type RuleContext } from '../../contract/rule'
import { type Rename, renameEverywhere } from '../../fixes/rename-symbol'
import { isActive, keepsHistory } from '../../project/deprecations'
import { listNameUses, listSqlTables, type NameUse, wordOf } from '../../project/name-uses'
import { listTypescriptTables } from '../../project/typescript-sql'
import { contains } from '../../text/span'

const kinds = new Set(['class', 'function', 'method', 'module', 'table'])

export const deprecatedName = defineRule({
  id: 'deprecated-name',
  family: 'deprecation',
  summary: 'The old name of a class, function, method, module or table is still used',
  severity: 'warning',
  recommended: true,
  languages: ['python', 'sql', 'typescript', 'javascript'],
  fixable: true,
  needs: ['project', 'typescript'],
  triggers: (config) => config.deprecations.flatMap((entry) => (kinds.has(entry.kind) ? [wordOf(entry)] : [])),
  *check(context) {
    const { file, project, focus } = context
    if (keepsHistory(project, file.path)) return
    for (const entry of project.config.deprecations) {
      if (!kinds.has(entry.kind) || !file.text.includes(wordOf(entry)) || !isActive(project, entry)) continue
      for (const use of usesIn(context, entry))
        if (!focus || contains(focus, use.span)) yield { ...judge(context, entry, use), tags: ['deprecated'] }
    }
  },
})

type Context = RuleContext<'project' | 'typescript'>

function usesIn({ file, project, typescript }: Context, entry: Deprecation): readonly NameUse[] {
  if (file.language === 'python') return listNameUses(project, file.path, entry)
  if (entry.kind !== 'table') return []
  if (file.language !== 'sql') return listTypescriptTables(project, typescript, entry.name)
  const span = { start: 0, end: file.text.length }
  return listSqlTables(
    project.analyseSql({ span, segments: [{ kind: 'literal', text: file.text, source: span, exact: true }] }),
    entry.name,
  )
}

function judge({ file, project }: Context, entry: Deprecation, use: NameUse): RuleFinding {
  const rename: Rename = renameEverywhere(project, file.path, entry, use)
  const towards = entry.replacement ? `; it is called \`${entry.replacement}\` now` : ''
  return {
    // In a list of tables the whole string is the entry; in a dotted path only its last part is the name.
    at: use.kind === 'table' ? use.at : use.span,
    message: `\`${entry.name}\` is the old name of a ${entry.kind}${towards}, so ${consequence(use)}`,
    help: entry.replacement ? `Say \`${entry.replacement}\`` : 'Stop using it',
    data: { name: entry.name, use: use.kind },
    ...rename,
  }
}

function consequence(use: NameUse): string {
  switch (use.kind) {
    case 'definition':
      return 'as long as it stands here, new code can still pick it up'
    case 'import':
      return use.resolved ? 'this import fails on the day the old name goes' : 'this import fails: the module has it no more'
    case 'string':
      return 'no import shows this use, and the string fails only at run time'
    case 'table':
      return 'no import shows this use, and whatever goes through this list forgets the new table'
    case 'sql':
      return 'this statement fails on the day the old table goes'
    default:
      return 'this line fails on the day the old name goes'
  }
}
