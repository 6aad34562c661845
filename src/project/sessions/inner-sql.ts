import type { Attribute, Call, Expr, FunctionDef, Name, Node } from '../../python/ast'
import { descendants, dottedName } from '../../python/children'
import { toSqlText } from '../../python/sql-from-python'
import { stringValue } from '../../python/strings'
import type { SqlAnalysis } from '../../sql/analysis'
import type { SqlText } from '../../sql/sql-text'
import { executionOf } from '../executions'
import { libraryWord } from '../library-word'
import type { Workspace } from '../workspace'
import { functionAround, returnsIn, scopeOf } from './bindings'
import { isStatementMaker } from './sqlalchemy-names'
import type { Value } from './value'
import { valueOf } from './values'

/** SQL text inside an ORM or Core call: no translate map reaches it. */
export interface InnerSql {
  readonly node: Node
  /** Undefined when it cannot be read. */
  readonly analysis: SqlAnalysis | undefined
}

/** `text("…")` in a filter, `literal_column("…")`, `from_statement(text(…))`, `func.current_schema()`, in a call and in the statements it is built from. */
export function listInnerSql(workspace: Workspace, path: string, call: Call): readonly InnerSql[] {
  const cache = workspace.memo('sessions/inner-sql', () => new WeakMap<Call, readonly InnerSql[]>())
  const known = cache.get(call)
  if (known) return known
  const found: InnerSql[] = []
  for (const root of partsOf(workspace, path, call)) {
    for (const node of descendants(root.expr)) {
      if (found.some((each) => each.node === node)) continue
      // `cast("products", REGCLASS)`
      if ((node.kind === 'Name' || node.kind === 'Attribute') && isRegclass(workspace, root.path, node))
        found.push({ node, analysis: undefined })
      if (node.kind !== 'Call') continue
      const inner = innerSql(workspace, root.path, node)
      if (inner) found.push(inner)
    }
  }
  cache.set(call, found)
  return found
}

const executing = new Set(['execute', 'executemany', 'exec', 'exec_driver_sql', 'scalar', 'scalars', 'stream', 'stream_scalars'])

/** Does the call run a statement that is not seen to be made of constructs? `db.execute(text(step))`, `db.execute(statement)` of a parameter. */
export function runsUnreadStatement(workspace: Workspace, path: string, call: Call): boolean {
  if (call.func.kind !== 'Attribute' || !executing.has(call.func.attr) || executionOf(workspace, path, call)) return false
  const statement = call.args[0] ?? call.keywords.find(({ name }) => name === 'statement')?.value
  return statement !== undefined && !isConstruct({ workspace, visiting: new Set() }, path, statement)
}

/** A piece of code that a statement is made of. */
export interface StatementPart {
  readonly path: string
  readonly expr: Expr
}

/** The call with all that is chained to it, and the local values and constants that its arguments name. */
export function partsOf(workspace: Workspace, path: string, call: Call): readonly StatementPart[] {
  let top: Expr = call
  for (let at = call.parent; at?.kind === 'Attribute' || (at?.kind === 'Call' && at.func === top); at = at.parent) top = at
  const roots: StatementPart[] = [{ path, expr: top }]
  const seen = new Set<Expr>([top])
  for (let index = 0; index < roots.length && roots.length < 40; index++) {
    const root = roots[index]
    if (!root) break
    for (const node of descendants(root.expr)) {
      if (node.kind !== 'Name' && node.kind !== 'Attribute') continue
      for (const expr of valuesOf(workspace, root.path, node))
        if (!seen.has(expr.expr)) {
          seen.add(expr.expr)
          roots.push(expr)
        }
    }
  }
  return roots
}

