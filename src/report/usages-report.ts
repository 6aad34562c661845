import type { RowCount } from '../live/column-rows'
import type { Usage, UsageReport } from '../project/usages'
import { table } from './markdown'

/** What `tenantscope usages` knows about one name. `rows` is there when a database was asked. */
export interface UsagesDocument extends UsageReport {
  readonly rows?: readonly (RowCount & { readonly database: string })[]
}

const verdicts = { removable: 'can be removed', 'in-use': 'still in use', unclear: 'unclear' } as const
const titles: Readonly<Record<string, string>> = {
  definition: 'Definition',
  read: 'Reads',
  write: 'Writes',
  query: 'Queries',
  keyword: 'Keywords',
  string: 'Strings',
  sql: 'Raw SQL',
  import: 'Imports',
  reference: 'References',
  typescript: 'TypeScript',
  history: 'Migrations and backups',
}

export function formatUsagesText(document: UsagesDocument): string {
  const { symbol, usages, possible } = document
  const lines = [`${symbol.name} (${symbol.kind}): ${verdicts[document.verdict]}, ${document.reason}`]
  for (const [role, entries] of groups(usages)) lines.push('', `${titles[role] ?? role} (${entries.length})`, ...entries.map(line))
  if (possible.length > 0)
    lines.push('', `Possible (${possible.length})`, ...possible.map((usage) => `${line(usage)}    ${usage.doubt ?? ''}`))
  if (document.rows) lines.push('', 'Live rows', ...document.rows.map((row) => `  ${row.database} ${row.schema}: ${rowsOf(row)}`))
  return `${lines.join('\n')}\n`
}

/** `linkOf` gives the address of a use, for pages that an editor shows. */
export function formatUsagesMarkdown(document: UsagesDocument, linkOf?: (usage: Usage) => string): string {
  const place = (usage: Usage): string => (linkOf ? `[${placeOf(usage)}](${linkOf(usage)})` : placeOf(usage))
  const { symbol, usages, possible } = document
  const sections = [`# Usages of \`${symbol.name}\``, `A ${symbol.kind}: **${verdicts[document.verdict]}**, ${document.reason}.`]
  for (const [role, entries] of groups(usages))
    sections.push(
      `## ${titles[role] ?? role}`,
      table(
        ['Place', 'Code'],
        entries.map((usage) => [place(usage), codeOf(usage)]),
      ),
    )
  if (possible.length > 0)
    sections.push(
      '## Possible',
      table(
        ['Place', 'Code', 'Why not certain'],
        possible.map((usage) => [place(usage), codeOf(usage), usage.doubt ?? '']),
      ),
    )
  if (document.rows)
    sections.push(
      '## Live rows',
      table(
        ['Database', 'Schema', 'Rows'],
        document.rows.map((row) => [row.database, row.schema, rowsOf(row)]),
      ),
    )
  return `${sections.join('\n\n')}\n`
}

const groups = (usages: readonly Usage[]): [string, readonly Usage[]][] =>
  Object.keys(titles).flatMap((role): [string, readonly Usage[]][] => {
    const entries = usages.filter((usage) => usage.role === role)
    return entries.length > 0 ? [[role, entries]] : []
  })

const line = (usage: Usage): string => `  ${usage.path}:${usage.range.start.line}:${usage.range.start.column}  ${usage.code}`
const placeOf = (usage: Usage): string => `${usage.path}:${usage.range.start.line}`
const codeOf = (usage: Usage): string => `\`${usage.code.replaceAll('`', "'").replaceAll('|', '\\|')}\``
const rowsOf = ({ rows, filled }: RowCount): string => (filled === undefined ? `${rows} rows` : `${filled} of ${rows} rows filled`)
