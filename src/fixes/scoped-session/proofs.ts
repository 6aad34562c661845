import type { EnumColumn, Model, RowScope } from '../../models/model'
import { modelFacts } from '../../models/model-facts'
import { listReachedModels, type ReachedModel } from '../../models/reached-models'
import { functionAround, scopeOf } from '../../project/sessions/bindings'
import type { Dependence, Effect } from '../../project/sessions/effect'
import type { EntityRef } from '../../project/sessions/entities-in'
import { listInnerSql, runsUnreadStatement } from '../../project/sessions/inner-sql'
import { lowering } from '../../project/sessions/schema-template'
import { placeOf } from '../../project/sessions/scope'
import type { Workspace } from '../../project/workspace'
import type { Call, Expr } from '../../python/ast'
import { descendants } from '../../python/children'
import type { SqlAnalysis } from '../../sql/analysis'
import { findHiddenSql } from './hidden-sql'
import { findNamedSql } from './named-sql'
import { findOwnOptions } from './own-options'
import { tenantToken } from './tenant-token'

/** The outcome of one proof: `proved` names what was seen, `missing` makes a fix unsafe, `refuted` forbids it. */
export interface Proof {
  readonly id: string
  readonly verdict: 'proved' | 'missing' | 'refuted'
  readonly text: string
  /** What is missing concerns a transaction that stays open, and no object. */
  readonly about?: 'transaction'
}

const proved = (id: string, text: string): Proof => ({ id, verdict: 'proved', text })
const missing = (id: string, text: string): Proof => ({ id, verdict: 'missing', text })
const refuted = (id: string, text: string): Proof => ({ id, verdict: 'refuted', text })

/** Models that carry another schema may carry the placeholder of this project, which then has to be told. */
function howToPlace(workspace: Workspace): string {
  const { placeholder, shared } = workspace.config.tenancy
  const place = `give the tenants' models \`__table_args__ = {"schema": "${placeholder}"}\` first`
  const others = new Set(
    modelFacts(workspace)
      .all()
      .flatMap(({ schema }) => (schema.kind === 'named' && schema.name !== 'public' && !shared.includes(schema.name) ? [schema.name] : [])),
  )
  const [other] = others
  return others.size === 1
    ? `if \`${other}\`, which models carry, is the placeholder here, say \`placeholder = "${other}"\` in tenantscope.toml (\`tenantscope init\` writes it); otherwise ${place}`
    : place
}

/** P1: every model reached through the session carries the placeholder, or says which other schema it lives in. */
export function proveToken(workspace: Workspace, effect: Effect): Proof {
  const models = modelFacts(workspace)
  const { placeholder } = workspace.config.tenancy
  if (tenantToken(workspace) === null) return proveNoSchema(workspace, effect)
  if (!models.usesPlaceholder())
    return refuted(
      'P1',
      `no model carries the placeholder schema \`${placeholder}\`, so a map would move nothing: ${howToPlace(workspace)}`,
    )
  const reached: string[] = []
  for (const entity of uniqueByName(effect.entities)) {
    const model = entity.node && entity.path !== undefined ? models.modelOf(entity.path, entity.node) : undefined
    if (!model) continue
    if (model.scope === 'tenant') reached.push(entity.name)
    else if (model.scope === 'unknown') {
      const schemaless = model.schema.kind === 'none'
      if (schemaless)
        return refuted('P1', `\`${entity.name}\` has no schema, so a map would not move it and its rows would land in \`public\``)
      return missing('P1', `whose rows \`${entity.name}\` holds is not known`)
    }
  }
  for (const { path, event } of effect.calls) {
    const table = event.kind === 'orm' ? tableWithoutSchema(workspace, path, event.call) : undefined
    if (table)
      return refuted('P1', `the table \`${table}\` has no schema, so a map would not move it and its rows would land in \`public\``)
  }
  const bare = reachedBy(workspace, effect).find(({ model }) => model.scope === 'unknown' && model.schema.kind === 'none')
  if (bare)
    return missing(
      'P1',
      `\`${bare.from.className}\` leads to \`${bare.model.className ?? bare.model.table}\`, which has no schema, so a map would not move it`,
    )
  const list = reached.length > 0 ? reached.map((name) => `\`${name}\``).join(', ') : 'every model reached'
  return proved(
    'P1',
    `${list} ${reached.length > 1 || reached.length === 0 ? 'carry' : 'carries'} the placeholder schema \`${placeholder}\``,
  )
}

