import { placeOf } from '../../project/place-of'
import { valueOf } from '../../project/sessions/values'
import type { FunctionDef, Name, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import type { Rewrite } from './plan'

/**
 * What is kept on the session itself: `db.info["by"] = user`, `db.autoflush = False`, `SessionLocal(info=…)`. Another session lacks it,
 * and listeners ask for it. What a round writes there and nobody reads in the function belongs to the round.
 */
export function sessionState({ workspace, module, fn, ref, flow }: Rewrite, inRound: (node: Node) => boolean): string | undefined {
  const { origin } = ref
  const info = origin.kind === 'opened' ? origin.call.keywords.find(({ name }) => name === 'info') : undefined
  const place = (node: Node) => placeOf(workspace, module.path, node)
  if (info) return `the outer session is opened with \`info\` at ${place(info)}, which each round would get anew`
  for (const { node, attr, written } of usesIn(fn, (name) => {
    const value = valueOf(workspace, module.path, name)
    return value.kind === 'session' && value.ref.id === ref.id
  }))
    if (!written || !inRound(node)) return `the session keeps \`${attr}\` at ${place(node)}, and a session of each round does not have it`
  for (const event of flow.events) {
    if (event.kind !== 'pass' || !event.callee || !event.param || inRound(event.node)) continue
    const { callee, param } = event
    const [use] = usesIn(callee.fn, ({ id }) => id === param.name)
    if (use)
      return `\`${event.name}\` at ${place(event.node)} keeps \`${use.attr}\` on the session, and a session of each round does not have it`
  }
  return undefined
}

interface StateUse {
  readonly node: Node
  readonly attr: string
  /** Plainly assigned, and not read. */
  readonly written: boolean
}

function* usesIn(fn: FunctionDef, isSession: (name: Name) => boolean): Generator<StateUse> {
  for (const stmt of fn.body)
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Attribute') continue
      // An AsyncSession shows the `info` of the session inside of it.
      const owner = node.value.kind === 'Attribute' && node.value.attr === 'sync_session' ? node.value.value : node.value
      if (owner.kind !== 'Name' || !isSession(owner)) continue
      const { parent, attr } = node
      const target = attr === 'info' && parent?.kind === 'Subscript' && parent.value === node ? parent : node
      const assign = target.parent
      const written = assign?.kind === 'Assign' && assign.targets.some((each) => each === target)
      if (written || attr === 'info') yield { node, attr, written: written && assign.op === undefined }
    }
}
