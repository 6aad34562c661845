import { placeOf } from '../../project/place-of'
import { functionAround } from '../../project/sessions/bindings'
import { schemaSource } from '../../project/sessions/schema-template'
import { sessionRefOf } from '../../project/sessions/session-ref'
import { translateMapIn } from '../../project/sessions/translate-map'
import type { Call } from '../../python/ast'
import { descendants } from '../../python/children'
import { proveBareModels } from './bare-models'
import { makeAvailable, oneSchema, proveFresh } from './bound-session'
import { listPathReads, listUnusedAfter, namesIn, templateNameIds } from './leftovers'
import { findAsker, findOtherTenant } from './other-tenant'
import { proveDatabaseCode, provePathIndependence } from './path-independence'
import { type Outcome, type Rewrite, refuse } from './plan'
import { missing, proved } from './proof'
import { proveRest, proveToken, proveTypes } from './proofs'
import { replaceStatements } from './replace-statements'
import { whyNotApart } from './scope-statements'
import { guardBefore } from './steady-name'
import { mapSource } from './tenant-token'

/**
 * Rewrite 10: a Core connection that is opened in this function and runs Table constructs only. `engine.begin()` becomes
 * `engine.execution_options(schema_translate_map={"tenant": schema}).begin()`; raw SQL is never translated and refutes it.
 */
export function planTenantConnection(rewrite: Rewrite): Outcome {
  const { workspace, module, fn, flow, statements, ref, effect } = rewrite
  const { origin } = ref
  if (origin.kind !== 'opened' || functionAround(origin.call) !== fn) {
    return refuse(
      'this is a connection, and it is not opened in this function: give it `execution_options(schema_translate_map=…)` where it is',
    )
  }
  const { func } = origin.call
  const opens = func.kind === 'Attribute' && (func.attr === 'connect' || func.attr === 'begin') && origin.call.args.length === 0
  if (!opens || !origin.engine || origin.engine.map) return refuse('how the connection is opened is not plain')
  const schema = oneSchema(rewrite)
  if (typeof schema === 'string') return refuse(schema)
  const source = schemaSource(workspace, schema)
  if (source === undefined) return refuse('the schema name is too entangled to be written again')
  const hoist = makeAvailable(rewrite, schema, origin.call)
  if (typeof hoist === 'string') return refuse(hoist)
  const guard = guardBefore(rewrite, schema, origin.call, source)
  if (statements.some(({ stmt }) => !stmt)) return refuse('the statement that sets the path is part of a larger expression')
  const inside = whyNotApart(statements, origin.call)
  if (inside) return refuse(inside)
  const reads = listPathReads(fn, flow)
  const gone = [...statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])), ...reads.statements]
  const unused = listUnusedAfter(fn, gone, templateNameIds(schema))
  const replaced = replaceStatements(module, ref, statements, [...reads.statements, ...unused])
  if (typeof replaced === 'string') return refuse(replaced)
  const later = mapAfter(rewrite, origin.call)
  if (later) return refuse(`the connection is given a map of its own at ${placeOf(workspace, module.path, later)}`)
  const other = findOtherTenant(rewrite, source) ?? findAsker(rewrite)
  const map = `.execution_options(${mapSource(workspace, source)})`
  return {
    kind: 'edits',
    title: "Open the connection on the tenant's engine",
    edits: [{ start: func.value.end, end: func.value.end, text: map }, ...hoist, ...replaced.edits],
    imports: [],
    removed: replaced.removed,
    unuses: namesIn([...gone, ...unused]),
    proofs: [
      proveToken(workspace, effect),
      ...proveBareModels(workspace, module.path, fn, effect),
      provePathIndependence(workspace, module.path, [effect]),
      ...(other ? [missing('P2', other)] : []),
      proveRest(source),
      proved('P4', `the connection comes from ${origin.engine.name ? `\`${origin.engine.name}\`` : 'an engine'} that carries no map`),
      proveFresh(rewrite),
      ...(guard ? [missing('P5', `the schema's name is checked at ${guard} only, after the session is opened`)] : []),
      proveTypes(workspace, effect),
      proveDatabaseCode(workspace),
      ...(reads.kept
        ? [missing('P2', `the path is read at ${placeOf(workspace, module.path, reads.kept.node)} and used for more than a log line`)]
        : []),
    ],
  }
}

/** `conn = conn.execution_options(schema_translate_map=…)`: the last map counts. */
function mapAfter({ workspace, module, fn }: Rewrite, opening: Call): Call | undefined {
  for (const stmt of fn.body)
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Call' || node.func.kind !== 'Attribute' || node.func.attr !== 'execution_options') continue
      const { origin } = sessionRefOf(workspace, module.path, node.func.value) ?? {}
      if (origin?.kind === 'opened' && origin.call === opening && translateMapIn(workspace, module.path, node)) return node
    }
  return undefined
}
