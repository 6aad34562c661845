import { prepareProject } from '../../src/fixes/prepare-project'
import type { Outcome, PreparedModelsResult, PrepareModelsParams } from '../../src/protocol'
import { toWorkspaceEdit } from '../convert'
import { failed, noWorkspace } from '../outcomes'
import type { Session } from '../session'

/** The models of the first folder, and the edit for those that the user chose (or the code tells). Nothing is applied here. */
export async function answerPrepareModels(
  session: Session,
  { tenant = [], shared = [] }: PrepareModelsParams,
): Promise<Outcome<PreparedModelsResult>> {
  const [project] = await session.projects.all()
  const workspace = project?.engine.workspaces.all()[0]
  if (!project || !workspace) return noWorkspace(session.say)
  const { decisions, edits, refused, renamedIndexes, refusal } = prepareProject(workspace, { tenant, shared }, (path) =>
    session.projects.isShown(project, path),
  )
  if (refusal !== undefined) return failed('configuration', refusal)
  if (decisions.length === 0) return failed('not-found', session.say('models.none'))
  const { placeholder } = workspace.config.tenancy
  const names = decisions.flatMap(({ rows, name }) => (rows === 'tenant' ? [`\`${name}\``] : []))
  const indexes = renamedIndexes.map((name) => `\`${name}\``)
  const annotation = {
    label: session.say('models.put', { names: names.join(', '), placeholder }),
    description: [
      session.say('models.sessions'),
      ...(indexes.length > 0 ? [session.say('models.indexes', { names: indexes.join(', ') })] : []),
    ].join('; '),
    needsConfirmation: true,
  }
  const edit = edits.length > 0 ? toWorkspaceEdit(session, project, [{ edits, annotation }]) : undefined
  return {
    ok: true,
    value: {
      placeholder,
      models: decisions.map(({ name, model: { path }, rows, why }) => ({ name, path, rows, why })),
      byHand: refused.map(({ model, reason }) => `${model.className ?? model.table ?? model.path}: ${reason}`),
      renamedIndexes,
      ...(edit ? { edit } : {}),
    },
  }
}
