import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver'
import { version } from '../package.json'
import { defaultBaselineName, type Log } from '../src/index'
import { type EditorSettings, liveChanged } from '../src/protocol'
import { type ClientFeatures, readFeatures } from './client-features'
import { createDocuments } from './documents'
import { loadGitFacts } from './git-facts'
import { bindCodeActions, fixAllKind } from './handlers/code-actions'
import { bindCompletion } from './handlers/completion'
import { publishProblems } from './handlers/config-problems'
import { bindPull, createPusher } from './handlers/diagnostics'
import { bindDocuments } from './handlers/documents'
import { bindHints } from './handlers/hints'
import { bindHover } from './handlers/hover'
import { bindLinks } from './handlers/links'
import { bindRequests } from './handlers/requests'
import { bindRevisions } from './handlers/revisions'
import { createLiveStore } from './live-store'
import { createNotebooks } from './notebooks'
import { isConfigFile } from './project'
import { createProjects } from './projects'
import { createSay } from './say'
import type { Session } from './session'
import { defaultSettings, loadSettings } from './settings'
import { createTyping } from './typing'

/** Milliseconds that typing must rest before a client that does not ask gets diagnostics. */
const typingRest = 120

/** Milliseconds after which slow answers about the whole project are made anew. */
const settlingRest = 600

/** Compose the server on a connection and listen. */
export function startServer(connection: Connection): void {
  const log = createLog(connection)
  let features: ClientFeatures | undefined
  let say = createSay(undefined)
  let settings: EditorSettings = defaultSettings
  let folders: readonly string[] = []
  const clock = createClock()
  const documents = createDocuments(() => known().encoding)
  const notebooks = createNotebooks(documents)
  const projects = createProjects({ notebooks, documents, log, settingsOf: () => settings })
  let becomeReady = (): void => undefined
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve
  })
  const known = (): ClientFeatures => {
    if (!features) throw new Error('the client has not initialized the server yet')
    return features
  }
  const session: Session = {
    connection,
    log,
    documents,
    notebooks,
    projects,
    live: createLiveStore(),
    features: known,
    settings: () => settings,
    typing: createTyping(),
    say: (key, values) => say(key, values),
    ready,
    changed() {
      refresh()
      tellLive()
    },
    state: clock.now,
    nextChange: clock.next,
  }
  const pusher = createPusher(session)
  const lenses = bindRevisions(session)

  /** Answers may have changed: clients that ask are told to ask again, others get theirs. */
  const refresh = (): void => {
    clock.tick()
    later(lenses.refresh)
    const { pull, pullRefresh, refreshHints } = known()
    if (refreshHints) later(() => connection.languages.inlayHint.refresh())
    if (!pull) pusher.scheduleAll(0)
    else if (pullRefresh)
      connection.languages.diagnostics.refresh().catch((error: unknown) => log.warn(`the client could not refresh: ${String(error)}`))
  }
  const tellLive = (): void => {
    if (known().ownCommands) later(() => connection.sendNotification(liveChanged))
  }
  /** Asking git takes time, so diagnostics come before it and again after it. */
  const askGit = async (): Promise<void> => {
    const told = await Promise.all((await projects.all()).map((project) => loadGitFacts(project, log)))
    if (!told.includes(true)) return
    for (const project of projects.opened()) project.invalidate([])
    refresh()
  }
  const reload = async (): Promise<void> => {
    if (known().configuration) settings = await loadSettings(connection)
    await projects.reset()
    refresh()
    tellLive()
    await publishProblems(session)
    await askGit()
  }
  const later = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)))
  }

  connection.onInitialize((params) => {
    features = readFeatures(params)
    say = createSay(params.locale)
    folders = listFolders(params)
    return describeServer(features)
  })
  connection.onInitialized(() =>
    later(async () => {
      const { configuration, watchConfiguration, watchFiles, folders: watchFolders } = known()
      await projects.setFolders(folders)
      if (configuration) settings = await loadSettings(connection)
      becomeReady()
      if (watchConfiguration) await connection.client.register(DidChangeConfigurationNotification.type, { section: 'tenantscope' })
      if (watchFiles)
        await connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: '**/*.{py,pyi,sql,ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,toml,ini,cfg,mako,json}' }],
        })
      if (watchFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
          later(async () => {
            const gone = new Set(removed.map(({ uri }) => uri))
            folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)]
            await projects.setFolders(folders)
            refresh()
          }),
        )
      }
      await publishProblems(session)
      tellLive()
      await askGit()
    }),
  )
  connection.onDidChangeConfiguration(() => later(reload))
  connection.onDidChangeWatchedFiles(({ changes }) =>
    later(async () => {
      // Saving an open document changes nothing: its text was judged already. Configuration counts when it is saved.
      const news = changes.filter(({ uri, type }) => type !== FileChangeType.Changed || !documents.get(uri) || isConfigFile(uri))
      const places = news.flatMap(({ uri }) => projects.peek(uri) ?? [])
      if (places.some(({ project, file }) => isConfigFile(file) || file === defaultBaselineName || project.isSnapshotFile(file)))
        return reload()
      const byProject = new Map(
        places.map(({ project }) => [project, places.filter((place) => place.project === project).map(({ file }) => file)]),
      )
      for (const [project, files] of byProject) project.invalidate(files)
      if (byProject.size > 0) refresh()
    }),
  )
  let settling: NodeJS.Timeout | undefined
  const settleLater = (): void => {
    clearTimeout(settling)
    settling = setTimeout(
      () =>
        later(async () => {
          const settled = projects.opened().map((project) => project.settle())
          if (settled.includes(true)) refresh()
          else await lenses.refresh()
        }),
      settlingRest,
    )
  }
  bindDocuments(session, {
    touched(uri, how) {
      clock.tick()
      // Closing takes back what was not saved.
      if (how === 'close') later(lenses.refresh)
      if (how === 'change') {
        session.typing.changed(uri)
        settleLater()
      }
      if (known().pull) return
      if (how === 'close') pusher.clear(uri)
      else pusher.schedule(uri, how === 'open' ? 0 : typingRest)
    },
  })
  bindPull(session)
  bindCodeActions(session)
  bindHover(session)
  bindHints(session)
  bindLinks(session)
  bindCompletion(session)
  bindRequests(session)
  connection.onShutdown(() => projects.close())
  connection.listen()
}

