import { placeOf } from '../../project/place-of'
import { isPure } from '../../project/purity'
import { scopeOf } from '../../project/sessions/bindings'
import { closuresOf } from '../../project/sessions/closures'
import { effectOf, effectOn } from '../../project/sessions/effect'
import type { SessionEvent } from '../../project/sessions/events'
import { schemaSource, namesIn as templateNames } from '../../project/sessions/schema-template'
import type { For, FunctionDef, Keyword, Node } from '../../python/ast'
import { linesOf } from '../python-lines'
import { proveBareModels } from './bare-models'
import { whyNotBare } from './bare-name'
import { indentUnit } from './bind-argument'
import { changingPart, isKnownOutside } from './bound-session'
import { listPathReads, listUnusedAfter, namesIn, templateNameIds } from './leftovers'
import { openingOf } from './opening'
import { findAsker, findOtherTenant } from './other-tenant'
import { proveDatabaseCode, provePathIndependence } from './path-independence'
import { listStrays, type Outcome, type Rewrite, refuse, withStrays } from './plan'
import { missing, proved } from './proof'
import { proveRest, proveToken, proveTypes } from './proofs'
import { replaceStatements } from './replace-statements'
import { isShared, lastTenantUse, proveObjects } from './round-crossing'
import { endOf } from './round-end'
import type { ScopeStatement } from './scope-statements'
import { whyNotSteady } from './steady-name'
import { findTenantSession } from './tenant-session'
import { mapSource } from './tenant-token'
import { beginsLine, freshName, nameLeaving, renamesOf, withHeader, wrapLines } from './wrap-block'

/**
 * Rewrite 3: one session for all tenants of a loop. Each round gets its own session, bound to its tenant's engine; what
 * listed the tenants stays on the outer one. Undefined when the path is not set in a loop inside the session's life.
 */
