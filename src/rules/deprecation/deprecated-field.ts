import type { Fix, RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { keepsHistory } from '../../project/deprecations'
import type { FieldUse } from '../../typescript/typescript-facts'

export const deprecatedField = defineRule({
  id: 'deprecated-field',
  family: 'deprecation',
  summary: 'A field that mirrors a deprecated column is still used in the client',
  severity: 'warning',
  recommended: true,
  languages: ['typescript', 'javascript', 'vue'],
  fixable: true,
  needs: ['typescript', 'project'],
  triggers: (config) =>
    config.deprecations.flatMap(({ kind, name }) => (kind === 'field' || kind === 'column' ? [name.slice(name.indexOf('.') + 1)] : [])),
  *check({ file, typescript, project, notAnalysed }) {
    if (keepsHistory(project, file.path)) return
    for (const use of typescript.fields) yield judge(file.path, use)
    for (const { span, reason } of typescript.notAnalysed) notAnalysed(span, reason)
  },
})

function judge(path: string, use: FieldUse): RuleFinding {
  const name = `${use.type}.${use.field}`
  const towards = use.replacement ? ` in favour of \`${use.replacement}\`` : ''
  const isHere = use.use === 'declaration'
  return {
    at: use.span,
    message: isHere
      ? `\`${name}\` mirrors a column that is deprecated${towards}, so the field is empty on the day the column goes`
      : `\`${name}\` mirrors a column that is deprecated${towards}, so ${consequences[use.use]} on the day the column goes`,
    help: use.replacement ? `Use \`${use.replacement}\`, together with the release of the API that sends it` : 'Stop using it',
    tags: ['deprecated'],
    data: { field: name, use: use.use },
    ...(isHere ? {} : { related: [{ path: use.declaration.path, span: use.declaration.span, message: `\`${name}\` is declared here` }] }),
    ...renameOf(path, use, name),
  }
}

const consequences: Readonly<Record<FieldUse['use'], string>> = {
  declaration: '',
  read: 'this reads undefined',
  write: 'this writes what nobody reads',
  literal: 'this makes what nobody reads',
  destructuring: 'this takes undefined out of it',
  key: 'this key names nothing',
  name: 'this name means nothing',
}

function renameOf(path: string, use: FieldUse, name: string): Pick<RuleFinding, 'fixes' | 'noFix'> {
  if (use.replacement === undefined) return { noFix: 'the configuration names no replacement' }
  if (use.replacementExists)
    return { noFix: `\`${use.type}\` has \`${use.replacement}\` already: what each place means by \`${use.field}\` has to be said` }
  if (use.rename.length === 0) return { noFix: 'the language service cannot rename it' }
  const files = new Set(use.rename.map((edit) => edit.path)).size
  const fix: Fix = {
    id: `rename:field:${use.declaration.path}:${name}`,
    title: `Rename \`${use.field}\` to \`${use.replacement}\` in ${files === 1 && use.rename[0]?.path === path ? 'this file' : `${files} files`}`,
    safety: 'unsafe',
    proof: [],
    why: `the API has to send \`${use.replacement}\` first, and its type may not be that of \`${use.field}\``,
    edits: use.rename,
  }
  return { fixes: [fix] }
}
