import { placeOf } from '../../project/place-of'
import { closuresGiven, closuresOf } from '../../project/sessions/closures'
import { effectOn } from '../../project/sessions/effect'
import { eventsGiven, type SessionEvent } from '../../project/sessions/events'
import { lowering, type SchemaTemplate, schemaSource, templateAtCall, templateOf } from '../../project/sessions/schema-template'
import type { Workspace } from '../../project/workspace'
import type { Rewrite } from './plan'

type Pass = SessionEvent & { readonly kind: 'pass' }

/**
 * A function that gets the session and sets the path for another tenant than the session's, or one that cannot be told: under a map, its
 * SET would move nothing.
 */
export function findOtherTenant({ workspace, module, fn, ref, flow, statements }: Rewrite, source: string): string | undefined {
  const own = new Set<SessionEvent>(statements.flatMap(({ event, stays }) => (stays ? [] : [event])))
  const inside = closuresOf(workspace, module.path, fn).flatMap(({ events }) => events)
  for (const event of [...flow.events, ...inside]) {
    if (event.kind !== 'pass' || event.ref.id !== ref.id || own.has(event)) continue
    for (const schema of schemasSetBy(workspace, module.path, event)) {
      const other = schema.kind === 'template' ? schemaSource(workspace, schema) : undefined
      if (other !== undefined && bare(other) === bare(source)) continue
      const what = other === undefined ? 'a schema that may be another one' : `\`${other}\``
      return `\`${event.name}\` at ${placeOf(workspace, module.path, event.node)} sets the path to ${what}, and a map would move it to \`${source}\``
    }
  }
  return undefined
}

/** A function that gets the session and asks for the path: `SHOW search_path` in a guard, which a map does not set. */
export function findAsker({ workspace, module, ref, flow, statements }: Rewrite): string | undefined {
  const own = new Set<SessionEvent>(statements.flatMap(({ event, stays }) => (stays ? [] : [event])))
  const asker = flow.events.find(
    (event): event is Pass =>
      event.kind === 'pass' &&
      event.ref.id === ref.id &&
      !own.has(event) &&
      event.callee !== undefined &&
      event.param !== undefined &&
      effectOn(workspace, event.callee.path, event.callee.fn, event.param).shows,
  )
  return asker && `\`${asker.name}\` at ${placeOf(workspace, module.path, asker.node)} asks for the path, which a map does not set`
}

const bare = (source: string): string => (source.endsWith(lowering) ? source.slice(0, -lowering.length) : source)

/** Every schema that a call puts on the path of the session, in the words of the caller. */
export function schemasSetBy(workspace: Workspace, path: string, { call, callee, param }: Pass, depth = 0): readonly SchemaTemplate[] {
  if (!callee || !param || depth > 4) return []
  const given = [
    ...eventsGiven(workspace, callee.path, callee.fn, param).events,
    ...closuresGiven(workspace, callee.path, callee.fn, param).flatMap(({ events }) => events),
  ]
  return given
    .filter((event) => event.ref.id === param)
    .flatMap((event) => {
      if (event.kind === 'set') return event.change.form === 'reset' ? [] : [templateOf(workspace, event.change, event.execution)]
      return event.kind === 'pass' ? schemasSetBy(workspace, callee.path, event, depth + 1) : []
    })
    .map((schema) => templateAtCall(workspace, schema, callee.fn, callee.path, call, path))
}
