import type { Fix, Log, Region, ReportingDescriptor, Result } from 'sarif'
import type { CheckDocument, DocumentFinding, DocumentFix, DocumentRange } from './check-document'
import type { FormatWorld } from './formats'

const levels = { error: 'error', warning: 'warning', info: 'note' } as const

/** SARIF 2.1.0. Suppressed findings are in it, marked as such: viewers count them apart. */
export function formatSarif(document: CheckDocument, { rules, failures }: FormatWorld): string {
  const used = new Set(document.findings.map(({ rule }) => rule))
  const listed = rules.filter(({ id }) => used.has(id))
  const indexOf = new Map(listed.map(({ id }, index) => [id, index]))
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: {
          driver: {
            name: 'TenantScope',
            version: document.tool.version,
            informationUri: 'https://github.com/tenantscope/tenantscope',
            rules: listed.map(
              ({ id, summary, severity, family }): ReportingDescriptor => ({
                id,
                shortDescription: { text: summary },
                helpUri: `https://github.com/tenantscope/tenantscope/blob/main/docs/rules/${id}.md`,
                defaultConfiguration: { level: levels[severity] },
                properties: { tags: [family] },
              }),
            ),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'Where the check was started' } } },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: failures.map((text) => ({ level: 'error', message: { text } })),
          },
        ],
        results: document.findings.map((finding) => toResult(finding, indexOf.get(finding.rule))),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function toResult(finding: DocumentFinding, ruleIndex: number | undefined): Result {
  const { rule, severity, path, range, message, help, related, fingerprint, suppressed, fixes } = finding
  // The format knows no files that move or go: half of such a fix would be worse than none.
  const written = fixes.filter(({ edits, files = [] }) => edits.length > 0 && files.every(({ kind }) => kind === 'create'))
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: `${message}. ${help}` },
    locations: [{ physicalLocation: { artifactLocation: toArtifact(path), region: toRegion(range) } }],
    ...(related.length > 0
      ? {
          relatedLocations: related.map((place, id) => ({
            id,
            message: { text: place.message },
            physicalLocation: { artifactLocation: toArtifact(place.path), region: toRegion(place.range) },
          })),
        }
      : {}),
    partialFingerprints: { 'tenantscope/v1': fingerprint },
    ...(suppressed
      ? { suppressions: [{ kind: suppressed.kind === 'comment' ? 'inSource' : 'external', justification: suppressed.reason }] }
      : {}),
    ...(written.length > 0 ? { fixes: written.map(toFix) } : {}),
  }
}

function toFix({ title, edits }: DocumentFix): Fix {
  const paths = [...new Set(edits.map(({ path }) => path))]
  return {
    description: { text: title },
    artifactChanges: paths.map((path) => ({
      artifactLocation: toArtifact(path),
      replacements: edits
        .filter((edit) => edit.path === path)
        .map(({ range, text }) => ({ deletedRegion: toRegion(range), ...(text === '' ? {} : { insertedContent: { text } }) })),
    })),
  }
}

const toArtifact = (path: string) => ({ uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' })

const toRegion = ({ start, end }: DocumentRange): Region => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
})
