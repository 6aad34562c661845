import type { Config } from '../contract/config'
import { libraryWord } from '../project/library-word'
import type { Workspace } from '../project/workspace'
import type { Call, ComprehensionExpr, Expr, FunctionDef, PythonModule } from '../python/ast'
import { hashName } from './postgres-names'
import { catalogue, joinPieces, textOf, unknown, type Value, valueOfString } from './values'

/** Where names are looked up: local values first, then the module, then what it imports. */
export interface Scope {
  readonly module: PythonModule
  readonly workspace: Workspace
  readonly locals: Map<string, Value>
  /** Guards against definitions that refer to each other. */
  readonly depth: number
}

/** Evaluate an expression as far as literals, constants and Alembic's own objects carry. Never throws. */
export function evaluate(expr: Expr, scope: Scope): Value {
  if (scope.depth > 12) return unknown
  const sub = (inner: Expr): Value => evaluate(inner, scope)
  const span = { start: expr.start, end: expr.end }
  switch (expr.kind) {
    case 'Str':
      return valueOfString(expr, scope.module.text, sub)
    case 'Constant':
      if (expr.value === null) return { kind: 'none', span }
      return typeof expr.value === 'boolean' ? { kind: 'bool', value: expr.value } : unknown
    case 'Name':
      return evaluateName(expr.id, expr.start, scope)
    case 'Tuple':
    case 'List':
    case 'Set':
      return evaluateList(expr.elts, scope)
    case 'Dict': {
      const entries = new Map<string, Value>()
      for (const { key, value } of expr.entries) {
        const name = key ? textOf(sub(key)) : undefined
        if (name !== undefined) entries.set(name, sub(value))
      }
      return { kind: 'dict', entries }
    }
    case 'BinOp':
      return evaluateBinary(expr.op, sub(expr.left), sub(expr.right), span)
    case 'BoolOp': {
      const values = [sub(expr.left), sub(expr.right)]
      return (
        values.find(({ kind }) => kind === 'tenants' || kind === 'tenant') ?? values.find(({ kind }) => kind === 'catalogue') ?? unknown
      )
    }
    case 'IfExp': {
      const [body, orelse] = [sub(expr.body), sub(expr.orelse)]
      return body.kind === 'tenants' || body.kind === 'connection' ? body : orelse.kind === 'tenants' ? orelse : unknown
    }
    case 'Await':
    case 'NamedExpr':
    case 'Starred':
      return sub(expr.value)
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return evaluateComprehension(expr, scope)
    case 'Subscript':
    case 'Attribute':
      return evaluateMember(expr, scope)
    case 'Lambda':
      return { kind: 'function', node: expr, path: scope.module.path }
    case 'Call':
      return evaluateCall(expr, scope)
    default:
      return unknown
  }
}

function evaluateName(name: string, at: number, scope: Scope): Value {
  const local = scope.locals.get(name)
  if (local) return local
  if (name === 'op' || name === 'context') return unknown
  const definition = scope.workspace.resolveName(scope.module.path, name, at)
  if (definition?.kind !== 'definition') return byName(name)
  const { node, path } = definition
  if (node.kind === 'FunctionDef') return { kind: 'function', node, path }
  if (node.kind !== 'Assign' || !node.value) return byName(name)
  const module = scope.workspace.module(path)
  if (!module) return unknown
  const value = evaluate(node.value, { ...scope, module, locals: new Map(), depth: scope.depth + 1 })
  return value.kind === 'unknown' ? byName(name) : value
}

/** `tenant_schemas`, `TENANTS`: a name that says what it holds, used only where nothing better is known. */
const byName = (name: string): Value => (isTenantCollectionName(name) ? { kind: 'tenants', template: undefined } : unknown)
export const isTenantCollectionName = (name: string): boolean =>
  /^_?(get_|list_|fetch_|load_|iter_|all_|find_)*(all_|active_|every_)*((tenant|user|customer|client|org)s?_)*(schema(ta|s|_names)|tenants)$/i.test(
    name,
  )