/** A local name, a name of a module, `queries.FIND_ALL`. */
function valuesOf(workspace: Workspace, path: string, said: Name | Attribute): readonly StatementPart[] {
  for (let fn = said.kind === 'Name' ? functionAround(said) : undefined; fn && said.kind === 'Name'; fn = functionAround(fn)) {
    const list = scopeOf(fn).bindings.get(said.id)
    if (list?.every(({ kind }) => kind === 'import')) break
    if (list) return list.flatMap((binding) => (binding.kind === 'assign' ? [{ path, expr: binding.value }] : []))
  }
  const value = constantSaid(workspace, path, said)
  // An engine or a factory is no part of a statement.
  return value?.expr.kind === 'Call' || value?.expr.kind === 'Str' ? [value] : []
}

/** What a module assigns to a name of its own. */
function constantSaid(workspace: Workspace, path: string, said: Name | Attribute): StatementPart | undefined {
  const dotted = dottedName(said)
  const definition = dotted === undefined ? undefined : workspace.resolveName(path, dotted, said.start)
  return definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value
    ? { path: definition.path, expr: definition.node.value }
    : undefined
}

/** The text inside one call of SQLAlchemy. */
export function innerSql(workspace: Workspace, path: string, call: Call): InnerSql | undefined {
  if (executionOf(workspace, path, call)) return undefined
  // `getattr(func, name)(…)`
  const chosen =
    call.func.kind === 'Call' && call.func.func.kind === 'Name' && call.func.func.id === 'getattr' ? call.func.args[0] : undefined
  if (chosen && isFunctions(valueOf(workspace, path, chosen))) return { node: call, analysis: undefined }
  const callee = valueOf(workspace, path, call.func)
  if (callee.kind !== 'external' || !/^(sqlalchemy|sqlmodel)\b/.test(callee.qualified)) return undefined
  const [first] = call.args
  const made = /\.func\.(.+)$/.exec(callee.qualified)
  if (made?.[1]) {
    // `func.nextval("invoice_numbers")`: the name in the string is looked for on the path.
    const [given] = call.args
    const name = given?.kind === 'Str' ? stringValue(given) : undefined
    const argument = name !== undefined && /^[\w.]+$/.test(name) ? `'${name}'` : ''
    return { node: call, analysis: analyse(workspace, `SELECT ${made[1]}(${argument})`, '', undefined, call) }
  }
  const word = callee.qualified.slice(callee.qualified.lastIndexOf('.') + 1)
  if (word === 'Enum' || word === 'ENUM' || word === 'DOMAIN') return typeName(workspace, call)
  // `Sequence("numbers").next_value()`
  if (word === 'Sequence' && first && !call.keywords.some(({ name }) => name === 'schema' || name === 'metadata'))
    return { node: call, analysis: fragment(workspace, path, first, [["SELECT nextval('", "')"]]) }
  if (word === 'table' && first) return { node: call, analysis: fragment(workspace, path, first, [['SELECT 1 FROM ', '']]) }
  if ((word !== 'text' && word !== 'literal_column') || !first) return undefined
  // What stands in a clause is no statement by itself.
  return {
    node: call,
    analysis: fragment(workspace, path, first, [
      ['SELECT 1 WHERE (', ')'],
      ['SELECT ', ''],
      ['SELECT 1 ORDER BY ', ''],
      ['', ''],
    ]),
  }
}

/** The type that looks a name up when it is cast. */
export const isRegclass = (workspace: Workspace, path: string, expr: Expr): boolean =>
  libraryWord(workspace, path, expr) === 'REGCLASS' && valueOf(workspace, path, expr).kind === 'external'

const isFunctions = (value: Value): boolean => value.kind === 'external' && /^(sqlalchemy|sqlmodel)\b.*\.func$/.test(value.qualified)

/** `cast(Product.status, Enum("new", "done", name="status"))`: a type without a schema of its own is looked for on the path. */
function typeName(workspace: Workspace, call: Call): InnerSql | undefined {
  const given = (name: string) => call.keywords.find((keyword) => keyword.name === name)?.value
  if (given('schema') || given('inherit_schema') || given('metadata')) return undefined
  const native = given('native_enum')
  if (native?.kind === 'Constant' && native.value === false) return undefined
  const named = given('name')
  const [first] = call.args
  const name = named?.kind === 'Str' ? stringValue(named) : !named && first?.kind === 'Name' ? first.id.toLowerCase() : undefined
  return name !== undefined && /^\w+$/.test(name)
    ? { node: call, analysis: analyse(workspace, `SELECT NULL::${name}`, '', undefined, call) }
    : undefined
}

