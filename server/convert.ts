import {
  type ChangeAnnotation,
  CreateFile,
  DeleteFile,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  RenameFile,
  TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver'
import type { Edit, FileOperation, Finding, Fix, Severity } from '../src/index'
import type { ClientFeatures } from './client-features'
import { isSheetFile } from './notebooks'
import { createTextView, type TextView, toRange } from './positions'
import type { Project } from './project'
import { clientUri, documentAt, hashOf, type Session } from './session'

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
  const view = documentAt(session, project, finding.path, finding.span.start)?.view
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
    const at = documentAt(session, project, path, span.start)
    return at ? [{ location: { uri: at.uri, range: toRange(at.view, span) }, message }] : []
  })

/** Edits that are taken or left together, and what a client that shows changes before it makes them writes beside them. */
export interface EditGroup extends Pick<Fix, 'edits' | 'files'> {
  readonly annotation?: ChangeAnnotation
}

/** What a fix asks for and this client did not say it can do to files. */
export function findMissingOperation(
  { fileOperations }: ClientFeatures,
  { edits, files = [] }: Pick<Fix, 'edits' | 'files'>,
): FileOperation['kind'] | 'create' | undefined {
  const needed = [...(edits.some(({ create }) => create) ? (['create'] as const) : []), ...files.map(({ kind }) => kind)]
  return needed.find((kind) => !fileOperations.includes(kind))
}

/**
 * Edits in the texts that the engine judged, with the versions of the documents they belong to: a client whose document moved on
 * refuses them. Undefined when this client cannot make or move the files the edit needs, or a file is gone.
 */
export function toWorkspaceEdit(session: Session, project: Project, groups: readonly EditGroup[]): WorkspaceEdit | undefined {
  const features = session.features()
  const edits = groups.flatMap((group) => group.edits)
  if (groups.some((group) => findMissingOperation(features, group) !== undefined)) return undefined
  const { annotationOf, changeAnnotations } = annotate(features.changeAnnotations && features.documentChanges ? groups : [])
  const documentChanges: (TextDocumentEdit | CreateFile | RenameFile | DeleteFile)[] = []
  const changes: Record<string, TextEdit[]> = {}
  const toUri = (file: string) => clientUri(session.documents, project, file)
  // Some clients move files before they change texts, whatever the order: so they move first, and edits name them as they are then.
  const newUris = new Map<string, string>()
  for (const group of groups) {
    const [first] = group.edits
    for (const operation of group.files ?? []) {
      documentChanges.push(toResourceOperation(operation, toUri, first && annotationOf(first)))
      if (operation.kind === 'rename') newUris.set(toUri(operation.path), toUri(operation.to))
    }
  }
  const seen = new Map<string, { readonly uri: string; readonly view: TextView }>()
  for (const edit of edits) {
    const at =
      seen.get(edit.path) ?? (edit.create ? newDocument(session, project, edit) : documentAt(session, project, edit.path, edit.start))
    if (!at || !staysInside(session, project, edit)) return undefined
    // A file is one document, and finding its lines costs something.
    if (!isSheetFile(edit.path)) seen.set(edit.path, at)
    const annotationId = annotationOf(edit)
    if (edit.create) documentChanges.push(CreateFile.create(at.uri, { ignoreIfExists: false, overwrite: false }, annotationId))
    const own = changes[at.uri] ?? []
    own.push({ range: toRange(at.view, edit), newText: edit.text, ...(annotationId ? { annotationId } : {}) })
    if (!(at.uri in changes))
      documentChanges.push(
        TextDocumentEdit.create(
          // A document at its new place has no version yet.
          { uri: newUris.get(at.uri) ?? at.uri, version: newUris.has(at.uri) ? null : (session.documents.get(at.uri)?.version ?? null) },
          own,
        ),
      )
    changes[at.uri] = own
  }
  if (!features.documentChanges) return { changes }
  return { documentChanges, ...(Object.keys(changeAnnotations).length > 0 ? { changeAnnotations } : {}) }
}

const newDocument = ({ documents, features }: Session, project: Project, { path }: Edit) => ({
  uri: clientUri(documents, project, path),
  view: createTextView('', features().encoding),
})

/** An edit over two cells of a notebook is none of either. */
function staysInside(session: Session, project: Project, { path, start, end }: Edit): boolean {
  if (!isSheetFile(path)) return true
  const first = documentAt(session, project, path, start)
  // The line break that ends a cell in the sheet is not in the cell.
  return first?.uri === documentAt(session, project, path, Math.max(start, end - 1))?.uri
}

/** Groups that say the same share an annotation: clients show them as one. */
function annotate(groups: readonly EditGroup[]) {
  const changeAnnotations: Record<string, ChangeAnnotation> = {}
  const ids = new Map<Edit, string>()
  for (const { edits, annotation } of groups) {
    if (!annotation) continue
    const id = hashOf(annotation)
    changeAnnotations[id] = annotation
    for (const edit of edits) ids.set(edit, id)
  }
  return { changeAnnotations, annotationOf: (edit: Edit) => ids.get(edit) }
}

const toResourceOperation = (
  operation: FileOperation,
  toUri: (file: string) => string,
  annotation: string | undefined,
): RenameFile | DeleteFile =>
  operation.kind === 'rename'
    ? RenameFile.create(toUri(operation.path), toUri(operation.to), { overwrite: false, ignoreIfExists: false }, annotation)
    : DeleteFile.create(toUri(operation.path), { ignoreIfNotExists: true }, annotation)
