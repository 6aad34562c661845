import { realpathSync } from 'node:fs'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProjectRoot } from '../src/host/project-root'
import { type Log, languageOf } from '../src/index'
import type { EditorSettings } from '../src/protocol'
import type { Documents } from './documents'
import { toJudgedText } from './judged-text'
import { toLooseFile } from './loose-file'
import { type Notebooks, toSheetFile } from './notebooks'
import { openProject, type Project } from './project'

/** A document's place: its project and its path there. */
export interface Place {
  readonly project: Project
  readonly file: string
  /** The cell, when the file is the sheet of a notebook. */
  readonly cell?: string
}

/** The projects of the session: one for each folder, opened when it is first needed, and one for what is in no folder. */
export interface Projects {
  find(uri: string): Promise<Place>
  all(): Promise<readonly Project[]>
  /** Those that are open by now, that of loose documents included. */
  opened(): readonly Project[]
  /** Is the file in a folder that the editor has open? The project may be larger. */
  isShown(project: Project, file: string): boolean
  setFolders(uris: readonly string[]): Promise<void>
  /** Read configuration again: everything is opened afresh. */
  reset(): Promise<void>
  /** The place, when its project is open already. */
  peek(uri: string): Place | undefined
  close(): Promise<void>
}

export interface ProjectsOptions {
  readonly notebooks: Notebooks
  readonly documents: Documents
  readonly log: Log
  /** Of a folder, by its URI; of documents in none. */
  readonly settingsOf: (folder: string | undefined) => EditorSettings
}

export function createProjects({ notebooks, documents, log, settingsOf }: ProjectsOptions): Projects {
  let folders: readonly Folder[] = []
  const opened = new Map<string, Promise<Project>>()
  const ready = new Map<string, Project>()
  const loose = ''

  /** A file that goes by its real path lies in the folder that links there. */
  const toFile = (uri: string): string | undefined => {
    const absolute = toPath(uri)
    if (absolute === undefined || folders.some(({ folder }) => isBelow(absolute, folder))) return absolute
    const linked = folders.find(({ real }) => isBelow(absolute, real))
    return linked ? path.join(linked.folder, path.relative(linked.real, absolute)) : absolute
  }
  const rootOf = (uri: string): string => {
    const absolute = toFile(uri)
    if (absolute === undefined) return loose
    const holding = folders.filter(({ folder }) => isBelow(absolute, folder))
    return holding.sort((a, b) => b.folder.length - a.folder.length)[0]?.root ?? loose
  }
  const fileOf = (uri: string, root: string): string =>
    root === loose ? toLooseFile(uri, documents.get(uri)?.languageId) : toRelative(root, toFile(uri) ?? '')
  const placeOf = (uri: string): { readonly root: string; readonly file: string; readonly cell?: string } => {
    const notebook = notebooks.ofCell(uri) ?? (notebooks.sheetOf(uri) ? uri : undefined)
    if (notebook === undefined) {
      const root = rootOf(uri)
      return { root, file: fileOf(uri, root) }
    }
    const root = rootOf(notebook)
    return { root, file: toSheetFile(fileOf(notebook, root)), ...(notebook === uri ? {} : { cell: uri }) }
  }
  const textsOf = (root: string): Map<string, string> =>
    new Map(
      [
        ...documents.all().flatMap(({ uri, view }) => (notebooks.ofCell(uri) ? [] : [{ uri, text: view.text }])),
        ...notebooks.all().map((uri) => ({ uri, text: notebooks.sheetOf(uri)?.text ?? '' })),
      ].flatMap(({ uri, text }) => {
        const place = placeOf(uri)
        // What is not judged is read from the disk, as configuration is.
        return place.root === root && languageOf(place.file) ? [[place.file, toJudgedText(text)] as const] : []
      }),
    )
  const open = (root: string): Promise<Project> => {
    const known = opened.get(root)
    if (known) return known
    // Of several folders of one project the first speaks for all.
    const settings = settingsOf(folders.find((each) => each.root === root)?.uri)
    const links = folders.filter((each) => each.root === root && each.real !== each.folder)
    const opening = openProject({ root: root === loose ? undefined : root, links, settings, log, texts: textsOf(root) }).then((project) => {
      if (opened.get(root) !== opening) return project
      ready.set(root, project)
      // What was typed while it opened.
      for (const [file, text] of textsOf(root)) project.setText(file, text)
      return project
    })
    opened.set(root, opening)
    // A project that failed to open is tried again by the next request, which also reports the failure.
    opening.catch(() => opened.delete(root))
    return opening
  }
  const close = async (): Promise<void> => {
    const closing = [...opened.values()]
    opened.clear()
    ready.clear()
    await Promise.allSettled(closing.map(async (project) => (await project).close()))
  }
  return {
    async find(uri) {
      const { root, ...place } = placeOf(uri)
      return { project: await open(root), ...place }
    },
    peek(uri) {
      const { root, ...place } = placeOf(uri)
      const project = ready.get(root)
      return project && { project, ...place }
    },
    all: () => Promise.all([...new Set(folders.map(({ root }) => root))].map(open)),
    opened: () => [...ready.values()],
    isShown: (project, file) => {
      const absolute = project.root === undefined ? undefined : path.join(project.root, file)
      return absolute !== undefined && folders.some(({ folder }) => isBelow(absolute, folder))
    },
    async setFolders(uris) {
      folders = uris.flatMap((uri) => {
        const file = toPath(uri)
        if (file === undefined) return []
        const folder = path.resolve(file)
        return { uri, folder, real: toRealPath(folder), root: findProjectRoot(folder) }
      })
      await close()
    },
    reset: close,
    close,
  }
}

/** A folder of the editor with the project it belongs to, which may begin above it. */
interface Folder {
  readonly uri: string
  readonly folder: string
  /** Where it lies when links are followed. */
  readonly real: string
  readonly root: string
}

function toRealPath(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    // A folder that is gone, or one that nobody may enter.
    return folder
  }
}

const isBelow = (absolute: string, folder: string): boolean =>
  absolute === folder || absolute.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)

const toPath = (uri: string): string | undefined => {
  if (!uri.startsWith('file:')) return undefined
  try {
    return path.normalize(fileURLToPath(uri))
  } catch {
    // A file URI of another machine.
    return undefined
  }
}

const toRelative = (root: string, absolute: string): string => path.relative(root, absolute).split(path.sep).join('/')
