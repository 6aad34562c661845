import type { Call, Expr, FunctionDef, Node, Stmt } from '../../python/ast'
import { descendants, dottedName, lastName } from '../../python/children'
import { isStatement } from '../../python/statements'
import { stringValue } from '../../python/strings'
import { executionsIn } from '../executions'
import { bindingBefore, functionAround, statementsIn } from '../sessions/bindings'
import { argumentFor } from '../sessions/call-arguments'
import { moduleFunction } from '../sessions/path-statements'
import { valueOf as valueOfExpression } from '../sessions/values'
import type { Workspace } from '../workspace'
import { checksCharacters } from './character-checks'

interface Looking {
  readonly workspace: Workspace
  readonly path: string
  /** The name or attribute that is to be checked, `schema` or `self.schema`. */
  readonly key: string
  /** How many functions that answer for others were entered. */
  readonly depth: number
}

const checkers = /valid|check|assert|ensure|verify|require|sanitiz/i
const predicates = /valid|safe|allowed|exist|known|is_tenant|match/i

/** Is a name checked on every way to this use: by a full pattern, a list, the catalogue, or a function that raises? */
export function isGuarded(workspace: Workspace, path: string, use: Expr): boolean {
  const key = dottedName(use)
  const fn = functionAround(use) ?? moduleAround(workspace, path)
  if (key === undefined || fn?.kind !== 'FunctionDef') return false
  const bound = use.kind === 'Name' ? bindingBefore(fn, use.id, use.start) : undefined
  return isPassed({ workspace, path, key, depth: 0 }, use, fn, bound && bound.kind !== 'param' ? bound.node.start : fn.start)
}

/** Is the key checked between `since` and a place of the function, on every way to it? */
function isPassed(looking: Looking, place: Node, fn: FunctionDef, since: number): boolean {
  let child: Node = place
  const outwards = (node: Node): Node | undefined => (node === fn ? undefined : (node.parent ?? fn))
  for (let node = outwards(place); node; child = node, node = outwards(node)) {
    for (const block of blocksAround(node, child)) {
      for (const stmt of block) {
        if (stmt.start >= child.start) break
        if (stmt.start >= since && checks(looking, stmt)) return true
      }
    }
    if (node.kind === 'If' && node.test.start >= since) {
      if (node.body.some((stmt) => stmt === child) && implies(looking, node.test, true)) return true
      if (node.orelse.some((stmt) => stmt === child) && implies(looking, node.test, false)) return true
    }
    if (node.kind === 'IfExp' && child === node.body && implies(looking, node.test, true)) return true
  }
  return false
}

/** A script's top level is read as a function of its own. */
export function moduleAround(workspace: Workspace, path: string): FunctionDef | undefined {
  const module = workspace.module(path)
  return module && moduleFunction(module)
}

/** The statement list of a node that a child stands in. */
function blocksAround(node: Node, child: Node): readonly (readonly Stmt[])[] {
  const lists: (readonly Stmt[])[] = []
  switch (node.kind) {
    case 'FunctionDef':
    case 'With':
    case 'ExceptHandler':
      lists.push(node.body)
      break
    case 'If':
    case 'For':
    case 'While':
      lists.push(node.body, node.orelse)
      break
    case 'Try':
      lists.push(node.body, node.orelse, node.finalbody)
      break
  }
  return lists.filter((list) => list.some((stmt) => stmt === child))
}

/** Does a statement let only checked values pass? */
function checks(looking: Looking, stmt: Stmt): boolean {
  // if not SCHEMA_NAME.fullmatch(schema): raise ValueError(schema)
  if (stmt.kind === 'If') return leaves(stmt.body) && implies(looking, stmt.test, false)
  if (stmt.kind === 'Assert') return implies(looking, stmt.test, true)
  // try: validate(schema) … except ValueError: raise HTTPException(400)
  if (stmt.kind === 'Try')
    return stmt.handlers.every(({ body }) => leaves(body)) && [...stmt.body, ...stmt.orelse].some((inner) => checks(looking, inner))
  // validate_schema_name(schema)
  const value = stmt.kind === 'ExprStmt' ? stmt.value : stmt.kind === 'Assign' ? stmt.value : undefined
  const call = value?.kind === 'Await' ? value.value : value
  return (
    call?.kind === 'Call' && mentions(looking, [...call.args, ...call.keywords.map((keyword) => keyword.value)]) && isChecker(looking, call)
  )
}