function evaluateList(elts: readonly Expr[], scope: Scope): Value {
  const items: Value[] = []
  let tenants: Value | undefined
  for (const element of elts) {
    const value = evaluate(element, scope)
    if (element.kind === 'Starred' && value.kind === 'list') items.push(...value.items)
    else if (element.kind === 'Starred' && value.kind === 'tenants') tenants = value
    else items.push(element.kind === 'Starred' ? unknown : value)
  }
  return tenants ? withTemplate(tenants, items, scope.workspace.config) : { kind: 'list', items }
}

function withTemplate(tenants: Value, others: readonly Value[], config: Config): Value {
  const named = others.some((item) => textOf(item) === config.tenancy.template)
  return tenants.kind === 'tenants' ? { kind: 'tenants', template: named || tenants.template } : tenants
}

function evaluateBinary(op: string, left: Value, right: Value, span: { start: number; end: number }): Value {
  if (op === '%') return left.kind === 'text' ? joinPieces([...splitPercent(left.value, right)], span) : unknown
  if (op !== '+' && op !== '|') return unknown
  if (left.kind === 'tenants' || right.kind === 'tenants') {
    const [tenants, other] = left.kind === 'tenants' ? [left, right] : [right, left]
    const template = other.kind === 'list' && other.items.some((item) => /template/.test(textOf(item) ?? ''))
    return tenants.kind === 'tenants' ? { kind: 'tenants', template: template || tenants.template } : unknown
  }
  if (left.kind === 'list' && right.kind === 'list') return { kind: 'list', items: [...left.items, ...right.items] }
  if (op === '+' && (left.kind === 'text' || left.kind === 'template' || right.kind === 'text' || right.kind === 'template')) {
    return joinPieces([left.kind === 'text' ? left.value : left, right.kind === 'text' ? right.value : right], span)
  }
  return unknown
}

function* splitPercent(format: string, right: Value): Iterable<string | Value> {
  let index = 0
  for (const part of format.split(/(%\(\w+\)[sdr]|%[sdr])/)) {
    const named = /^%\((\w+)\)/.exec(part)
    if (named) yield right.kind === 'dict' ? (right.entries.get(named[1] as string) ?? unknown) : unknown
    else if (/^%[sdr]$/.test(part)) yield right.kind === 'list' ? (right.items[index++] ?? unknown) : right
    else yield part.replace(/%%/g, '%')
  }
}

function evaluateComprehension(expr: ComprehensionExpr, scope: Scope): Value {
  const [generator] = expr.generators
  if (!generator) return unknown
  const iter = evaluate(generator.iter, scope)
  if (iter.kind === 'tenants') {
    const narrowed = generator.conditions.map((condition) =>
      templateIn(scope.module.text.slice(condition.start, condition.end), scope.workspace.config),
    )
    return { kind: 'tenants', template: narrowed.find((known) => known !== undefined) ?? iter.template }
  }
  if (iter.kind === 'catalogue' || iter.kind === 'inspector') return catalogue
  if (iter.kind !== 'list' || generator.conditions.length > 0 || generator.target.kind !== 'Name') return unknown
  const name = generator.target.id
  return {
    kind: 'list',
    items: iter.items.map((item) =>
      evaluate(expr.element, { ...scope, locals: new Map([...scope.locals, [name, item]]), depth: scope.depth + 1 }),
    ),
  }
}

