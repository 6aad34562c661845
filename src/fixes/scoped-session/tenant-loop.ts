import { modelFacts } from '../../models/model-facts'
import { functionAround, scopeOf, statementsIn } from '../../project/sessions/bindings'
import { effectOf } from '../../project/sessions/effect'
import type { SessionEvent } from '../../project/sessions/events'
import { schemaSource, namesIn as templateNames } from '../../project/sessions/schema-template'
import { placeOf } from '../../project/sessions/scope'
import type { Workspace } from '../../project/workspace'
import type { Expr, For, FunctionDef, Node, Stmt } from '../../python/ast'
import { descendants } from '../../python/children'
import { linesOf } from '../python-lines'
import { indentUnit, nameEngine } from './bind-argument'
import { proveFactory } from './bound-session'
import { listPathReads, listUnusedAfter, namesIn, templateNameIds } from './leftovers'
import { type Outcome, type Rewrite, refuse } from './plan'
import { missing, type Proof, proveDatabaseCode, proved, provePathIndependence, proveToken, proveTypes } from './proofs'
import { replaceStatements } from './replace-statements'
import type { ScopeStatement } from './scope-statements'
import { findTenantSession } from './tenant-session'
import { mapSource } from './tenant-token'
import { freshName, renamesOf, withHeader, wrapLines } from './wrap-block'

/**
 * Rewrite 3: one session for all tenants of a loop. Each round gets its own session, bound to its tenant's engine; what
 * listed the tenants stays on the outer one. Undefined when the path is not set in a loop inside the session's life.
 */
export function planLoop(rewrite: Rewrite): Outcome | undefined {
  const { workspace, module, fn, ref, statements, flow } = rewrite
  const { origin } = ref
  if (origin.kind !== 'opened') return undefined
  const inLoop = statements.filter(({ reset }) => !reset)
  const loops = new Set(inLoop.map(({ call }) => loopAround(fn, call, origin.call)))
  const [loop] = loops
  if (!loop || loops.size !== 1)
    return loops.size > 1 && [...loops].some((each) => each) ? refuse('the path is set in several loops of one session') : undefined
  if (functionAround(origin.call) !== fn || !origin.factory)
    return refuse('the session is not opened by a session factory in this function')
  const factory = proveFactory(rewrite)
  if (factory.verdict === 'refuted') return refuse(factory.text)
  const schema = inLoop[0]?.schema
  if (!schema || schema.kind === 'unreadable') return refuse(schema?.reason ?? 'nothing in the loop says which tenant')
  const source = schemaSource(workspace, schema)
  const same = inLoop.every((statement) => statement.schema?.kind === 'template' && schemaSource(workspace, statement.schema) === source)
  if (source === undefined || !same) return refuse('the loop sets the path to more than one schema')
  const start = wrapStart(fn, loop, inLoop, schema)
  if (typeof start === 'string') return refuse(start)
  const round = loop.body.slice(start)
  const [first] = round
  const last = round[round.length - 1]
  if (!first || !last || statements.some(({ stmt }) => !stmt))
    return refuse('the statement that sets the path is part of a larger expression')
  const inRound = (node: Node) => first.start <= node.start && node.end <= last.end
  const name = freshName(fn, ref, module.text)
  const reads = listPathReads(fn, flow)
  const resetsOutside = statements.filter(({ reset, call }) => reset && !inRound(call))
  const gone = [...statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])), ...reads.statements]
  const unused = listUnusedAfter(fn, gone, templateNameIds(schema))
  const replaced = replaceStatements(
    module,
    ref,
    [...inLoop, ...statements.filter(({ reset, call }) => reset && inRound(call)), ...resetsOutside],
    [...reads.statements, ...unused],
    name,
  )
  if (typeof replaced === 'string') return refuse(replaced)
  const own = new Set<SessionEvent>(statements.map(({ event }) => event))
  const roundEvents = flow.events.filter((event) => inRound(event.node) && !own.has(event))
  const effect = effectOf(workspace, module.path, roundEvents)
  const keptCommit = inLoop.some(({ keeps }) => keeps.includes('commit'))
  const writes = effect.writes || effect.unfollowed.length > 0 || changesObjects(round)
  const needsCommit = writes && !effect.commits && !keptCommit
  const lines = linesOf(module)
  const unit = indentUnit(module)
  const helper = findTenantSession(workspace, module, origin.call, { factory: origin.factory, async: ref.async === true, writes })
  const engine = helper ? { source: '', imports: helper.imports } : nameEngine(workspace, module, origin.call, origin.factory)
  if (typeof engine === 'string') return refuse(engine)
  const factorySource = module.text.slice(origin.call.func.start, origin.call.func.end)
  const indent = lines.indentAt(first.start)
  const wait = ref.async ? 'async ' : ''
  const header = withHeader({
    indent,
    unit,
    newline: lines.newline,
    opening: helper?.opening ?? `${wait}with ${factorySource}(`,
    argument: helper ? source : `bind=${engine.source}.execution_options(${mapSource(workspace, source)})`,
    name,
  })
  const removed = replaced.edits.filter((edit) => edit.text === '')
  const commit = needsCommit ? `${indent}${unit}${ref.async ? 'await ' : ''}${name}.commit()${lines.newline}` : ''
  const wrapped = wrapLines(lines, round, unit, header, commit, removed)
  const renamed = renamesOf(workspace, module.path, fn, ref, inRound, name, removed)
  return {
    kind: 'edits',
    title: 'Give each tenant of the loop a session of its own',
    edits: [...wrapped, ...renamed, ...replaced.edits],
    imports: engine.imports,
    removed: replaced.removed,
    unuses: namesIn([...gone, ...unused]),
    proofs: [
      ...(helper?.proofs ?? []),
      proveToken(workspace, effect),
      provePathIndependence(workspace, module.path, [effect]),
      proved('P3', 'the rest of the path is only public, "$user" and pg_catalog'),
      factory,
      proved('P5', 'each round begins with a new session'),
      proveTypes(workspace, effect),
      proveDatabaseCode(workspace),
      needsCommit
        ? missing(
            'P8',
            'the round writes and does not commit: with `commit()` added, one transaction over all tenants becomes one for each',
          )
        : proved('P8', writes ? 'a round that writes commits inside the round' : 'the round does not write'),
      ...proveObjects(rewrite, loop, inRound),
      ...(reads.kept
        ? [missing('P2', `the path is read at ${placeOf(workspace, module.path, reads.kept.node)} and used for more than a log line`)]
        : []),
    ],
  }
}

