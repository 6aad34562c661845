import type { Model } from '../../models/model'
import type { ModelFacts } from '../../models/model-facts'
import type { Workspace } from '../workspace'
import { type DependentUse, listDependentUses, nameOf } from './dependent-uses'
import type { SessionEvent } from './events'
import type { SessionFlow } from './scope'

/**
 * What needs the search path in a function that sets one: uses that always depend on it, and, in a project that says which
 * tables are shared by writing their schema, models without a schema that were used under the path before.
 */
export function listPathUses(workspace: Workspace, models: ModelFacts, path: string, flow: SessionFlow): readonly DependentUse[] {
  const dependent = listDependentUses(workspace, models, path, flow)
  if (!namesSharedSchemas(models)) return dependent
  const under = new Set(
    flow.events
      .filter((event) => flow.before(event).some((state) => state.path && state.base.kind !== 'translated'))
      .flatMap((event) => schemalessIn(models, event)),
  )
  const reported = new Set(dependent.map(({ event }) => event))
  const more = flow.events.flatMap((event): DependentUse[] => {
    if (event.kind !== 'orm' || reported.has(event) || event.method === 'add' || event.method === 'add_all') return []
    const model = schemalessIn(models, event).find((each) => under.has(each))
    const name = model?.className
    if (name === undefined) return []
    const named = nameOf(event.call, name) ?? event.call.args[0]
    return named ? [{ event, span: { start: named.start, end: named.end }, name }] : []
  })
  return [...dependent, ...more]
}

/** Some models name a schema, none is the tenants' placeholder: one without a schema is where the path leads. */
function namesSharedSchemas(models: ModelFacts): boolean {
  const { tokens, complete } = models.tokensInUse()
  return complete && !models.usesPlaceholder() && tokens.has(null) && tokens.has('public')
}

const schemalessIn = (models: ModelFacts, event: SessionEvent): readonly Model[] =>
  event.kind === 'orm'
    ? event.entities.flatMap(({ node, path }) => {
        const model = node && path !== undefined ? models.modelOf(path, node) : undefined
        return model?.schema.kind === 'none' && model.table !== undefined ? [model] : []
      })
    : []
