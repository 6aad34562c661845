import type { Call, Expr, FunctionDef, Lambda, Node, PythonModule } from '../python/ast'
import { evaluate, findCallee, isTenantCollectionName, type Scope } from './evaluate'
import { flattenSql } from './flat-sql'
import { emit, namesOf, type Place, statementOf, type Walk } from './operation-walk'
import { readDdl } from './read-ddl'
import { readOpCall } from './read-op-call'
import { unknown, type Value } from './values'

/** Visit the calls of an expression in the order Python runs them: arguments first. */
export function walkExpression(walk: Walk, expr: Expr, place: Place): void {
  for (const call of listCalls(expr)) walkCall(walk, call, place)
}

function listCalls(expr: Expr): Call[] {
  const calls: Call[] = []
  const visit = (node: Expr | undefined): void => {
    if (!node || node.kind === 'Lambda') return
    if (node.kind === 'Call') {
      if (node.func.kind === 'Attribute') visit(node.func.value)
      for (const argument of node.args) visit(argument)
      for (const { value } of node.keywords) visit(value)
      calls.push(node)
    } else if (node.kind === 'Await' || node.kind === 'Starred' || node.kind === 'NamedExpr' || node.kind === 'Attribute') visit(node.value)
    else if (node.kind === 'BinOp' || node.kind === 'BoolOp') {
      visit(node.left)
      visit(node.right)
    } else if (node.kind === 'UnaryOp') visit(node.operand)
    else if (node.kind === 'Compare') {
      visit(node.left)
      node.comparators.forEach(visit)
    } else if (node.kind === 'Tuple' || node.kind === 'List' || node.kind === 'Set') node.elts.forEach(visit)
    else if (node.kind === 'IfExp') {
      visit(node.test)
      visit(node.body)
      visit(node.orelse)
    } else if (node.kind === 'ListComp' || node.kind === 'SetComp' || node.kind === 'GeneratorExp') visit(node.element)
    else if (node.kind === 'Subscript') visit(node.value)
  }
  visit(expr)
  return calls
}

function walkCall(walk: Walk, call: Call, place: Place): void {
  const { scope } = place
  const receiver = call.func.kind === 'Attribute' ? evaluate(call.func.value, scope) : unknown
  const method = call.func.kind === 'Attribute' ? call.func.attr : ''
  const operation = place.names.operationOf(call)
  if (
    operation === 'execute' ||
    operation === 'run_async' ||
    ((receiver.kind === 'connection' || receiver.kind === 'session' || receiver.kind === 'dbapi') &&
      /^(execute|exec_driver_sql|scalars?)$/.test(method))
  ) {
    emitSql(walk, call, place)
    return
  }
  if (
    (receiver.kind === 'connection' || receiver.kind === 'session' || receiver.kind === 'dbapi') &&
    (method === 'commit' || method === 'rollback')
  ) {
    emit(walk, call, place, {
      effect: { kind: 'end-transaction', action: method, receiver: receiver.kind },
      table: undefined,
      via: 'op',
      guarded: false,
    })
    return
  }
  if (method === 'begin_nested') walk.savepoint = true
  if (operation !== undefined || receiver.kind === 'batch') {
    const read = readOpCall(call, operation ?? method, receiver.kind === 'batch' ? receiver : undefined, scope)
    for (const one of read)
      emit(walk, call, place, receiver.kind === 'batch' ? { ...one, via: 'batch', batch: receiver.call } : { ...one, via: 'op' })
    return
  }
  followCall(walk, call, place)
}

function emitSql(walk: Walk, call: Call, place: Place): void {
  const argument = call.args[0] ?? call.keywords.find(({ name }) => name === 'sqltext' || name === 'statement')?.value
  if (!argument) return
  const flat = flattenSql(argument, place.scope)
  if (!flat) {
    const value = evaluate(argument, place.scope)
    // Core constructs (`sa.update(t)`, `table.insert()`) change rows, not the schema.
    if (argument.kind === 'Call' && value.kind === 'unknown') return
    emit(walk, call, place, { effect: { kind: 'opaque', text: '' }, table: undefined, via: 'sql', guarded: false })
    return
  }
  const point = /^\s*(savepoint|release|rollback\s+to)\b/i.exec(flat.text)?.[1]?.toLowerCase()
  // A failed try is back at its savepoint before it goes on.
  if (point !== undefined) walk.savepoint = point === 'savepoint'
  for (const { effect, table, guarded, span, start, end } of readDdl(flat)) {
    const inside = flat.span.start >= call.start && flat.span.end <= call.end
    emit(walk, call, place, { effect, table, via: 'sql', guarded, sql: { flat, start, end }, ...(inside ? { span } : {}) })
  }
}