/** `job.status = "done"`: an object that the session may flush. */
function changesObjects(round: readonly Stmt[]): boolean {
  return [...statementsIn(round)].some(
    (stmt) =>
      stmt.kind === 'Assign' &&
      stmt.targets.some((target) => target.kind === 'Attribute' && !(target.value.kind === 'Name' && target.value.id === 'self')),
  )
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
  fn: FunctionDef,
  loop: For,
  statements: readonly ScopeStatement[],
  schema: Parameters<typeof templateNames>[0],
): number | string {
  const first = Math.min(...statements.map(({ call }) => loop.body.findIndex((stmt) => stmt.start <= call.start && call.end <= stmt.end)))
  const stmt = loop.body[first]
  if (!stmt) return 'the path is set in an inner loop'
  for (const name of templateNames(schema)) {
    const late = (scopeOf(fn).bindings.get(name.id) ?? []).find(
      (binding) => binding.node !== loop && binding.node.start >= stmt.start && binding.node.start < loop.end,
    )
    if (late) return `\`${name.id}\` gets its value inside the block that has to move into the tenant's session`
  }
  return first
}

/** P9: no object of the outer session changes in the round, none of the inner leaves it, and the outer transaction has ended. */
function proveObjects({ workspace, module, fn, flow }: Rewrite, loop: For, inRound: (node: Node) => boolean): readonly Proof[] {
  const proofs: Proof[] = []
  const before = flow.events.filter((event) => event.node.end <= loop.iter.end)
  const listing = [...before].reverse().find((event) => event.kind === 'orm' || event.kind === 'raw')
  const ended =
    listing === undefined ||
    before.some(
      (event) => (event.kind === 'commit' || event.kind === 'rollback' || event.kind === 'close') && event.node.start > listing.node.start,
    )
  if (!ended && listing)
    proofs.push(
      missing(
        'P9',
        `the outer transaction, begun at ${placeOf(workspace, module.path, listing.node)}, stays open while each round uses a connection of its own: commit before the loop`,
      ),
    )
  const entity = iteratesEntities(workspace, module.path, fn, loop)
  if (entity)
    proofs.push(
      missing('P9', `the loop walks over \`${entity}\` objects of the outer session: what they load or change in the round stays with it`),
    )
  const escaping = escapes(fn, loop, inRound)
  if (escaping)
    proofs.push(missing('P9', `\`${escaping}\` is assigned in the round and used after it: objects of the round's session would leave it`))
  return proofs.length > 0
    ? proofs
    : [proved('P9', 'the outer transaction has ended before the loop, and no object crosses between the sessions')]
}

/** `for user in db.query(User)`: the loop variable is an object, not a plain value. */
function iteratesEntities(workspace: Workspace, path: string, fn: FunctionDef, loop: For): string | undefined {
  const models = modelFacts(workspace)
  const roots: Expr[] = [loop.iter]
  if (loop.iter.kind === 'Name') {
    for (const binding of scopeOf(fn).bindings.get(loop.iter.id) ?? []) if (binding.kind === 'assign') roots.push(binding.value)
  }
  for (const root of roots) {
    for (const node of descendants(root)) {
      if (node.kind !== 'Name') continue
      if (node.parent?.kind === 'Attribute') continue
      const model = models.resolve(path, node)
      if (model?.className) return model.className
    }
  }
  return undefined
}

/** A name that the round binds and that is read after the loop; counters and lists of the outside stay. */
function escapes(fn: FunctionDef, loop: For, inRound: (node: Node) => boolean): string | undefined {
  for (const [name, bindings] of scopeOf(fn).bindings) {
    if (!bindings.every((binding) => binding.kind === 'assign' && inRound(binding.node))) continue
    for (const stmt of fn.body) {
      for (const node of descendants(stmt)) if (node.kind === 'Name' && node.id === name && node.start > loop.end) return name
    }
  }
  return undefined
}
