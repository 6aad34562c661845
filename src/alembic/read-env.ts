import type { Workspace } from '../project/workspace'
import type { Call, Expr, FunctionDef, If, Lambda, Node, Stmt, With } from '../python/ast'
import { descendants } from '../python/children'
import type { Span } from '../text/span'
import { evaluate, findCallee, type Scope } from './evaluate'
import { flattenSql } from './flat-sql'
import type { SchemaRef, TenantLoop } from './operation'
import { readDdl } from './read-ddl'
import { judgeTest } from './read-test'
import { textOf, unknown, type Value } from './values'

/** Something sent to the database on the connection before Alembic gets it. */
export interface EnvStatement {
  readonly span: Span
  readonly statement: Span
  /** `local`: ends with the transaction, so a commit would undo it. */
  readonly kind: 'set-path' | 'ddl' | 'query' | 'local'
  readonly receiver: string
  readonly awaited: boolean
}

/** One `context.configure(connection=…)` as env.py reaches it. */
export interface EnvRun {
  readonly configure: Call
  /** How the connection was opened. `begin`: it commits at its end; `unknown`: given from outside. */
  readonly opened: 'connect' | 'begin' | 'autocommit' | 'unknown'
  /** Statements that leave a transaction open when `configure` runs. */
  readonly pending: readonly EnvStatement[]
  readonly committedAfter: boolean
  readonly loop: TenantLoop | undefined
  /** The search path in force; undefined when env.py sets none, `null` when it was reset. */
  readonly path: readonly SchemaRef[] | null | undefined
  /** Keys of the schema_translate_map on the connection: `undefined` in the list is `None`. `unknown` when computed. */
  readonly translated: readonly (string | undefined)[] | 'unknown' | undefined
  readonly transaction: { readonly body: Span; readonly firstStatement: number } | undefined
}

export interface EnvFile {
  readonly path: string
  readonly runs: readonly EnvRun[]
  /** Every `context.configure(…)`, offline ones too. */
  readonly configures: readonly Call[]
  readonly versionTable: string
  /** Undefined: the default schema. */
  readonly versionTableSchema: string | 'dynamic' | undefined
  readonly transactionPerMigration: boolean | 'dynamic'
  readonly targetMetadata: Expr | undefined
  readonly includeObject: FunctionDef | Lambda | undefined
  readonly includeSchemas: boolean
  /** Why parts of it could not be read. */
  readonly notFollowed: readonly { readonly span: Span; readonly reason: string }[]
  /** The value of a name of env.py. */
  readonly scope: Scope
}

interface Connection {
  readonly opened: EnvRun['opened']
  pending: EnvStatement[]
  path: readonly SchemaRef[] | null | undefined
  translated: EnvRun['translated']
  readonly runs: { run: EnvRun; committed: boolean }[]
}

interface Walk {
  readonly scope: Scope
  /** Every variable that holds a connection. Names are enough: env.py files are small. */
  readonly connections: Map<string, Connection>
  readonly notFollowed: { span: Span; reason: string }[]
  readonly finished: Connection[]
  readonly calls: (FunctionDef | Lambda)[]
  loop: TenantLoop | undefined
}

/** Read what an env.py does with its connection, in the order it does it, online and on PostgreSQL. Undefined when it configures nothing. */
export function readEnv(path: string, workspace: Workspace): EnvFile | undefined {
  const module = workspace.module(path)
  if (!module) return undefined
  const body = module.body()
  const nodes = body.flatMap((statement) => [...descendants(statement)])
  const configures = nodes.filter((node): node is Call => node.kind === 'Call' && isContextCall(node, 'configure'))
  if (configures.length === 0) return undefined
  const scope: Scope = { module, workspace, locals: new Map(), depth: 0 }
  const walk: Walk = { scope, connections: new Map(), notFollowed: [], finished: [], calls: [], loop: undefined }
  walkBlock(walk, body)
  const reached = () => new Set(walk.finished.flatMap(({ runs }) => runs.map(({ run }) => run.configure)))
  for (const configure of configures) {
    if (reached().has(configure) || isOffline(configure)) continue
    const definition = enclosingFunction(configure)
    if (definition) walkBlock(walk, definition.body)
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

const isContextCall = ({ func }: Call, name: string): boolean =>
  func.kind === 'Attribute' && func.attr === name && func.value.kind === 'Name' && /context$/.test(func.value.id)
const isOffline = (call: Call): boolean =>
  call.keywords.some(({ name }) => name === 'url' || name === 'literal_binds') && !call.keywords.some(({ name }) => name === 'connection')

function enclosingFunction(node: Node): FunctionDef | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) if (at.kind === 'FunctionDef') return at
  return undefined
}