/** A project function named for checking that raises, or one of another package with such a name; or one whose body lets only checked names pass. */
function isChecker(looking: Looking, call: Call): boolean {
  const { workspace, path } = looking
  const isNamed = checkers.test(lastName(call.func))
  const callee = valueOfExpression(workspace, path, call.func)
  if (callee.kind !== 'function' && callee.kind !== 'method') return isNamed
  if (isNamed && raisesIn(callee.node)) return true
  const inner = seenBy(looking, call, callee)
  return inner !== undefined && callee.node.body.some((stmt) => checks(inner, stmt) && raisesIn(callee.node))
}

/** What a function of the project calls the key that it is given. */
function seenBy({ workspace, key, depth }: Looking, call: Call, callee: { path: string; node: FunctionDef }): Looking | undefined {
  if (depth >= maxDepth) return undefined
  const param = callee.node.params.find((each) => dottedName(argumentFor(call, callee.node, each) ?? call) === key)
  return param && { workspace, path: callee.path, key: param.name, depth: depth + 1 }
}

/** Does the function raise (or end the process) itself? */
export function raisesIn(fn: FunctionDef): boolean {
  return [...statementsIn(fn.body)].some(
    (stmt) => stmt.kind === 'Raise' || stmt.kind === 'Assert' || (stmt.kind === 'ExprStmt' && isExit(stmt.value)),
  )
}

const isExit = (expr: Expr): boolean => expr.kind === 'Call' && /^(exit|_exit|abort|error|fail)$/.test(lastName(expr.func))

function leaves(body: readonly Stmt[]): boolean {
  const last = body.at(-1)
  if (!last) return false
  return (
    last.kind === 'Raise' ||
    last.kind === 'Return' ||
    last.kind === 'Continue' ||
    last.kind === 'Break' ||
    (last.kind === 'ExprStmt' && isExit(last.value))
  )
}

/** Does the test, being `wanted`, prove that the key is one of a known set of names? */
function implies(looking: Looking, test: Expr, wanted: boolean): boolean {
  if (checksCharacters(looking.key, test, wanted)) return true
  switch (test.kind) {
    case 'UnaryOp':
      return test.op === 'not' && implies(looking, test.operand, !wanted)
    case 'BoolOp': {
      const sides = [test.left, test.right].map((side) => implies(looking, side, wanted))
      return (test.op === 'and') === wanted ? sides.some(Boolean) : sides.every(Boolean)
    }
    case 'NamedExpr':
      return implies(looking, test.value, wanted)
    case 'Await':
      return implies(looking, test.value, wanted)
    case 'Compare':
      return impliesCompare(looking, test.left, test.ops[0] ?? '', test.comparators[0], wanted)
    case 'Call': {
      const [first] = test.args
      if (test.func.kind === 'Name' && test.func.id === 'bool' && first) return implies(looking, first, wanted)
      return wanted ? isPredicate(looking, test) || answersFor(looking, test) : findsOthers(looking, test)
    }
    case 'Name': {
      const fn = functionAround(test)
      const binding = fn && bindingBefore(fn, test.id, test.start)
      const value = binding?.kind === 'assign' && binding.path.length === 0 ? binding.value : undefined
      return wanted && value !== undefined && value.kind !== 'Name' && (implies(looking, value, true) || asksCatalogue(looking, value))
    }
    default:
      return false
  }
}

function impliesCompare(looking: Looking, left: Expr, op: string, right: Expr | undefined, wanted: boolean): boolean {
  if (!right) return false
  const isNone = right.kind === 'Constant' && (right.value === null || right.value === false)
  if ((op === 'is' || op === '==') && isNone) return implies(looking, left, !wanted)
  if ((op === 'is not' || op === '!=') && isNone) return implies(looking, left, wanted)
  const isKey = dottedName(left) === looking.key
  // schema in ALLOWED, but not "x" in schema and not schema in "text"
  if (op === 'in' || op === 'not in') return isKey && right.kind !== 'Str' && wanted === (op === 'in')
  if (op === '==' || op === '!=')
    return (isKey || dottedName(right) === looking.key) && (left.kind === 'Str' || right.kind === 'Str') && wanted === (op === '==')
  return false
}