const describeServer = ({
  encoding,
  pull,
  folders,
  resolveEdit,
  definition,
  completion,
  lenses,
  hints,
  links,
  notebooks,
}: ClientFeatures): InitializeResult => ({
  serverInfo: { name: 'TenantScope', version },
  capabilities: {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    ...(notebooks ? { notebookDocumentSync: { notebookSelector: [{ notebook: '*', cells: [{ language: 'python' }] }] } } : {}),
    ...(pull ? { diagnosticProvider: { identifier: 'tenantscope', interFileDependencies: true, workspaceDiagnostics: true } } : {}),
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind],
      resolveProvider: resolveEdit,
    },
    hoverProvider: true,
    ...(hints ? { inlayHintProvider: true } : {}),
    ...(links ? { documentLinkProvider: {} } : {}),
    ...(definition ? { definitionProvider: true } : {}),
    ...(completion ? { completionProvider: { triggerCharacters: ['"', "'"] } } : {}),
    ...(lenses ? { codeLensProvider: {} } : {}),
    ...(folders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
  },
})

function listFolders({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri)
  return rootUri ? [rootUri] : []
}

const createLog = ({ console }: Connection): Log => ({
  info: (message) => console.info(message),
  warn: (message) => console.warn(message),
  error: (message) => console.error(message),
})

/** Counts changes and wakes who waits for the next one. */
function createClock() {
  let count = 0
  const waiting = new Set<() => void>()
  return {
    now: () => count,
    tick(): void {
      count++
      for (const wake of [...waiting]) wake()
    },
    next: (signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        const wake = (): void => {
          waiting.delete(wake)
          signal.removeEventListener('abort', stop)
          resolve()
        }
        const stop = (): void => {
          waiting.delete(wake)
          reject(signal.reason)
        }
        if (signal.aborted) return stop()
        waiting.add(wake)
        signal.addEventListener('abort', stop, { once: true })
      }),
  }
}
