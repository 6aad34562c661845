import type { Workspace } from '../project/workspace'
import type { Call, Expr, FunctionDef, If, Lambda, Node, PythonModule, Stmt, Try, With } from '../python/ast'
import type { Span } from '../text/span'
import { evaluate, findCallee, isTenantCollectionName, type Scope } from './evaluate'
import { flattenSql } from './flat-sql'
import type { Guard, Operation, RevisionOperations, TableRef, TenantLoop } from './operation'
import { readDdl } from './read-ddl'
import { findOpNames, type OpNames, readOpCall } from './read-op-call'
import { judgeTest } from './read-test'
import { textOf, unknown, type Value } from './values'

/** What holds at one point of the walk. */
interface Place {
  readonly scope: Scope
  readonly direction: Operation['direction']
  readonly names: OpNames
  readonly guard: Guard | undefined
  readonly tried: boolean
  readonly loop: TenantLoop | undefined
  readonly autocommit: boolean
  /** In another file or function: where in the revision's own file this came from. */
  readonly from: { readonly span: Span; readonly statement: Span } | undefined
  /** Calls entered so far: keeps recursion finite. */
  readonly calls: readonly (FunctionDef | Lambda)[]
}

interface Walk {
  readonly path: string
  readonly operations: Operation[]
  readonly notFollowed: { span: Span; reason: string }[]
  readonly opNames: Map<string, OpNames>
  /** Rounds left: a loop over a long literal list is not unrolled without end. */
  budget: number
}

/**
 * Everything a revision's `upgrade()` and `downgrade()` do to the schema, in order: `op.*` under any name, batch operations, functions of the project
 * that get there, raw SQL, loops over literals and over tenants, decorators. Nothing is run; what cannot be followed is listed.
 */
export function readOperations(module: PythonModule, workspace: Workspace): RevisionOperations {
  const walk: Walk = { path: module.path, operations: [], notFollowed: [], opNames: new Map(), budget: 4000 }
  const functions = { upgrade: findFunction(module, 'upgrade'), downgrade: findFunction(module, 'downgrade') }
  for (const direction of ['upgrade', 'downgrade'] as const) {
    const definition = functions[direction]
    if (!definition) continue
    const place = enter(walk, module, workspace, direction)
    walkFunction(walk, definition, applyDecorators(walk, definition, place), [])
  }
  const { operations, notFollowed } = walk
  return {
    upgrade: operations.filter(({ direction }) => direction === 'upgrade'),
    downgrade: operations.filter(({ direction }) => direction === 'downgrade'),
    functions,
    notFollowed,
    emptyDowngrade:
      !functions.downgrade ||
      functions.downgrade.body.every(
        (statement) =>
          statement.kind === 'Pass' ||
          (statement.kind === 'ExprStmt' && (statement.value.kind === 'Str' || statement.value.kind === 'Constant')),
      ),
  }
}

function findFunction(module: PythonModule, name: string): FunctionDef | undefined {
  const found = module.find(name)
  return found?.kind === 'FunctionDef' ? found : undefined
}

function enter(walk: Walk, module: PythonModule, workspace: Workspace, direction: Operation['direction']): Place {
  const scope: Scope = { module, workspace, locals: new Map(), depth: 0 }
  return {
    scope,
    direction,
    names: namesOf(walk, module),
    guard: undefined,
    tried: false,
    loop: undefined,
    autocommit: false,
    from: undefined,
    calls: [],
  }
}

function namesOf(walk: Walk, module: PythonModule): OpNames {
  const known = walk.opNames.get(module.path) ?? findOpNames(module)
  walk.opNames.set(module.path, known)
  return known
}

