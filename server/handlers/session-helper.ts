import { placeSessionHelper } from '../../src/fixes/find-session-factories'
import { createSessionHelper } from '../../src/fixes/session-helper'
import type { NewFile, Outcome } from '../../src/protocol'
import { failed, noWorkspace } from '../outcomes'
import type { Session } from '../session'

/** A new file with `tenant_session()`, for the client to show before anything is saved. */
export async function answerSessionHelper({ projects, say }: Session): Promise<Outcome<NewFile>> {
  const [project] = await projects.all()
  const workspace = project?.engine.workspaces.all()[0]
  if (!project || !workspace) return noWorkspace(say)
  const { tenancy } = workspace.config
  if (tenancy.tenantSession !== undefined) {
    return failed('configuration', say('helper.configured', { name: tenancy.tenantSession }), say('helper.configuredHelp'))
  }
  const { path, factories } = placeSessionHelper(workspace)
  const { placeholder, shared } = tenancy
  return { ok: true, value: { uri: project.uriOf(path), text: createSessionHelper({ placeholder, shared, factories }) } }
}
