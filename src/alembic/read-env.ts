import type { Workspace } from '../project/workspace'
import type { Call, Expr } from '../python/ast'
import { descendants } from '../python/children'
import { enclosingFunction, isContextCall, isOffline } from './context-call'
import type { EnvWalk } from './env-connection'
import type { EnvFile } from './env-file'
import { evaluate, type Scope } from './evaluate'
import { textOf, type Value } from './values'
import { walkEnv } from './walk-env'

/** Read what an env.py does with its connection, in the order it does it, online and on PostgreSQL. Undefined when it configures nothing. */
export function readEnv(path: string, workspace: Workspace): EnvFile | undefined {
  const module = workspace.module(path)
  if (!module) return undefined
  const body = module.body()
  const nodes = body.flatMap((statement) => [...descendants(statement)])
  const configures = nodes.filter((node): node is Call => node.kind === 'Call' && isContextCall(node, 'configure'))
  if (configures.length === 0) return undefined
  const scope: Scope = { module, workspace, locals: new Map(), depth: 0 }
  const walk: EnvWalk = {
    scope,
    connections: new Map(),
    transactions: new Map(),
    notFollowed: [],
    finished: [],
    calls: [],
    loop: undefined,
  }
  walkEnv(walk, body)
  const reached = () => new Set(walk.finished.flatMap(({ runs }) => runs.map(({ run }) => run.configure)))
  for (const configure of configures) {
    if (reached().has(configure) || isOffline(configure)) continue
    const definition = enclosingFunction(configure)
    if (definition) walkEnv(walk, definition.body)
  }
  const runs = walk.finished.flatMap((connection) => connection.runs.map(({ run, committed }) => ({ ...run, committedAfter: committed })))
  const online = configures.filter((call) => !isOffline(call))
  const keyword = (name: string): Expr | undefined =>
    [...online, ...configures].flatMap((call) => call.keywords.filter((candidate) => candidate.name === name))[0]?.value
  const value = (name: string): Value | undefined => {
    const expr = keyword(name)
    return expr ? evaluate(expr, scope) : undefined
  }
  const spread = online.some((call) => call.keywords.some(({ name }) => name === undefined))
  const tableSchema = value('version_table_schema')
  const perMigration = value('transaction_per_migration')
  const filter = value('include_object')
  return {
    path,
    runs: runs.filter((run, index) => runs.findIndex(({ configure }) => configure === run.configure) === index),
    configures,
    versionTable: textOf(value('version_table')) ?? 'alembic_version',
    versionTableSchema:
      tableSchema === undefined || tableSchema.kind === 'none' ? (spread ? 'dynamic' : undefined) : (textOf(tableSchema) ?? 'dynamic'),
    transactionPerMigration:
      perMigration === undefined ? (spread ? 'dynamic' : false) : perMigration.kind === 'bool' ? perMigration.value : 'dynamic',
    targetMetadata: keyword('target_metadata'),
    includeObject: filter?.kind === 'function' && filter.path === path ? filter.node : undefined,
    includeSchemas: value('include_schemas')?.kind === 'bool' && (value('include_schemas') as { value: boolean }).value,
    notFollowed: walk.notFollowed,
    scope,
  }
}
