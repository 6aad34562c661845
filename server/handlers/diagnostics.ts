import {
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  type PreviousResultId,
  ResponseError,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver'
import type { Finding } from '../../src/index'
import { toDiagnostic } from '../convert'
import { guard } from '../guard'
import type { Project } from '../project'
import { clientUri, hashOf, listFindings, normalUri, type Session, shownFindings } from '../session'

/** Answers for clients that ask. Bind before the connection listens. */
export function bindPull(session: Session): void {
  const { connection } = session
  connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
    guard(session, 'textDocument/diagnostic', token, (signal) => answerDocument(session, textDocument.uri, previousResultId, signal)),
  )
  connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token, _progress, partial) => {
    const known: Known = new Map(previousResultIds.map((each) => [normalUri(each.uri), each]))
    return guard(session, 'workspace/diagnostic', token, async (signal) => {
      await session.ready
      if (!partial) return answerWorkspace(session, known, signal)
      return holdWorkspace(session, known, signal, (report) => partial.report(report))
    })
  })
}

async function answerDocument(
  session: Session,
  uri: string,
  previous: string | undefined,
  signal: AbortSignal,
): Promise<DocumentDiagnosticReport> {
  await session.ready
  const before = session.documents.get(uri)
  // Who rests is told to ask again, and gets the whole answer.
  const typing = session.features().pullRefresh && session.typing.isUnderWay(uri)
  const items = await listDiagnostics(session, uri, signal, typing)
  // The text moved on while it was judged: the client asks again for the text it has now.
  if (session.documents.get(uri) !== before)
    throw new ResponseError(LSPErrorCodes.ServerCancelled, 'the document changed', { retriggerRequest: true })
  const resultId = hashOf(items)
  if (resultId === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items }
}

/** The diagnostics of one document. */
export async function listDiagnostics(session: Session, uri: string, signal?: AbortSignal, typing = false): Promise<Diagnostic[]> {
  const place = await session.projects.find(uri)
  if (!place.project.settings.enable) return []
  return toDiagnostics(session, place.project, await listFindings(session, place, signal, typing))
}

const toDiagnostics = (session: Session, project: Project, findings: readonly Finding[]): Diagnostic[] =>
  findings.flatMap((finding) => toDiagnostic(session, project, finding) ?? [])

/** What the client has by now. It may write a URI otherwise than we do, and must not take it for two files. */
type Known = Map<string, PreviousResultId>

/** Every file with findings, and every file the client knows findings of that has none any more. */
async function answerWorkspace(
  session: Session,
  known: ReadonlyMap<string, PreviousResultId>,
  signal: AbortSignal,
): Promise<WorkspaceDiagnosticReport> {
  let found = await listAll(session, signal)
  while (!found) {
    await quiet(session, signal)
    found = await listAll(session, signal)
  }
  const items: WorkspaceDocumentDiagnosticReport[] = []
  const left = new Map(known)
  for (const [uri, diagnostics] of found) {
    items.push(toReport(session, uri, diagnostics, known.get(normalUri(uri))?.value))
    left.delete(normalUri(uri))
  }
  for (const { uri, value } of left.values()) items.push(toReport(session, uri, [], value))
  return { items }
}

const answers = new WeakMap<Session, { readonly state: number; readonly found: ReadonlyMap<string, readonly Diagnostic[]> }>()

/** The diagnostics of every file; undefined when something changed meanwhile, because they would belong to no state at all. */
async function listAll(session: Session, signal: AbortSignal): Promise<ReadonlyMap<string, readonly Diagnostic[]> | undefined> {
  const state = session.state()
  const last = answers.get(session)
  if (last?.state === state) return last.found
  const moved = new AbortController()
  const done = new AbortController()
  session.nextChange(AbortSignal.any([signal, done.signal])).then(
    () => moved.abort(),
    () => undefined,
  )
  try {
    const found = await judgeAll(session, AbortSignal.any([signal, moved.signal]))
    if (session.state() !== state) return undefined
    answers.set(session, { state, found })
    return found
  } catch (error) {
    if (moved.signal.aborted && !signal.aborted) return undefined
    throw error
  } finally {
    done.abort()
  }
}