/** A function of the project: walk its body with what it was given; a library's function is opaque when it could run operations. */
function followCall(walk: Walk, call: Call, place: Place): void {
  const { scope } = place
  const from = place.from ?? { span: { start: call.start, end: call.end }, statement: statementOf(call) }
  if (call.func.kind === 'Name') {
    const local = scope.locals.get(call.func.id)
    if (local?.kind === 'function') {
      const module = scope.workspace.module(local.path)
      if (module) walkInto(walk, local.node, module, call, place, local.path === walk.path ? place.from : from)
      return
    }
  }
  // globals()["upgrade_%s" % engine_name]()
  if (call.func.kind === 'Subscript' || call.func.kind === 'Call') {
    walk.notFollowed.push({ span: from.span, reason: 'a function that is looked up when the revision runs was not followed' })
    return
  }
  const callee = findCallee(call, scope)
  if (callee) {
    const module = scope.workspace.module(callee.path)
    if (module) walkInto(walk, callee.node, module, call, place, callee.path === walk.path ? place.from : from)
    return
  }
  // A helper that cannot be read but says that it visits tenants, given the work as a function.
  const name = call.func.kind === 'Name' ? call.func.id : call.func.kind === 'Attribute' ? call.func.attr : ''
  if (isUnknownHelper(call, scope)) {
    const span = place.from?.span ?? { start: call.start, end: call.end }
    walk.notFollowed.push({ span, reason: `\`${name}\` gets the connection and could not be read` })
  }
  for (const argument of [...call.args, ...call.keywords.map(({ value }) => value)]) {
    const value = evaluate(argument, scope)
    if (value.kind !== 'function' || value.path !== walk.path) continue
    const visits = /(tenant|schema)/i.test(name) || isTenantCollectionName(name)
    const args = value.node.params.map(
      (param) => [param.name, visits ? ({ kind: 'tenant', template: undefined } as const) : unknown] as const,
    )
    walk.enter(
      value.node,
      {
        ...place,
        loop: visits ? { template: undefined, span: undefined, via: 'helper' } : place.loop,
        guard: visits ? place.guard : (place.guard ?? 'condition'),
      },
      args,
    )
  }
}

/** A function from outside the project that is handed the connection may run anything on it. SQLAlchemy's and Alembic's own do not. */
function isUnknownHelper({ func, args, keywords }: Call, scope: Scope): boolean {
  const owner = func.kind === 'Attribute' && func.value.kind === 'Name' ? func.value : func.kind === 'Name' ? func : undefined
  const definition = owner && scope.workspace.resolveName(scope.module.path, owner.id, owner.start)
  if (definition?.kind !== 'external' || /^(sqlalchemy|sqlmodel|alembic|builtins|pandas|logging)\b/.test(definition.qualified)) return false
  return [...args, ...keywords.map(({ value }) => value)].some((argument) => {
    const { kind } = evaluate(argument, scope)
    return kind === 'connection' || kind === 'session'
  })
}

function walkInto(walk: Walk, node: FunctionDef | Lambda, module: PythonModule, call: Call, place: Place, from: Place['from']): void {
  const args: [string, Value][] = []
  const positional = node.params.filter(({ style }) => style === 'positional')
  call.args.forEach((argument, index) => {
    const param = positional[index]
    if (param) args.push([param.name, evaluate(argument, place.scope)])
  })
  for (const { name, value } of call.keywords) if (name !== undefined) args.push([name, evaluate(value, place.scope)])
  for (const param of node.params) {
    if (param.default && !args.some(([name]) => name === param.name))
      args.push([param.name, evaluate(param.default, { ...place.scope, module, locals: new Map() })])
  }
  const local = module.path === place.scope.module.path
  const locals = node.kind === 'Lambda' || (local && isNested(node)) ? new Map(place.scope.locals) : new Map<string, Value>()
  const scope: Scope = { ...place.scope, module, locals, depth: place.scope.depth + 1 }
  walk.enter(node, { ...place, scope, from, names: namesOf(walk, module) }, args)
}

function isNested(node: Node): boolean {
  for (let parent = node.parent; parent; parent = parent.parent) if (parent.kind === 'FunctionDef') return true
  return false
}