function fragment(workspace: Workspace, path: string, expr: Expr, frames: readonly (readonly [string, string])[]): SqlAnalysis | undefined {
  const text = toSqlText(constantOf(workspace, path, expr) ?? expr)
  if (!text) return undefined
  for (const [before, after] of frames) {
    const analysis = analyse(workspace, before, after, text, expr)
    if (analysis.statements.length > 0 && analysis.statements.every(({ kind }) => kind !== 'unparsed')) return analysis
  }
  return undefined
}

function constantOf(workspace: Workspace, path: string, expr: Expr): Expr | undefined {
  if (expr.kind !== 'Name') return undefined
  const [only, ...rest] = valuesOf(workspace, path, expr)
  return only && rest.length === 0 && only.expr.kind === 'Str' ? only.expr : undefined
}

/** SQL that is not written anywhere: a name of the code put into a statement. */
export const analyseFragment = (workspace: Workspace, sql: string, at: Node): SqlAnalysis => analyse(workspace, sql, '', undefined, at)

function analyse(workspace: Workspace, before: string, after: string, text: SqlText | undefined, at: Node): SqlAnalysis {
  const source = { start: at.start, end: at.end }
  const literal = (written: string) => (written === '' ? [] : [{ kind: 'literal' as const, text: written, source, exact: false }])
  return workspace.analyseSql({ span: source, segments: [...literal(before), ...(text?.segments ?? []), ...literal(after)] })
}

interface Following {
  readonly workspace: Workspace
  readonly visiting: Set<Node>
}

/** Made by `select`, `insert`, `update`, `delete`, a table or a model, however many calls are chained to it. */
function isConstruct(following: Following, path: string, expr: Expr): boolean {
  const { workspace, visiting } = following
  if (visiting.has(expr)) return true
  visiting.add(expr)
  switch (expr.kind) {
    case 'IfExp':
      return isConstruct(following, path, expr.body) && isConstruct(following, path, expr.orelse)
    case 'Call': {
      const callee = valueOf(workspace, path, expr.func)
      if (callee.kind === 'external') return isMaker(callee.qualified)
      if (callee.kind === 'function' || callee.kind === 'method') return returnsConstruct(following, callee.path, callee.node)
      return expr.func.kind === 'Attribute' && isConstruct(following, path, expr.func.value)
    }
    case 'Attribute': {
      const value = valueOf(workspace, path, expr)
      if (value.kind === 'external') return isMaker(value.qualified)
      if (value.kind === 'class') return true
      const constant = constantSaid(workspace, path, expr)
      return constant ? isConstruct(following, constant.path, constant.expr) : isConstruct(following, path, expr.value)
    }
    case 'Name': {
      for (let fn = functionAround(expr); fn; fn = functionAround(fn)) {
        const list = scopeOf(fn).bindings.get(expr.id)
        if (list?.every(({ kind }) => kind === 'import')) break
        if (list) return list.every((binding) => binding.kind === 'assign' && isConstruct(following, path, binding.value))
      }
      if (valueOf(workspace, path, expr).kind === 'class') return true
      const constant = constantSaid(workspace, path, expr)
      return constant !== undefined && isConstruct(following, constant.path, constant.expr)
    }
    default:
      return false
  }
}

const isMaker = (qualified: string): boolean =>
  isStatementMaker(qualified) ||
  /^(sqlalchemy|sqlmodel)\b.*\.(union|union_all|intersect|except_|values|Table|literal|case|cast|and_|or_|CreateTable|DropTable)$/.test(
    qualified,
  ) ||
  /^(sqlalchemy|sqlmodel)\b.*\.func\b/.test(qualified)

function returnsConstruct(following: Following, path: string, fn: FunctionDef): boolean {
  const returns = returnsIn(fn)
  return returns.length > 0 && returns.every((value) => isConstruct(following, path, value))
}
