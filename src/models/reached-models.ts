import { subclassesOf } from '../project/sessions/callers'
import type { Workspace } from '../project/workspace'
import type { Model } from './model'
import { modelFacts } from './model-facts'

/** A model whose rows may be loaded or written although no call names it, and the model that leads there. */
export interface ReachedModel {
  readonly model: Model
  readonly from: Model
}

/** What the relationships and the children of models lead to: lazy loads, cascades and polymorphic queries reach their tables too. */
export function listReachedModels(workspace: Workspace, models: readonly Model[]): readonly ReachedModel[] {
  const known = new Set(models)
  const reached: ReachedModel[] = []
  for (let queue = [...models]; queue.length > 0; ) {
    const [from, ...rest] = queue
    queue = rest
    if (!from) break
    for (const model of neighboursOf(workspace, from)) {
      if (known.has(model)) continue
      known.add(model)
      reached.push({ model, from })
      queue.push(model)
    }
  }
  return reached
}

function neighboursOf(workspace: Workspace, model: Model): readonly Model[] {
  const neighbours = workspace.memo('models/neighbours', () => new WeakMap<Model, readonly Model[]>())
  const known = neighbours.get(model)
  if (known) return known
  const facts = modelFacts(workspace)
  const targets = model.relationships.flatMap(({ target }) => (target === undefined ? [] : facts.byClassName(target)))
  const { node } = model
  const children =
    node.kind === 'ClassDef'
      ? subclassesOf(workspace, node).flatMap(({ path, cls }) => {
          const child = facts.modelOf(path, cls)
          return child ? [child] : []
        })
      : []
  const made = [...targets, ...children]
  neighbours.set(model, made)
  return made
}
