import type { CompletionItem } from 'vscode-languageserver'
import { guard } from '../guard'
import { toOffset } from '../positions'
import { type Session, viewOfPlace } from '../session'
import { listLiveItems } from './live-names'
import { listRevisionItems } from './revisions'

/** Inside strings: ids of revisions, and names that the database has. */
export function bindCompletion(session: Session): void {
  const { connection } = session
  connection.onCompletion(({ textDocument, position }, token) =>
    guard(session, 'textDocument/completion', token, async (): Promise<CompletionItem[]> => {
      await session.ready
      const place = await session.projects.find(textDocument.uri)
      if (!place.project.settings.enable) return []
      const view = place.file.endsWith('.py') ? viewOfPlace(session, place) : undefined
      if (!view) return []
      const offset = toOffset(view, position)
      return [...(await listRevisionItems(session, textDocument.uri, offset)), ...listLiveItems(session, place, view, offset)]
    }),
  )
}
