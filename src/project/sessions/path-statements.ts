import type { Call, Expr, FunctionDef, Node, PythonModule, Stmt, Str } from '../../python/ast'
import { descendants, dottedName } from '../../python/children'
import { focusModule } from '../../python/focus-module'
import { toSqlText } from '../../python/sql-from-python'
import { callsIn, functionsIn } from '../../python/statement-index'
import type { SearchPathChange } from '../../sql/analysis'
import type { Span } from '../../text/span'
import { executionOf, type SqlExecution } from '../executions'
import { isMigrationFile } from '../file-role'
import { isLogging, isPure } from '../purity'
import { localAssignment } from '../sql-source'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround } from './bindings'
import { eventsOf, type SessionEvent } from './events'
import { listenedEvent } from './listeners'
import { namesOtherDatabase, namesPostgres } from './other-databases'
import { flowOf, type SessionFlow } from './scope'
import type { SessionRef } from './value'
import { valueOf } from './values'

/** One SET of the search path that a file runs, with what surrounds it. */
export interface PathStatement {
  readonly path: string
  readonly execution: SqlExecution
  readonly change: SearchPathChange
  /** The function (a script's top level counts as one) and the session it runs on, when that has an identity. */
  readonly fn: FunctionDef
  readonly event: (SessionEvent & { readonly kind: 'set' }) | undefined
  readonly flow: SessionFlow | undefined
}

/** The functions of a module whose text holds a hint, and its top level as a function of its own. */
export function functionsWith(module: PythonModule, hint: RegExp): readonly FunctionDef[] {
  const found: FunctionDef[] = []
  let loose = false
  for (const slice of module.topLevel) {
    if (!hint.test(module.text.slice(slice.start, slice.end))) continue
    if (slice.kind !== 'def' && slice.kind !== 'class' && slice.kind !== 'import') loose = true
    for (const stmt of module.statementsOf(slice)) {
      for (const node of functionsIn(stmt)) if (hint.test(module.text.slice(node.start, node.end))) found.push(node)
    }
  }
  return loose ? [...found, moduleFunction(module)] : found
}

const moduleFunctions = new WeakMap<PythonModule, FunctionDef>()

/** A module's top level, as the function that importing it runs. */
export function moduleFunction(module: PythonModule): FunctionDef {
  const known = moduleFunctions.get(module)
  if (known) return known
  const body: readonly Stmt[] = module.body()
  const made: FunctionDef = {
    kind: 'FunctionDef',
    name: '<module>',
    nameStart: 0,
    async: false,
    params: [],
    returns: undefined,
    decorators: [],
    body: [...body],
    start: 0,
    end: module.text.length,
    parent: undefined,
  }
  moduleFunctions.set(module, made)
  return made
}

const hint = /search_path|set_config|pg_settings|\bset\s+(?:(?:local|session)\s+)?schema\b/i

/** Every statement of a file that sets the search path where a rule may speak of it; with `focus` those of the definition around it. */
export function listPathStatements(workspace: Workspace, path: string, focus?: Span): readonly PathStatement[] {
  const cache = workspace.memo('sessions/path-statements', () => new Map<string, readonly PathStatement[]>())
  const key = focus ? `${path}\0${focus.start}` : path
  const known = cache.get(key)
  if (known) return known
  const module = workspace.module(path)
  const made = module && !isMigrationFile(workspace, path) ? collect(workspace, focus ? focusModule(module, focus) : module) : []
  cache.set(key, made)
  return made
}

function collect(workspace: Workspace, module: PythonModule): readonly PathStatement[] {
  const found: PathStatement[] = []
  const seen = new Set<Call>()
  for (const slice of module.topLevel) {
    if (!mayRunPath(module, slice)) continue
    for (const stmt of module.statementsOf(slice)) {
      for (const node of callsIn(stmt)) {
        if (seen.has(node)) continue
        seen.add(node)
        const execution = executionOf(workspace, module.path, node)
        const change =
          execution?.analysis.statements.flatMap(({ searchPath }) => searchPath)[0] ?? (execution && openSettingChange(execution))
        if (!execution || !change || isMigrating(workspace, module.path, execution)) continue
        const around = functionAround(node)
        const fn = around?.kind === 'FunctionDef' ? around : around ? undefined : moduleFunction(module)
        const event = fn
          ? eventsOf(workspace, module.path, fn).events.find(
              (each): each is SessionEvent & { kind: 'set' } => each.kind === 'set' && each.call === node,
            )
          : undefined
        const flow = fn && event ? flowOf(workspace, module.path, fn, event.ref) : undefined
        found.push({ path: module.path, execution, change, fn: fn ?? moduleFunction(module), event, flow })
      }
    }
  }
  return found.filter((statement) => !isAccepted(workspace, statement))
}

