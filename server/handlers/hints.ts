import { type InlayHint, InlayHintKind, InlayHintRequest } from 'vscode-languageserver'
import { listSessionHints, type SessionHint } from '../../src/engine/list-session-hints'
import { guard } from '../guard'
import { toPosition, toSpan } from '../positions'
import type { Place } from '../projects'
import { type Session, viewOf, viewOfPlace } from '../session'

/** Longer values are cut: a hint stands in the line. */
const longest = 40

/** Behind the name of a session: which tenant it works for. Off unless the setting asks for it. */
export function bindHints(session: Session): void {
  const { connection, projects } = session
  connection.onRequest(InlayHintRequest.type, ({ textDocument, range }, token) =>
    guard(session, 'textDocument/inlayHint', token, async (): Promise<InlayHint[]> => {
      await session.ready
      const place = await projects.find(textDocument.uri)
      const { enable, inlayHints } = place.project.settings
      if (!enable || !inlayHints) return []
      const view = place.file.endsWith('.py') ? viewOfPlace(session, place) : undefined
      if (!view) return []
      const hints = listSessionHints(place.project.engine.workspaces.of(place.file), place.file, toSpan(view, range))
      return hints.map((hint) => ({
        position: toPosition(view, hint.at),
        label: labelOf(session, hint),
        kind: InlayHintKind.Type,
        tooltip: tooltipOf(session, place, hint),
      }))
    }),
  )
}

function labelOf({ say }: Session, { map }: SessionHint): string {
  if (!map) return `: ${say('hint.unscoped')}`
  return `: ${map.map(({ from, to }) => `${from} → ${to.length > longest ? `${to.slice(0, longest - 1)}…` : to}`).join(', ')}`
}

function tooltipOf(session: Session, { project }: Place, { steps }: SessionHint): string {
  return steps
    .map(({ path, node, text }) => {
      const view = viewOf(session, project, path)
      return `${text} (${path}${view ? `:${toPosition(view, node.start).line + 1}` : ''})`
    })
    .join('\n')
}
