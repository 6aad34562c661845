import { type CompletionItem, CompletionItemKind, TextEdit } from 'vscode-languageserver'
import { describeName, describeRevision, findNameAt, listNameCompletions, type NameAtLine } from '../../src/live/facts-at-line'
import { findNamePlace } from '../../src/live/name-place'
import type { Span } from '../../src/text/span'
import { type TextView, toRange } from '../positions'
import type { Place } from '../projects'
import type { Session } from '../session'

/** What the last reading of the database knows about the name at a place. */
export function explainLiveName(
  { live }: Session,
  { project, file }: Place,
  offset: number,
): { readonly span: Span; readonly markdown: string } | undefined {
  const world = file.endsWith('.py') ? live.worldOf(project) : undefined
  const name = world && findNameAt(file, offset, world)
  const facts = name && describeName(name, world)
  return facts && { span: name.span, markdown: facts.markdown }
}

const kinds: { readonly [kind in NameAtLine['kind']]: CompletionItemKind } = {
  table: CompletionItemKind.Struct,
  column: CompletionItemKind.Field,
  constraint: CompletionItemKind.Constant,
  index: CompletionItemKind.Constant,
}

/** Names that tenants have, for the string that is being written; what most of them have first. */
export function listLiveItems({ live }: Session, { project, file }: Place, view: TextView, offset: number): CompletionItem[] {
  const world = file.endsWith('.py') ? live.worldOf(project) : undefined
  const module = world && project.engine.workspaces.of(file).module(file)
  const place = module && findNamePlace(module, offset, world.config.tenancy)
  if (!world || !place) return []
  return listNameCompletions(place, world).map(({ name, detail }, rank) => ({
    label: name,
    kind: kinds[place.kind],
    detail,
    sortText: String(rank).padStart(6, '0'),
    textEdit: TextEdit.replace(toRange(view, place.replace), name),
  }))
}

/** How many tenants have had the revision of a file. */
export function liveLensOf({ live }: Session, { project, file }: Place): { readonly title: string; readonly missing: number } | undefined {
  const world = live.worldOf(project)
  const told = world && describeRevision(file, world)
  return told && { title: told.title, missing: told.missing.length }
}
