import type { ConstraintsDocument, NamedEverywhere } from '../live/constraint-names'
import { listNames } from '../live/tenants'

/** Who calls what how, for people. Where everybody agrees one line says so. */
export function formatConstraintsText({ tables }: ConstraintsDocument): string {
  const lines = tables.flatMap(({ table, constraints, indexes }) => [table, ...[...constraints, ...indexes].flatMap(entryLines), ''])
  return `${lines.join('\n')}\n`
}

function entryLines({ kind, definition, names }: NamedEverywhere): readonly string[] {
  const [only] = names
  const what =
    kind === 'index'
      ? definition.replace(/^CREATE (UNIQUE )?INDEX ON \S+ USING /, (_, unique: string | undefined) => `${unique ? 'unique ' : ''}index `)
      : definition
  if (names.length === 1 && only) return [`  ${only.name}  ${what}  (${only.tenants.length})`]
  return [`  ${what}`, ...names.map(({ name, tenants }) => `    ${name}: ${listNames(tenants, 5)}`)]
}

export function formatConstraintsMarkdown({ tables }: ConstraintsDocument): string {
  const lines = tables.flatMap(({ table, constraints, indexes }) => [
    `## \`${table}\``,
    '',
    '| Kind | Definition | Name | Schemas |',
    '| --- | --- | --- | --- |',
    ...[...constraints, ...indexes].flatMap(({ kind, definition, names }) =>
      names.map(
        ({ name, tenants }) =>
          `| ${kind} | \`${definition.replaceAll('|', '\\|')}\` | \`${name}\` | ${tenants.length}: ${listNames(tenants, 10)} |`,
      ),
    ),
    '',
  ])
  return `# Constraint and index names\n\n${lines.join('\n')}`
}
