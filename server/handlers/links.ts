import type { DocumentLink } from 'vscode-languageserver'
import { findRuleKeys } from '../../src/config/find-rule-keys'
import { listSuppressionComments } from '../../src/engine/suppression/suppression-comments'
import { languageOf, rulePages } from '../../src/index'
import { linkCommandIds } from '../../src/protocol'
import type { Span } from '../../src/text/span'
import { pageUrl } from '../convert'
import { guard } from '../guard'
import { type TextView, toRange } from '../positions'
import { isConfigFile } from '../project'
import type { Place } from '../projects'
import { type Session, viewOfPlace } from '../session'

const rules = new Set(Object.keys(rulePages))

/** From the name of a rule, in a suppression or in the configuration, to its page. */
export function bindLinks(session: Session): void {
  const { connection, projects } = session
  connection.onDocumentLinks(({ textDocument }, token) =>
    guard(session, 'textDocument/documentLink', token, async (): Promise<DocumentLink[]> => {
      await session.ready
      const place = await projects.find(textDocument.uri)
      if (!place.project.settings.enable) return []
      const view = session.documents.get(textDocument.uri)?.view ?? viewOfPlace(session, place)
      if (!view) return []
      return listNames(place, view).map(({ rule, ...span }) => ({
        range: toRange(view, span),
        target: pageLink(rule, session.features().ownCommands),
        tooltip: session.say('action.openPage', { rule }),
      }))
    }),
  )
}

/** Our extension shows the page that came with it; other clients open the one on the web. */
export const pageLink = (rule: string, ownCommands: boolean): string =>
  ownCommands ? `command:${linkCommandIds.openRulePage}?${encodeURIComponent(JSON.stringify([rule]))}` : pageUrl(rule)

function listNames({ project, file }: Place, { text, lines }: TextView): readonly (Span & { readonly rule: string })[] {
  if (isConfigFile(file)) return findRuleKeys(text, rules)
  const language = languageOf(file)
  if (!language) return []
  const module = language === 'python' ? project.engine.workspaces.of(file).module(file) : undefined
  return listSuppressionComments(text, language, lines, module).flatMap(({ names }) =>
    names.flatMap(({ name, start, end }) => (rules.has(name) ? [{ rule: name, start, end }] : [])),
  )
}
