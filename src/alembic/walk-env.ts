import type { Call, Expr, FunctionDef, If, Lambda, Stmt, With } from '../python/ast'
import { descendants } from '../python/children'
import { isContextCall } from './context-call'
import {
  applyOptions,
  begunOn,
  type Connection,
  type EnvWalk,
  inspectedConnection,
  markCommitted,
  openedBy,
  openedInline,
  pend,
  recordRun,
  recordStatement,
} from './env-connection'
import { evaluate, findCallee } from './evaluate'
import { judgeTest } from './read-test'
import { unknown, type Value } from './values'

/** Walk statements in the order env.py runs them, online and on PostgreSQL. */
export function walkEnv(walk: EnvWalk, body: readonly Stmt[]): void {
  for (const statement of body) walkStatement(walk, statement)
}

function walkStatement(walk: EnvWalk, statement: Stmt): void {
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
      walkEnv(walk, statement.body)
      walk.loop = outer
      return
    }
    case 'While':
      walkEnv(walk, statement.body)
      return
    case 'Try':
      walkEnv(walk, statement.body)
      walkEnv(walk, statement.orelse)
      walkEnv(walk, statement.finalbody)
      return
    case 'With':
      walkWith(walk, statement)
      return
    default:
      return
  }
}

function walkIf(walk: EnvWalk, statement: If): void {
  walkExpression(walk, statement.test)
  const verdict = judgeTest(statement.test, walk.scope)
  if (verdict !== 'false') walkEnv(walk, statement.body)
  if (verdict !== 'true') walkEnv(walk, statement.orelse)
}

function assign(walk: EnvWalk, targets: readonly Expr[], value: Expr): void {
  for (const target of targets) {
    if (target.kind === 'Name') {
      const opened = openedBy(walk, value)
      const begun = begunOn(walk, value)
      if (begun) walk.transactions.set(target.id, begun)
      if (opened) walk.connections.set(target.id, opened)
      else walk.scope.locals.set(target.id, evaluate(value, walk.scope))
    }
  }
}

function walkWith(walk: EnvWalk, statement: With): void {
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
  walkEnv(walk, statement.body)
  // `with connection.begin():` commits at its end, whatever ran inside.
  if (commits) markCommitted(commits)
}

function walkExpression(walk: EnvWalk, expr: Expr): void {
  const calls = [...descendants(expr, (node) => node.kind !== 'Lambda')].filter((node): node is Call => node.kind === 'Call')
  for (const call of calls.reverse()) walkCall(walk, call)
}

function walkCall(walk: EnvWalk, call: Call): void {
  const { func } = call
  if (isContextCall(call, 'configure')) {
    recordRun(walk, call)
    return
  }
  if (func.kind === 'Attribute') {
    const ended = func.value.kind === 'Name' && /^(commit|rollback)$/.test(func.attr) ? walk.transactions.get(func.value.id) : undefined
    if (ended) markCommitted(ended)
    const connection = func.value.kind === 'Name' ? walk.connections.get(func.value.id) : openedInline(walk, func.value)
    if (connection) {
      if (/^(execute|exec_driver_sql|scalars?)$/.test(func.attr)) recordStatement(walk, call, connection)
      else if (func.attr === 'commit' || func.attr === 'rollback') markCommitted(connection)
      else if (func.attr === 'execution_options') applyOptions(walk, connection, call)
      else if (func.attr === 'run_sync') followFunction(walk, call, call.args[0], connection)
      return
    }
    // connection.dialect.has_schema(connection, "user_1")
    const [asked] = call.args
    const asking = /^has_(schema|table)$/.test(func.attr) && asked?.kind === 'Name' ? walk.connections.get(asked.id) : undefined
    if (asking && asked?.kind === 'Name') {
      pend(asking, call, 'query', asked.id)
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

function followFunction(walk: EnvWalk, call: Call, argument: Expr | undefined, connection: Connection): void {
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
  walk: EnvWalk,
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
  else walkEnv(walk, definition.body)
  walk.calls.pop()
}