/** The models that relationships and inheritance lead to from those that calls name. */
function reachedBy(workspace: Workspace, effect: Effect): readonly ReachedModel[] {
  const models = modelFacts(workspace)
  const named = uniqueByName(effect.entities).flatMap(({ path, node }) => {
    const model = node && path !== undefined ? models.modelOf(path, node) : undefined
    return model ? [model] : []
  })
  return listReachedModels(workspace, named)
}

/**
 * P1 where the project maps None: every model reached has no schema, however it could get one, or names the other one it lives in.
 * Under a path, a table that tenants lack was still found in `public`; under such a map it is not.
 */
function proveNoSchema(workspace: Workspace, effect: Effect): Proof {
  const models = modelFacts(workspace)
  const reached: string[] = []
  for (const entity of uniqueByName(effect.entities)) {
    const model = entity.node && entity.path !== undefined ? models.modelOf(entity.path, entity.node) : undefined
    if (!model) continue
    if (model.schema.kind === 'unknown') return missing('P1', `whose rows \`${entity.name}\` holds is not known`)
    if (model.schema.kind === 'none') reached.push(entity.name)
  }
  const list = reached.map((name) => `\`${name}\``).join(', ')
  const shared = [...models.tokensInUse().tokens].find((token) => token !== null)
  if (reached.length > 0 && shared === undefined)
    return missing(
      'P1',
      `the map moves every table without a schema, and no model names the schema of shared tables: each tenant must have the ${reached.length > 1 ? 'tables' : 'table'} of ${list}`,
    )
  return proved(
    'P1',
    reached.length > 0
      ? `${list} ${reached.length > 1 ? 'have' : 'has'} no schema, which the project's maps translate; shared models name theirs (\`${shared}\`)`
      : 'no model without a schema is reached',
  )
}

/** `select(products)` of a Core table that carries no schema and is not known to be shared. */
function tableWithoutSchema(workspace: Workspace, path: string, call: Call): string | undefined {
  const models = modelFacts(workspace)
  const roots: Expr[] = [...call.args]
  for (const arg of call.args) {
    const fn = arg.kind === 'Name' ? functionAround(arg) : undefined
    const list = arg.kind === 'Name' && fn ? (scopeOf(fn).bindings.get(arg.id) ?? []) : []
    for (const binding of list) if (binding.kind === 'assign') roots.push(binding.value)
  }
  for (const root of roots)
    for (const node of descendants(root)) {
      if (node.kind !== 'Name' && node.kind !== 'Attribute') continue
      const model = models.resolve(path, node)
      const ofTenant = model?.table !== undefined && models.classesFor(model.table).some(({ scope }) => scope === 'tenant')
      if (model && !model.className && model.schema.kind === 'none' && (ofTenant || model.scope === 'unknown')) return model.table
    }
  return undefined
}