function walkBlock(walk: Walk, body: readonly Stmt[]): void {
  for (const statement of body) walkStatement(walk, statement)
}

function walkStatement(walk: Walk, statement: Stmt): void {
  switch (statement.kind) {
    case 'Assign':
      if (statement.value) {
        walkExpression(walk, statement.value)
        assign(walk, statement.targets, statement.value)
      }
      return
    case 'ExprStmt':
      walkExpression(walk, statement.value)
      return
    case 'Return':
      if (statement.value) walkExpression(walk, statement.value)
      return
    case 'If':
      walkIf(walk, statement)
      return
    case 'For': {
      walkExpression(walk, statement.iter)
      const iter = evaluate(statement.iter, walk.scope)
      const outer = walk.loop
      if (iter.kind === 'tenants' || iter.kind === 'catalogue') {
        walk.loop = {
          template: iter.kind === 'tenants' ? iter.template : undefined,
          span: { start: statement.start, end: statement.end },
          via: 'for',
        }
        if (statement.target.kind === 'Name') walk.scope.locals.set(statement.target.id, { kind: 'tenant', template: walk.loop.template })
      }
      walkBlock(walk, statement.body)
      walk.loop = outer
      return
    }
    case 'While':
      walkBlock(walk, statement.body)
      return
    case 'Try':
      walkBlock(walk, statement.body)
      walkBlock(walk, statement.orelse)
      walkBlock(walk, statement.finalbody)
      return
    case 'With':
      walkWith(walk, statement)
      return
    default:
      return
  }
}

function walkIf(walk: Walk, statement: If): void {
  walkExpression(walk, statement.test)
  const verdict = judgeTest(statement.test, walk.scope)
  if (verdict !== 'false') walkBlock(walk, statement.body)
  if (verdict !== 'true') walkBlock(walk, statement.orelse)
}

function assign(walk: Walk, targets: readonly Expr[], value: Expr): void {
  for (const target of targets) {
    if (target.kind === 'Name') {
      const opened = openedBy(walk, value)
      if (opened) walk.connections.set(target.id, opened)
      else walk.scope.locals.set(target.id, evaluate(value, walk.scope))
    }
  }
}

/** A new connection, or the same one with options or after `await`. */
function openedBy(walk: Walk, value: Expr): Connection | undefined {
  const call = value.kind === 'Await' ? value.value : value
  if (call.kind === 'Name') return walk.connections.get(call.id)
  if (call.kind !== 'Call' || call.func.kind !== 'Attribute') return undefined
  const { attr, value: owner } = call.func
  if (attr === 'execution_options') {
    const known = openedBy(walk, owner)
    if (!known) return undefined
    applyOptions(walk, known, call)
    return known.opened !== 'autocommit' && isAutocommit(walk, call) ? newConnection(walk, 'autocommit', known) : known
  }
  if (attr !== 'connect' && attr !== 'begin') return undefined
  if (attr === 'begin' && openedBy(walk, owner)) return undefined
  const autocommit = isAutocommitEngine(walk, owner)
  return newConnection(walk, autocommit ? 'autocommit' : attr)
}

function newConnection(walk: Walk, opened: EnvRun['opened'], from?: Connection): Connection {
  const connection: Connection = { opened, pending: [], path: from?.path, translated: from?.translated, runs: [] }
  walk.finished.push(connection)
  return connection
}

function applyOptions(walk: Walk, connection: Connection, call: Call): void {
  const map = call.keywords.find(({ name }) => name === 'schema_translate_map')?.value
  if (!map) return
  connection.translated =
    map.kind === 'Dict' && map.entries.every(({ key }) => key !== undefined)
      ? map.entries.map(({ key }) => (key ? textOf(evaluate(key, walk.scope)) : undefined))
      : 'unknown'
}

const isAutocommit = (walk: Walk, call: Call): boolean =>
  call.keywords.some(({ name, value }) => name === 'isolation_level' && textOf(evaluate(value, walk.scope)) === 'AUTOCOMMIT')

