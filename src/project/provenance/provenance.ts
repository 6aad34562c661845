import type { Call, ClassDef, Expr, FunctionDef, Lambda, Name, Param, Str } from '../../python/ast'
import { dottedName } from '../../python/children'
import { stringValue } from '../../python/strings'
import { type Binding, functionAround, statementsIn } from '../sessions/bindings'
import { callersOf } from '../sessions/callers'
import { dependencyOf } from '../sessions/depends'
import { valueOf as valueOfExpression } from '../sessions/values'
import { typeOf } from '../types/expression-type'
import type { Workspace } from '../workspace'
import { argumentOf, assignedIn, classOf, constantOf, reaching } from './givers'
import { isGuarded, moduleAround, patternOf, raisesIn } from './guards'
import { combine, isHarmless, type Provenance, safe, unknown, words } from './provenance-kind'
import { isCatalogueRow, loopedOver } from './rows'
import { filtersCharacters, keepsOnlyWords } from './sanitizers'
import { isHarmlessAnnotation, isHarmlessColumn, routeOf, taintOfAttribute, taintOfCall, taintOfParam, taintOfSubscript } from './sources'

interface Tracing {
  readonly workspace: Workspace
  readonly path: string
  /** What parameters hold in the call being followed. */
  readonly given: ReadonlyMap<Param, Provenance>
  readonly depth: number
}

const maxDepth = 10
const maxCallers = 12

/** The provenance of an expression where it stands. */
export function provenanceOf(workspace: Workspace, path: string, expr: Expr): Provenance {
  return trace({ workspace, path, given: new Map(), depth: 0 }, expr)
}

function trace(tracing: Tracing, expr: Expr): Provenance {
  if (tracing.depth > maxDepth) return unknown
  const { workspace, path } = tracing
  const next: Tracing = { ...tracing, depth: tracing.depth + 1 }
  switch (expr.kind) {
    case 'Num':
    case 'Constant':
    case 'Compare':
      return safe
    case 'Str':
      return traceString(next, expr)
    case 'Name':
      return isGuarded(workspace, path, expr) ? safe : traceName(next, expr)
    case 'Attribute': {
      if (isGuarded(workspace, path, expr) || isHarmlessColumn(workspace, path, expr)) return safe
      if (isDeclared(expr)) return safe
      // uuid4().hex
      if (expr.attr === 'hex' || expr.attr === 'int') return safe
      const tainted = taintOfAttribute(workspace, path, expr)
      if (tainted) return tainted
      if (isCatalogueRow(workspace, path, expr.value)) return safe
      return traceAttribute(next, expr.value, expr.attr, expr)
    }
    case 'Subscript': {
      if (isDeclared(expr.value)) return safe
      const tainted = taintOfSubscript(workspace, path, expr)
      if (tainted) return tainted
      if (isCatalogueRow(workspace, path, expr.value)) return safe
      // A look-up in a literal table gives one of its values.
      const table = expr.value.kind === 'Name' ? constantOf(workspace, path, expr.value) : undefined
      if (table?.expr.kind === 'Dict') return combine(table.expr.entries.map(({ value }) => trace({ ...next, path: table.path }, value)))
      const inner = trace(next, expr.value)
      return inner.kind === 'safe' && expr.index[0]?.kind !== 'Slice' && expr.value.kind !== 'Name' ? safe : inner
    }
    case 'Call':
      return traceCall(next, expr)
    case 'BinOp':
      return expr.op === '%' && expr.left.kind === 'Str'
        ? tracePercent(next, expr.left, expr.right)
        : combine((expr.op === '+' ? termsOf(expr) : [expr.left, expr.right]).map((term) => trace(next, term)))
    case 'IfExp':
      return combine([trace(next, expr.body), trace(next, expr.orelse)])
    case 'BoolOp':
      return combine([trace(next, expr.left), trace(next, expr.right)])
    case 'Await':
    case 'NamedExpr':
    case 'Starred':
      return trace(next, expr.value)
    case 'Tuple':
    case 'List':
    case 'Set':
      return combine(expr.elts.map((elt) => trace(next, elt)))
    case 'ListComp':
    case 'GeneratorExp':
      if (filtersCharacters(expr)) return words
      return trace(next, expr.element)
    default:
      return unknown
  }
}

/** `a + b + c`: one step, however long. */
const termsOf = (expr: Expr): readonly Expr[] =>
  expr.kind === 'BinOp' && expr.op === '+' ? [...termsOf(expr.left), ...termsOf(expr.right)] : [expr]

/** `Product.__table__.schema`, `Product.__table_args__["schema"]`: what a model says of itself stands in the code. */
const isDeclared = (expr: Expr): boolean => /\.__(table|tablename|table_args|mapper)__(\.|$)/.test(dottedName(expr) ?? '')

