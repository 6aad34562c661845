import type { Edit, Finding, Fix, Severity } from '../contract/finding'
import type { ProjectReport } from '../engine/engine'
import { createLineIndex, type LineIndex } from '../text/line-index'
import type { Span } from '../text/span'

/** The document of `check --format json`: a public contract. Lines and columns are 1-based, columns in UTF-16 units, ends exclusive. */
export interface CheckDocument {
  readonly version: 1
  readonly tool: { readonly name: 'tenantscope'; readonly version: string }
  readonly files: {
    readonly checked: number
    readonly analysed: number
    readonly unreadable: readonly { readonly path: string; readonly reason: string }[]
    readonly notAnalysed: readonly { readonly path: string; readonly range: DocumentRange; readonly reason: string }[]
  }
  readonly findings: readonly DocumentFinding[]
  readonly summary: DocumentSummary
  /** Present after `--fix`. */
  readonly fixed?: readonly { readonly rule: string; readonly path: string; readonly count: number }[]
}

export interface DocumentSummary {
  readonly error: number
  readonly warning: number
  readonly info: number
  readonly fixable: { readonly safe: number; readonly unsafe: number }
  readonly byRule: Readonly<Record<string, number>>
}

export interface DocumentPosition {
  readonly line: number
  readonly column: number
}

export interface DocumentRange {
  readonly start: DocumentPosition
  readonly end: DocumentPosition
}

export interface DocumentFinding {
  readonly rule: string
  readonly severity: Severity
  readonly path: string
  readonly range: DocumentRange
  readonly message: string
  readonly help: string
  readonly related: readonly { readonly path: string; readonly range: DocumentRange; readonly message: string }[]
  readonly fingerprint: string
  readonly suppressed?: { readonly kind: 'comment' | 'baseline'; readonly reason: string; readonly until?: string }
  readonly fixes: readonly DocumentFix[]
  readonly noFix?: string
  readonly data?: Finding['data']
}

export interface DocumentFix {
  readonly id: string
  readonly title: string
  readonly safety: 'safe' | 'unsafe'
  readonly proof: readonly string[]
  readonly why?: string
  readonly edits: readonly { readonly path: string; readonly range: DocumentRange; readonly text: string }[]
  /** Present when the fix makes, moves or deletes files: ranges of `edits` are those before a move. */
  readonly files?: readonly DocumentFileOperation[]
}

export type DocumentFileOperation =
  | { readonly kind: 'create' | 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }

export interface DocumentWorld {
  readonly version: string
  /** The current text of a file, by its path relative to the root. */
  readonly textOf: (path: string) => string | undefined
  /** Path relative to the root -> relative to where the user stands. */
  readonly show: (path: string) => string
}

export function toCheckDocument(report: ProjectReport, world: DocumentWorld, fixed?: CheckDocument['fixed']): CheckDocument {
  const rangeOf = createRanges(world.textOf)
  const { show } = world
  return {
    version: 1,
    tool: { name: 'tenantscope', version: world.version },
    files: {
      checked: report.files.checked,
      analysed: report.files.analysed,
      unreadable: report.files.unreadable.map(({ path, reason }) => ({ path: show(path), reason })),
      notAnalysed: report.notAnalysed.map(({ path, span, reason }) => ({ path: show(path), range: rangeOf(path, span), reason })),
    },
    findings: report.findings.map((finding) => toDocumentFinding(finding, show, rangeOf)),
    summary: summarise(report.findings),
    ...(fixed ? { fixed: fixed.map((entry) => ({ ...entry, path: show(entry.path) })) } : {}),
  }
}

type RangeOf = (path: string, span: Span) => DocumentRange

export function toDocumentFinding(finding: Finding, show: DocumentWorld['show'], rangeOf: RangeOf): DocumentFinding {
  const { rule, severity, path, span, message, help, related, fingerprint, suppressed, fixes, noFix, data } = finding
  const toEdit = (edit: Edit) => ({ path: show(edit.path), range: rangeOf(edit.path, edit), text: edit.text })
  return {
    rule,
    severity,
    path: show(path),
    range: rangeOf(path, span),
    message,
    help,
    related: related.map((place) => ({ path: show(place.path), range: rangeOf(place.path, place.span), message: place.message })),
    fingerprint,
    ...(suppressed ? { suppressed: toSuppressed(suppressed) } : {}),
    fixes: fixes.map(({ id, title, safety, proof, why, edits, files = [] }) => ({
      id,
      title,
      safety,
      proof,
      ...(why ? { why } : {}),
      edits: edits.map(toEdit),
      ...toFiles({ edits, files }, show),
    })),
    ...(noFix === undefined ? {} : { noFix }),
    ...(data === undefined ? {} : { data }),
  }
}

function toFiles({ edits, files }: Required<Pick<Fix, 'edits' | 'files'>>, show: DocumentWorld['show']): Pick<DocumentFix, 'files'> {
  const made = edits.flatMap((edit): DocumentFileOperation[] => (edit.create ? [{ kind: 'create', path: show(edit.path) }] : []))
  const moved = files.map(
    (operation): DocumentFileOperation =>
      operation.kind === 'rename'
        ? { kind: 'rename', path: show(operation.path), to: show(operation.to) }
        : { kind: 'delete', path: show(operation.path) },
  )
  return made.length + moved.length > 0 ? { files: [...made, ...moved] } : {}
}

function toSuppressed(suppressed: NonNullable<Finding['suppressed']>): NonNullable<DocumentFinding['suppressed']> {
  const until = suppressed.kind === 'comment' && suppressed.until ? { until: suppressed.until } : {}
  return { kind: suppressed.kind, reason: suppressed.reason, ...until }
}

/** Suppressed findings are counted nowhere. */
export function summarise(findings: readonly Finding[]): DocumentSummary {
  const counted = findings.filter(({ suppressed }) => !suppressed)
  const of = (severity: Severity) => counted.filter((finding) => finding.severity === severity).length
  const byRule: Record<string, number> = {}
  for (const rule of counted.map((finding) => finding.rule).sort()) byRule[rule] = (byRule[rule] ?? 0) + 1
  const safe = counted.filter(({ fixes }) => fixes.some((fix) => fix.safety === 'safe')).length
  const fixable = { safe, unsafe: counted.filter(({ fixes }) => fixes.length > 0).length - safe }
  return { error: of('error'), warning: of('warning'), info: of('info'), fixable, byRule }
}

/** Spans -> ranges. A BOM is no column: no editor shows one. */
export function createRanges(textOf: DocumentWorld['textOf']): RangeOf {
  const known = new Map<string, { readonly lines: LineIndex; readonly bom: boolean }>()
  return (path, span) => {
    let entry = known.get(path)
    if (!entry) {
      const text = textOf(path) ?? ''
      entry = { lines: createLineIndex(text), bom: text.startsWith('\uFEFF') }
      known.set(path, entry)
    }
    const { lines, bom } = entry
    const toPosition = (offset: number): DocumentPosition => {
      const { line, character } = lines.positionAt(offset)
      return { line: line + 1, column: Math.max(0, character - (bom && line === 0 ? 1 : 0)) + 1 }
    }
    return { start: toPosition(span.start), end: toPosition(span.end) }
  }
}
