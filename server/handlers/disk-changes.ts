import { statSync } from 'node:fs'
import * as path from 'node:path'
import { FileChangeType, type FileEvent, WatchKind } from 'vscode-languageserver'
import { alembicFacts } from '../../src/alembic/alembic-facts'
import { requirementFile } from '../../src/alembic/installed-versions'
import { defaultBaselineName } from '../../src/index'
import { isConfigFile, type Project } from '../project'
import { clientUri, type Session } from '../session'

/** What answers are made from, by the ends of names. */
const extensions = ['py', 'pyi', 'sql', 'ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'toml', 'ini', 'cfg', 'mako', 'json']
const watched = new RegExp(`\\.(${extensions.join('|')})$`)

/** Of a folder that comes or goes editors tell as a whole, and not of the files in it. */
export const watchers = [
  { globPattern: `**/*.{${extensions.join(',')}}`, kind: WatchKind.Change },
  { globPattern: '**/{requirements,constraints}*.{txt,in}', kind: WatchKind.Change },
  { globPattern: '**/{requirements/*.txt,Pipfile,*.lock}', kind: WatchKind.Change },
  { globPattern: '**', kind: WatchKind.Create | WatchKind.Delete },
  { globPattern: '**/.git/logs/HEAD', kind: WatchKind.Change },
]

/** Git writes here with each commit and each change of the branch. */
const isGitLog = (file: string): boolean => file === '.git/logs/HEAD'

/** Folders that come and go all the time, and hold nothing of the project. */
const foreign = /(^|\/)(\.[^/]*|node_modules|__pycache__|site-packages)(\/|$)/

export interface DiskListener {
  /** Folders or configuration are others: everything is read anew. */
  reload(): Promise<void>
  refresh(): void
  /** What git knows of revisions may be another. */
  askGit(): void
}

export interface DiskChanges {
  /** For clients that cannot watch files: what happened on disk since the last look? */
  look(uri: string): Promise<void>
}

export function bindDiskChanges(session: Session, { reload, refresh, askGit }: DiskListener): DiskChanges {
  const { connection, documents, features, log, projects } = session
  const later = (work: () => Promise<void>): void =>
    void work().catch((error: unknown) => log.error(`a look at the disk failed: ${error instanceof Error ? error.stack : String(error)}`))
  connection.onDidChangeWatchedFiles(({ changes }) =>
    later(async () => {
      const news = new Map<Project, string[]>()
      for (const change of changes) {
        const place = projects.peek(change.uri)
        if (!place) continue
        const { project, file } = place
        if (isGitLog(file) || isRevisionPlace(project, file)) askGit()
        if (!watched.test(file) && !requirementFile.test(file)) {
          if (isFolderOf(project, file, change)) return reload()
          continue
        }
        // Saving an open document changes nothing: its text was judged already. Configuration counts when it is saved.
        if (change.type === FileChangeType.Changed && documents.get(change.uri) && !isConfigFile(file)) continue
        if (isConfiguring(project, file)) return reload()
        const files = news.get(project)
        if (files) files.push(file)
        else news.set(project, [file])
      }
      for (const [project, files] of news) project.invalidate(files)
      if (news.size > 0) refresh()
    }),
  )
  const seen = new WeakMap<Project, ReadonlyMap<string, string>>()
  const look = async (uri: string): Promise<void> => {
    await session.ready
    const { project } = await projects.find(uri)
    const before = seen.get(project)
    const now = project.fs.stamps?.()
    if (!now) return
    seen.set(project, now)
    if (!before) return
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter((file) => before.get(file) !== now.get(file))
    if (changed.some((file) => isConfiguring(project, file))) return reload()
    if (changed.every((file) => documents.get(clientUri(documents, project, file)))) return
    project.invalidate(changed)
    refresh()
  }
  connection.onDidSaveTextDocument(({ textDocument }) => {
    if (!features().watchFiles) later(() => look(textDocument.uri))
  })
  return { look }
}

const isConfiguring = (project: Project, file: string): boolean =>
  isConfigFile(file) || file === defaultBaselineName || project.isSnapshotFile(file)

const isRevisionPlace = ({ engine }: Project, file: string): boolean =>
  engine.workspaces
    .all()
    .some((workspace) =>
      alembicFacts(workspace).environments.some(({ versionLocations }) => versionLocations.some((folder) => file.startsWith(`${folder}/`))),
    )

/** Did a folder with files of the project come, or go? */
function isFolderOf({ root, fs, engine }: Project, file: string, { type }: FileEvent): boolean {
  if (root === undefined || file === '' || file.startsWith('../') || foreign.test(file)) return false
  const holds = (files: readonly string[] = []): boolean => files.some((each) => each.startsWith(`${file}/`))
  if (type === FileChangeType.Deleted) return holds(engine.workspaces.all()[0]?.files())
  return statSync(path.join(root, file), { throwIfNoEntry: false })?.isDirectory() === true && holds(fs.listFiles())
}
