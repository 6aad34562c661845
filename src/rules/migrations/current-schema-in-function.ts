import { listSql } from '../../alembic/sql-in-file'
import { defineRule } from '../../contract/rule'

export const currentSchemaInFunction = defineRule({
  id: 'current-schema-in-function',
  family: 'migrations',
  summary: 'A database function asks for current_schema() although sessions no longer set a path',
  severity: 'warning',
  recommended: true,
  fixable: true,
  languages: ['python', 'sql'],
  needs: ['project'],
  triggers: ['current_schema', 'CURRENT_SCHEMA'],
  *check({ project, file }) {
    // Only a project whose sessions are translated has no path for the function to see.
    if (project.filesWith(['schema_translate_map'], ['.py']).length === 0) return
    const seen = new Set<number>()
    for (const { statements } of listSql(file, project)) {
      for (const { routine, span } of statements) {
        if (!routine?.bodySpan || !routine.body || routine.setsSearchPath || routine.name === undefined) continue
        const { bodySpan } = routine
        const source = file.text.slice(bodySpan.start, bodySpan.end)
        const isTrigger = /\breturns\s+trigger\b/i.test(file.text.slice(span.start, bodySpan.start))
        for (const match of source.matchAll(/\bcurrent_schema\b(\s*\(\s*\))?/gi)) {
          const at = { start: bodySpan.start + match.index, end: bodySpan.start + match.index + match[0].length }
          if (seen.has(at.start) || isCommented(source, match.index)) continue
          seen.add(at.start)
          yield {
            at,
            message: `\`${routine.name.pattern}\` asks for the first schema of the search path, but the sessions of this project use a schema_translate_map, so it gets \`public\` whatever the tenant`,
            help: isTrigger
              ? 'TG_TABLE_SCHEMA is the schema of the row that fired the trigger'
              : 'Pass the schema as a parameter, or create the function in each tenant with its own SET search_path',
            ...(isTrigger
              ? {
                  fixes: [
                    {
                      id: `${file.path}:tg-table-schema:${at.start}`,
                      title: 'Use TG_TABLE_SCHEMA',
                      safety: 'unsafe' as const,
                      proof: ['The function returns trigger, so TG_TABLE_SCHEMA is set'],
                      why: 'databases keep the old function until a revision replaces it',
                      edits: [{ path: file.path, ...at, text: 'TG_TABLE_SCHEMA' }],
                    },
                  ],
                }
              : { noFix: 'only a trigger knows the schema of its table' }),
          }
        }
      }
    }
  },
})

const isCommented = (source: string, at: number): boolean => /--[^\n]*$/.test(source.slice(0, at))
