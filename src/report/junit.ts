import type { CheckDocument, DocumentFinding } from './check-document'
import { unsuppressed } from './formats'

/** JUnit XML: one suite for each file, one failed case for each finding; a clean run is one case that passes. */
export function formatJunit(document: CheckDocument): string {
  const byPath = new Map<string, DocumentFinding[]>()
  for (const finding of unsuppressed(document)) byPath.set(finding.path, [...(byPath.get(finding.path) ?? []), finding])
  const total = unsuppressed(document).length
  const suites = [...byPath].map(([path, findings]) => {
    const cases = findings.map(formatCase).join('')
    return `  <testsuite name="${escapeXml(path)}" tests="${findings.length}" failures="${findings.length}" errors="0">\n${cases}  </testsuite>\n`
  })
  const clean =
    '  <testsuite name="tenantscope" tests="1" failures="0" errors="0">\n    <testcase name="no findings" classname="tenantscope"/>\n  </testsuite>\n'
  const body = suites.length > 0 ? suites.join('') : clean
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tenantscope" tests="${Math.max(1, total)}" failures="${total}" errors="0">\n${body}</testsuites>\n`
}

function formatCase({ rule, severity, path, range, message, help }: DocumentFinding): string {
  const { line, column } = range.start
  const name = escapeXml(`${rule} ${line}:${column}`)
  const place = `${path}:${line}:${column}`
  return (
    `    <testcase name="${name}" classname="${escapeXml(path)}" file="${escapeXml(path)}" line="${line}">\n` +
    `      <failure type="${severity}" message="${escapeXml(message)}">${escapeXml(`${place}: ${message}\n${help}`)}</failure>\n    </testcase>\n`
  )
}

/** XML 1.0 has no way at all to write most control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const escapeXml = (text: string): string =>
  text
    .replace(forbidden, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
