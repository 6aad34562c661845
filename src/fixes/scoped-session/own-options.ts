import { modelFacts } from '../../models/model-facts'
import { placeOf } from '../../project/place-of'
import type { Effect } from '../../project/sessions/effect'
import { partsOf } from '../../project/sessions/inner-sql'
import { translateMapIn } from '../../project/sessions/translate-map'
import type { Workspace } from '../../project/workspace'
import type { Call, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import { tenantEntry } from './tenant-token'

/**
 * A statement that the session's bind does not decide about: `execution_options(schema_translate_map={"common": …})` takes the place of
 * the session's map, `bind_arguments={"bind": engine}` passes its engine by. Says what and where.
 */
export function findOwnOptions(workspace: Workspace, effects: readonly Effect[]): string | undefined {
  const models = modelFacts(workspace)
  for (const { path, event } of effects.flatMap(({ calls }) => calls)) {
    if (event.kind !== 'orm') continue
    const isShared =
      event.entities.length > 0 &&
      event.entities.every(({ path: at, node }) => node && at !== undefined && models.modelOf(at, node)?.scope === 'shared')
    if (isShared) continue
    if (event.call.keywords.some(({ name }) => name === 'bind_arguments'))
      return `the statement at ${placeOf(workspace, path, event.call)} names the engine that it runs on, and passes the session's by`
    for (const part of partsOf(workspace, path, event.call))
      for (const node of descendants(part.expr))
        if (isOption(node) && !isTenants(workspace, part.path, node))
          return `the statement at ${placeOf(workspace, path, event.call)} has a map of its own, which takes the place of the session's`
  }
  return undefined
}

/** A call with options of one statement. */
const isOption = (node: Node): node is Call =>
  node.kind === 'Call' &&
  ((node.func.kind === 'Attribute' && node.func.attr === 'execution_options') ||
    node.keywords.some(({ name }) => name === 'execution_options'))

function isTenants(workspace: Workspace, path: string, call: Call): boolean {
  const map = translateMapIn(workspace, path, call)
  return !map || tenantEntry(workspace, map) !== undefined
}