/** P2: nothing that runs through the session depends on the path, here or in the functions that get it. */
export function provePathIndependence(workspace: Workspace, path: string, effects: readonly Effect[]): Proof {
  const raw = effects.flatMap((effect) => effect.raw)
  for (const dependence of raw) {
    const verdict =
      dependence.event.kind === 'raw' ? pathDependence(workspace, dependence.event.execution.analysis, dependence.path) : undefined
    if (verdict?.kind === 'depends')
      return refuted(
        'P2',
        `${verdict.what} at ${placeOf(workspace, dependence.path, dependence.event.node)} is raw SQL and still resolves by search_path`,
      )
  }
  for (const dependence of raw) {
    const verdict =
      dependence.event.kind === 'raw' ? pathDependence(workspace, dependence.event.execution.analysis, dependence.path) : undefined
    if (verdict?.kind === 'unknown')
      return missing('P2', `${verdict.what} at ${placeOf(workspace, dependence.path, dependence.event.node)} may resolve by search_path`)
  }
  const calls = effects
    .flatMap((effect) => effect.calls)
    .flatMap((each) => (each.event.kind === 'orm' ? [{ ...each, call: each.event.call }] : []))
  const inner = calls.flatMap((each) => listInnerSql(workspace, each.path, each.call).map((sql) => ({ ...each, ...sql })))
  for (const { analysis, path: place, node } of inner) {
    const verdict = analysis && innerDependence(workspace, analysis)
    if (verdict?.kind === 'depends')
      return refuted(
        'P2',
        `${verdict.what} at ${placeOf(workspace, place, node)} is text inside a statement and still resolves by search_path`,
      )
  }
  for (const { analysis, path: place, node } of inner) {
    const verdict = analysis ? innerDependence(workspace, analysis) : ({ kind: 'unknown', what: 'text that cannot be read' } as const)
    if (verdict) return missing('P2', `${verdict.what} at ${placeOf(workspace, place, node)} may resolve by search_path`)
  }
  const unread = calls.find((each) => runsUnreadStatement(workspace, each.path, each.call))
  if (unread)
    return missing(
      'P2',
      `the statement that runs at ${placeOf(workspace, unread.path, unread.call)} is not written there, and may be raw SQL`,
    )
  const [unfollowed] = effects.flatMap((effect) => [...effect.unfollowed, ...effect.keeps])
  if (unfollowed) return missing('P2', unfollowedReason(workspace, unfollowed))
  const own = findOwnOptions(workspace, effects)
  if (own) return missing('P2', own)
  const [asked] = effects.flatMap((effect) => effect.asks)
  if (asked)
    return missing(
      'P2',
      `the transaction that the statement begins is asked for at ${placeOf(workspace, asked.path, asked.event.node)}, and may not be open then`,
    )
  const hidden = findHiddenSql(
    workspace,
    uniqueByName(effects.flatMap((effect) => effect.entities)),
    (analysis) => innerDependence(workspace, analysis),
    effects.some(({ writes }) => writes) && tenantToken(workspace) !== null,
  )
  if (hidden) return missing('P2', hidden)
  const named = findNamedSql(workspace, effects, (analysis) => innerDependence(workspace, analysis))
  if (named) return missing('P2', named)
  return proved(
    'P2',
    raw.length > 0
      ? `none of the ${raw.length} raw statements depends on the path`
      : `no raw SQL runs through the session, here or in the functions that get it (${path})`,
  )
}

function unfollowedReason(workspace: Workspace, { path, event }: Dependence): string {
  const place = placeOf(workspace, path, event.node)
  if (event.kind === 'pass') return `\`${event.name}\` at ${place} gets the session and cannot be followed`
  if (event.kind === 'leave') return `the session leaves the function at ${place}`
  return event.kind === 'raw' ? `what the raw SQL at ${place} runs on is not known` : `what happens at ${place} is not known`
}

