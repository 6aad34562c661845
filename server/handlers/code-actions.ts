import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type WorkspaceEdit } from 'vscode-languageserver'
import { type Edit, type Finding, type Fix, preferredFix } from '../../src/index'
import { linkCommandIds } from '../../src/protocol'
import { editsOverlap } from '../../src/text/apply-edits'
import { overlaps } from '../../src/text/span'
import { source, toDiagnostic, toWorkspaceEdit } from '../convert'
import { guard } from '../guard'
import { toSpan } from '../positions'
import type { Place } from '../projects'
import { listFindings, type Session, viewOf } from '../session'
import { suppressionEdit } from './suppression-edit'

export const fixAllKind = `${CodeActionKind.SourceFixAll}.${source}`

/** What an action does is found again when it is resolved: everything is recomputed from the text of then. */
type ActionData =
  | { readonly kind: 'fix'; readonly uri: string; readonly version: number | undefined; readonly fix: string }
  | {
      readonly kind: 'suppress'
      readonly uri: string
      readonly version: number | undefined
      readonly rule: string
      readonly fingerprint: string
      readonly scope: 'line' | 'file'
    }
  | { readonly kind: 'fix-all'; readonly uri: string; readonly version: number | undefined; readonly rule?: string }

export function bindCodeActions(session: Session): void {
  const { connection, log } = session
  connection.onCodeAction((params, token) =>
    guard(log, 'textDocument/codeAction', token, async (signal) => {
      await session.ready
      return session.settings().enable && session.features().codeActions ? listActions(session, params, signal) : []
    }),
  )
  connection.onCodeActionResolve((action, token) =>
    guard(log, 'codeAction/resolve', token, async (signal) => {
      // Actions that only open a page carry no data, and some clients ask all the same.
      const data = action.data as ActionData | undefined
      const edit = data && (await makeEdit(session, data, signal))
      return edit ? { ...action, edit } : action
    }),
  )
}

async function listActions(
  session: Session,
  { textDocument, range, context }: CodeActionParams,
  signal: AbortSignal,
): Promise<CodeAction[]> {
  const { uri } = textDocument
  const place = await session.projects.find(uri)
  const view = viewOf(session, place.project, place.file)
  if (!view) return []
  const findings = await listFindings(place, signal)
  const version = session.documents.get(uri)?.version
  const wants = (kind: string): boolean => !context.only || context.only.some((only) => kind === only || kind.startsWith(`${only}.`))
  const actions: CodeAction[] = []
  if (wants(CodeActionKind.QuickFix)) {
    const span = toSpan(view, range)
    const here = findings.filter((finding) => overlaps(finding.span, span))
    for (const finding of here) actions.push(...listFixes(session, place, finding, uri, version))
    for (const finding of here) actions.push(...listMore(session, place, finding, findings, uri, version))
  }
  // Asked for by name only: on saving, and from the menu of source actions.
  if (context.only && wants(fixAllKind) && chooseSafe(findings, place.file).length > 0) {
    actions.push({
      title: 'Apply all safe fixes of TenantScope in this file',
      kind: fixAllKind,
      data: { kind: 'fix-all', uri, version } satisfies ActionData,
    })
  }
  if (session.features().resolveEdit) return actions
  const complete: CodeAction[] = []
  for (const action of actions) {
    const edit = action.data ? await makeEdit(session, action.data as ActionData, signal) : undefined
    if (edit) complete.push({ ...action, edit })
    else if (action.disabled || action.command) complete.push(action)
  }
  return complete
}

function listFixes(session: Session, { project }: Place, finding: Finding, uri: string, version: number | undefined): CodeAction[] {
  const diagnostics = diagnosticsOf(session, { project, finding })
  if (finding.fixes.length === 0) {
    const reason = finding.noFix
    if (!reason || !session.features().disabledActions) return []
    return [{ title: `Fix \`${finding.rule}\``, kind: CodeActionKind.QuickFix, diagnostics, disabled: { reason } }]
  }
  const preferred = preferredFix(finding, 'safe')
  return finding.fixes.map((fix) => ({
    title: titleOf(fix),
    kind: CodeActionKind.QuickFix,
    diagnostics,
    ...(session.features().preferredActions && fix === preferred ? { isPreferred: true } : {}),
    data: { kind: 'fix', uri, version, fix: fix.id } satisfies ActionData,
  }))
}

