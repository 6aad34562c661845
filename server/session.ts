import { createHash } from 'node:crypto'
import type { Connection } from 'vscode-languageserver'
import { applyBaseline, type Finding, type Log } from '../src/index'
import type { ClientFeatures } from './client-features'
import type { Documents } from './documents'
import type { LiveStore } from './live-store'
import { isSheetFile, type Notebooks, type SheetCell, toSheetFile } from './notebooks'
import { createDiskView, type TextView } from './positions'
import type { Project } from './project'
import type { Place, Projects } from './projects'
import type { Say } from './say'
import type { Typing } from './typing'

/** What handlers work with. Nothing in it is an answer: answers are computed when they are asked for. */
export interface Session {
  readonly connection: Connection
  readonly log: Log
  readonly documents: Documents
  readonly notebooks: Notebooks
  readonly projects: Projects
  readonly live: LiveStore
  /** Throws what a request is answered with before `initialize`. */
  readonly features: () => ClientFeatures
  readonly typing: Typing
  /** Texts in the client's language. */
  readonly say: Say
  /** Settles when settings and folders are known. */
  readonly ready: Promise<void>
  /** What is known of databases is another now: everybody asks again. */
  readonly changed: () => void
  /** Counts everything that can change an answer. */
  readonly state: () => number
  /** Settles at the next change, or when the signal says so. */
  readonly nextChange: (signal: AbortSignal) => Promise<void>
}

/**
 * The findings of a file that are shown, those of the database's last reading among them; those of comments and baseline are not. While somebody
 * types, what stands outside of the definition they are in may be that of the last whole check, without fixes.
 */
export async function listFindings(
  { live, notebooks }: Pick<Session, 'live' | 'notebooks'>,
  place: Place,
  signal?: AbortSignal,
  typing = false,
): Promise<readonly Finding[]> {
  const { project, file } = place
  const { findings } = await project.engine.checkFile({ path: file, signal, typing: typing && place.cell === undefined })
  const shown = shownFindings(project, [...findings, ...live.findingsOf(project, file)])
  if (place.cell === undefined) return shown
  const cell = listCells(notebooks, project, file).find(({ uri }) => uri === place.cell)
  return cell ? shown.filter(({ span }) => cell.start <= span.start && span.start < cell.end) : []
}

export const shownFindings = ({ baseline }: Project, findings: readonly Finding[]): readonly Finding[] =>
  (baseline ? applyBaseline(baseline, findings).findings : findings).filter(({ suppressed }) => !suppressed)

/** The text of a file as the engine judged it, with positions in the client's encoding. */
export function viewOf({ documents, features }: Session, project: Project, file: string): TextView | undefined {
  const text = project.engine.workspaces.of(file).text(file)
  if (text === undefined) return undefined
  const open = documents.get(clientUri(documents, project, file))
  return open?.view.text === text ? open.view : createDiskView(text, features().encoding)
}

/** The text of a place, with positions as its document counts them. */
export function viewOfPlace(session: Session, { project, file, cell }: Place): TextView | undefined {
  if (cell === undefined) return viewOf(session, project, file)
  const view = listCells(session.notebooks, project, file).find(({ uri }) => uri === cell)?.view
  return view && view.text === project.engine.workspaces.of(file).text(file) ? view : undefined
}

/** The document that a client knows an offset of a file in: of a notebook it is the cell. Undefined when the file is gone. */
export function documentAt(
  session: Session,
  project: Project,
  file: string,
  offset: number,
): { readonly uri: string; readonly view: TextView } | undefined {
  if (isSheetFile(file)) return listCells(session.notebooks, project, file).find(({ start, end }) => start <= offset && offset < end)
  const view = viewOf(session, project, file)
  return view && { uri: clientUri(session.documents, project, file), view }
}

function listCells(notebooks: Notebooks, project: Project, file: string): readonly SheetCell[] {
  const wanted = new Set(project.urisOf(file).map(normalUri))
  const uri = notebooks.all().find((each) => wanted.has(normalUri(toSheetFile(each))) || wanted.has(normalUri(each)))
  return uri === undefined ? [] : (notebooks.sheetOf(uri)?.cells ?? [])
}

/** The URI under which the client has a file open; there are several ways to write one. */
export function clientUri(documents: Documents, project: Project, file: string): string {
  const uri = project.uriOf(file)
  if (documents.get(uri)) return uri
  const uris = new Set(project.urisOf(file).map(normalUri))
  return documents.all().find((document) => uris.has(normalUri(document.uri)))?.uri ?? uri
}

/** Editors differ in what they escape and how they write a drive's letter: two URIs of one file give the same text. */
export const normalUri = (uri: string): string => decode(uri).replace(/^file:\/\/\/[A-Za-z]:/, (drive) => drive.toLowerCase())

function decode(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    // A buffer of some plugin, `fugitive:///shop/50%off.py`: it is called what it is called.
    return uri
  }
}

export const hashOf = (value: unknown): string => createHash('sha1').update(JSON.stringify(value)).digest('base64url')