function isAutocommitEngine(walk: Walk, owner: Expr): boolean {
  if (owner.kind === 'Call')
    return isAutocommit(walk, owner) || (owner.func.kind === 'Attribute' && isAutocommitEngine(walk, owner.func.value))
  if (owner.kind !== 'Name') return false
  // The engine's own creation stands in env.py more often than not.
  const source = walk.scope.module.text
  return new RegExp(`\\b${owner.id}\\s*=[^\\n]*(\\n[^\\n]*){0,12}?isolation_level\\s*=\\s*["']AUTOCOMMIT`).test(source)
}

function walkWith(walk: Walk, statement: With): void {
  let commits: Connection | undefined
  for (const { context, target } of statement.items) {
    walkExpression(walk, context)
    const call = context.kind === 'Await' ? context.value : context
    const isBegin = call.kind === 'Call' && call.func.kind === 'Attribute' && call.func.attr === 'begin'
    const owner = isBegin && call.kind === 'Call' && call.func.kind === 'Attribute' ? openedBy(walk, call.func.value) : undefined
    if (owner) commits = owner
    const opened = openedBy(walk, context)
    if (opened && target?.kind === 'Name') walk.connections.set(target.id, opened)
    else if (target?.kind === 'Name') walk.scope.locals.set(target.id, evaluate(context, walk.scope))
  }
  walkBlock(walk, statement.body)
  // `with connection.begin():` commits at its end, whatever ran inside.
  if (commits) markCommitted(commits)
}

function markCommitted(connection: Connection): void {
  connection.pending = []
  for (const entry of connection.runs) entry.committed = true
}

function walkExpression(walk: Walk, expr: Expr): void {
  const calls = [...descendants(expr, (node) => node.kind !== 'Lambda')].filter((node): node is Call => node.kind === 'Call')
  for (const call of calls.reverse()) walkCall(walk, call)
}

function walkCall(walk: Walk, call: Call): void {
  const { func } = call
  if (isContextCall(call, 'configure')) {
    recordRun(walk, call)
    return
  }
  if (func.kind === 'Attribute') {
    const connection = func.value.kind === 'Name' ? walk.connections.get(func.value.id) : openedInline(walk, func.value)
    if (connection) {
      if (/^(execute|exec_driver_sql|scalars?)$/.test(func.attr)) recordStatement(walk, call, connection)
      else if (func.attr === 'commit' || func.attr === 'rollback') markCommitted(connection)
      else if (func.attr === 'execution_options') applyOptions(walk, connection, call)
      else if (func.attr === 'run_sync') followFunction(walk, call, call.args[0], connection)
      return
    }
    const receiver = evaluate(func.value, walk.scope)
    // An inspector on a connection queries through it, and so begins its transaction.
    if (receiver.kind === 'inspector' && /^(get_|has_)/.test(func.attr)) {
      const inspected = inspectedConnection(walk, func.value)
      if (inspected) pend(inspected.connection, call, 'query', inspected.name)
      return
    }
  }
  const callee = findCallee(call, walk.scope)
  if (callee?.path === walk.scope.module.path) {
    const bound: [string, Connection | undefined, Value][] = callee.node.params.map((param, index) => {
      const argument = call.args[index] ?? call.keywords.find(({ name }) => name === param.name)?.value ?? param.default
      return [
        param.name,
        argument?.kind === 'Name' ? walk.connections.get(argument.id) : undefined,
        argument ? evaluate(argument, walk.scope) : unknown,
      ]
    })
    enterFunction(walk, callee.node, bound)
  } else if (callee) {
    // A helper in another file that gets the connection may do anything with it.
    for (const argument of call.args) {
      const connection = argument.kind === 'Name' ? walk.connections.get(argument.id) : undefined
      if (!connection) continue
      const source = walk.scope.workspace.module(callee.path)?.text.slice(callee.node.start, callee.node.end) ?? ''
      if (/\.commit\(/.test(source)) markCommitted(connection)
      else if (/search_path|set_schema|schema/i.test(source))
        walk.notFollowed.push({ span: { start: call.start, end: call.end }, reason: 'a helper of another file works on the connection' })
    }
  }
}

function openedInline(walk: Walk, expr: Expr): Connection | undefined {
  return expr.kind === 'Call' && expr.func.kind === 'Attribute' && expr.func.attr === 'execution_options' ? openedBy(walk, expr) : undefined
}

function inspectedConnection(walk: Walk, expr: Expr): { readonly connection: Connection; readonly name: string } | undefined {
  const call = expr.kind === 'Call' ? expr : expr.kind === 'Name' ? findAssigned(walk, expr.id) : undefined
  const [argument] = call?.args ?? []
  const connection = argument?.kind === 'Name' ? walk.connections.get(argument.id) : undefined
  return connection && argument?.kind === 'Name' ? { connection, name: argument.id } : undefined
}

function findAssigned(walk: Walk, name: string): Call | undefined {
  for (const statement of walk.scope.module.body()) {
    for (const node of descendants(statement)) {
      if (
        node.kind === 'Assign' &&
        node.value?.kind === 'Call' &&
        node.targets.some((target) => target.kind === 'Name' && target.id === name)
      )
        return node.value
    }
  }
  return undefined
}

function followFunction(walk: Walk, call: Call, argument: Expr | undefined, connection: Connection): void {
  const value = argument ? evaluate(argument, walk.scope) : unknown
  if (value.kind !== 'function' || value.path !== walk.scope.module.path) return
  const rest = call.args.slice(1)
  enterFunction(
    walk,
    value.node,
    value.node.params.map((param, index) => {
      const given = index === 0 ? undefined : rest[index - 1]
      return [param.name, index === 0 ? connection : undefined, given ? evaluate(given, walk.scope) : unknown]
    }),
  )
}

function enterFunction(
  walk: Walk,
  definition: FunctionDef | Lambda,
  bound: readonly (readonly [string, Connection | undefined, Value])[],
): void {
  if (walk.calls.includes(definition) || walk.calls.length > 8) return
  walk.calls.push(definition)
  for (const [name, connection, value] of bound) {
    if (connection) walk.connections.set(name, connection)
    else walk.scope.locals.set(name, value)
  }
  if (definition.kind === 'Lambda') walkExpression(walk, definition.body)
  else walkBlock(walk, definition.body)
  walk.calls.pop()
}

function recordStatement(walk: Walk, call: Call, connection: Connection): void {
  const [argument] = call.args
  const flat = argument ? flattenSql(argument, walk.scope) : undefined
  const effects = flat ? readDdl(flat) : []
  const path = effects.find(({ effect }) => effect.kind === 'set-path')
  if (path?.effect.kind === 'set-path') connection.path = path.effect.schemas
  if (effects.length > 0 && effects.every(({ effect }) => effect.kind === 'end-transaction')) {
    markCommitted(connection)
    return
  }
  const text = flat?.text ?? ''
  const isLocal = /^\s*set\s+local\b|set_config\s*\([^)]*,\s*true\s*\)|pg_(try_)?advisory_xact_lock|^\s*lock\s+table/i.test(text)
  const receiver = call.func.kind === 'Attribute' && call.func.value.kind === 'Name' ? call.func.value.id : ''
  pend(
    connection,
    call,
    isLocal ? 'local' : path ? 'set-path' : /^\s*(select|show|with)\b/i.test(text) && !/advisory/i.test(text) ? 'query' : 'ddl',
    receiver,
  )
}

