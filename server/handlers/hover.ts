import { type Hover, MarkupKind } from 'vscode-languageserver'
import { type Finding, rulePages } from '../../src/index'
import { overlaps } from '../../src/text/span'
import { guard } from '../guard'
import { toOffset, toRange } from '../positions'
import { listFindings, type Session, viewOfPlace } from '../session'
import { explainName } from './explain'
import { pageLink } from './links'
import { explainLiveName } from './live-names'

/** On a finding: what it is, why it hurts, and where to read on. On a session: whose rows it reaches. */
export function bindHover(session: Session): void {
  const { connection } = session
  connection.onHover(({ textDocument, position }, token) =>
    guard(session, 'textDocument/hover', token, async (signal): Promise<Hover | null> => {
      await session.ready
      const place = await session.projects.find(textDocument.uri)
      if (!place.project.settings.enable) return null
      const view = viewOfPlace(session, place)
      if (!view) return null
      const offset = toOffset(view, position)
      const here = (await listFindings(session, place, signal)).filter(({ span }) => overlaps(span, { start: offset, end: offset }))
      const [innermost] = [...here].sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))
      const explanation = explainName(session, place, offset)
      const name = explainLiveName(session, place, offset)
      const { markdown } = session.features()
      const parts = [
        ...(name ? [name.markdown] : []),
        ...here.map((finding) => describe(session, finding)),
        ...(explanation ? [explanation.markdown] : []),
      ]
      const span = innermost?.span ?? name?.span ?? explanation?.span
      if (!span) return null
      const shown = parts.join('\n\n---\n\n')
      const value = markdown ? shown : shown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')
      return { contents: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value }, range: toRange(view, span) }
    }),
  )
}

function describe({ features, say }: Session, { rule, message, help, fixes, noFix }: Finding): string {
  const proof = fixes.find(({ safety }) => safety === 'safe')?.proof ?? []
  const fixed =
    proof.length > 0
      ? `**${say('hover.safe')}**, ${say('hover.because')}\n${proof.map((each) => `- ${each}`).join('\n')}`
      : noFix
        ? `**${say('hover.noFix')}**: ${noFix}`
        : ''
  return [harmOf(rule), `**${message}**`, help, fixed, `[\`${rule}\`](${pageLink(rule, features().ownCommands)})`]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** The page's first paragraphs, which say what the harm is. */
function harmOf(rule: string): string {
  const page = (rulePages[rule] ?? '').replace(/^# .*\n+/, '')
  return (
    page
      .split(/\n(?=```|#)/)[0]
      ?.split('\n\n')[0]
      ?.replaceAll('\n', ' ')
      .trim() ?? ''
  )
}
