import type { Call, ClassDef, Expr, Node } from '../python/ast'
import { lastName } from '../python/children'
import { callsIn } from '../python/statement-index'
import type { SqlAnalysis } from '../sql/analysis'
import type { SqlText } from '../sql/sql-text'
import { functionAround } from './sessions/bindings'
import { classAround, methodOf } from './sessions/class-members'
import { findSqlSource, isMaker, localAssignment } from './sql-source'
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
  /** False where another statement may run instead, or the text is put together in several steps: it is judged, and never rewritten. */
  readonly certain: boolean
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
  const source = !ddl && onlyKeeps(workspace, path, call) ? undefined : findSqlSource(workspace, path, ddl ? call : argument, 0)
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
        certain: source.certain,
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

/** In a call that names SQL of another file: the name or call, without the `text()` around it. */
function argumentSite(workspace: Workspace, path: string, argument: Expr): Expr {
  const [first] = argument.kind === 'Call' ? argument.args : []
  return argument.kind === 'Call' && first && isMaker(workspace, path, argument.func) ? argumentSite(workspace, path, first) : argument
}
