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
import { createTextView, toRange } from './positions'
import type { Project } from './project'
import { clientUri, hashOf, type Session, viewOf } from './session'

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
  for (const file of new Set(edits.map(({ path }) => path))) {
    const own = edits.filter(({ path }) => path === file)
    const uri = clientUri(session.documents, project, file)
    const created = own.find(({ create }) => create)
    const view = created ? createTextView('', features.encoding) : viewOf(session, project, file)
    if (!view) return undefined
    const textEdits = own.map((edit) => {
      const annotationId = annotationOf(edit)
      return { range: toRange(view, edit), newText: edit.text, ...(annotationId ? { annotationId } : {}) }
    })
    changes[uri] = textEdits
    if (created) documentChanges.push(CreateFile.create(uri, { ignoreIfExists: false, overwrite: false }, annotationOf(created)))
    documentChanges.push(TextDocumentEdit.create({ uri, version: session.documents.get(uri)?.version ?? null }, textEdits))
  }
  if (!features.documentChanges) return { changes }
  // The edits name files as they are called before, so files move last.
  const toUri = (file: string) => clientUri(session.documents, project, file)
  for (const group of groups) {
    const [first] = group.edits
    const annotation = first && annotationOf(first)
    documentChanges.push(...(group.files ?? []).map((operation) => toResourceOperation(operation, toUri, annotation)))
  }
  return { documentChanges, ...(Object.keys(changeAnnotations).length > 0 ? { changeAnnotations } : {}) }
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
