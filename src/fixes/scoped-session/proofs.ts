import type { EnumColumn, Model } from '../../models/model'
import { modelFacts } from '../../models/model-facts'
import { listReachedModels, type ReachedModel } from '../../models/reached-models'
import { functionAround, scopeOf } from '../../project/sessions/bindings'
import type { Effect } from '../../project/sessions/effect'
import { uniqueByName } from '../../project/sessions/entities-in'
import { lowering } from '../../project/sessions/schema-template'
import type { Workspace } from '../../project/workspace'
import type { Call, Expr } from '../../python/ast'
import { descendants } from '../../python/children'
import { missing, type Proof, proved, refuted } from './proof'
import { tenantToken } from './tenant-token'

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

/** P3: a schema's template can be read only when the other members of the path are neutral. `source`: the schema in the fix. */
export const proveRest = (source: string): Proof =>
  proved(
    'P3',
    `the rest of the path is only public, "$user" and pg_catalog${source.endsWith(lowering) ? '; `lower()` does what PostgreSQL does to a name that stands unquoted' : ''}`,
  )