/** `@for_each_tenant_schema def upgrade(schema)`: the decorator calls the function once per tenant. */
function applyDecorators(walk: Walk, definition: FunctionDef, place: Place): Place {
  for (const decorator of definition.decorators) {
    const target = decorator.kind === 'Call' ? decorator.func : decorator
    const name = target.kind === 'Name' ? target.id : target.kind === 'Attribute' ? target.attr : ''
    const callee =
      target.kind === 'Name' || target.kind === 'Attribute' ? findCallee({ ...asCall(target), func: target }, place.scope) : undefined
    const source = callee ? place.scope.workspace.module(callee.path)?.text.slice(callee.node.start, callee.node.end) : undefined
    const visits = source !== undefined ? /\bfor\b[^\n]*\b(schema|tenant)/i.test(source) : /(tenant|schema)/i.test(name)
    if (!visits) {
      walk.notFollowed.push({ span: { start: decorator.start, end: decorator.end }, reason: `the decorator \`${name}\` was not followed` })
      continue
    }
    const template = source === undefined ? undefined : /template/i.test(source) ? true : undefined
    const loop: TenantLoop = { template, span: undefined, via: 'decorator' }
    const locals = new Map(place.scope.locals)
    for (const param of definition.params) locals.set(param.name, { kind: 'tenant', template })
    return { ...place, loop, scope: { ...place.scope, locals } }
  }
  return place
}

const asCall = (target: Expr): Call => ({
  kind: 'Call',
  start: target.start,
  end: target.end,
  parent: target.parent,
  func: target,
  args: [],
  keywords: [],
  argsSpan: { kind: 'Arguments', start: target.end, end: target.end, parent: undefined },
})

function walkFunction(walk: Walk, definition: FunctionDef | Lambda, place: Place, args: readonly (readonly [string, Value])[]): void {
  if (place.calls.includes(definition) || place.calls.length > 6) return
  const locals = new Map(place.scope.locals)
  for (const [name, value] of args) locals.set(name, value)
  const inner: Place = { ...place, calls: [...place.calls, definition], scope: { ...place.scope, locals } }
  if (definition.kind === 'Lambda') walkExpression(walk, definition.body, inner)
  else walkBlock(walk, definition.body, inner)
}

function walkBlock(walk: Walk, body: readonly Stmt[], start: Place): void {
  let place = start
  for (const statement of body) {
    if (walk.budget-- <= 0) return
    const after = walkStatement(walk, statement, place)
    if (after === 'ends') return
    place = after
  }
}

/** Walk one statement; gives the place that holds after it, or 'ends' when nothing after it runs. */
function walkStatement(walk: Walk, statement: Stmt, place: Place): Place | 'ends' {
  const { scope } = place
  switch (statement.kind) {
    case 'Assign': {
      if (statement.value) {
        walkExpression(walk, statement.value, place)
        const value = evaluate(statement.value, scope)
        for (const target of statement.targets) assign(target, statement.op === undefined ? value : unknown, scope)
      }
      return place
    }
    case 'ExprStmt':
      walkExpression(walk, statement.value, place)
      return place
    case 'Return':
      if (statement.value) walkExpression(walk, statement.value, place)
      return 'ends'
    case 'Raise':
      return 'ends'
    case 'If':
      return walkIf(walk, statement, place)
    case 'For': {
      walkExpression(walk, statement.iter, place)
      walkFor(walk, statement, place)
      return place
    }
    case 'While':
      walkBlock(walk, statement.body, { ...place, guard: place.guard ?? 'condition' })
      return place
    case 'Try':
      return walkTry(walk, statement, place)
    case 'With':
      return walkWith(walk, statement, place)
    case 'FunctionDef':
      scope.locals.set(statement.name, { kind: 'function', node: statement, path: scope.module.path })
      return place
    case 'Match':
      walkExpression(walk, statement.subject, place)
      for (const { body } of statement.cases) walkBlock(walk, body, { ...place, guard: place.guard ?? 'condition' })
      return place
    default:
      return place
  }
}

function assign(target: Expr, value: Value, scope: Scope): void {
  if (target.kind === 'Name') scope.locals.set(target.id, value)
  else if (target.kind === 'Tuple' || target.kind === 'List') {
    target.elts.forEach((element, index) => {
      const item =
        value.kind === 'list' ? (value.items[index] ?? unknown) : value.kind === 'tenant' || value.kind === 'catalogue' ? value : unknown
      assign(element, item, scope)
    })
  }
}