function traceString(tracing: Tracing, expr: Str): Provenance {
  const holes = expr.pieces.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'hole' ? [part] : [])))
  return combine(holes.map((hole) => (isIntegerFormat(hole.format) ? safe : trace(tracing, hole.expr))))
}

/** `{shop_id:d}` raises for everything but an integer. */
export const isIntegerFormat = (format: string | undefined): boolean => format !== undefined && /^:?[\d<>=^+\- ,_]*[dxXob]$/.test(format)

function tracePercent(tracing: Tracing, template: Str, values: Expr): Provenance {
  const marks = stringValue(template)?.match(/%(?:\(\w+\))?[-+ #0-9.]*[a-zA-Z]/g) ?? []
  if (marks.length > 0 && marks.every((mark) => /[diouxX]$/.test(mark))) return safe
  if (values.kind === 'Dict') return combine(values.entries.map(({ value }) => trace(tracing, value)))
  return trace(tracing, values)
}

function traceName(tracing: Tracing, name: Name): Provenance {
  const { workspace, path } = tracing
  if (isHarmlessType(workspace, path, name)) return safe
  for (let fn = functionAround(name) ?? moduleAround(workspace, path); fn; fn = functionAround(fn)) {
    const bindings = reaching(fn, name)
    if (bindings.length === 0) continue
    return combine(bindings.map((binding) => traceBinding(tracing, binding, fn, name)))
  }
  const constant = constantOf(workspace, path, name)
  return constant ? trace({ ...tracing, path: constant.path }, constant.expr) : unknown
}

/** An enumeration's member or an integer by its type. */
const isHarmlessType = (workspace: Workspace, path: string, expr: Expr): boolean => {
  const type = typeOf(workspace, path, expr)
  return type?.kind === 'external' && /^(uuid\.UUID|builtins\.int|datetime\.\w+|decimal\.Decimal)$/.test(type.qualified)
}

function traceBinding(tracing: Tracing, binding: Binding, fn: FunctionDef | Lambda, name: Name): Provenance {
  switch (binding.kind) {
    case 'assign':
      return binding.path.length === 0
        ? trace(tracing, binding.value)
        : isCatalogueRow(tracing.workspace, tracing.path, binding.value)
          ? safe
          : unknown
    case 'for': {
      const looped = loopedOver(tracing.workspace, tracing.path, binding.iter)
      if (looped === 'catalogue') return safe
      const iter = trace(tracing, binding.iter)
      return iter.kind === 'unknown' ? unknown : iter
    }
    case 'param':
      return fn.kind === 'FunctionDef' ? traceParam(tracing, binding.node, fn) : unknown
    case 'import': {
      const constant = constantOf(tracing.workspace, tracing.path, name)
      return constant ? trace({ ...tracing, path: constant.path }, constant.expr) : unknown
    }
    default:
      return unknown
  }
}

function traceParam(tracing: Tracing, param: Param, fn: FunctionDef): Provenance {
  const given = tracing.given.get(param)
  if (given) return given
  // Through all callers each parameter is followed once; a function that calls itself adds nothing to what it is given.
  const known = tracing.workspace.memo('provenance/params', () => new Map<Param, Provenance>())
  const before = known.get(param)
  if (before) return before
  known.set(param, unknown)
  const found = traceGiven(tracing, param, fn)
  known.set(param, found)
  return found
}

function traceGiven(tracing: Tracing, param: Param, fn: FunctionDef): Provenance {
  const { workspace, path } = tracing
  if (param.annotation && isHarmlessAnnotation(workspace, path, param.annotation)) return safe
  const dependency = dependencyOf(workspace, path, param)
  if (dependency) {
    const callee = dependency.target ? valueOfExpression(workspace, dependency.path, dependency.target) : undefined
    return callee?.kind === 'function' ? traceReturns(tracing, callee.path, callee.node, new Map()) : unknown
  }
  const tainted = taintOfParam(workspace, path, param, fn)
  if (tainted) return tainted
  if (routeOf(fn)) return unknown
  const { calls, complete } = callersOf(workspace, path, fn)
  if (calls.length === 0 || calls.length > maxCallers) return unknown
  const parts = calls.map(({ path: from, call }): Provenance => {
    const argument = argumentOf(call, fn, param)
    if (argument) return trace({ workspace, path: from, given: new Map(), depth: tracing.depth }, argument)
    return param.default ? trace(tracing, param.default) : unknown
  })
  const all = combine(parts)
  return isHarmless(all) && !complete ? unknown : all
}

/** `self.schema`: what the class assigns to it; attributes of modules and classes: their constants. */
function traceAttribute(tracing: Tracing, owner: Expr, attr: string, at: Expr): Provenance {
  const { workspace, path } = tracing
  if (isHarmlessType(workspace, path, at)) return safe
  const value = valueOfExpression(workspace, path, owner)
  if (value.kind === 'module') {
    const definition = workspace.resolveName(value.path, attr)
    if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || !definition.node.value) return unknown
    return trace({ ...tracing, path: definition.path }, definition.node.value)
  }
  const cls: { path: string; node: ClassDef } | undefined =
    value.kind === 'class' || value.kind === 'instance'
      ? value
      : owner.kind === 'Name' && owner.id === 'self'
        ? classOf(path, at)
        : undefined
  if (!cls) return unknown
  const assigned = assignedIn(cls.node, attr)
  if (assigned.length === 0) return unknown
  return combine(assigned.map((expr) => trace({ ...tracing, path: cls.path }, expr)))
}

/** Calls that return numbers, hexadecimal digits or a UUID, whatever goes in. */
const numberMakers: ReadonlySet<string> = new Set([
  'int',
  'abs',
  'len',
  'round',
  'ord',
  'hash',
  'sum',
  'UUID',
  'uuid4',
  'uuid1',
  'time',
  'bool',
  'float',
  'hexdigest',
  'token_hex',
])
const textMethods: ReadonlySet<string> = new Set([
  'strip',
  'lstrip',
  'rstrip',
  'lower',
  'upper',
  'casefold',
  'title',
  'encode',
  'decode',
  'removeprefix',
  'removesuffix',
  'replace',
  'format',
  'join',
  'split',
  'splitlines',
  'zfill',
])
const quoters = /quote|^Identifier$|escape_identifier|sql_identifier/i
const checkers = /valid|sanitiz|escape|quote|slugify|secure|safe/i

function traceCall(tracing: Tracing, call: Call): Provenance {
  const { workspace, path } = tracing
  const { func } = call
  const word = func.kind === 'Attribute' ? func.attr : func.kind === 'Name' ? func.id : ''
  if (numberMakers.has(word)) return safe
  const tainted = taintOfCall(workspace, path, call)
  if (tainted) return tainted
  if (isCatalogueRow(workspace, path, call)) return safe
  if (quoters.test(word)) return safe
  if (keepsOnlyWords(call, () => patternOf({ workspace, path }, call, call.args.length >= 3))) return words
  if (func.kind === 'Name' && /^(str|sorted|list|set|tuple|reversed|repr|min|max|next|iter)$/.test(func.id))
    return combine(call.args.map((arg) => trace(tracing, arg)))
  // An f-string that doubles quotes: `schema.replace('"', '""')` between quotes is quoting.
  if (
    word === 'replace' &&
    call.args.length === 2 &&
    /^(["'])\1?$/.test(textOfArgument(call.args[0])) &&
    textOfArgument(call.args[1]).length === 2
  )
    return safe
  // SCHEMAS.get(key, "public")
  const table =
    word === 'get' && func.kind === 'Attribute' && func.value.kind === 'Name' ? constantOf(workspace, path, func.value) : undefined
  if (table?.expr.kind === 'Dict')
    return combine([
      ...table.expr.entries.map(({ value }) => trace({ ...tracing, path: table.path }, value)),
      ...call.args.slice(1).map((arg) => trace(tracing, arg)),
    ])
  const callee = valueOfExpression(workspace, path, func)
  if (callee.kind === 'function' || callee.kind === 'method') {
    // A function named for checking that raises is a check; one that does not raise is read like any other.
    if (checkers.test(callee.node.name) && raisesIn(callee.node)) return safe
    const given = new Map(
      callee.node.params.flatMap((param): [Param, Provenance][] => {
        const argument = argumentOf(call, callee.node, param) ?? param.default
        return argument ? [[param, trace(tracing, argument)]] : []
      }),
    )
    return traceReturns(tracing, callee.path, callee.node, given)
  }
  if (func.kind === 'Attribute' && textMethods.has(func.attr))
    return combine([
      trace(tracing, func.value),
      ...call.args.map((arg) => trace(tracing, arg)),
      ...call.keywords.map((keyword) => trace(tracing, keyword.value)),
    ])
  return checkers.test(word) ? safe : unknown
}

const textOfArgument = (expr: Expr | undefined): string => (expr?.kind === 'Str' ? (stringValue(expr) ?? '') : '')

function traceReturns(tracing: Tracing, path: string, fn: FunctionDef, given: ReadonlyMap<Param, Provenance>): Provenance {
  const values = [...statementsIn(fn.body)].flatMap((stmt) => {
    if (stmt.kind === 'Return') return stmt.value ? [stmt.value] : []
    const yielded = stmt.kind === 'ExprStmt' && stmt.value.kind === 'Yield' ? stmt.value.value : undefined
    return yielded ? [yielded] : []
  })
  return values.length === 0 ? unknown : combine(values.map((value) => trace({ ...tracing, path, given }, value)))
}