export function planLoop(rewrite: Rewrite): Outcome | undefined {
  const { workspace, module, fn, ref, statements, flow } = rewrite
  const { origin } = ref
  const place = openingOf(rewrite)
  const opening = typeof place !== 'string' ? place.call : origin.kind === 'opened' ? origin.call : undefined
  if (!opening) return undefined
  const inLoop = statements.filter(({ reset }) => !reset)
  const loops = new Set(inLoop.map(({ call }) => loopAround(fn, call, opening)))
  const [loop] = loops
  if (!loop || loops.size !== 1)
    return loops.size > 1 && [...loops].some((each) => each) ? refuse('the path is set in several loops of one session') : undefined
  if (typeof place === 'string') return refuse(place)
  const [factory] = place.proofs
  if (factory.verdict === 'refuted') return refuse(factory.text)
  const schema = inLoop[0]?.schema
  if (!schema || schema.kind === 'unreadable') return refuse(schema?.reason ?? 'nothing in the loop says which tenant')
  const source = schemaSource(workspace, schema)
  const same = inLoop.every((statement) => statement.schema?.kind === 'template' && schemaSource(workspace, statement.schema) === source)
  if (source === undefined || !same) return refuse('the loop sets the path to more than one schema')
  const changed = changingPart(fn, schema) ?? whyNotBare(workspace, schema)
  if (changed) return refuse(changed)
  const set = wrapStart(rewrite, loop, inLoop, schema)
  if (typeof set === 'string') return refuse(set)
  const start = widen(rewrite, loop, set, schema)
  const round = loop.body.slice(start)
  const [first] = round
  const last = round[round.length - 1]
  if (!first || !last || statements.some(({ stmt, stays }) => !stmt && !stays))
    return refuse('the statement that sets the path is part of a larger expression')
  const shift = whyNotSteady({ ...rewrite, statements: inLoop }, schema, { from: first.start, until: lastCall(inLoop) })
  if (shift) return refuse(shift)
  const inRound = (node: Node) => first.start <= node.start && node.end <= last.end
  const name = freshName(workspace, fn, ref, module.text)
  const reads = listPathReads(fn, flow)
  const resetsOutside = statements.filter(({ reset, call }) => reset && !inRound(call))
  const gone = [...statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])), ...reads.statements]
  const unused = listUnusedAfter(fn, gone, templateNameIds(schema))
  const replaced = replaceStatements(
    module,
    ref,
    [...inLoop.filter(({ stays }) => !stays), ...statements.filter(({ reset, call }) => reset && inRound(call)), ...resetsOutside],
    [...reads.statements, ...unused],
    name,
  )
  if (typeof replaced === 'string') return refuse(replaced)
  const own = new Set<SessionEvent>(statements.flatMap(({ event, stays }) => (stays ? [] : [event])))
  const inside = closuresOf(workspace, module.path, fn)
    .flatMap((closure) => closure.events)
    .filter((event) => event.ref.id === ref.id)
  const roundEvents = [...flow.events, ...inside].filter((event) => inRound(event.node) && !own.has(event))
  const effect = withStrays(
    effectOf(workspace, module.path, roundEvents),
    listStrays(workspace, module.path, fn).filter(({ event }) => inRound(event.node)),
  )
  const left = lastTenantUse(rewrite, { loop, contains: inRound })
  if (left) return refuse(left)
  const kept = nameLeaving(workspace, module.path, fn, ref, inRound)
  if (kept) return refuse(`\`${kept.id}\` stands for the session inside of the round and outside of it`)
  const other = findOtherTenant(rewrite, source) ?? findAsker(rewrite)
  const end = endOf(workspace, module.path, fn, ref.id, round)
  if (end.jumps) return refuse('a round can be left by `continue`, `break` or `return` with changes that are not committed yet')
  if (end.raises && keepsFailed(rewrite, loop, inRound))
    return refuse('changes of a round that fails are committed later, and a session of its own would lose them')
  const needsCommit = end.open
  const lines = linesOf(module)
  const unit = indentUnit(module)
  if (!beginsLine(lines, first)) return refuse('the round begins on a line with other code, so it cannot be put into a block of its own')
  const options = optionsOf(rewrite, place.options)
  if (options === undefined) return refuse('the session is opened with options that are not plain, and each round would need them again')
  // The project's own helper opens a session without them.
  const helper =
    options === '' && place.opener
      ? findTenantSession(workspace, module, place.call, { opener: place.opener, async: ref.async === true, writes: needsCommit })
      : undefined
  if (place.catches && !helper)
    return refuse('the block treats errors in its own way, and around each round it would treat them before the code around the loop does')
  const names = helper ? { factory: '', engine: '', imports: helper.imports } : place.name()
  if (typeof names === 'string') return refuse(names)
  if (!helper && 'anew' in names && names.anew) return refuse('the engine is asked for anew each time that a session is opened')
  const indent = lines.indentAt(first.start)
  const wait = ref.async ? 'async ' : ''
  const header = withHeader({
    indent,
    unit,
    newline: lines.newline,
    opening: helper?.opening ?? `${wait}with ${names.factory}(`,
    argument: helper
      ? `${source}${rewrite.searchPath ? ', search_path=True' : ''}`
      : `${options}bind=${names.engine}.execution_options(${mapSource(workspace, source)})`,
    name,
  })
  const removed = replaced.edits.filter((edit) => edit.text === '')
  const commits = helper ? helper.helper.commits : place.commits
  const commit = needsCommit && !commits ? `${indent}${unit}${ref.async ? 'await ' : ''}${name}.commit()${lines.newline}` : ''
  const wrapped = wrapLines(lines, round, unit, header, commit, removed)
  const renamed = renamesOf(workspace, module.path, fn, ref, inRound, name, replaced.edits)
  return {
    kind: 'edits',
    title: 'Give each tenant of the loop a session of its own',
    edits: [...wrapped, ...renamed, ...replaced.edits, ...(helper ? [] : place.also)],
    imports: names.imports,
    removed: replaced.removed,
    unuses: namesIn([...gone, ...unused]),
    proofs: [
      ...(helper?.proofs ?? []),
      proveToken(workspace, effect),
      ...proveBareModels(workspace, module.path, fn, effect),
      provePathIndependence(workspace, module.path, [effect]),
      ...(other ? [missing('P2', other)] : []),
      proveRest(source),
      ...place.proofs,
      proved('P5', 'each round begins with a new session'),
      proveTypes(workspace, effect),
      proveDatabaseCode(workspace),
      needsCommit
        ? missing(
            'P8',
            commits
              ? 'the round writes and does not commit: with a block of its own, one transaction over all tenants becomes one for each'
              : 'the round writes and does not commit: with `commit()` added, one transaction over all tenants becomes one for each',
          )
        : proved('P8', 'a round that writes commits inside the round'),
      proveObjects(rewrite, { loop, contains: inRound }),
      ...(reads.kept
        ? [missing('P2', `the path is read at ${placeOf(workspace, module.path, reads.kept.node)} and used for more than a log line`)]
        : []),
    ],
  }
}