/** Does SQL depend on the search path for a tenant's object? */
export function pathDependence(
  workspace: Workspace,
  analysis: SqlAnalysis,
  path?: string,
): { kind: 'depends' | 'unknown'; what: string } | undefined {
  let open: { kind: 'unknown'; what: string } | undefined
  for (const statement of analysis.statements) {
    if (
      statement.kind === 'set-search-path' ||
      statement.kind === 'show-search-path' ||
      statement.kind === 'transaction' ||
      statement.kind === 'reset-all'
    )
      continue
    if (statement.kind === 'unparsed' || statement.kind === 'do')
      open ??= { kind: 'unknown', what: `a statement that cannot be read (\`${statement.verb}\`)` }
    for (const table of statement.tables) {
      if (table.schema || table.system) continue
      const name = table.name.text
      const scope = name === undefined ? 'unknown' : scopeOfTable(workspace, name, path)
      if (scope === 'tenant') return { kind: 'depends', what: `\`${name}\`` }
      if (scope === 'unknown') open ??= { kind: 'unknown', what: `\`${table.name.pattern}\`` }
    }
    for (const use of statement.pathUses) {
      if (use.kind === 'current-schema') return { kind: 'depends', what: '`current_schema()`' }
      open ??= { kind: 'unknown', what: `the ${use.kind} ${use.name ? `\`${use.name.pattern}\`` : 'named there'}` }
    }
  }
  return open
}

/** Where None is the tenants' token, a table without schema is theirs. */
function scopeOfTable(workspace: Workspace, name: string, path?: string): RowScope {
  const models = modelFacts(workspace, path)
  const found = tenantToken(workspace) === null ? models.classesFor(name) : []
  return found.length > 0 && found.every(({ schema }) => schema.kind === 'none') ? 'tenant' : models.scopeOfTable(name)
}

/** Inside of another statement, asking for the current schema is no guard that goes with the path. */
function innerDependence(workspace: Workspace, analysis: SqlAnalysis): ReturnType<typeof pathDependence> {
  return analysis.statements.some(({ kind }) => kind === 'show-search-path')
    ? { kind: 'depends', what: '`current_schema()`' }
    : pathDependence(workspace, analysis)
}

/** P6: no tenant-owned enum type without schema among the columns of the models reached; by a cascade, where something is written. */
export function proveTypes(workspace: Workspace, effect: Effect): Proof {
  const models = modelFacts(workspace)
  const named = uniqueByName(effect.entities).flatMap(({ node, path }) => {
    const model = node && path !== undefined ? models.modelOf(path, node) : undefined
    return model ? [model] : []
  })
  const cascaded = effect.writes || effect.commits ? reachedBy(workspace, effect).map(({ model }) => model) : []
  for (const model of [...named, ...cascaded]) {
    const type = bareTypeOf(workspace, model)
    if (type)
      return missing(
        'P6',
        `the enum of \`${model.className ?? model.table}.${type.column}\` has no schema of its own, and multi-row inserts cast to it by search_path`,
      )
  }
  return proved('P6', 'no enum type of a tenant is used without its schema')
}

/** An enum that belongs to the tenant and is found on the path. */
export function bareTypeOf(workspace: Workspace, model: Model): EnumColumn | undefined {
  const owned = model.scope === 'tenant' || (tenantToken(workspace) === null && model.schema.kind === 'none')
  return owned ? model.enums.find((each) => each.native && !each.inheritSchema && each.schema.kind === 'none') : undefined
}

/** P7: no trigger or function in the repository names a tenant table unqualified without a SET search_path of its own. */
export function proveDatabaseCode(workspace: Workspace): Proof {
  const found = workspace.memo('fixes/database-code', () => findPathDependentRoutine(workspace))
  if (found) return missing('P7', `\`${found.name}\` in ${found.path} is database code that names \`${found.table}\` without its schema`)
  return proved('P7', 'no trigger or function in the repository names a tenant table without its schema')
}

function findPathDependentRoutine(workspace: Workspace): { name: string; path: string; table: string } | undefined {
  const models = modelFacts(workspace)
  const tables = [
    ...new Set(models.all().flatMap(({ table }) => (table !== undefined && scopeOfTable(workspace, table) === 'tenant' ? [table] : []))),
  ]
  const routine =
    /CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\s+([\w."{}]+)[\s\S]{0,400}?(?:\$\w*\$|AS\s+')([\s\S]*?)(?:\$\w*\$|';|"""|''')/gi
  for (const path of workspace.filesWith(
    [
      'CREATE FUNCTION',
      'CREATE OR REPLACE FUNCTION',
      'create function',
      'create or replace function',
      'CREATE PROCEDURE',
      'CREATE OR REPLACE PROCEDURE',
    ],
    ['.py', '.sql'],
  )) {
    for (const match of (workspace.text(path) ?? '').matchAll(routine)) {
      const [whole, name = 'a function', body = ''] = match
      if (/\bSET\s+search_path\b/i.test(whole)) continue
      const table = tables.find((each) => new RegExp(`(?<![\\w."])${each}\\b(?!\\s*\\.)`, 'i').test(body))
      if (table) return { name, path, table }
    }
  }
  return undefined
}

function uniqueByName(entities: readonly EntityRef[]): readonly EntityRef[] {
  return [...new Map(entities.map((entity) => [entity.name, entity])).values()]
}

/** P3: a schema's template can be read only when the other members of the path are neutral. `source`: the schema in the fix. */
export const proveRest = (source: string): Proof =>
  proved(
    'P3',
    `the rest of the path is only public, "$user" and pg_catalog${source.endsWith(lowering) ? '; `lower()` does what PostgreSQL does to a name that stands unquoted' : ''}`,
  )

export { missing, proved, refuted }