function evaluateMember(expr: Extract<Expr, { kind: 'Subscript' | 'Attribute' }>, scope: Scope): Value {
  const value = evaluate(expr.value, scope)
  if (expr.kind === 'Subscript') {
    const [index] = expr.index
    if (value.kind === 'dict' && index) return value.entries.get(textOf(evaluate(index, scope)) ?? '') ?? unknown
    if (value.kind === 'list' && index?.kind === 'Num')
      return value.items[Number(scope.module.text.slice(index.start, index.end))] ?? unknown
    return value.kind === 'tenant' || value.kind === 'tenants' || value.kind === 'catalogue' ? value : unknown
  }
  if (value.kind === 'tenant' || value.kind === 'catalogue') return value
  if (value.kind === 'connection') {
    if (expr.attr === 'dialect') return { kind: 'dialect' }
    if (expr.attr === 'connection') return { kind: 'dbapi' }
    if (expr.attr === 'engine') return unknown
  }
  if (value.kind === 'context') {
    if (expr.attr === 'bind' || expr.attr === 'connection') return { kind: 'connection' }
    if (expr.attr === 'dialect') return { kind: 'dialect' }
  }
  if (value.kind === 'dialect' && expr.attr === 'name') return { kind: 'dialect-name' }
  if (value.kind === 'unknown') return byName(expr.attr)
  return unknown
}

const passThrough = new Set([
  'str',
  'list',
  'sorted',
  'set',
  'tuple',
  'iter',
  'fetchall',
  'scalars',
  'all',
  'scalar',
  'fetchone',
  'first',
  'one',
  'scalar_one',
  'mappings',
  'copy',
  'strip',
  'lower',
  'connect',
])

function evaluateCall(call: Call, scope: Scope): Value {
  const { func, args } = call
  const name = libraryWord(scope.workspace, scope.module.path, func)
  const first = args[0]
  if (name === '') return unknown
  if (name === 'get_bind' || name === 'get_context') {
    const receiver = func.kind === 'Attribute' ? evaluate(func.value, scope) : unknown
    if (receiver.kind !== 'session') return { kind: name === 'get_bind' ? 'connection' : 'context' }
  }
  if (name === 'inspect' || name === 'from_engine') return { kind: 'inspector' }
  if (name === 'Session' || name === 'sessionmaker') {
    const bound = [first, ...call.keywords.filter((keyword) => keyword.name === 'bind').map((keyword) => keyword.value)]
    if (bound.some((value) => value && evaluate(value, scope).kind === 'connection')) return { kind: 'session' }
    return unknown
  }
  if (name === 'f' && func.kind === 'Attribute' && first) {
    const value = evaluate(first, scope)
    return value.kind === 'text' ? { ...value, value: hashName(value.value), final: true } : value
  }
  if ((name === 'text' || name === 'quoted_name' || name === 'dedent' || name === 'DDL') && first) return evaluate(first, scope)
  if (name === 'quote' || name === 'quote_identifier' || name === 'quote_ident' || name === 'quote_schema')
    return first ? evaluate(first, scope) : unknown
  if (func.kind === 'Attribute') {
    const receiver = evaluate(func.value, scope)
    if (receiver.kind === 'inspector') return name === 'get_schema_names' ? { kind: 'tenants', template: undefined } : catalogue
    if (receiver.kind === 'text' && name === 'format') return formatText(receiver.value, call, scope)
    if ((receiver.kind === 'connection' || receiver.kind === 'session') && /^(execute|scalars?|exec_driver_sql)$/.test(name))
      return valueOfQuery(first ? evaluate(first, scope) : unknown, scope.workspace.config)
    if (receiver.kind === 'connection' && name === 'execution_options') return receiver
    if (receiver.kind === 'connection' && name === 'get_bind') return receiver
    if (passThrough.has(name) && receiver.kind !== 'unknown') return receiver
    if (receiver.kind === 'catalogue' || receiver.kind === 'tenant') return receiver
  }
  if (func.kind === 'Name' && passThrough.has(name) && first) return evaluate(first, scope)
  return valueOfProjectCall(call, name, scope)
}

function formatText(format: string, call: Call, scope: Scope): Value {
  let index = 0
  const pieces = format.split(/(\{\w*\})/).map((part) => {
    const hole = /^\{(\w*)\}$/.exec(part)
    if (!hole) return part
    const key = hole[1] as string
    const position = key === '' ? index++ : /^\d+$/.test(key) ? Number(key) : undefined
    const expr = position === undefined ? call.keywords.find((keyword) => keyword.name === key)?.value : call.args[position]
    return expr ? evaluate(expr, scope) : unknown
  })
  return joinPieces(pieces, { start: call.start, end: call.end })
}

