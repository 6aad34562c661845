import { listImportedRoots, projectRootOf } from '../project/project-roots'
import type { Workspace } from '../project/workspace'
import type { Model } from './model'
import { readModels } from './read-models'

/**
 * The models that the files of a project mean when they name a table or a class: those of the project and of the ones it imports from. One without
 * any of these means the projects around and inside it. Services that stand side by side do not know each other's tables.
 */
export function listVisibleModels(workspace: Workspace, root: string): readonly Model[] {
  const all = readModels(workspace).all()
  const owners = new Map(all.map((model) => [model, projectRootOf(workspace, model.path)]))
  if (new Set(owners.values()).size < 2) return all
  const imported = listImportedRoots(workspace, root)
  const of = (isVisible: (owner: string) => boolean): readonly Model[] => all.filter((model) => isVisible(owners.get(model) ?? ''))
  const near = of((owner) => owner === root || imported.has(owner))
  return near.length > 0 ? near : of((owner) => isWithin(owner, root) || isWithin(root, owner))
}

const isWithin = (inner: string, outer: string): boolean => outer === '' || inner === outer || inner.startsWith(`${outer}/`)
