import { explainSession } from '../../src/engine/explain-session'
import type { Outcome, PlaceParams } from '../../src/protocol'
import { contains, type Span } from '../../src/text/span'
import { failed } from '../outcomes'
import { toOffset, toPosition } from '../positions'
import type { Place } from '../projects'
import { clientUri, documentAt, type Session, viewOfPlace } from '../session'

/** Whose rows the session at a place reaches, and the proof with links to its steps. */
export async function answerExplain(session: Session, { uri, position }: PlaceParams): Promise<Outcome<{ readonly markdown: string }>> {
  const place = await session.projects.find(uri)
  const view = viewOfPlace(session, place)
  if (!view) return failed('not-found', session.say('file.unreadable', { file: place.file }))
  const explanation = explainAt(session, place, toOffset(view, position))
  return explanation ? { ok: true, value: explanation } : failed('not-found', session.say('explain.none'), session.say('explain.noneHelp'))
}

export interface Explanation {
  readonly span: Span
  readonly markdown: string
}

export function explainAt(session: Session, { project, file }: Place, offset: number): Explanation | undefined {
  const explanation = explainSession(project.engine.workspaces.of(file), file, offset)
  if (!explanation) return undefined
  const steps = explanation.proof.map(({ path, span, text }) => {
    const at = documentAt(session, project, path, span.start)
    const line = at ? toPosition(at.view, span.start).line + 1 : 1
    return `- ${text} ([${path.replace(/#\.py$/, '')}:${line}](${at?.uri ?? clientUri(session.documents, project, path)}#L${line}))`
  })
  return { span: explanation.span, markdown: [explanation.summary, steps.join('\n')].filter((part) => part !== '').join('\n\n') }
}

/** On the very name of a session, as hovering asks. */
export function explainName(session: Session, place: Place, offset: number): Explanation | undefined {
  const explanation = explainAt(session, place, offset)
  return explanation && contains(explanation.span, { start: offset, end: offset }) ? explanation : undefined
}
