import type { Finding } from '../contract/finding'
import { compareText } from './check-file'

/** Findings that were there when a code base began with TenantScope. Kept in the repository as JSON. */
export interface Baseline {
  readonly version: 1
  readonly findings: readonly BaselineEntry[]
}

/** Only the fingerprint decides; rule, path and message tell a reader what it stands for. */
export interface BaselineEntry {
  readonly fingerprint: string
  readonly rule: string
  readonly path: string
  readonly message: string
}

export const defaultBaselineName = 'tenantscope-baseline.json'

/** Reads what `formatBaseline` wrote; a text says what is wrong with it. */
export function parseBaseline(text: string): Baseline | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return `is no JSON: ${error instanceof Error ? error.message : String(error)}`
  }
  if (typeof value !== 'object' || value === null || !('version' in value) || !('findings' in value) || !Array.isArray(value.findings)) {
    return 'is no TenantScope baseline: it needs `version` and `findings`'
  }
  if (value.version !== 1) return `has version ${String(value.version)}, this TenantScope reads version 1`
  const findings: BaselineEntry[] = []
  for (const [index, entry] of (value.findings as readonly unknown[]).entries()) {
    if (!isEntry(entry)) return `holds something else than a finding at position ${index + 1} of \`findings\``
    findings.push(entry)
  }
  return { version: 1, findings }
}

const isEntry = (value: unknown): value is BaselineEntry =>
  typeof value === 'object' &&
  value !== null &&
  ['fingerprint', 'rule', 'path', 'message'].every((key) => key in value && typeof (value as Record<string, unknown>)[key] === 'string')

export const formatBaseline = (baseline: Baseline): string => `${JSON.stringify(baseline, null, 2)}\n`

/**
 * Mark the findings that the baseline knows as suppressed. One entry covers one finding, so a second copy of known code
 * counts; `gone` are entries whose finding is no more.
 */
export function applyBaseline(
  baseline: Baseline,
  findings: readonly Finding[],
): { readonly findings: readonly Finding[]; readonly gone: readonly BaselineEntry[] } {
  const left = new Map<string, BaselineEntry[]>()
  for (const entry of baseline.findings) left.set(entry.fingerprint, [...(left.get(entry.fingerprint) ?? []), entry])
  const marked = findings.map((finding): Finding => {
    if (finding.suppressed || !left.get(finding.fingerprint)?.shift()) return finding
    return { ...finding, suppressed: { kind: 'baseline', reason: 'known when the baseline was written' } }
  })
  return { findings: marked, gone: [...left.values()].flat() }
}

/** The baseline for the findings of now: entries that are gone go, new findings come. Suppressed by comment stays out. */
export function updateBaseline(
  old: Baseline | undefined,
  findings: readonly Finding[],
): { readonly baseline: Baseline; readonly added: number; readonly removed: number } {
  const current = findings.filter(({ suppressed }) => suppressed?.kind !== 'comment')
  const entries = current.map(({ fingerprint, rule, path, message }) => ({ fingerprint, rule, path, message }))
  entries.sort((a, b) => compareText(a.path, b.path) || compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint))
  const known = old
    ? applyBaseline(
        old,
        current.map(({ suppressed: _, ...finding }) => finding),
      )
    : undefined
  const removed = known?.gone.length ?? 0
  return { baseline: { version: 1, findings: entries }, added: entries.length - ((old?.findings.length ?? 0) - removed), removed }
}

/** Ratchet: only what is gone leaves, nothing new gets in. */
export function pruneBaseline(old: Baseline, findings: readonly Finding[]): Baseline {
  const gone = new Set(
    applyBaseline(
      old,
      findings.map(({ suppressed: _, ...finding }) => finding),
    ).gone,
  )
  return { version: 1, findings: old.findings.filter((entry) => !gone.has(entry)) }
}
