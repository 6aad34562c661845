import type { Call, ClassDef, Expr, FunctionDef, Node } from '../python/ast'

import { lastName } from '../python/children'
import { toSqlText } from '../python/sql-from-python'
import { callsIn } from '../python/statement-index'
import type { SqlAnalysis } from '../sql/analysis'
import type { SqlText } from '../sql/sql-text'
import { bindingBefore, functionAround, mayBeAnother, statementsIn } from './sessions/bindings'
import { classAround, methodOf } from './sessions/class-members'
import { isTextMaker } from './sessions/sqlalchemy-names'
import { valueOf } from './sessions/values'
import type { Workspace } from './workspace'

/** SQL that Python code hands to a database. */
export interface SqlExecution {
  readonly path: string
  /** The call that runs it: `db.execute(…)`. */
  readonly call: Call
  /** Undefined for `DDL(…)`, which SQLAlchemy runs later. */
  readonly receiver: Expr | undefined
  readonly method: string
  /** The first argument as written: `text(f"…")`, a name, a literal. */
  readonly argument: Expr
  /** Where a finding stands: the literal, or the name or call in this file that yields it. */
  readonly site: Expr
  /** The file that the spans of `text` and `analysis` point into: another one when a constant is imported. */
  readonly textPath: string
  readonly text: SqlText
  readonly analysis: SqlAnalysis
  readonly wrapper: 'text' | 'ddl' | 'none'
  /** The second argument: bind parameters. */
  readonly parameters: Expr | undefined
}

/** Methods whose first argument is SQL whatever the receiver. */
const runsSql = new Set([
  'execute',
  'exec',
  'exec_driver_sql',
  'executemany',
  'fetch',
  'fetchrow',
  'fetchval',
  'scalar',
  'scalars',
  'stream',
  'mogrify',
  'cursor_execute',
  'execute_async',
])

/** The SQL a call runs; undefined when it runs none, or none that can be read. */
export function executionOf(workspace: Workspace, path: string, call: Call): SqlExecution | undefined {
  const { func } = call
  const method = func.kind === 'Attribute' ? func.attr : func.kind === 'Name' ? func.id : ''
  const ddl = method === 'DDL' && isMaker(workspace, path, func)
  if (!ddl && !(func.kind === 'Attribute' && runsSql.has(method))) return undefined
  const argument =
    call.args[0] ??
    call.keywords.find((keyword) => keyword.name === 'statement' || keyword.name === 'query' || keyword.name === 'operation')?.value
  if (!argument || argument.kind === 'Starred') return undefined
  const cache = workspace.memo('executions', () => new WeakMap<Call, SqlExecution | null>())
  const known = cache.get(call)
  if (known !== undefined) return known ?? undefined
  const source = !ddl && onlyKeeps(workspace, path, call) ? undefined : findSource(workspace, path, ddl ? call : argument, 0)
  const execution: SqlExecution | null = source
    ? {
        path,
        call,
        receiver: func.kind === 'Attribute' && !ddl ? func.value : undefined,
        method,
        argument,
        site: source.path === path && isLocal(source.expr, call) ? source.expr : argumentSite(workspace, path, ddl ? call : argument),
        textPath: source.path,
        text: source.text,
        analysis: workspace.analyseSql(source.text),
        wrapper: ddl ? 'ddl' : source.wrapper,
        parameters: call.args[1] ?? call.keywords.find((keyword) => keyword.name === 'params' || keyword.name === 'parameters')?.value,
      }
    : null
  cache.set(call, execution)
  return execution ?? undefined
}

/** Calls that keep or print what they are given. */
const keeps =
  /^(append|extend|add|join|format|strip|rstrip|lstrip|upper|lower|write|writelines|print|str|len|repr|debug|info|warning|error)$/

/**
 * `self.execute(sql)` of a class that only collects or prints SQL, as generators of scripts and doubles of tests do: nothing runs.
 * Not when anything else in the class may run what was collected.
 */
function onlyKeeps(workspace: Workspace, path: string, { func }: Call): boolean {
  if (func.kind !== 'Attribute' || func.value.kind !== 'Name') return false
  const cls = func.value.id === 'self' ? classOf(path, func) : madeFrom(workspace, path, func.value)
  const method = cls && methodOf(cls.node, func.attr)
  if (!cls || !method || method.decorators.length > 0) return false
  const calls = [...callsIn(method)]
  const text = workspace.text(cls.path)?.slice(cls.node.start, cls.node.end) ?? ''
  return calls.length > 0 && calls.every((call) => keeps.test(lastName(call.func))) && !runsElsewhere.test(text)
}

interface ClassPlace {
  readonly path: string
  readonly node: ClassDef
}

function classOf(path: string, node: Node): ClassPlace | undefined {
  const cls = classAround(node)
  return cls && { path, node: cls }
}

/** `conn = FakeConnection()` */
function madeFrom(workspace: Workspace, path: string, name: Expr & { kind: 'Name' }): ClassPlace | undefined {
  const made = localAssignment(name)
  if (made?.kind !== 'Call' || made.func.kind !== 'Name') return undefined
  const definition = workspace.resolveName(path, made.func.id, made.start)
  return definition?.kind === 'definition' && definition.node.kind === 'ClassDef'
    ? { path: definition.path, node: definition.node }
    : undefined
}