/** A query over the schemas of the database gives tenants; any other one gives something of the catalogue or the data. */
function valueOfQuery(sql: Value, config: Config): Value {
  const text =
    sql.kind === 'text' ? sql.value : sql.kind === 'template' ? sql.pieces.filter((piece) => typeof piece === 'string').join('?') : ''
  return isSchemaListing(text) ? { kind: 'tenants', template: templateIn(text, config) } : catalogue
}

const isSchemaListing = (text: string): boolean =>
  /information_schema\s*\.\s*schemata|pg_namespace\b|get_schema_names\s*\(/i.test(text) ||
  /select\s+(distinct\s+)?[\w.]*schema(_name)?\b[^;]*\bfrom\s+[\w."]*tenant/i.test(text)

/** A function of the project that lists schemas, told by what it reads and, failing that, by its name. */
function valueOfProjectCall(call: Call, name: string, scope: Scope): Value {
  const definition = findCallee(call, scope)
  if (!definition) return byName(name)
  const module = scope.workspace.module(definition.path)
  if (!module) return byName(name)
  const source = module.text.slice(definition.node.start, definition.node.end)
  const returns = /\b(return|yield)\b/.test(source)
  if (returns && isSchemaListing(source) && !/\bupgrade\b/.test(name))
    return { kind: 'tenants', template: templateIn(source, scope.workspace.config) }
  if (
    returns &&
    /\.(get_columns|get_indexes|get_table_names|get_unique_constraints|get_foreign_keys|has_table)\(|pg_constraint|pg_indexes|information_schema/.test(
      source,
    )
  )
    return catalogue
  return byName(name)
}

/** The project's function behind a call by plain name, or `module.function`. */
export function findCallee(call: Call, scope: Scope): { readonly node: FunctionDef; readonly path: string } | undefined {
  const { func } = call
  if (func.kind === 'Name') {
    const local = scope.locals.get(func.id)
    if (local?.kind === 'function') return local.node.kind === 'FunctionDef' ? { node: local.node, path: local.path } : undefined
    const definition = scope.workspace.resolveName(scope.module.path, func.id, func.start)
    return definition?.kind === 'definition' && definition.node.kind === 'FunctionDef'
      ? { node: definition.node, path: definition.path }
      : undefined
  }
  if (func.kind !== 'Attribute' || func.value.kind !== 'Name') return undefined
  const owner = scope.workspace.resolveName(scope.module.path, func.value.id, func.start)
  if (owner?.kind !== 'module') return undefined
  const definition = scope.workspace.resolveName(owner.path, func.attr)
  return definition?.kind === 'definition' && definition.node.kind === 'FunctionDef'
    ? { node: definition.node, path: definition.path }
    : undefined
}

/** Does a listing (SQL or the code that filters it) hold the template schema? Undefined when the text does not tell. */
function templateIn(text: string, { tenancy }: Config): boolean | undefined {
  const template = tenancy.template ?? 'template'
  const mention = new RegExp(`${template.replace(/[^\w]/g, '\\$&')}|TEMPLATE_(SCHEMA|TENANT)|template_schema`)
  if (mention.test(text))
    return !new RegExp(`(<>|!=|NOT\\s+IN\\s*\\(?[^)]*|exclud\\w*[^\\n]*)\\s*['"({\\[]*\\s*(${mention.source})`, 'i').test(text)
  const prefix = tenancy.tenants.kind === 'pattern' ? /^\^([A-Za-z_]{2,})/.exec(tenancy.tenants.pattern)?.[1] : undefined
  if (prefix !== undefined && !template.startsWith(prefix) && new RegExp(`(['"^(]|\\|)${prefix}`).test(text)) return false
  return undefined
}
