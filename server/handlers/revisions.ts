import {
  type CodeLens,
  CodeLensRefreshRequest,
  type CompletionItem,
  CompletionItemKind,
  type Location,
  TextEdit,
} from 'vscode-languageserver'
import { alembicFacts } from '../../src/alembic/alembic-facts'
import { findDefinitions, listCompletions, listLenses, type RevisionTarget } from '../../src/alembic/editor'
import { linkCommandIds } from '../../src/protocol'
import type { Span } from '../../src/text/span'
import { guard } from '../guard'
import { type TextView, toOffset, toRange } from '../positions'
import type { Project } from '../project'
import type { Place } from '../projects'
import { clientUri, type Session, viewOf } from '../session'
import { liveLensOf } from './live-names'

export interface RevisionLenses {
  /** Tells the client to ask again when a lens that it shows says something else by now. Call it when typing rests. */
  refresh(): Promise<void>
}

/** Ids in revision files: where they lead, which may stand there, and what stands above `revision = …`. */
export function bindRevisions(session: Session): RevisionLenses {
  const { connection, documents } = session
  /** What the client shows: lenses by document, without positions, which edits move. */
  const shown = new Map<string, string>()
  connection.onDefinition(({ textDocument, position }, token) =>
    guard(session, 'textDocument/definition', token, async (): Promise<Location[]> => {
      const file = await openRevision(session, textDocument.uri)
      if (!file) return []
      const targets = findDefinitions(file.facts, file.place.file, toOffset(file.view, position))
      return targets.flatMap((target) => toLocation(session, file.place.project, target))
    }),
  )
  connection.onCodeLens(({ textDocument }, token) =>
    guard(session, 'textDocument/codeLens', token, async (): Promise<CodeLens[]> => {
      const file = await openRevision(session, textDocument.uri)
      shown.set(textDocument.uri, sayingOf(session, file))
      return file ? makeLenses(session, file, textDocument.uri) : []
    }),
  )
  return {
    async refresh() {
      if (!session.features().refreshLenses) return
      for (const [uri, before] of [...shown]) {
        if (!documents.get(uri)) {
          shown.delete(uri)
          continue
        }
        if (sayingOf(session, await openRevision(session, uri)) === before) continue
        shown.delete(uri)
        await connection.sendRequest(CodeLensRefreshRequest.type)
        return
      }
    },
  }
}

interface RevisionFile {
  readonly place: Place
  readonly view: TextView
  readonly facts: ReturnType<typeof alembicFacts>
}

/** Only a file that assigns `revision` asks for the graph: typing elsewhere costs one look at the text. */
async function openRevision(session: Session, uri: string): Promise<RevisionFile | undefined> {
  await session.ready
  const place = await session.projects.find(uri)
  if (!place.project.settings.enable) return undefined
  const view = place.file.endsWith('.py') ? viewOf(session, place.project, place.file) : undefined
  if (!view || !/^\uFEFF?revision\b/m.test(view.text)) return undefined
  return { place, view, facts: alembicFacts(place.project.engine.workspaces.of(place.file)) }
}

function toLocation(session: Session, project: Project, { path, span }: RevisionTarget): Location[] {
  const view = viewOf(session, project, path)
  return view ? [{ uri: clientUri(session.documents, project, path), range: toRange(view, span) }] : []
}

/** Ids that may stand at an offset. */
export async function listRevisionItems(session: Session, uri: string, offset: number): Promise<CompletionItem[]> {
  const file = await openRevision(session, uri)
  if (!file) return []
  const { facts, place, view } = file
  return listCompletions(facts, place.file, offset).flatMap(({ id, detail, isHead, replace, rank }) => {
    const newText = asWritten(view.text, replace, id)
    if (newText === undefined) return []
    return {
      label: id,
      kind: CompletionItemKind.Reference,
      detail: [isHead ? 'head' : '', detail].filter((part) => part !== '').join(' · '),
      sortText: String(rank).padStart(6, '0'),
      textEdit: TextEdit.replace(toRange(view, replace), newText),
    }
  })
}

/** Inside quotes the bare id, between members of a tuple one with quotes, and nothing in the middle of a name such as `None`. */
function asWritten(text: string, { start, end }: Span, id: string): string | undefined {
  const before = text[start - 1] ?? ''
  const after = text[end] ?? ''
  if (before === after && (before === '"' || before === "'")) return id
  return start === end && /[\s([{,]/.test(before) && /[\s)\]},]/.test(after) ? `"${id}"` : undefined
}

function makeLenses(session: Session, { facts, place, view }: RevisionFile, uri: string): CodeLens[] {
  const live = liveLensOf(session, place)
  return listLenses(facts, place.file).flatMap(({ at, title, targets }): CodeLens[] => {
    const range = toRange(view, at)
    const locations = targets.flatMap((target) => toLocation(session, place.project, target))
    // Other clients do not know our command; an empty one is a text that does nothing.
    const leads = session.features().ownCommands && locations.length > 0
    const structural: CodeLens = {
      range,
      command: leads ? { title, command: linkCommandIds.goToRevisions, arguments: [uri, range.start, locations] } : { title, command: '' },
    }
    if (!live) return [structural]
    const lists = session.features().ownCommands && live.missing > 0
    const applied = lists
      ? { title: live.title, command: linkCommandIds.showTenantsWithout, arguments: [uri] }
      : { title: live.title, command: '' }
    return [structural, { range, command: applied }]
  })
}

const sayingOf = (session: Session, file: RevisionFile | undefined): string =>
  JSON.stringify(
    file
      ? [
          ...listLenses(file.facts, file.place.file).map(({ title, targets }) => [title, targets.map(({ path }) => path)]),
          liveLensOf(session, file.place),
        ]
      : [],
  )
