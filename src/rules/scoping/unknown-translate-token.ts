import { defineRule } from '../../contract/rule'
import { isMigrationFile } from '../../project/file-role'
import { translateMapIn } from '../../project/sessions/translate-map'
import { descendants } from '../../python/children'

export const unknownTranslateToken = defineRule({
  id: 'unknown-translate-token',
  family: 'scoping',
  summary: 'A translate map has no key that a model carries as its schema',
  severity: 'error',
  recommended: true,
  languages: ['python'],
  fixable: false,
  needs: ['python', 'project', 'models'],
  triggers: ['schema_translate_map'],
  *check({ file, python, project, models }) {
    if (isMigrationFile(project, file.path)) return
    const seen = new Set<number>()
    for (const slice of python.topLevel) {
      if (!python.text.slice(slice.start, slice.end).includes('schema_translate_map')) continue
      for (const node of python.statementsOf(slice).flatMap((stmt) => [...descendants(stmt)])) {
        // engine.execution_options(schema_translate_map={"tennant": schema})
        const map = node.kind === 'Call' ? translateMapIn(project, file.path, node) : undefined
        if (!map?.complete || map.entries.length === 0 || seen.has(map.node.start)) continue
        seen.add(map.node.start)
        const { tokens, complete } = models.tokensInUse()
        if (!complete || models.all().length === 0) return
        if (map.entries.some(({ token }) => tokens.has(token))) continue
        const given = map.entries.map(({ token }) => (token === null ? '`None`' : `\`${token}\``)).join(', ')
        const known = [...tokens].map((token) => (token === null ? '`None` (no schema)' : `\`${token}\``)).join(', ')
        yield {
          at: { start: map.node.start, end: map.node.end },
          message: `No model has schema ${given}, so this map translates nothing and every statement goes where it would go without it`,
          help: `Use a schema that the models carry: ${known}`,
          data: { tokens: map.entries.map(({ token }) => token) },
        }
      }
    }
  },
})
