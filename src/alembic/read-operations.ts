import type { Workspace } from '../project/workspace'
import type { Call, Expr, FunctionDef, If, Lambda, Node, PythonModule, Stmt, Try, With } from '../python/ast'
import type { Span } from '../text/span'
import { evaluate, type Scope } from './evaluate'
import type { Operation, RevisionOperations } from './operation'
import { namesOf, type Place, type Walk } from './operation-walk'
import { judgeTest } from './read-test'
import { applyDecorators } from './tenant-decorator'
import { isTenantName } from './tenant-name'
import { textOf, unknown, type Value } from './values'
import { walkExpression } from './walk-call'

/**
 * Everything a revision's `upgrade()` and `downgrade()` do to the schema, in order: `op.*` under any name, batch operations, functions of the project
 * that get there, raw SQL, loops over literals and over tenants, decorators. Nothing is run; what cannot be followed is listed.
 */
export function readOperations(module: PythonModule, workspace: Workspace): RevisionOperations {
  const walk: Walk = {
    path: module.path,
    operations: [],
    notFollowed: [],
    opNames: new Map(),
    budget: 4000,
    savepoint: false,
    enter: (definition, place, args) => walkFunction(walk, definition, place, args),
  }
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
      changeList(statement.value, scope)
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

/** `schemas.append("template_tenant")`: the list of tenants is another one from here on. */
function changeList(expr: Expr, scope: Scope): void {
  if (expr.kind !== 'Call' || expr.func.kind !== 'Attribute' || expr.func.value.kind !== 'Name') return
  const { attr, value } = expr.func
  const known = scope.locals.get(value.id)
  if (known?.kind !== 'tenants' || !/^(append|insert|extend|add|update|remove|discard)$/.test(attr)) return
  const { template } = scope.workspace.config.tenancy
  const given = expr.args.map((argument) => evaluate(argument, scope)).flatMap((each) => (each.kind === 'list' ? each.items : [each]))
  const isNamed = given.some((each) => textOf(each) === template)
  scope.locals.set(value.id, { kind: 'tenants', template: isNamed ? !/^(remove|discard)$/.test(attr) : known.template || undefined })
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
      schemas.length > 1 && schemas.every((schema) => schema !== undefined && (schema === config.template || isTenantName(schema, config)))
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
  const { savepoint } = walk
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
  walk.savepoint = savepoint
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