function isPredicate(looking: Looking, call: Call): boolean {
  const { func } = call
  if (func.kind === 'Attribute') {
    if (dottedName(func.value) === looking.key) return /^is(identifier|alnum|digit|numeric|decimal|alpha)$/.test(func.attr)
    if (/^(fullmatch|match|search)$/.test(func.attr)) return isFullMatch(looking, call)
  }
  if (func.kind === 'Name' && /^(fullmatch|match)$/.test(func.id)) return isFullMatch(looking, call)
  return (
    mentions(looking, [...call.args, ...call.keywords.map((keyword) => keyword.value)]) &&
    (predicates.test(lastName(func)) || asksCatalogue(looking, call))
  )
}

/** `re.search(r"\W", schema)` finds what does not belong into a name. */
function findsOthers(looking: Looking, call: Call): boolean {
  return (
    /^(search|findall)$/.test(lastName(call.func)) &&
    mentions(looking, call.args) &&
    /^(\\W|\[\^[^\]'" ]*\])\+?$/.test(patternOf(looking, call) ?? '')
  )
}

/** A function of the project that is true of checked names only, whatever it is called. */
function answersFor(looking: Looking, call: Call): boolean {
  const callee = valueOfExpression(looking.workspace, looking.path, call.func)
  if (callee.kind !== 'function' && callee.kind !== 'method') return false
  const fn = callee.node
  const inner = seenBy(looking, call, callee)
  if (!inner) return false
  const returned = [...statementsIn(fn.body)].filter((stmt) => stmt.kind === 'Return')
  return (
    returned.length > 0 &&
    returned.every((stmt) => {
      const { value } = stmt
      if (!value || (value.kind === 'Constant' && (value.value === null || value.value === false))) return true
      return implies(inner, value, true) || isPassed(inner, stmt, fn, fn.start)
    })
  )
}

const maxDepth = 3

/** `re.fullmatch(p, x)`, or match / search with a pattern that is anchored; one that lets anything through is no check. */
function isFullMatch(looking: Looking, call: Call): boolean {
  if (!mentions(looking, call.args)) return false
  const word = lastName(call.func)
  const pattern = patternOf(looking, call)
  if (pattern === undefined) return true
  if (/\.[*+]/.test(pattern)) return false
  if (word === 'fullmatch') return true
  const ends = /(\$|\\Z)$/.test(pattern)
  return word === 'match' ? ends : ends && /^(\^|\\A)/.test(pattern)
}

/** The pattern of `re.match(pattern, …)` or `PATTERN.match(…)`. */
export function patternOf(
  { workspace, path }: Pick<Looking, 'workspace' | 'path'>,
  call: Call,
  inline = call.args.length >= 2,
): string | undefined {
  const [first] = call.args
  if (inline && first?.kind === 'Str') return stringValue(first)
  const compiled = inline ? first : call.func.kind === 'Attribute' ? call.func.value : undefined
  if (compiled?.kind === 'Call') return compiledPattern(compiled)
  if (compiled?.kind !== 'Name') return undefined
  const definition = workspace.resolveName(path, compiled.id, compiled.start)
  const value = definition?.kind === 'definition' && definition.node.kind === 'Assign' ? definition.node.value : undefined
  return value?.kind === 'Str' ? stringValue(value) : value?.kind === 'Call' ? compiledPattern(value) : undefined
}

const compiledPattern = (call: Call): string | undefined => {
  const [first] = call.args
  return lastName(call.func) === 'compile' && first?.kind === 'Str' ? stringValue(first) : undefined
}

/** A look-up of the key in pg_namespace or information_schema. */
function asksCatalogue(looking: Looking, expr: Expr): boolean {
  if (!mentions(looking, [expr])) return false
  if (expr.kind === 'Call' && /exist/i.test(lastName(expr.func))) return true
  return [...executionsIn(looking.workspace, looking.path, expr)].some(({ analysis }) =>
    analysis.statements.some(({ tables }) => tables.length > 0 && tables.every(({ system }) => system)),
  )
}

const mentions = ({ key }: Looking, exprs: readonly Expr[]): boolean =>
  exprs.some((expr) =>
    [...descendants(expr)].some(
      (node) => !isStatement(node) && (node.kind === 'Name' || node.kind === 'Attribute') && dottedName(node) === key,
    ),
  )
