import type { Model } from '../models/model'
import { modelFacts } from '../models/model-facts'
import { isMigrationFile } from '../project/file-role'
import { placeOf } from '../project/place-of'
import { effectOn } from '../project/sessions/effect'
import type { EntityRef } from '../project/sessions/entities-in'
import { eventsOf, type SessionEvent } from '../project/sessions/events'
import { listScopingListeners } from '../project/sessions/listeners'
import { functionsWith } from '../project/sessions/path-statements'
import { flowOf } from '../project/sessions/scope'
import type { SessionState } from '../project/sessions/session-state'
import type { SessionRef } from '../project/sessions/value'
import type { Workspace } from '../project/workspace'
import type { Node } from '../python/ast'

/** Whose rows a model without schema holds, and what tells. */
export interface ModelDecision {
  readonly model: Model
  readonly name: string
  readonly rows: 'tenant' | 'shared' | 'unknown'
  readonly why: string
}

export interface ModelHints {
  /** Classes or tables that somebody named. */
  readonly tenant: readonly string[]
  readonly shared: readonly string[]
  /** Tables as a database has them. */
  readonly live?: { readonly tenant: ReadonlySet<string>; readonly shared: ReadonlySet<string> }
}

/**
 * Which models without schema are the tenants'. Told by what was named, by the database, and by the code: what is only reached under a
 * tenant's path is a tenant's, what is also reached without one is shared, and foreign keys lead from tenants to shared tables only.
 */
export function decideModels(workspace: Workspace, hints: ModelHints): readonly ModelDecision[] {
  const facts = modelFacts(workspace)
  const models = facts
    .all()
    .filter(({ schema, source, unknownBases }) => schema.kind === 'none' && source !== 'parent-table' && !unknownBases)
  const reached = listReached(workspace)
  const decided = new Map<Model, ModelDecision>()
  const decide = (model: Model, rows: ModelDecision['rows'], why: string) =>
    decided.set(model, { model, name: model.className ?? model.table ?? 'a table', rows, why })
  for (const model of models) {
    const isNamed = (list: readonly string[]) => list.some((name) => name === model.className || name === model.table)
    const { table } = model
    const place = (list: Reached | undefined, how: keyof Reached) => list?.[how]
    const seen = reached.get(model.node)
    const [under, without] = [place(seen, 'under'), place(seen, 'without')]
    if (isNamed(hints.tenant)) decide(model, 'tenant', 'it was named')
    else if (isNamed(hints.shared)) decide(model, 'shared', 'it was named')
    else if (table !== undefined && hints.live?.tenant.has(table) && !hints.live.shared.has(table))
      decide(model, 'tenant', 'the database has it in tenants only')
    else if (table !== undefined && hints.live?.shared.has(table) && !hints.live.tenant.has(table))
      decide(model, 'shared', 'the database has it in shared schemas only')
    else if (without) decide(model, 'shared', `reached without a tenant's path at ${without}${under ? `, and under one at ${under}` : ''}`)
    else if (under) decide(model, 'tenant', `only reached under a tenant's path, at ${under}`)
  }
  followKeys(models, decided, decide)
  for (const model of models) if (!decided.has(model)) decide(model, 'unknown', 'nothing in the code tells')
  return models.flatMap((model) => decided.get(model) ?? [])
}

/** A table that refers to a tenant's is a tenant's; one that a shared table refers to is shared. */
function followKeys(
  models: readonly Model[],
  decided: Map<Model, ModelDecision>,
  decide: (model: Model, rows: ModelDecision['rows'], why: string) => unknown,
): void {
  const targetsOf = (model: Model) =>
    model.foreignKeys.flatMap(({ target }) =>
      target && target.schema === undefined ? models.filter(({ table }) => table !== undefined && table === target.table) : [],
    )
  for (let grown = true; grown; ) {
    grown = false
    for (const model of models) {
      for (const target of targetsOf(model)) {
        const [own, other] = [decided.get(model), decided.get(target)]
        if (!own && other?.rows === 'tenant') {
          decide(model, 'tenant', `its foreign key refers to the tenants' \`${target.table}\``)
          grown = true
        } else if (!other && own?.rows === 'shared') {
          decide(target, 'shared', `the shared \`${model.table}\` refers to it`)
          grown = true
        }
      }
    }
  }
  for (const model of models) {
    const own = decided.get(model)
    const target = own?.rows === 'shared' ? targetsOf(model).find((each) => decided.get(each)?.rows === 'tenant') : undefined
    if (target) decide(target, 'unknown', `${decided.get(target)?.why ?? ''}, but the shared \`${model.table}\` refers to it`)
  }
}

interface Reached {
  under?: string
  without?: string
}

/** Where each model is reached under a tenant's path, and where without any. */
function listReached(workspace: Workspace): ReadonlyMap<Node, Reached> {
  const found = new Map<Node, Reached>()
  const listened = listScopingListeners(workspace).length > 0
  const note = (entities: readonly EntityRef[], how: keyof Reached | undefined, place: string) => {
    if (how === undefined) return
    for (const { node } of entities) {
      if (!node) continue
      const entry = found.get(node) ?? {}
      entry[how] ??= place
      found.set(node, entry)
    }
  }
  for (const path of workspace.filesWith(['.execute(', '.query(', '.scalar', '.get(', '.add(', '.exec(', '.merge(', '.stream('], ['.py'])) {
    const module = workspace.module(path)
    if (!module || isMigrationFile(workspace, path)) continue
    for (const fn of functionsWith(module, /\(/)) {
      for (const ref of eventsOf(workspace, path, fn).refs) {
        if (ref.type !== 'session' && ref.type !== 'connection') continue
        const flow = flowOf(workspace, path, fn, ref)
        for (const event of flow.events) {
          const entities = entitiesOf(workspace, event)
          if (entities.length === 0) continue
          for (const state of flow.before(event))
            note(entities, reachedHow(workspace, ref, state, listened), placeOf(workspace, path, event.node))
        }
      }
    }
  }
  return found
}

function entitiesOf(workspace: Workspace, event: SessionEvent): readonly EntityRef[] {
  if (event.kind === 'orm') return event.entities
  if (event.kind !== 'pass' || !event.callee || !event.param) return []
  const effect = effectOn(workspace, event.callee.path, event.callee.fn, event.param)
  // What it sets is not what its caller did.
  return effect.sets || effect.resets ? [] : effect.entities
}

/** A path that was lost, a session of a caller, a map: none of them tells whose the rows are. */
function reachedHow(workspace: Workspace, ref: SessionRef, state: SessionState, listened: boolean): keyof Reached | undefined {
  if (state.path) return isTenantPath(workspace, state.path.event) ? 'under' : 'without'
  if (state.lost || state.late || state.lateLost || listened) return undefined
  const { origin } = ref
  if (origin.kind === 'yielded') {
    const given = flowOf(workspace, origin.path, origin.fn, origin.inner)
    if (given.events.some((event) => event.kind === 'set' && isTenantPath(workspace, event))) return 'under'
  }
  if (origin.kind !== 'opened' && origin.kind !== 'yielded') return undefined
  return state.base.kind === 'unscoped' ? 'without' : undefined
}

function isTenantPath(workspace: Workspace, event: SessionEvent): boolean {
  if (event.kind !== 'set') return true
  const [first] = event.change.members
  return event.change.form !== 'reset' && !(first?.text !== undefined && workspace.config.tenancy.shared.includes(first.text))
}