const runsElsewhere = /(?<!\bself)\.(?:exec\w*|run\w*|fetch\w*|send\w*|scalars?|query)\s*\(/

/** Every SQL execution below a node, in source order; nested functions included. */
export function* executionsIn(workspace: Workspace, path: string, root: Node): Generator<SqlExecution> {
  for (const call of callsIn(root)) {
    const execution = executionOf(workspace, path, call)
    if (execution) yield execution
  }
}

/** Does the SQL stand in the function that runs it? Otherwise the finding stands where it is used. */
const isLocal = (source: Expr, call: Call): boolean => functionAround(source) === functionAround(call)

interface Source {
  readonly path: string
  readonly expr: Expr
  readonly text: SqlText
  readonly wrapper: 'text' | 'none'
}

const maxDepth = 8

/** Follow an argument to the expression that spells the SQL. */
function findSource(workspace: Workspace, path: string, expr: Expr, depth: number): Source | undefined {
  if (depth > maxDepth) return undefined
  switch (expr.kind) {
    case 'Str':
    case 'BinOp':
      return spelled(workspace, path, expr)
    case 'Call': {
      const [first] = expr.args
      if (first && isMaker(workspace, path, expr.func)) {
        const inner = findSource(workspace, path, first, depth + 1)
        return inner && { ...inner, wrapper: 'text' }
      }
      // text("…").bindparams(x=1), sql.SQL("…").as_string(conn)
      if (expr.func.kind === 'Attribute' && /^(bindparams|columns|execution_options|as_string)$/.test(expr.func.attr))
        return findSource(workspace, path, expr.func.value, depth + 1)
      return spelled(workspace, path, expr) ?? returned(workspace, path, expr, depth)
    }
    case 'Name':
      return named(workspace, path, expr, depth)
    case 'Attribute': {
      const object = valueOf(workspace, path, expr.value)
      if (object.kind !== 'module') return undefined
      const definition = workspace.resolveName(object.path, expr.attr)
      return definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value
        ? findSource(workspace, definition.path, definition.node.value, depth + 1)
        : undefined
    }
    default:
      return undefined
  }
}

function spelled(workspace: Workspace, path: string, expr: Expr): Source | undefined {
  const text = toSqlText(expr, (name) => sameFileConstant(workspace, path, name))
  return text && { path, expr, text, wrapper: 'none' }
}

/** A name inside a longer SQL expression is followed within its file only: spans of two files cannot stand in one text. */
function sameFileConstant(workspace: Workspace, path: string, expr: Expr): Expr | undefined {
  if (expr.kind !== 'Name') return undefined
  const local = localAssignment(expr)
  if (isRebound(workspace.text(path) ?? '', expr.id)) return undefined
  if (local !== undefined) return local?.kind === 'Str' ? local : undefined
  const definition = workspace.resolveName(path, expr.id, expr.start)
  if (definition?.kind !== 'definition' || definition.path !== path || definition.node.kind !== 'Assign') return undefined
  return definition.node.value?.kind === 'Str' ? definition.node.value : undefined
}

function named(workspace: Workspace, path: string, expr: Expr & { kind: 'Name' }, depth: number): Source | undefined {
  const local = localAssignment(expr)
  if (local !== undefined) return local ? findSource(workspace, path, local, depth + 1) : undefined
  const definition = workspace.resolveName(path, expr.id, expr.start)
  if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || !definition.node.value) return undefined
  return findSource(workspace, definition.path, definition.node.value, depth + 1)
}

/** Some function gives the name of a scope outside of it another value. */
export const isRebound = (text: string, name: string): boolean => new RegExp(`\\b(?:global|nonlocal)\\b[^\\n]*\\b${name}\\b`).test(text)

/** What a function assigns to a local name; null when it is bound otherwise; undefined when it is no local name. */
function localAssignment(expr: Expr & { kind: 'Name' }): Expr | null | undefined {
  for (let fn = functionAround(expr); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, expr.id, expr.start)
    if (!binding) continue
    // `if name is None: name = "public"`: it is one of several.
    if (mayBeAnother(fn, expr.id, binding, expr)) return null
    if (binding.kind === 'assign' && binding.path.length === 0) return binding.value
    return binding.kind === 'import' ? undefined : null
  }
  return undefined
}

/** `conn.execute(set_path_sql(schema))`: the string that a project function returns. */
function returned(workspace: Workspace, path: string, call: Call, depth: number): Source | undefined {
  const callee = valueOf(workspace, path, call.func)
  if (callee.kind !== 'function' && callee.kind !== 'method') return undefined
  const values = returnsOf(callee.node)
  const [only] = values
  return values.length === 1 && only ? findSource(workspace, callee.path, only, depth + 1) : undefined
}

function returnsOf(fn: FunctionDef): readonly Expr[] {
  return [...statementsIn(fn.body)].flatMap((stmt) => (stmt.kind === 'Return' && stmt.value ? [stmt.value] : []))
}

/** `text`, `sa.text`, `DDL`, `__import__("sqlalchemy").text`. */
function isMaker(workspace: Workspace, path: string, func: Expr): boolean {
  if (func.kind === 'Attribute' && func.value.kind === 'Call' && func.value.func.kind === 'Name' && func.value.func.id === '__import__')
    return func.attr === 'text' || func.attr === 'DDL'
  const value = valueOf(workspace, path, func)
  return value.kind === 'external' && isTextMaker(value.qualified)
}

/** In a call that names SQL of another file: the name or call, without the `text()` around it. */
function argumentSite(workspace: Workspace, path: string, argument: Expr): Expr {
  const [first] = argument.kind === 'Call' ? argument.args : []
  return argument.kind === 'Call' && first && isMaker(workspace, path, argument.func) ? argumentSite(workspace, path, first) : argument
}
