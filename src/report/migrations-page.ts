import type { MigrationsDocument } from '../live/migrations-document'
import { count, listNames } from '../live/tenants'

/** The report that one can send: Markdown. Lists of tenants are cut at 50 and say so; the JSON holds every name. */
export function formatMigrationsMarkdown(document: MigrationsDocument): string {
  const { database, tenants, groups, findings, skipped, graph } = document
  const identical = groups.filter(({ isTemplate }) => isTemplate).reduce((sum, group) => sum + group.tenants.length, 0)
  const outliers = groups.filter(({ isTemplate }) => !isTemplate)
  const states = new Map<string, string[]>()
  for (const { state, schema } of tenants) states.set(state, [...(states.get(state) ?? []), schema])
  const lines = [
    `# Tenant migrations of ${code(database.database)}`,
    '',
    `${count(database.tenants, 'tenant')} on ${code(database.server)} (PostgreSQL ${database.serverVersion}${database.standby ? ', standby' : ''}), compared with ${database.comparedWith}: **${identical.toLocaleString('en-US')} identical**, **${count(tenants.length - identical, 'outlier')}**.`,
    '',
    '## Versions',
    '',
    `Heads of the files here: ${graph.heads.length > 0 ? graph.heads.map(code).join(', ') : 'none'}.`,
    '',
    '| State | Tenants | Which |',
    '| --- | ---: | --- |',
    ...[...states]
      .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
      .map(([state, names]) => `| ${cell(state)} | ${names.length} | ${cell(listNames(names, 10))} |`),
    '',
    '## Structure',
    '',
    ...(outliers.length === 0 ? ['Every tenant is identical to the reference.', ''] : []),
    ...outliers.flatMap((group, index) => [
      `### Group ${index + 1}: ${count(group.tenants.length, 'tenant')}`,
      '',
      listNames(group.tenants, 50),
      '',
      '| Change | Object | Reference | Here |',
      '| --- | --- | --- | --- |',
      ...group.differences.map(
        (difference) =>
          `| ${difference.change} | ${cell(`${difference.kind} ${difference.object}`)} | ${definition(difference.template)} | ${definition(difference.here)} |`,
      ),
      '',
    ]),
    '## Findings',
    '',
    ...(findings.length === 0 ? ['None.', ''] : []),
    ...findings.flatMap(({ severity, rule, message, help, tenants: concerned, path }) => [
      `- **${severity}** ${code(rule)} ${text(message)}${path === undefined ? '' : ` (${code(path)})`}`,
      `  - ${text(help)}`,
      `  - Tenants: ${listNames(concerned, 50)}`,
    ]),
    '',
    ...(skipped.length > 0 ? ['## Not checked', '', ...skipped.map(({ what, why }) => `- ${text(what)}: ${text(why)}`), ''] : []),
  ]
  return lines.join('\n').replace(/\n{3,}/g, '\n\n')
}

/** The same as one HTML file: no script, nothing loaded from elsewhere. */
export function formatMigrationsHtml(document: MigrationsDocument): string {
  const { database, tenants, groups, findings, skipped, graph } = document
  const identical = groups.filter(({ isTemplate }) => isTemplate).reduce((sum, group) => sum + group.tenants.length, 0)
  const states = new Map<string, string[]>()
  for (const { state, schema } of tenants) states.set(state, [...(states.get(state) ?? []), schema])
  const outliers = groups.filter(({ isTemplate }) => !isTemplate)
  const rows = (cells: readonly (readonly string[])[]): string =>
    cells.map((row) => `<tr>${row.map((each) => `<td>${each}</td>`).join('')}</tr>`).join('\n')
  const names = (list: readonly string[]): string =>
    list.length <= 10
      ? html(list.join(', '))
      : `<details><summary>${html(list.slice(0, 5).join(', '))} and ${list.length - 5} more</summary>${html(list.join(', '))}</details>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Tenant migrations of ${html(database.database)}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff;color-scheme:light dark;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}td,th{border:1px solid #d0d7de;padding:.3rem .6rem;text-align:left;vertical-align:top}th{white-space:nowrap}@media(max-width:40rem){body{margin:1rem auto}td,th{padding:.2rem .3rem;font-size:.85em}}code{font-family:ui-monospace,monospace;font-size:.9em;white-space:pre-wrap}.error{color:#b42318}.warning{color:#9a6700}.info{color:#0550ae}@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}td,th{border-color:#30363d}.error{color:#ff7b72}.warning{color:#d29922}.info{color:#79c0ff}}</style></head><body>
<h1>Tenant migrations of <code>${html(database.database)}</code></h1>
<p>${html(count(database.tenants, 'tenant'))} on <code>${html(database.server)}</code> (PostgreSQL ${html(database.serverVersion)}${database.standby ? ', standby' : ''}), compared with ${html(database.comparedWith)}: <strong>${identical.toLocaleString('en-US')} identical</strong>, <strong>${html(count(tenants.length - identical, 'outlier'))}</strong>.</p>
<h2>Versions</h2>
<p>Heads of the files here: ${graph.heads.length > 0 ? graph.heads.map(htmlCode).join(', ') : 'none'}.</p>
<table><tr><th>State</th><th>Tenants</th><th>Which</th></tr>${rows([...states].sort((a, b) => b[1].length - a[1].length).map(([state, list]) => [html(state), list.length.toLocaleString('en-US'), names(list)]))}</table>
<h2>Structure</h2>
${outliers.length === 0 ? '<p>Every tenant is identical to the reference.</p>' : ''}${outliers
  .map(
    (group, i) =>
      `<h3>Group ${i + 1}: ${html(count(group.tenants.length, 'tenant'))}</h3>${names(group.tenants)}<table><tr><th>Change</th><th>Object</th><th>Reference</th><th>Here</th></tr>${rows(group.differences.map((each) => [each.change, html(`${each.kind} ${each.object}`), htmlCode(each.template), htmlCode(each.here)]))}</table>`,
  )
  .join('\n')}
<h2>Findings</h2>
${findings.length === 0 ? '<p>None.</p>' : `<table><tr><th>Rule</th><th>What</th><th>Tenants</th></tr>${rows(findings.map((each) => [`<span class="${each.severity}">${each.severity}</span><br><code>${html(each.rule)}</code>`, `${prose(each.message)}<br><em>${prose(each.help)}</em>${each.path === undefined ? '' : `<br>${htmlCode(each.path)}`}`, names(each.tenants)]))}</table>`}
${skipped.length > 0 ? `<h2>Not checked</h2><ul>${skipped.map(({ what, why }) => `<li>${html(what)}: ${html(why)}</li>`).join('')}</ul>` : ''}
</body></html>
`
}

const code = (value: string): string => (value.includes('`') ? `\`\` ${value} \`\`` : `\`${value}\``)
const cell = (value: string): string => value.replaceAll('|', '\\|').replace(/\s+/g, ' ')
const definition = (value: string | null): string =>
  value === null ? '' : cell(code(value.length > 200 ? `${value.slice(0, 197)}…` : value))
/** Backticks of messages stay; a name from the database must not start an image, a link or HTML. */
const text = (value: string): string => value.replace(/[<\]]/g, '\\$&')
const html = (value: string): string => value.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)
/** The backticks of a message are for names, as in Markdown. */
const prose = (value: string): string => html(value).replace(/`([^`]+)`/g, '<code>$1</code>')
const htmlCode = (value: string | null): string => (value === null ? '' : `<code>${html(value)}</code>`)
