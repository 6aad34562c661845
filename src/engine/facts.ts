import type { SourceFile, FactMap, Need } from '../contract/rule'
import type { Workspace } from '../project/workspace'

/** What a provider may look at: the project and the file under analysis. */
export interface FactWorld {
  readonly workspace: Workspace
  readonly file: SourceFile
}

/** One line for each fact that rules can need. Called at most once for each file that a rule needs it in. */
export type FactProviders = { readonly [K in Need]: (world: FactWorld) => FactMap[K] | Promise<FactMap[K]> }

export const factProviders: FactProviders = {
  project: ({ workspace }) => workspace,
  python: ({ workspace, file }) => {
    const module = workspace.module(file.path)
    if (!module) throw new Error(`${file.path} is no Python module`)
    return module
  },
}
