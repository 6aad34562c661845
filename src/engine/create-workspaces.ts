import type { LoadedConfigs } from '../config/load-configs'
import type { Config } from '../contract/config'
import { createWorkspace } from '../project/create-workspace'
import type { WorkspaceControl, WorkspaceOptions } from '../project/workspace'
import type { WorkspaceSet } from './engine'

export interface WorkspacesOptions extends Omit<WorkspaceOptions, 'config'> {
  readonly configs: Pick<LoadedConfigs, 'of' | 'configs'>
}

/** One workspace for each configuration of a project, all over the same files. */
export function createWorkspaces({ configs, ...shared }: WorkspacesOptions): WorkspaceSet {
  const byConfig = new Map<Config, WorkspaceControl>(configs.configs.map((config) => [config, createWorkspace({ ...shared, config })]))
  const all = [...byConfig.values()]
  const [first] = all
  if (!first) throw new Error('a project has at least the default configuration')
  return { all: () => all, of: (path) => (all.length === 1 ? first : (byConfig.get(configs.of(path)) ?? first)) }
}
