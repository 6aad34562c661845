import {
  type ChangeAnnotation,
  CreateFile,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver'
import type { Edit, Finding, Severity } from '../src/index'
import { createTextView, toRange } from './positions'
import type { Project } from './project'
import { clientUri, type Session, viewOf } from './session'

export const source = 'tenantscope'

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
}

const tags = { deprecated: DiagnosticTag.Deprecated, unnecessary: DiagnosticTag.Unnecessary } as const

/** Where a rule's page can be read by anybody. */
export const pageUrl = (rule: string): string => `https://github.com/tenantscope/tenantscope/blob/main/docs/rules/${rule}.md`

/** A finding as the client shows it. Undefined when its file is gone. */
export function toDiagnostic(session: Session, project: Project, finding: Finding): Diagnostic | undefined {
  const view = viewOf(session, project, finding.path)
  if (!view) return undefined
  const features = session.features()
  const shownTags = (finding.tags ?? []).map((tag) => tags[tag]).filter((tag) => features.tags.includes(tag))
  const related = features.relatedInformation ? toRelated(session, project, finding) : []
  return {
    range: toRange(view, finding.span),
    severity: severities[finding.severity],
    code: finding.rule,
    ...(features.codeDescription ? { codeDescription: { href: pageUrl(finding.rule) } } : {}),
    source,
    message: `${finding.message}\n${finding.help}`,
    ...(shownTags.length > 0 ? { tags: shownTags } : {}),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    data: { fingerprint: finding.fingerprint },
  }
}

const toRelated = (session: Session, project: Project, finding: Finding) =>
  finding.related.flatMap(({ path, span, message }) => {
    const view = viewOf(session, project, path)
    return view ? [{ location: { uri: clientUri(session.documents, project, path), range: toRange(view, span) }, message }] : []
  })

/** How an edit asks before it is applied; undefined applies at once. */
export interface Confirmation {
  readonly label: string
  readonly description: string
}

/**
 * Edits in the texts that the engine judged, with the versions of the documents they belong to: a client whose document moved on
 * refuses them. Undefined when this client cannot make the files the edit needs, or a file is gone.
 */
export function toWorkspaceEdit(
  session: Session,
  project: Project,
  edits: readonly Edit[],
  confirm?: Confirmation,
): WorkspaceEdit | undefined {
  const features = session.features()
  const byFile = new Map<string, Edit[]>()
  for (const edit of edits) byFile.set(edit.path, [...(byFile.get(edit.path) ?? []), edit])
  const creates = edits.some(({ create }) => create)
  if (creates && !(features.documentChanges && features.createFiles)) return undefined
  const annotation = confirm && features.changeAnnotations && features.documentChanges ? 'tenantscope' : undefined
  const documentChanges: (TextDocumentEdit | CreateFile)[] = []
  const changes: Record<string, TextEdit[]> = {}
  for (const [file, own] of byFile) {
    const uri = clientUri(session.documents, project, file)
    const isNew = own.some(({ create }) => create)
    const view = isNew ? createTextView('', features.encoding) : viewOf(session, project, file)
    if (!view) return undefined
    const textEdits = own.map((edit) => ({
      range: toRange(view, edit),
      newText: edit.text,
      ...(annotation ? { annotationId: annotation } : {}),
    }))
    changes[uri] = textEdits
    if (isNew) documentChanges.push(CreateFile.create(uri, { ignoreIfExists: false, overwrite: false }, annotation))
    documentChanges.push(TextDocumentEdit.create({ uri, version: session.documents.get(uri)?.version ?? null }, textEdits))
  }
  if (!features.documentChanges) return { changes }
  const asked: Record<string, ChangeAnnotation> = confirm && annotation ? { [annotation]: { ...confirm, needsConfirmation: true } } : {}
  return { documentChanges, ...(annotation ? { changeAnnotations: asked } : {}) }
}