/** `op.execute(…)`, `op.get_bind().execute(…)`: a helper of migrations, which are left alone wherever they stand. */
function isMigrating(workspace: Workspace, path: string, { receiver }: SqlExecution): boolean {
  const made = receiver?.kind === 'Name' ? (localAssignment(receiver) ?? receiver) : receiver
  const value = made && valueOf(workspace, path, made.kind === 'Call' ? made.func : made)
  return value?.kind === 'external' && /^alembic\.(op|context)(\.|$)/.test(value.qualified)
}

/** A slice that runs SQL: it, or a constant of its module, holds the words. */
function mayRunPath(module: PythonModule, slice: PythonModule['topLevel'][number]): boolean {
  const text = module.text.slice(slice.start, slice.end)
  return hint.test(text) || (/\.(execute|exec|fetch|scalar)\w*\(/.test(text) && hint.test(module.text))
}

/** Strings with a parameter in a SET of the path that a function gives to its callers, and that no call in sight runs. */
export function listReturnedTemplates(workspace: Workspace, path: string): readonly Str[] {
  const module = workspace.module(path)
  if (!module || isMigrationFile(workspace, path)) return []
  const found: Str[] = []
  for (const slice of module.topLevel) {
    if (!/search_path/i.test(module.text.slice(slice.start, slice.end))) continue
    for (const node of module.statementsOf(slice).flatMap((stmt) => [...descendants(stmt)])) {
      if (node.kind !== 'Return' || node.value?.kind !== 'Str') continue
      const text = toSqlText(node.value)
      const statements = text ? workspace.analyseSql(text).statements : []
      const [only] = statements
      if (
        statements.length === 1 &&
        only?.searchPath.some((change) => change.via === 'SET' && change.binds.some(({ style }) => style !== 'brace'))
      )
        found.push(node.value)
    }
  }
  return found
}

/** `SELECT set_config($1, $2, false)` with `'search_path'` among the bound values. */
function openSettingChange(execution: SqlExecution): SearchPathChange | undefined {
  for (const statement of execution.analysis.statements) {
    for (const setting of statement.openSettings) {
      if (!bindsSearchPath(execution)) continue
      return {
        form: 'set_config',
        via: 'set_config',
        members: [],
        value: 'expression',
        transactionLocal: setting.transactionLocal,
        item: undefined,
        binds: [],
        span: setting.span,
        valueSpan: undefined,
      }
    }
  }
  return undefined
}

function bindsSearchPath({ call }: SqlExecution): boolean {
  const values: readonly Expr[] = [...call.args.slice(1), ...call.keywords.map((keyword) => keyword.value)]
  return values.some((value) =>
    [...descendants(value)].some(
      (node) =>
        node.kind === 'Str' &&
        node.pieces.length === 1 &&
        node.pieces[0]?.parts.length === 1 &&
        node.pieces[0].parts[0]?.kind === 'text' &&
        node.pieces[0].parts[0].source === 'search_path',
    ),
  )
}

/** Forms that are right: nothing is said about them. */
function isAccepted(workspace: Workspace, statement: PathStatement): boolean {
  const { execution, change, fn, event, flow, path } = statement
  const text = workspace.text(path) ?? ''
  const typed = event !== undefined && event.ref.type !== 'unknown'
  if (!typed && namesOtherDatabase(text)) return true
  if (!typed && change.via === 'SET SCHEMA' && execution.wrapper === 'none' && !namesPostgres(text)) return true
  const listened = listenedEvent(workspace, path, fn)
  const constant = change.members.length > 0 && change.members.every((member) => member.text !== undefined)
  // A connection is made once and keeps this path: the listener knows no request, so the path is one for each engine.
  const perEngine =
    constant || change.form === 'reset' || change.members.every((member) => member.holes.every((hole) => comesFromOutside(fn, hole.expr)))
  if ((listened === 'connect' || listened === 'do_connect' || isPoolHook(workspace, path, fn)) && perEngine) return true
  if (constant && isDetached(fn, execution)) return true
  if (isTenantSession(workspace, path, fn)) return true
  if (change.via !== 'set_config' || change.transactionLocal !== true) return false
  const bound =
    change.binds.length > 0 ||
    change.members.some((member) => member.bind !== undefined) ||
    (change.members.length === 0 && execution.text.segments.every((segment) => segment.kind === 'literal'))
  if (!bound) return false
  if (listened === 'after_begin' || opensTransaction(execution)) return true
  if (!event || !flow) return false
  const states = flow.before(event)
  const given = isGivenFresh(workspace, event.ref)
  return states.length > 0 && states.every((state) => state.fresh || (given && !state.used))
}

/** `db: Session = Depends(get_db)`: opened for this request, and handed on before it ran anything. */
function isGivenFresh(workspace: Workspace, { origin }: SessionRef): boolean {
  if (origin.kind !== 'yielded' || origin.inner.origin.kind !== 'opened') return false
  const flow = flowOf(workspace, origin.path, origin.fn, origin.inner)
  const states = flow.events.filter((each) => each.kind === 'leave').flatMap((each) => flow.before(each))
  return states.length > 0 && states.every((state) => state.fresh && !state.path)
}

/**
 * The first thing that a transaction's block runs: `async with conn.transaction():`, `with transaction.atomic():`, `with db.begin():`.
 * Blocks between, as for a cursor, run nothing; an inner transaction is a savepoint, whose path would stay.
 */
function opensTransaction({ call }: SqlExecution): boolean {
  let inner: Node = call
  for (
    let at = call.parent;
    at && at.kind !== 'FunctionDef' && at.kind !== 'Lambda' && at.kind !== 'ClassDef';
    inner = at, at = at.parent
  ) {
    if (at.kind === 'For' || at.kind === 'While' || at.kind === 'If' || at.kind === 'Match') return false
    if (at.kind !== 'With') continue
    const first = at.body.find((stmt) => !runsNothing(stmt))
    if (!first || inner.start < first.start || first.end < inner.end) return false
    if (at.items.some(({ context }) => isTransaction(context))) return !isInTransaction(at)
  }
  return false
}

/** `logger.info(…)`, `statement = "SELECT …"`: the database hears nothing of it. */
function runsNothing(stmt: Stmt): boolean {
  if (stmt.kind === 'ExprStmt')
    return stmt.value.kind === 'Str' || (isLogging(stmt) && stmt.value.kind === 'Call' && stmt.value.args.every(isPure))
  return stmt.kind === 'Assign' && (stmt.value === undefined || isPure(stmt.value))
}

function isInTransaction(block: Node): boolean {
  for (let at = block.parent; at && at.kind !== 'FunctionDef' && at.kind !== 'Lambda'; at = at.parent)
    if (at.kind === 'With' && at.items.some(({ context }) => isTransaction(context))) return true
  return false
}

function isTransaction(context: Expr): boolean {
  if (context.kind !== 'Call') return false
  const name = context.func.kind === 'Attribute' ? context.func.attr : context.func.kind === 'Name' ? context.func.id : ''
  return name === 'transaction' || name === 'begin' || name === 'atomic'
}

/** `create_pool(…, init=f)`, `ConnectionPool(…, configure=f)`: called once for each new connection, or each time one is handed out. */
function isPoolHook(workspace: Workspace, path: string, fn: FunctionDef): boolean {
  const hooks = workspace.memo('sessions/pool-hooks', () => new Map<string, ReadonlySet<FunctionDef>>())
  const known = hooks.get(path)
  if (known) return known.has(fn)
  const found = new Set<FunctionDef>()
  const module = workspace.module(path)
  for (const slice of module?.topLevel ?? []) {
    if (!module || !/\b(init|setup|configure)\s*=/.test(module.text.slice(slice.start, slice.end))) continue
    for (const node of module.statementsOf(slice).flatMap((stmt) => [...descendants(stmt)])) {
      if (node.kind !== 'Call' || !/create_pool$|ConnectionPool$/.test(dottedName(node.func) ?? '')) continue
      for (const { name, value } of node.keywords) {
        const hook = name === 'init' || name === 'setup' || name === 'configure' ? valueOf(workspace, path, value) : undefined
        if (hook?.kind === 'function') found.add(hook.node)
      }
    }
  }
  hooks.set(path, found)
  return found.has(fn)
}

/** `connection.detach()` stands before it: a detached connection never goes back to the pool. */
function isDetached(fn: FunctionDef, { receiver, call }: SqlExecution): boolean {
  const name = receiver && dottedName(receiver)
  if (name === undefined) return false
  for (const node of descendants(fn)) {
    if (node.kind !== 'Call' || node.start > call.start || node.func.kind !== 'Attribute' || node.func.attr !== 'detach') continue
    if (dottedName(node.func.value) === name) return true
  }
  return false
}

/** A plain name that the listener itself does not bind: of the module, or of the function that makes the engine; a setting. */
function comesFromOutside(fn: FunctionDef, hole: unknown): boolean {
  const expr = hole as Expr | undefined
  if (expr?.kind === 'Call' && expr.func.kind === 'Name' && expr.func.id === 'str')
    return expr.args.every((arg) => comesFromOutside(fn, arg))
  const [root = '', ...attributes] = (expr && dottedName(expr))?.split('.') ?? []
  if (expr === undefined || root === '' || bindingBefore(fn, root, expr.start) !== undefined) return false
  // `g.schema` and `request.state.schema` are other ones in each request.
  return attributes.length === 0 || /^(settings|config|cfg|conf|constants?)$/i.test(root)
}

/** The project's own tenant-session helper is the one place where a path may be set. */
function isTenantSession(workspace: Workspace, path: string, fn: FunctionDef): boolean {
  const symbol = workspace.config.tenancy.tenantSession
  const definition = symbol ? workspace.resolveSymbol(symbol) : undefined
  return definition?.kind === 'definition' && definition.path === path && definition.node.start <= fn.start && fn.end <= definition.node.end
}