function walkIf(walk: Walk, statement: If, place: Place): Place | 'ends' {
  walkExpression(walk, statement.test, place)
  const verdict = judgeTest(statement.test, place.scope)
  if (verdict === 'true' || verdict === 'false') {
    const body = verdict === 'true' ? statement.body : statement.orelse
    const ends = body.some((inner) => inner.kind === 'Return' || inner.kind === 'Raise')
    walkBlock(walk, body, place)
    return ends ? 'ends' : place
  }
  const guarded: Place = verdict === 'transparent' ? place : { ...place, guard: place.guard ?? 'condition' }
  walkBlock(walk, statement.body, branch(guarded))
  walkBlock(walk, statement.orelse, branch(guarded))
  const leaves = statement.body.some((inner) => inner.kind === 'Return' || inner.kind === 'Continue' || inner.kind === 'Break')
  // `if not exists: return` guards everything after it.
  return leaves && verdict === 'unknown' ? { ...place, guard: place.guard ?? 'condition' } : place
}

/** A branch may assign names: what it learns must not leak as certain, so it works on a copy. */
const branch = (place: Place): Place => ({ ...place, scope: { ...place.scope, locals: new Map(place.scope.locals) } })

function walkFor(walk: Walk, statement: Extract<Stmt, { kind: 'For' }>, place: Place): void {
  const iter = evaluate(statement.iter, place.scope)
  const round = (value: Value, extra: Partial<Place>): void => {
    assign(statement.target, value, place.scope)
    walkBlock(walk, statement.body, { ...place, ...extra })
  }
  if (iter.kind === 'list' && iter.items.length <= 60) {
    const config = place.scope.workspace.config.tenancy
    const schemas = iter.items.map(textOf)
    const literalTenants =
      schemas.length > 1 &&
      schemas.every(
        (schema) =>
          schema !== undefined &&
          (schema === config.template || (config.tenants.kind === 'pattern' && safeTest(config.tenants.pattern, schema))),
      )
    if (!literalTenants) {
      for (const item of iter.items) round(item, {})
      return
    }
    const template = schemas.includes(config.template)
    round({ kind: 'tenant', template }, { loop: { template, span: ownSpan(statement, place), via: 'for' } })
    return
  }
  if (iter.kind === 'tenants') {
    // `for schema in schemas: if not schema.startswith("user_"): continue` filters inside the body.
    round({ kind: 'tenant', template: iter.template }, { loop: { template: iter.template, span: ownSpan(statement, place), via: 'for' } })
    return
  }
  const value: Value = iter.kind === 'catalogue' ? iter : unknown
  round(value, { guard: place.guard ?? (iter.kind === 'catalogue' ? 'catalogue' : 'condition') })
}

function safeTest(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text)
  } catch {
    return false
  }
}

const ownSpan = (node: Node, place: Place): Span | undefined => (place.from ? undefined : { start: node.start, end: node.end })

function walkTry(walk: Walk, statement: Try, place: Place): Place {
  walkBlock(walk, statement.body, { ...place, tried: true })
  for (const handler of statement.handlers) walkBlock(walk, handler.body, { ...branch(place), guard: place.guard ?? 'handler' })
  walkBlock(walk, statement.orelse, place)
  walkBlock(walk, statement.finalbody, place)
  return place
}

function walkWith(walk: Walk, statement: With, place: Place): Place | 'ends' {
  let inner = place
  for (const item of statement.items) {
    const { context } = item
    walkExpression(walk, context, place)
    const value = valueOfContext(context, inner)
    if (context.kind === 'Call') {
      const name = context.func.kind === 'Attribute' ? context.func.attr : context.func.kind === 'Name' ? context.func.id : ''
      if (name === 'autocommit_block') inner = { ...inner, autocommit: true }
      if (name === 'begin_nested') inner = { ...inner, guard: inner.tried ? (inner.guard ?? 'savepoint') : inner.guard }
      if (name === 'suppress') inner = { ...inner, tried: true }
    }
    if (item.target) assign(item.target, value, inner.scope)
  }
  walkBlock(walk, statement.body, inner)
  return statement.body.some(({ kind }) => kind === 'Return' || kind === 'Raise') ? 'ends' : place
}