const titleOf = (fix: Fix): string => (fix.safety === 'safe' ? fix.title : `${fix.title} (unsafe: ${fix.why ?? 'not proved'})`)

function listMore(
  session: Session,
  { project, file }: Place,
  finding: Finding,
  all: readonly Finding[],
  uri: string,
  version: number | undefined,
): CodeAction[] {
  const { rule, fingerprint } = finding
  const diagnostics = diagnosticsOf(session, { project, finding })
  const kind = CodeActionKind.QuickFix
  const suppress = (scope: 'line' | 'file') => ({ kind: 'suppress', uri, version, rule, fingerprint, scope }) satisfies ActionData
  const more: CodeAction[] = []
  if (chooseSafe(all, file, rule).length > 1) {
    more.push({
      title: `Apply every safe fix of \`${rule}\` in this file`,
      kind,
      diagnostics,
      data: { kind: 'fix-all', uri, version, rule } satisfies ActionData,
    })
  }
  more.push({ title: `Suppress \`${rule}\` on this line`, kind, diagnostics, data: suppress('line') })
  more.push({ title: `Suppress \`${rule}\` in this file`, kind, diagnostics, data: suppress('file') })
  if (session.features().ownCommands) {
    const title = `Open the page of \`${rule}\``
    more.push({ title, kind, diagnostics, command: { title, command: linkCommandIds.openRulePage, arguments: [rule] } })
  }
  return more
}

const diagnosticsOf = (
  session: Session,
  { project, finding }: { readonly project: Place['project']; readonly finding: Finding },
): Diagnostic[] => {
  const diagnostic = toDiagnostic(session, project, finding)
  return diagnostic ? [diagnostic] : []
}

/** Safe fixes that stay in a file and do not touch each other; what overlaps waits for the next time. */
function chooseSafe(findings: readonly Finding[], file: string, rule?: string): readonly Fix[] {
  const chosen = new Map<string, Fix>()
  const edits: Edit[] = []
  for (const finding of findings) {
    const fix = rule === undefined || finding.rule === rule ? preferredFix(finding, 'safe') : undefined
    if (!fix || chosen.has(fix.id) || fix.edits.some((edit) => edit.path !== file) || editsOverlap(fix.edits, edits)) continue
    chosen.set(fix.id, fix)
    edits.push(...fix.edits)
  }
  return [...chosen.values()]
}

async function makeEdit(session: Session, data: ActionData, signal: AbortSignal): Promise<WorkspaceEdit | undefined> {
  // An action for a text that moved on would land in the wrong place.
  if (session.documents.get(data.uri)?.version !== data.version) return undefined
  const place = await session.projects.find(data.uri)
  const findings = await listFindings(place, signal)
  if (data.kind === 'fix-all') {
    return toWorkspaceEdit(
      session,
      place.project,
      chooseSafe(findings, place.file, data.rule).flatMap((fix) => fix.edits),
    )
  }
  if (data.kind === 'suppress') {
    const finding = findings.find(({ rule, fingerprint }) => rule === data.rule && fingerprint === data.fingerprint)
    const view = finding && viewOf(session, place.project, place.file)
    const edit = view && suppressionEdit({ path: place.file, view, finding, scope: data.scope })
    return edit && toWorkspaceEdit(session, place.project, [edit])
  }
  const fix = findings.flatMap(({ fixes }) => fixes).find(({ id }) => id === data.fix)
  if (!fix) return undefined
  const files = new Set(fix.edits.map((edit) => edit.path))
  const confirm = files.size > 1 && fix.safety === 'unsafe' ? { label: fix.title, description: fix.why ?? '' } : undefined
  return toWorkspaceEdit(session, place.project, fix.edits, confirm)
}
