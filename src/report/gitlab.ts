import type { CheckDocument } from './check-document'
import { unsuppressed } from './formats'

const severities = { error: 'major', warning: 'minor', info: 'info' } as const

/** A GitLab code quality report. */
export function formatGitlab(document: CheckDocument): string {
  const seen = new Map<string, number>()
  const issues = unsuppressed(document).map(({ rule, severity, path, range, message, help, fingerprint }) => {
    // Equal code in two files has equal fingerprints; GitLab wants each only once.
    const copy = (seen.get(fingerprint) ?? 0) + 1
    seen.set(fingerprint, copy)
    return {
      type: 'issue',
      check_name: rule,
      description: message,
      content: { body: help },
      categories: ['Bug Risk'],
      fingerprint: copy === 1 ? fingerprint : `${fingerprint}-${copy}`,
      severity: severities[severity],
      location: { path, lines: { begin: range.start.line, end: range.end.line } },
    }
  })
  return `${JSON.stringify(issues, null, 2)}\n`
}
