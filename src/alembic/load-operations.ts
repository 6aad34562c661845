import type { Workspace } from '../project/workspace'
import type { PythonModule } from '../python/ast'
import type { RevisionOperations } from './operation'
import { readOperations } from './read-operations'

/** Operations by file, with the modules they were read from: an edit elsewhere leaves them as they are. */
export type OperationsCache = Map<
  string,
  { readonly modules: ReadonlyMap<string, PythonModule | undefined>; readonly operations: RevisionOperations }
>

/** What a revision file does, read again only when one of the modules it was read from changed. */
export function loadOperations(path: string, workspace: Workspace, cache: OperationsCache): RevisionOperations {
  const known = cache.get(path)
  if (known && [...known.modules].every(([file, module]) => workspace.module(file) === module)) return known.operations
  const modules = new Map<string, PythonModule | undefined>()
  const watched: Workspace = {
    ...workspace,
    module(file) {
      const module = workspace.module(file)
      modules.set(file, module)
      return module
    },
    resolveName(from, name, at) {
      const definition = workspace.resolveName(from, name, at)
      if (definition && definition.kind !== 'external') modules.set(definition.path, workspace.module(definition.path))
      return definition
    },
  }
  const module = watched.module(path)
  const operations: RevisionOperations = module
    ? readOperations(module, watched)
    : { upgrade: [], downgrade: [], functions: { upgrade: undefined, downgrade: undefined }, notFollowed: [], emptyDowngrade: true }
  cache.set(path, { modules, operations })
  return operations
}
