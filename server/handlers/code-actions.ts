import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver'
import { type Finding, type Fix, preferredFix } from '../../src/index'
import { commandIds, linkCommandIds } from '../../src/protocol'
import { overlaps } from '../../src/text/span'
import { findMissingOperation, source, toDiagnostic } from '../convert'
import { guard } from '../guard'
import { toSpan } from '../positions'
import type { Place } from '../projects'
import { listFindings, type Session, viewOfPlace } from '../session'
import { chooseFixes, whyUnsafe } from './choose-fixes'
import { type ActionData, type ActionPlace, makeEdit } from './make-edit'
import { listRefactorings } from './refactorings'

export const fixAllKind = `${CodeActionKind.SourceFixAll}.${source}`

const quickFix = CodeActionKind.QuickFix

export function bindCodeActions(session: Session): void {
  const { connection } = session
  connection.onCodeAction((params, token) =>
    guard(session, 'textDocument/codeAction', token, async (signal) => {
      await session.ready
      return session.features().codeActions ? listActions(session, params, signal) : []
    }),
  )
  connection.onCodeActionResolve((action, token) =>
    guard(session, 'codeAction/resolve', token, async (signal) => {
      // Actions that only run a command carry no data, and some clients ask all the same.
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
  const view = viewOfPlace(session, place)
  if (!view || !place.project.settings.enable) return []
  const findings = await listFindings(session, place, signal)
  const at = { uri, version: session.documents.get(uri)?.version }
  const { only = [] } = context
  const isNamed = (kind: string): boolean => only.some((each) => kind === each || (each !== '' && kind.startsWith(`${each}.`)))
  // An empty list, and the empty kind in one, ask for everything.
  const wants = (kind: string): boolean => only.length === 0 || only.includes('') || isNamed(kind)
  const actions: CodeAction[] = []
  if (wants(quickFix)) {
    const span = toSpan(view, range)
    const here = findings.filter((finding) => overlaps(finding.span, span))
    actions.push(...mergeFixes(here.flatMap((finding) => listFixes(session, place, finding, at))))
    for (const own of groupBy(here, ({ rule }) => rule)) actions.push(...listMore(session, place, own, findings, at))
  }
  if (wants(CodeActionKind.RefactorRewrite)) actions.push(...listRefactorings(session, place, view, range))
  // Asked for by name only: on saving, and from the menu of source actions.
  if (isNamed(fixAllKind) && chooseFixes(findings, { safety: 'safe', file: place.file }).length > 0) {
    actions.push({
      title: session.say('action.fixFile'),
      kind: fixAllKind,
      data: { kind: 'fix-all', within: 'file', safety: 'safe', ...at } satisfies ActionData,
    })
  }
  return session.features().resolveEdit ? actions : complete(session, actions, signal)
}

/** For clients that cannot ask later: every action with its edit. */
async function complete(session: Session, actions: readonly CodeAction[], signal: AbortSignal): Promise<CodeAction[]> {
  const result: CodeAction[] = []
  for (const action of actions) {
    const edit = action.data ? await makeEdit(session, action.data as ActionData, signal) : undefined
    if (edit) result.push({ ...action, edit })
    else if (action.disabled || action.command || action.edit) result.push(action)
  }
  return result
}

function listFixes(session: Session, place: Place, finding: Finding, at: ActionPlace): CodeAction[] {
  const { features, say } = session
  const shared = { kind: quickFix, diagnostics: diagnosticsOf(session, place, finding) }
  if (finding.fixes.length === 0) {
    const reason = finding.noFix
    if (!reason || !features().disabledActions) return []
    return [{ title: say('action.fix', { rule: finding.rule }), ...shared, disabled: { reason } }]
  }
  const preferred = preferredFix(finding, 'safe')
  return finding.fixes.flatMap((fix): CodeAction[] => {
    const action = { title: titleOf(session, fix), ...shared }
    const missing = findMissingOperation(features(), fix)
    if (missing) return features().disabledActions ? [{ ...action, disabled: { reason: say(`fix.cannot.${missing}`) } }] : []
    return [
      {
        ...action,
        ...(features().preferredActions && fix === preferred ? { isPreferred: true } : {}),
        data: { kind: 'fix', fix: fix.id, ...at } satisfies ActionData,
      },
    ]
  })
}

const titleOf = ({ say }: Session, { title, safety, why }: Fix): string => (safety === 'safe' ? title : `${title} (${whyUnsafe(why, say)})`)

/** A fix that several findings share is one action, and so is the reason why there is none. */
function mergeFixes(actions: readonly CodeAction[]): CodeAction[] {
  const keyOf = ({ title, disabled, data }: CodeAction): string => JSON.stringify([title, disabled?.reason, data])
  return groupBy(actions, keyOf).map(([first, ...others]) => ({
    ...first,
    diagnostics: [first, ...others].flatMap(({ diagnostics = [] }) => diagnostics),
    ...(others.some(({ isPreferred }) => isPreferred) ? { isPreferred: true } : {}),
  }))
}

/** What else can be done about findings of one rule: all at once, silence, reading on. */
function listMore(session: Session, place: Place, own: Group<Finding>, all: readonly Finding[], at: ActionPlace): CodeAction[] {
  const { say } = session
  const [{ rule }] = own
  const share = (findings: readonly Finding[]) => ({
    kind: quickFix,
    diagnostics: findings.flatMap((finding) => diagnosticsOf(session, place, finding)),
  })
  const suppress = (scope: 'line' | 'file', findings: Group<Finding>): CodeAction => {
    const title = say(scope === 'line' ? 'action.suppressLine' : 'action.suppressFile', { rule })
    const target = { rule, fingerprint: findings[0].fingerprint, scope, ...at }
    return session.features().ownCommands
      ? { title: `${title}…`, ...share(findings), command: { title, command: linkCommandIds.suppress, arguments: [target] } }
      : { title, ...share(findings), data: { kind: 'suppress', ...target } satisfies ActionData }
  }
  const lineOf = (finding: Finding): unknown => diagnosticsOf(session, place, finding)[0]?.range.start.line
  const more: CodeAction[] = listBulk(session, place, own, all, at).map((action) => ({ ...action, ...share(own) }))
  for (const line of groupBy(own, lineOf)) more.push(suppress('line', line))
  more.push(suppress('file', own))
  if (session.features().ownCommands) {
    const title = say('action.openPage', { rule })
    more.push({ title, ...share(own), command: { title, command: linkCommandIds.openRulePage, arguments: [rule] } })
  }
  return more
}

/** The fixes of a rule together. Unsafe ones are among them only where the client lets the user choose. */
function listBulk(
  { features, say }: Session,
  { file }: Place,
  own: Group<Finding>,
  all: readonly Finding[],
  at: ActionPlace,
): CodeAction[] {
  const [{ rule }] = own
  const { ownCommands, resolveEdit, changeAnnotations, documentChanges } = features()
  const choosing = changeAnnotations && documentChanges
  const bulk: CodeAction[] = []
  const add = (title: string, within: 'file' | 'workspace', safety: Fix['safety']): void =>
    void bulk.push({ title, data: { kind: 'fix-all', within, safety, rule, ...at } satisfies ActionData })
  const safe = chooseFixes(all, { safety: 'safe', rule, file })
  const both = choosing ? chooseFixes(all, { safety: 'unsafe', rule, file }) : safe
  if (safe.length > 1) add(say('action.fixRuleInFile', { rule }), 'file', 'safe')
  if (both.length > 1 && both.length > safe.length) add(say('action.chooseInFile', { rule }), 'file', 'unsafe')
  if (!own.some((finding) => preferredFix(finding, choosing ? 'unsafe' : 'safe'))) return bulk
  if (ownCommands) {
    const title = say('action.chooseInWorkspace', { rule })
    bulk.push({ title, command: { title, command: commandIds.fixAllInWorkspace, arguments: [rule] } })
  } else if (resolveEdit) {
    // Judging the whole project is for the moment when the user chose this.
    if (choosing) add(say('action.chooseInWorkspace', { rule }), 'workspace', 'unsafe')
    else add(say('action.fixRuleInWorkspace', { rule }), 'workspace', 'safe')
  }
  return bulk
}

function diagnosticsOf(session: Session, { project }: Place, finding: Finding) {
  const diagnostic = toDiagnostic(session, project, finding)
  return diagnostic ? [diagnostic] : []
}

type Group<T> = readonly [T, ...T[]]

/** In the order in which each group begins. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly Group<T>[] {
  const groups = new Map<unknown, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return [...groups.values()]
}
