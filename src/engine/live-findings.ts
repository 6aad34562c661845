import type { Finding, LiveFinding } from '../contract/finding'
import { languageOf } from '../contract/language'
import type { RuleMeta } from '../contract/rule'
import type { WorkspaceControl } from '../project/workspace'
import { createLineIndex } from '../text/line-index'
import { compareText } from './check-file'
import type { ProjectReport } from './engine'
import { createFingerprints } from './fingerprint'
import { createLevels, type Selection } from './levels'
import { isExpired } from './suppression/judge-suppressions'
import { listSuppressionComments, suppressibleLines } from './suppression/suppression-comments'

export interface LiveMerge {
  readonly workspace: WorkspaceControl
  readonly checks: readonly RuleMeta[]
  readonly selection?: Selection
  readonly today: string
  /** Only these files. */
  readonly paths: readonly string[]
}

/** Put the findings of a database that have a place in the code beside those of the code, under the same levels and suppressions. */
export function withLiveFindings(report: ProjectReport, live: readonly LiveFinding[], merge: LiveMerge): ProjectReport {
  const findings = [...report.findings, ...toSourceFindings(live, merge)].sort(
    (a, b) => compareText(a.path, b.path) || a.span.start - b.span.start || compareText(a.rule, b.rule),
  )
  return { ...report, findings }
}

/** Those that have a place in the code, as findings of files. */
export function toSourceFindings(live: readonly LiveFinding[], merge: LiveMerge): readonly Finding[] {
  const { workspace, checks, selection, paths } = merge
  const settingOf = createLevels(workspace.config, selection)
  const wanted = new Set(paths)
  const byPath = new Map<string, Finding[]>()
  for (const { path, span, severity, object, tenants, data, ...rest } of live) {
    const meta = checks.find(({ id }) => id === rest.rule)
    if (path === undefined || span === undefined || !meta || !wanted.has(path)) continue
    const { level, explicit } = settingOf(meta, path)
    if (level === 'off') continue
    const described = { kind: object.kind, name: object.name, ...(object.table === undefined ? {} : { table: object.table }) }
    const finding: Finding = {
      ...rest,
      severity: explicit ? level : severity,
      path,
      span,
      fingerprint: '',
      also: [],
      data: { ...data, object: described, tenants },
    }
    byPath.set(path, [...(byPath.get(path) ?? []), finding])
  }
  return [...byPath].flatMap(([path, findings]) => settle(path, findings, checks, merge))
}

/** Fingerprints in the order of the file, and the comments that speak of them. */
function settle(
  path: string,
  findings: readonly Finding[],
  checks: readonly RuleMeta[],
  { workspace, today }: LiveMerge,
): readonly Finding[] {
  const text = workspace.text(path)
  const language = languageOf(path)
  if (text === undefined || !language) return []
  const module = language === 'python' ? workspace.module(path) : undefined
  const lines = createLineIndex(text)
  const comments = listSuppressionComments(text, language, lines, module).filter((comment) => !isExpired(comment, today))
  const fingerprintOf = createFingerprints(text, module)
  return [...findings]
    .sort((a, b) => a.span.start - b.span.start || compareText(a.rule, b.rule))
    .map((finding) => {
      const family = checks.find(({ id }) => id === finding.rule)?.family
      const at = suppressibleLines(finding.span, lines, module)
      const comment = comments.find(
        ({ names, line }) =>
          names.some(({ name }) => name === finding.rule || name === family) && (line === undefined || at.includes(line)),
      )
      const suppressed = comment && {
        kind: 'comment' as const,
        scope: comment.scope,
        reason: comment.reason,
        ...(comment.until ? { until: comment.until } : {}),
      }
      return { ...finding, fingerprint: fingerprintOf(finding.rule, finding.span), ...(suppressed ? { suppressed } : {}) }
    })
}
