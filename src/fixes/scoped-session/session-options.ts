import type { RuleFinding } from '../../contract/finding'
import { closuresOf } from '../../project/sessions/closures'
import { effectOf } from '../../project/sessions/effect'
import type { SessionEvent } from '../../project/sessions/events'
import type { SchemaTemplate } from '../../project/sessions/schema-template'
import { schemaSource } from '../../project/sessions/schema-template'
import { flowOf } from '../../project/sessions/scope'
import type { Workspace } from '../../project/workspace'
import type { FunctionDef } from '../../python/ast'
import type { TextEdit } from '../../text/apply-edits'
import { editImports } from '../imports'
import { removeStatements } from '../remove-statements'
import { proveBareModels } from './bare-models'
import { makeAvailable } from './bound-session'
import { namesIn } from './leftovers'
import { openingOf } from './opening'
import { proveDatabaseCode, provePathIndependence } from './path-independence'
import type { PlacedEdit, Rewrite } from './plan'
import { proveToken, proveTypes } from './proofs'
import { tenantEntry, tenantToken } from './tenant-token'

/** The call that Session does not have becomes the bind of the session where it is opened. */
export function planSessionOptions(
  workspace: Workspace,
  path: string,
  fn: FunctionDef,
  event: SessionEvent & { readonly kind: 'options' },
): Pick<RuleFinding, 'fixes' | 'noFix'> {
  const module = workspace.module(path)
  const { ref, map, call } = event
  const { origin } = ref
  if (!module || (origin.kind !== 'opened' && origin.kind !== 'yielded'))
    return { noFix: 'the session is not opened in this function: bind it to the tenant where it is' }
  const value = map && tenantEntry(workspace, map)?.value
  if (!map || !value || map.entries.length !== 1)
    return { noFix: `the map is not seen to translate \`${tenantToken(workspace) ?? 'None'}\` and nothing else` }
  const schema: SchemaTemplate & { kind: 'template' } = { kind: 'template', parts: [{ kind: 'expr', expr: value, path: map.path }] }
  const source = schemaSource(workspace, schema)
  if (source === undefined || map.path !== path) return { noFix: 'the schema name is too entangled to be written again' }
  const flow = flowOf(workspace, path, fn, ref)
  if (flow.events.filter((each) => each.kind === 'options').length > 1)
    return { noFix: 'the function asks for several maps on one session' }
  const effect = effectOf(workspace, path, [
    ...flow.events.filter((each) => each !== event),
    ...closuresOf(workspace, path, fn).flatMap(({ events }) => events.filter((each) => each.ref.id === ref.id)),
  ])
  const rewrite: Rewrite = { workspace, module, fn, ref, flow, statements: [], effect }
  const place = openingOf(rewrite)
  if (typeof place === 'string') return { noFix: `${place}: bind it to the tenant where it is` }
  const proofs = [
    proveToken(workspace, effect),
    ...proveBareModels(workspace, path, fn, effect),
    provePathIndependence(workspace, path, [effect]),
    ...place.proofs,
    proveTypes(workspace, effect),
    proveDatabaseCode(workspace),
  ]
  const refuted = proofs.find((proof) => proof.verdict === 'refuted')
  if (refuted) return { noFix: refuted.text }
  const hoist = makeAvailable(rewrite, schema, place.call, event.call.start)
  if (typeof hoist === 'string') return { noFix: hoist }
  const names = place.name()
  if (typeof names === 'string') return { noFix: names }
  const removed = place.goes ? [place.call] : []
  const edits: readonly PlacedEdit[] = [
    ...place.bind(names, source),
    ...place.also,
    ...hoist,
    ...withoutCall(module, call),
    ...editImports(workspace, module, names.imports, { edits: [], unuses: namesIn(removed), removed }),
  ]
  const missing = proofs.filter((proof) => proof.verdict === 'missing')
  return {
    fixes: [
      {
        id: `${path}#${fn.name}:options:${call.start}`,
        title: "Bind the session to the tenant's engine",
        safety: missing.length > 0 ? 'unsafe' : 'safe',
        proof: proofs.filter((proof) => proof.verdict === 'proved').map((proof) => `${proof.id}: ${proof.text}`),
        ...(missing.length > 0 ? { why: missing.map((proof) => `${proof.id}: ${proof.text}`).join('; ') } : {}),
        edits: edits.map((edit) => ({ path, ...edit })),
      },
    ],
  }
}

/** `db = db.execution_options(…)` goes; elsewhere the session stands for what the call was to give. */
function withoutCall(module: Rewrite['module'], call: (SessionEvent & { kind: 'options' })['call']): readonly TextEdit[] {
  const { func, parent } = call
  if (func.kind !== 'Attribute') return []
  const session = module.text.slice(func.value.start, func.value.end)
  const alone = parent?.kind === 'ExprStmt'
  const itself =
    parent?.kind === 'Assign' &&
    parent.targets.length === 1 &&
    parent.targets[0] !== undefined &&
    module.text.slice(parent.targets[0].start, parent.targets[0].end) === session
  const removal = alone || itself ? removeStatements(module, [parent]) : undefined
  return removal ? removal.edits : [{ start: call.start, end: call.end, text: session }]
}
