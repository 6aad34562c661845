import type { Call, Expr, FunctionDef, Lambda, Node } from '../python/ast'
import { descendants } from '../python/children'
import type { Span } from '../text/span'
import { enclosingFunction, isContextCall } from './context-call'
import type { EnvRun, EnvStatement } from './env-file'
import { evaluate, type Scope } from './evaluate'
import { flattenSql } from './flat-sql'
import type { SchemaRef, TenantLoop } from './operation'
import { readDdl } from './read-ddl'
import { textOf } from './values'

/** A connection of env.py and what has been done with it so far. */
export interface Connection {
  readonly opened: EnvRun['opened']
  pending: EnvStatement[]
  path: readonly SchemaRef[] | null | undefined
  translated: EnvRun['translated']
  readonly runs: { run: EnvRun; committed: boolean }[]
}

export interface EnvWalk {
  readonly scope: Scope
  /** Every variable that holds a connection. Names are enough: env.py files are small. */
  readonly connections: Map<string, Connection>
  /** Every variable that holds a transaction begun on one: `trans = connection.begin()`. */
  readonly transactions: Map<string, Connection>
  readonly notFollowed: { span: Span; reason: string }[]
  readonly finished: Connection[]
  readonly calls: (FunctionDef | Lambda)[]
  loop: TenantLoop | undefined
}

/** A new connection, or the same one with options or after `await`. */
export function openedBy(walk: EnvWalk, value: Expr): Connection | undefined {
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

/** The connection of `connection.begin()`. */
export function begunOn(walk: EnvWalk, value: Expr): Connection | undefined {
  const call = value.kind === 'Await' ? value.value : value
  return call.kind === 'Call' && call.func.kind === 'Attribute' && call.func.attr === 'begin' ? openedBy(walk, call.func.value) : undefined
}

export function newConnection(walk: EnvWalk, opened: EnvRun['opened'], from?: Connection): Connection {
  const connection: Connection = { opened, pending: [], path: from?.path, translated: from?.translated, runs: [] }
  walk.finished.push(connection)
  return connection
}

export function applyOptions(walk: EnvWalk, connection: Connection, call: Call): void {
  const map = call.keywords.find(({ name }) => name === 'schema_translate_map')?.value
  if (!map) return
  connection.translated =
    map.kind === 'Dict' && map.entries.every(({ key }) => key !== undefined)
      ? map.entries.map(({ key }) => (key ? textOf(evaluate(key, walk.scope)) : undefined))
      : 'unknown'
}

export const isAutocommit = (walk: EnvWalk, call: Call): boolean =>
  call.keywords.some(({ name, value }) => name === 'isolation_level' && textOf(evaluate(value, walk.scope)) === 'AUTOCOMMIT')

export function isAutocommitEngine(walk: EnvWalk, owner: Expr): boolean {
  if (owner.kind === 'Call')
    return isAutocommit(walk, owner) || (owner.func.kind === 'Attribute' && isAutocommitEngine(walk, owner.func.value))
  if (owner.kind !== 'Name') return false
  // The engine's own creation stands in env.py more often than not.
  const source = walk.scope.module.text
  return new RegExp(`\\b${owner.id}\\s*=[^\\n]*(\\n[^\\n]*){0,12}?isolation_level\\s*=\\s*["']AUTOCOMMIT`).test(source)
}

export function markCommitted(connection: Connection): void {
  connection.pending = []
  for (const entry of connection.runs) entry.committed = true
}

export function openedInline(walk: EnvWalk, expr: Expr): Connection | undefined {
  return expr.kind === 'Call' && expr.func.kind === 'Attribute' && expr.func.attr === 'execution_options' ? openedBy(walk, expr) : undefined
}

export function inspectedConnection(walk: EnvWalk, expr: Expr): { readonly connection: Connection; readonly name: string } | undefined {
  const call = expr.kind === 'Call' ? expr : expr.kind === 'Name' ? findAssigned(walk, expr.id) : undefined
  const [argument] = call?.args ?? []
  const connection = argument?.kind === 'Name' ? walk.connections.get(argument.id) : undefined
  return connection && argument?.kind === 'Name' ? { connection, name: argument.id } : undefined
}

export function findAssigned(walk: EnvWalk, name: string): Call | undefined {
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

export function recordStatement(walk: EnvWalk, call: Call, connection: Connection): void {
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
  const isLocal =
    /^\s*set\s+(local|constraints|transaction)\b|set_config\s*\([^)]*,\s*true\s*\)|pg_(try_)?advisory_xact_lock|^\s*lock\b|\bon\s+commit\s+drop\b/i.test(
      text,
    )
  const receiver = call.func.kind === 'Attribute' && call.func.value.kind === 'Name' ? call.func.value.id : ''
  pend(
    connection,
    call,
    isLocal ? 'local' : path ? 'set-path' : /^\s*(select|show|with)\b/i.test(text) && !/advisory/i.test(text) ? 'query' : 'ddl',
    receiver,
  )
}

export function pend(connection: Connection, call: Call, kind: EnvStatement['kind'], receiver: string): void {
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

export function recordRun(walk: EnvWalk, call: Call): void {
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
export function findTransaction(call: Call): EnvRun['transaction'] {
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
