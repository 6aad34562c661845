import type { WorkspaceEdit } from 'vscode-languageserver'
import { dropLeftImports } from '../../src/fixes/left-imports'
import type { Fix } from '../../src/index'
import { toWorkspaceEdit } from '../convert'
import type { Project } from '../project'
import type { Place } from '../projects'
import { listFindings, type Session, shownFindings, viewOfPlace } from '../session'
import { annotationOf, chooseFixes } from './choose-fixes'
import { type SuppressionText, suppressionEdit } from './suppression-edit'

/** The document that an action was offered for. */
export interface ActionPlace {
  readonly uri: string
  readonly version: number | undefined
}

export interface SuppressionTarget extends ActionPlace {
  readonly rule: string
  readonly fingerprint: string
  readonly scope: 'line' | 'file'
}

/** What an action does is found again when it is resolved: everything is recomputed from the text of then. */
export type ActionData =
  | ({ readonly kind: 'fix'; readonly fix: string } & ActionPlace)
  | ({ readonly kind: 'suppress' } & SuppressionTarget)
  | ({
      readonly kind: 'fix-all'
      readonly within: 'file' | 'workspace'
      readonly safety: Fix['safety']
      readonly rule?: string
    } & ActionPlace)

export async function makeEdit(session: Session, data: ActionData, signal: AbortSignal): Promise<WorkspaceEdit | undefined> {
  // An action for a text that moved on would land in the wrong place.
  if (session.documents.get(data.uri)?.version !== data.version) return undefined
  const place = await session.projects.find(data.uri)
  if (data.kind === 'suppress') return makeSuppression(session, data, signal)
  if (data.kind === 'fix') {
    const fix = (await listFindings(session, place, signal)).flatMap(({ fixes }) => fixes).find(({ id }) => id === data.fix)
    return fix && toWorkspaceEdit(session, place.project, [toGroup(session, fix, spansFiles(fix))])
  }
  const { safety, rule } = data
  if (data.within === 'workspace') {
    const fixes = await chooseEverywhere(session, place.project, { safety, rule }, signal)
    return toWorkspaceEdit(session, place.project, [
      ...fixes.map((fix) => toGroup(session, fix, true)),
      ...leftImports(place.project, fixes),
    ])
  }
  const fixes = chooseFixes(await listFindings(session, place, signal), { safety, rule, file: place.file })
  return toWorkspaceEdit(session, place.project, [
    ...fixes.map((fix) => toGroup(session, fix, safety === 'unsafe')),
    ...leftImports(place.project, fixes),
  ])
}

/** The fixes of the files of a project that are shown, in one pass. */
export async function chooseEverywhere(
  session: Session,
  project: Project,
  choice: { readonly safety: Fix['safety']; readonly rule?: string },
  signal: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<readonly Fix[]> {
  const paths = project.fs.listFiles().filter((file) => session.projects.isShown(project, file))
  const { findings } = await project.engine.checkProject({ paths, signal, onProgress })
  const live = session.live.findingsOf(project).filter(({ path }) => session.projects.isShown(project, path))
  return chooseFixes(shownFindings(project, [...findings, ...live]), choice)
}

export const toGroup = ({ say }: Session, fix: Fix, annotated: boolean) => ({
  edits: fix.edits,
  ...(fix.files === undefined ? {} : { files: fix.files }),
  ...(annotated ? { annotation: annotationOf(fix, say) } : {}),
})

const spansFiles = ({ edits, files = [] }: Fix): boolean => new Set([...edits, ...files].map(({ path }) => path)).size > 1

/** Nothing to choose: when every fix is taken, what they leave unused goes with them. A choice keeps the imports. */
function leftImports({ engine }: Project, fixes: readonly Fix[]) {
  if (fixes.some(({ safety }) => safety === 'unsafe')) return []
  const files = new Set(fixes.flatMap(({ edits }) => edits.map(({ path }) => path)))
  return [...files].flatMap((file) => {
    const workspace = engine.workspaces.of(file)
    const module = file.endsWith('.py') ? workspace.module(file) : undefined
    const edits = module ? dropLeftImports(workspace, module, fixes) : []
    return edits.length > 0 ? [{ edits }] : []
  })
}

/** The comment that silences a finding; undefined when the finding is no more. */
export async function makeSuppression(
  session: Session,
  { uri, version, rule, fingerprint, scope }: SuppressionTarget,
  signal: AbortSignal,
  text?: SuppressionText,
): Promise<WorkspaceEdit | undefined> {
  if (session.documents.get(uri)?.version !== version) return undefined
  const place: Place = await session.projects.find(uri)
  const finding = (await listFindings(session, place, signal)).find((each) => each.rule === rule && each.fingerprint === fingerprint)
  const view = finding && viewOfPlace(session, place)
  const edit = view && suppressionEdit({ path: place.file, view, finding, scope, ...text })
  return edit && toWorkspaceEdit(session, place.project, [{ edits: [edit] }])
}