function valueOfContext(context: Expr, place: Place): Value {
  if (context.kind === 'Call' && isOp(context, place, 'batch_alter_table')) {
    const table = context.args[0] ?? context.keywords.find(({ name }) => name === 'table_name')?.value
    const schema = context.args[1] ?? context.keywords.find(({ name }) => name === 'schema')?.value
    return {
      kind: 'batch',
      table: table ? evaluate(table, place.scope) : unknown,
      schema: schema ? evaluate(schema, place.scope) : undefined,
      call: context,
    }
  }
  return evaluate(context, place.scope)
}

const isOp = (call: Call, place: Place, name: string): boolean => place.names.operationOf(call) === name

/** Visit the calls of an expression in the order Python runs them: arguments first. */
function walkExpression(walk: Walk, expr: Expr, place: Place): void {
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
  if (operation !== undefined || receiver.kind === 'batch') {
    const read = readOpCall(call, operation ?? method, receiver.kind === 'batch' ? receiver : undefined, scope)
    for (const one of read)
      emit(walk, call, place, receiver.kind === 'batch' ? { ...one, via: 'batch', batch: receiver.call } : { ...one, via: 'op' })
    return
  }
  followCall(walk, call, place)
}

interface Found {
  readonly effect: Operation['effect']
  readonly table: TableRef | undefined
  readonly via: Operation['via']
  readonly guarded: boolean
  readonly sql?: Operation['sql']
  readonly span?: Span
  readonly batch?: Call
}

function emit(walk: Walk, call: Call, place: Place, { effect, table, via, guarded, sql, span, batch }: Found): void {
  const here = { start: call.start, end: call.end }
  const statement = place.from?.statement ?? statementOf(call)
  walk.operations.push({
    effect,
    table,
    direction: place.direction,
    via: place.from ? 'wrapper' : via,
    span: place.from?.span ?? span ?? here,
    statement,
    call: place.from ? undefined : call,
    batch: place.from ? undefined : batch,
    sql: place.from ? undefined : sql,
    guard: guarded ? 'if-exists' : place.guard,
    tried: place.tried,
    loop: place.loop,
    autocommit: place.autocommit,
  })
}

function statementOf(node: Node): Span {
  let at: Node = node
  for (let parent = node.parent; parent; parent = at.parent) {
    if (/^(FunctionDef|ClassDef|If|For|While|Try|ExceptHandler|With|MatchCase)$/.test(parent.kind) && at.kind !== 'WithItem') break
    at = parent
  }
  return { start: at.start, end: at.end }
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
  const callee = findCallee(call, scope)
  if (callee) {
    const module = scope.workspace.module(callee.path)
    if (module) walkInto(walk, callee.node, module, call, place, callee.path === walk.path ? place.from : from)
    return
  }
  // A helper that cannot be read but says that it visits tenants, given the work as a function.
  const name = call.func.kind === 'Name' ? call.func.id : call.func.kind === 'Attribute' ? call.func.attr : ''
  for (const argument of [...call.args, ...call.keywords.map(({ value }) => value)]) {
    const value = evaluate(argument, scope)
    if (value.kind !== 'function' || value.path !== walk.path) continue
    const visits = /(tenant|schema)/i.test(name) || isTenantCollectionName(name)
    const args = value.node.params.map(
      (param) => [param.name, visits ? ({ kind: 'tenant', template: undefined } as const) : unknown] as const,
    )
    walkFunction(
      walk,
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
  walkFunction(walk, node, { ...place, scope, from, names: namesOf(walk, module) }, args)
}

function isNested(node: Node): boolean {
  for (let parent = node.parent; parent; parent = parent.parent) if (parent.kind === 'FunctionDef') return true
  return false
}
