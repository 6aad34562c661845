import { modelFacts } from '../models/model-facts'
import type { Workspace } from '../project/workspace'
import { decideModels, type ModelDecision, type ModelHints } from './decide-models'
import { type PreparedModels, prepareModels } from './prepare-models'
import { tenantToken } from './scoped-session/tenant-token'

export interface PreparedProject extends PreparedModels {
  readonly decisions: readonly ModelDecision[]
  /** Why nothing is prepared. */
  readonly refusal?: string
}

/**
 * The placeholder for every model that is a tenant's, with the foreign keys to them, as one set of edits. `isWanted` tells the files
 * that may change: a repository may hold several projects with tables of one name.
 */
export function prepareProject(workspace: Workspace, hints: ModelHints, isWanted: (path: string) => boolean): PreparedProject {
  if (tenantToken(workspace) === null)
    return {
      decisions: [],
      edits: [],
      refused: [],
      renamedIndexes: [],
      refusal: 'the engines of this project map models without a schema (`{None: …}`), so its models need no placeholder',
    }
  const decisions = decideModels(workspace, hints).filter(({ model }) => isWanted(model.path))
  const tenants = decisions.flatMap(({ rows, model }) => (rows === 'tenant' ? [model] : []))
  const prepared = prepareModels(workspace, modelFacts(workspace), tenants, workspace.config.tenancy.placeholder)
  return { decisions, ...prepared, edits: prepared.edits.filter(({ path }) => isWanted(path)) }
}
