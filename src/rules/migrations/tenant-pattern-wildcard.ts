import { listSql } from '../../alembic/sql-in-file'
import type { Config } from '../../contract/config'
import { defineRule } from '../../contract/rule'

export const tenantPatternWildcard = defineRule({
  id: 'tenant-pattern-wildcard',
  family: 'migrations',
  summary: 'LIKE reads the underscore of the tenant pattern as a wildcard',
  severity: 'warning',
  recommended: true,
  fixable: true,
  languages: ['python', 'sql'],
  needs: ['project'],
  triggers: ({ tenancy }) => [prefixOf(tenancy.tenants)].flatMap((prefix) => (prefix === undefined ? [] : [`${prefix}%`])),
  *check({ project, file, config }) {
    const { tenants } = config.tenancy
    const prefix = prefixOf(tenants)
    if (tenants.kind !== 'pattern' || prefix === undefined) return
    const like = new RegExp(`\\b(not\\s+)?(i?like)\\s+'(${prefix}%{1,2})'(?!\\s*escape)`, 'gi')
    const seen = new Set<number>()
    for (const { text } of listSql(file, project)) {
      for (const segment of text.segments) {
        if (segment.kind !== 'literal') continue
        for (const match of segment.text.matchAll(like)) {
          // A value of some column may well begin with the prefix: only schema names are tenants.
          if (!/(schema_name|nspname|table_schema|schemaname|schema)\s*$/i.test(segment.text.slice(0, match.index))) continue
          const at = segment.exact
            ? { start: segment.source.start + match.index, end: segment.source.start + match.index + match[0].length }
            : segment.source
          if (seen.has(at.start)) continue
          seen.add(at.start)
          const stray = `${prefix.slice(0, -1)}s_backup`
          const fits = segment.exact && !/[{}\\':]/.test(tenants.pattern)
          yield {
            at,
            message: `The \`_\` in \`${match[3] ?? ''}\` matches any character, so schemas such as \`${stray}\` count as tenants too`,
            help: `Compare with the tenant pattern: ~ '${tenants.pattern}'`,
            ...(fits
              ? {
                  fixes: [
                    {
                      id: `${file.path}:pattern:${at.start}`,
                      title: `Use the tenant pattern \`${tenants.pattern}\``,
                      safety: 'unsafe' as const,
                      proof: ['The pattern is the one by which this project tells its tenants'],
                      why: 'schemas that only LIKE matched are no longer visited',
                      edits: [{ path: file.path, ...at, text: `${match[1] ? '!~' : '~'} '${tenants.pattern}'` }],
                    },
                  ],
                }
              : { noFix: 'the pattern cannot be written into this string as it is' }),
          }
        }
      }
    }
  },
})

/** What all tenant schemas begin with, `user_`, when the pattern says so plainly. */
const prefixOf = (tenants: Config['tenancy']['tenants']): string | undefined =>
  tenants.kind === 'pattern' ? /^\^([A-Za-z0-9]+_)/.exec(tenants.pattern)?.[1] : undefined