async function judgeAll(session: Session, signal: AbortSignal): Promise<ReadonlyMap<string, readonly Diagnostic[]>> {
  const found = new Map<string, Diagnostic[]>()
  for (const project of await session.projects.all()) {
    if (!project.settings.enable) continue
    const paths = project.engine.workspaces
      .all()[0]
      ?.files()
      .filter((file) => session.projects.isShown(project, file))
    const { findings } = await project.engine.checkProject({ paths, signal })
    const wanted = paths && new Set(paths)
    const live = session.live.findingsOf(project).filter(({ path }) => !wanted || wanted.has(path))
    const byFile = new Map<string, Finding[]>()
    for (const finding of shownFindings(project, [...findings, ...live]))
      byFile.set(finding.path, [...(byFile.get(finding.path) ?? []), finding])
    for (const [file, own] of byFile) found.set(clientUri(session.documents, project, file), toDiagnostics(session, project, own))
  }
  return found
}

function toReport(
  session: Session,
  uri: string,
  items: readonly Diagnostic[],
  previous: string | undefined,
): WorkspaceDocumentDiagnosticReport {
  const version = session.documents.get(uri)?.version ?? null
  const resultId = hashOf(items)
  return resultId === previous
    ? { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items: [...items] }
}

/** How long typing must rest before the whole project is judged again. */
const rest = 800

/** With a channel for parts the request stays open: each change of the project brings the files whose findings changed. */
async function holdWorkspace(
  session: Session,
  known: Known,
  signal: AbortSignal,
  send: (report: WorkspaceDiagnosticReport) => void,
): Promise<WorkspaceDiagnosticReport> {
  for (;;) {
    const state = session.state()
    const { items } = await answerWorkspace(session, known, signal)
    const changed = items.filter(({ kind }) => kind === DocumentDiagnosticReportKind.Full)
    for (const { uri, resultId } of items) if (resultId !== undefined) known.set(normalUri(uri), { uri, value: resultId })
    if (changed.length > 0) send({ items: changed })
    if (session.state() === state) await session.nextChange(signal)
    await quiet(session, signal)
  }
}

async function quiet(session: Session, signal: AbortSignal): Promise<void> {
  for (let state = -1; state !== session.state(); ) {
    state = session.state()
    signal.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, rest))
  }
  signal.throwIfAborted()
}

/** For clients that do not ask: publish what changed, with the version it belongs to. */
export function createPusher(session: Session): {
  schedule(uri: string, delay: number): void
  scheduleAll(delay: number): void
  clear(uri: string): void
} {
  const timers = new Map<string, NodeJS.Timeout>()
  const running = new Map<string, AbortController>()
  const publish = async (uri: string): Promise<void> => {
    await session.ready
    const document = session.documents.get(uri)
    if (!document) return
    running.get(uri)?.abort()
    const controller = new AbortController()
    running.set(uri, controller)
    try {
      const diagnostics = await listDiagnostics(session, uri, controller.signal)
      if (session.documents.get(uri) === document) await session.connection.sendDiagnostics({ uri, version: document.version, diagnostics })
    } catch (error) {
      if (!controller.signal.aborted)
        session.log.error(`diagnostics of ${uri} failed: ${error instanceof Error ? error.stack : String(error)}`)
    } finally {
      if (running.get(uri) === controller) running.delete(uri)
    }
  }
  const schedule = (uri: string, delay: number): void => {
    clearTimeout(timers.get(uri))
    running.get(uri)?.abort()
    timers.set(
      uri,
      setTimeout(() => void publish(uri), delay),
    )
  }
  return {
    schedule,
    scheduleAll: (delay) => {
      for (const { uri } of session.documents.all()) schedule(uri, delay)
    },
    clear(uri) {
      clearTimeout(timers.get(uri))
      timers.delete(uri)
      running.get(uri)?.abort()
      void session.connection.sendDiagnostics({ uri, diagnostics: [] })
    },
  }
}