function pend(connection: Connection, call: Call, kind: EnvStatement['kind'], receiver: string): void {
  let statement: Node = call
  while (statement.parent && !/^(FunctionDef|If|For|While|Try|ExceptHandler|With|ClassDef)$/.test(statement.parent.kind))
    statement = statement.parent
  connection.pending.push({
    span: { start: call.start, end: call.end },
    statement: { start: statement.start, end: statement.end },
    kind,
    receiver,
    awaited: call.parent?.kind === 'Await',
  })
}

function recordRun(walk: Walk, call: Call): void {
  const argument = call.keywords.find(({ name }) => name === 'connection')?.value
  if (!argument) return
  const known = argument.kind === 'Name' ? walk.connections.get(argument.id) : openedBy(walk, argument)
  const connection = known ?? newConnection(walk, 'unknown')
  if (connection.runs.some(({ run }) => run.configure === call)) return
  connection.runs.push({
    committed: false,
    run: {
      configure: call,
      opened: connection.opened,
      pending: [...connection.pending],
      committedAfter: false,
      loop: walk.loop,
      path: connection.path,
      translated: connection.translated,
      transaction: findTransaction(call),
    },
  })
}

/** The `with context.begin_transaction():` that follows a configure call in the same function. */
function findTransaction(call: Call): EnvRun['transaction'] {
  const owner = enclosingFunction(call)
  if (!owner) return undefined
  for (const node of descendants(owner)) {
    if (node.kind !== 'With' || node.start < call.end) continue
    const begins = node.items.some(({ context }) => context.kind === 'Call' && isContextCall(context, 'begin_transaction'))
    const first = node.body[0]
    if (begins && first) return { body: { start: node.start, end: node.end }, firstStatement: first.start }
  }
  return undefined
}
