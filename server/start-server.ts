import { pathToFileURL } from 'node:url'
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type InitializeParams,
  ResponseError,
} from 'vscode-languageserver'
import type { Log } from '../src/index'
import { liveChanged } from '../src/protocol'
import { type ClientFeatures, readFeatures } from './client-features'
import { createClock } from './clock'
import { describeServer } from './describe-server'
import { createDocuments } from './documents'
import { loadGitFacts } from './git-facts'
import { bindCodeActions } from './handlers/code-actions'
import { bindCompletion } from './handlers/completion'
import { publishProblems } from './handlers/config-problems'
import { bindPull, createPusher } from './handlers/diagnostics'
import { bindDiskChanges, watchers } from './handlers/disk-changes'
import { bindDocuments } from './handlers/documents'
import { bindHints } from './handlers/hints'
import { bindHover } from './handlers/hover'
import { bindLinks } from './handlers/links'
import { bindRequests } from './handlers/requests'
import { bindRevisions } from './handlers/revisions'
import { createLiveStore } from './live-store'
import { createNotebooks } from './notebooks'
import { createProjects } from './projects'
import { createSay } from './say'
import type { Session } from './session'
import { defaultSettings, loadSettings, parseSettings, sameSettings } from './settings'
import { createTyping } from './typing'

/** Milliseconds that typing must rest before a client that does not ask gets diagnostics. */
const typingRest = 120

/** Milliseconds after which slow answers about the whole project are made anew. */
const settlingRest = 600

/** Milliseconds that a repository must rest before git is asked again: changing the branch writes many files. */
const gitRest = 300

/** Compose the server on a connection and listen. */
export function startServer(connection: Connection): void {
  const log = createLog(connection)
  let features: ClientFeatures | undefined
  let say = createSay(undefined)
  let settings = sameSettings(defaultSettings)
  let folders: readonly string[] = []
  const clock = createClock()
  const documents = createDocuments(() => known().encoding)
  const notebooks = createNotebooks(documents)
  const projects = createProjects({
    notebooks,
    documents,
    log,
    settingsOf: (folder = '') => settings.folders.get(folder) ?? settings.loose,
  })
  let becomeReady = (): void => undefined
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve
  })
  const known = (): ClientFeatures => {
    if (!features) throw new ResponseError(ErrorCodes.ServerNotInitialized, 'the client has not initialized the server yet')
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
  /** A client that refuses is none to wait for: what was known goes on to count. */
  const askSettings = async (): Promise<void> => {
    if (!known().configuration) return
    settings = await loadSettings(connection, folders).catch((error: unknown) => {
      log.warn(`the client did not tell its settings: ${messageOf(error)}`)
      return settings
    })
  }
  /** Everybody asks again, over folders or a configuration that are others by now. */
  const beginAgain = async (): Promise<void> => {
    refresh()
    tellLive()
    await publishProblems(session)
    await askGit()
  }
  const reload = async (): Promise<void> => {
    await askSettings()
    await projects.reset()
    await beginAgain()
  }
  const expect = (registering: Promise<unknown>, what: string): void => {
    registering.catch((error: unknown) => log.warn(`the client will not tell of ${what}: ${messageOf(error)}`))
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
      const { watchConfiguration, watchFiles, folders: watchFolders } = known()
      const { client } = connection
      if (watchFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
          later(async () => {
            const gone = new Set(removed.map(({ uri }) => uri))
            folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)]
            await askSettings()
            await projects.setFolders(folders)
            await beginAgain()
          }),
        )
      }
      await askSettings()
      await projects.setFolders(folders)
      becomeReady()
      if (watchConfiguration)
        expect(client.register(DidChangeConfigurationNotification.type, { section: 'tenantscope' }), 'settings that change')
      if (watchFiles) expect(client.register(DidChangeWatchedFilesNotification.type, { watchers }), 'files that change')
      await publishProblems(session)
      tellLive()
      await askGit()
    }),
  )
  connection.onDidChangeConfiguration(({ settings: given }) =>
    later(async () => {
      // Who cannot be asked sends them along.
      if (!known().configuration) settings = sameSettings(parseSettings(given?.tenantscope))
      await reload()
    }),
  )
  let asking: NodeJS.Timeout | undefined
  const askGitLater = (): void => {
    clearTimeout(asking)
    asking = setTimeout(() => later(askGit), gitRest)
  }
  const disk = bindDiskChanges(session, { reload, refresh, askGit: askGitLater })
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
    touched(uri, how, isNews) {
      clock.tick()
      // What was not saved comes and goes with its document, and counts in others too.
      if (isNews) refresh()
      if (how === 'change') {
        session.typing.changed(uri)
        settleLater()
      }
      if (how === 'open' && !known().watchFiles) later(() => disk.look(uri))
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

function listFolders({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri)
  if (rootUri) return [rootUri]
  return rootPath ? [pathToFileURL(rootPath).toString()] : []
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const createLog = ({ console }: Connection): Log => ({
  info: (message) => console.info(message),
  warn: (message) => console.warn(message),
  error: (message) => console.error(message),
})