/** `expire_on_commit=False, ` of the outer session, for each round's own; undefined where they may be others the next time. */
function optionsOf({ module }: Rewrite, keywords: readonly Keyword[] | undefined): string | undefined {
  const isPlain = keywords?.every(
    ({ name, value }) => value.kind === 'Constant' || value.kind === 'Num' || value.kind === 'Str' || (name === 'info' && isPure(value)),
  )
  return keywords && isPlain ? keywords.map(({ start, end }) => `${module.text.slice(start, end)}, `).join('') : undefined
}

const lastCall = (statements: readonly ScopeStatement[]): number => Math.max(...statements.map(({ call }) => call.start))

/** Is an exception of a round caught outside of it, without a rollback, before something commits? */
function keepsFailed({ workspace, flow }: Rewrite, loop: For, inRound: (node: Node) => boolean): boolean {
  const within = (outer: Node, node: Node) => outer.start <= node.start && node.end <= outer.end
  const commits = flow.events.filter((event) => {
    if (inRound(event.node)) return false
    if (event.kind === 'commit') return true
    return (
      event.kind === 'pass' &&
      (!event.callee || !event.param || effectOn(workspace, event.callee.path, event.callee.fn, event.param).commits)
    )
  })
  if (commits.length === 0) return false
  for (let at = loop.parent; at; at = at.parent) {
    if (at.kind !== 'Try' || !at.body.some((stmt) => within(stmt, loop))) continue
    const rollsBack = (block: Node) => flow.events.some((event) => event.kind === 'rollback' && within(block, event.node))
    if (at.handlers.some((handler) => !rollsBack(handler) && handler.body.at(-1)?.kind !== 'Raise')) return true
    if (commits.some((event) => at.kind === 'Try' && at.finalbody.some((stmt) => within(stmt, event.node)))) return true
  }
  return false
}

/** The loop around a call that does not also hold the opening of the session. */
function loopAround(fn: FunctionDef, call: Node, opening: Node): For | undefined {
  let found: For | undefined
  for (let at = call.parent; at && at !== fn; at = at.parent) {
    if (at.kind !== 'For') continue
    if (at.start <= opening.start && opening.end <= at.end) break
    found = at
  }
  return found
}

/** From which statement of the loop's body on the round belongs to the tenant; a reason when the schema is not known there. */
function wrapStart(
  rewrite: Rewrite,
  loop: For,
  statements: readonly ScopeStatement[],
  schema: Parameters<typeof templateNames>[0],
): number | string {
  const first = Math.min(...statements.map(({ call }) => loop.body.findIndex((stmt) => stmt.start <= call.start && call.end <= stmt.end)))
  const stmt = loop.body[first]
  if (!stmt) return 'the path is set in an inner loop'
  for (const name of templateNames(schema)) {
    const list = scopeOf(rewrite.fn).bindings.get(name.id) ?? []
    if (list.length === 0 && !isKnownOutside(rewrite, name)) return `\`${name.id}\` has no value yet where the round begins`
    const late = list.find((binding) => binding.node !== loop && binding.node.start >= stmt.start && binding.node.start < loop.end)
    if (late) return `\`${name.id}\` gets its value inside the block that has to move into the tenant's session`
  }
  return first
}

/** What a round does to shared rows before it sets the path belongs to its transaction: from where on it moves with the round. */
function widen(rewrite: Rewrite, loop: For, set: number, schema: Parameters<typeof templateNames>[0]): number {
  let start = set
  for (let index = set - 1; index >= 0; index--) {
    const stmt = loop.body[index]
    if (stmt?.kind !== 'ExprStmt' && stmt?.kind !== 'Assign') return start
    const events = rewrite.flow.events.filter(({ node }) => stmt.start <= node.start && node.end <= stmt.end)
    if (!events.every((event) => isShared(rewrite, event))) return start
    const late = templateNames(schema).some((name) =>
      (scopeOf(rewrite.fn).bindings.get(name.id) ?? []).some(
        ({ node }) => node !== loop && node.start >= stmt.start && node.end <= loop.end,
      ),
    )
    if (late) return start
    if (events.length > 0) start = index
  }
  return start
}
