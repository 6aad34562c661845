import type { CheckDocument } from './check-document'
import { unsuppressed } from './formats'

const levels = { error: 'error', warning: 'warning', info: 'notice' } as const

/** Workflow commands: GitHub shows them beside the lines of a pull request. */
export function formatGithub(document: CheckDocument): string {
  return unsuppressed(document)
    .map(({ rule, severity, path, range, message, help }) => {
      const { start, end } = range
      // GitHub takes columns only when the annotation stays on one line, and its end column is inclusive.
      const columns = start.line === end.line ? [`col=${start.column}`, `endColumn=${Math.max(start.column, end.column - 1)}`] : []
      const properties = [
        `file=${escapeProperty(path)}`,
        `line=${start.line}`,
        `endLine=${end.line}`,
        ...columns,
        `title=${escapeProperty(`TenantScope: ${rule}`)}`,
      ]
      return `::${levels[severity]} ${properties.join(',')}::${escapeData(`${message}\n${help}`)}\n`
    })
    .join('')
}

const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
