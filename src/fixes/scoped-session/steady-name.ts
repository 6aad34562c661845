import { placeOf } from '../../project/place-of'
import { isPureCall } from '../../project/purity'
import { scopeOf, statementsIn } from '../../project/sessions/bindings'
import { lowering, type SchemaTemplate } from '../../project/sessions/schema-template'
import { sessionRefOf } from '../../project/sessions/session-ref'
import { valueOf } from '../../project/sessions/values'
import { isRebound } from '../../project/sql-source'
import type { Workspace } from '../../project/workspace'
import type { Call, Expr, FunctionDef, Name, Node } from '../../python/ast'
import { childrenOf, descendants, dottedName } from '../../python/children'
import type { Rewrite } from './plan'

type Template = SchemaTemplate & { readonly kind: 'template' }

/**
 * The rewrite reads the schema's name where the session is opened, the code read it where the path is set. Says what may give it
 * another value in between: `current.set(…)` before `current.get()`, `self.resolve()` before `self.schema`.
 */
export function whyNotSteady(
  rewrite: Rewrite,
  schema: Template,
  span: { readonly from: number; readonly until?: number },
): string | undefined {
  const { workspace, module, fn } = rewrite
  const watch = watchOf(rewrite, schema)
  if (!watch.anything && watch.owners.size === 0) return undefined
  const until = span.until ?? lastSet(rewrite, span.from)
  const own = new Set<Node>(rewrite.statements.map(({ call }) => call))
  const visit = (node: Node): Call | undefined => {
    if (node.end <= span.from || node.start >= until || own.has(node)) return undefined
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda') return undefined
    for (const child of childrenOf(node)) {
      const found = visit(child)
      if (found) return found
    }
    return node.kind === 'Call' && node.start >= span.from && node.end <= until && mayChange(rewrite, watch, node) ? node : undefined
  }
  for (const stmt of fn.body) {
    const call = visit(stmt)
    if (call)
      return `the schema's name may get another value at ${placeOf(workspace, module.path, call)}, after the session is opened and before the path is set`
  }
  return undefined
}

interface Watch {
  /** It is read from something that any other function may change: a context variable, a module's variable. */
  readonly anything: boolean
  /** The objects of this function that hold it, as written: `job`, `self`. */
  readonly owners: ReadonlyMap<string, string>
}

function watchOf({ workspace, module, fn }: Rewrite, schema: Template): Watch {
  const owners = new Map<string, string>()
  let anything = false
  const isLocal = (name: string) => scopeOf(fn).bindings.has(name)
  for (const part of schema.parts) {
    if (part.kind !== 'expr') continue
    for (const node of descendants(part.expr)) {
      if (node.kind === 'Name' && isRebound(module.text, node.id)) anything = true
      if (node.kind === 'Call' && !isPureCall(node) && !isPlainFunction(workspace, part.path, node)) anything = true
      // `current.get()` of something that is not this function's own.
      if (node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === 'get' && !isLocal(rootOf(node.func)?.id ?? ''))
        anything = true
      if (node.kind !== 'Attribute' && node.kind !== 'Subscript') continue
      if (node.kind === 'Attribute' && (/^[A-Z][A-Z0-9_]*$/.test(node.attr) || isMethod(node))) continue
      const root = rootOf(node)
      if (!root || !isLocal(root.id))
        anything ||= root !== undefined && (node.kind === 'Subscript' || isVariable(workspace, part.path, root))
      else
        for (let at: Expr = node.value; ; at = at.value) {
          const name = dottedName(at)
          if (name !== undefined) owners.set(name, node.kind === 'Attribute' ? node.attr : '')
          if (at.kind !== 'Attribute' && at.kind !== 'Subscript') break
        }
    }
  }
  return { anything, owners }
}

const isMethod = (node: Expr): boolean => node.parent?.kind === 'Call' && node.parent.func === node

/** A module, a class or a constant by its name holds what it holds. */
function isVariable(workspace: Workspace, path: string, { id, start }: Name): boolean {
  if (/^[A-Z][A-Z0-9_]*$/.test(id)) return false
  const definition = workspace.resolveName(path, id, start)
  return definition?.kind !== 'definition' || definition.node.kind === 'Assign'
}

/** `schema_of(user)`: what it gives follows from its arguments and constants alone. */
function isPlainFunction(workspace: Workspace, path: string, call: Call): boolean {
  const callee = valueOf(workspace, path, call.func)
  if (callee.kind !== 'function') return false
  const { node } = callee
  return node.body.every((stmt) =>
    [...descendants(stmt)].every((each) => {
      if (each.kind === 'Global' || each.kind === 'Await' || each.kind === 'Yield') return false
      if (each.kind !== 'Name' || scopeOf(node).bindings.has(each.id)) return true
      if (/^[A-Z_][A-Z0-9_]*$/.test(each.id)) return true
      const definition = workspace.resolveName(callee.path, each.id)
      return (
        definition?.kind !== 'definition' ||
        definition.node.kind !== 'Assign' ||
        /\bre\.compile\(/.test(workspace.text(callee.path)?.slice(definition.node.start, definition.node.end) ?? '')
      )
    }),
  )
}

const rootOf = (expr: Expr): Name | undefined =>
  expr.kind === 'Name'
    ? expr
    : expr.kind === 'Attribute' || expr.kind === 'Subscript' || expr.kind === 'Await'
      ? rootOf(expr.value)
      : expr.kind === 'Call'
        ? rootOf(expr.func)
        : undefined

/** Where the path is set for the last time; in a loop that began later, its end: what stands below comes before the next round. */
function lastSet({ fn, statements }: Rewrite, from: number): number {
  return Math.max(
    from,
    ...statements
      .filter(({ reset }) => !reset)
      .map(({ call }) => {
        let end = call.start
        for (let at = call.parent; at && at !== fn; at = at.parent)
          if ((at.kind === 'For' || at.kind === 'While') && at.start >= from) end = at.end
        return end
      }),
  )
}

const quiet = /^(debug|info|warning|warn|error|exception|critical|log|print)$/
const builtin =
  /^(str|int|float|bool|len|list|dict|set|tuple|frozenset|sorted|reversed|enumerate|zip|range|min|max|sum|any|all|next|iter|repr|type|map|filter|id|isinstance|hasattr|getattr|super|\w*(Error|Exception))$/

function mayChange(rewrite: Rewrite, { anything, owners }: Watch, call: Call): boolean {
  const { workspace, module } = rewrite
  const { func } = call
  const word = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : ''
  if (isPureCall(call) || quiet.test(word) || (func.kind === 'Name' && builtin.test(word))) return false
  if (isOfSession(rewrite, func)) return false
  const callee = valueOf(workspace, module.path, func)
  if (callee.kind === 'class' || callee.kind === 'factory' || callee.kind === 'engine') return false
  if (callee.kind === 'external' && !/^(contextvars|os)\b/.test(callee.qualified)) return false
  if (anything) return true
  const given = [...call.args, ...call.keywords.map(({ value }) => value)].map((arg) =>
    dottedName(arg.kind === 'Starred' ? arg.value : arg),
  )
  const held = [func.kind === 'Attribute' ? dottedName(func.value) : undefined, ...given].find(
    (name) => name !== undefined && owners.has(name),
  )
  if (held === undefined) return false
  if (callee.kind !== 'function' && callee.kind !== 'method') return true
  // A function that calls nothing but harmless things and assigns no such attribute leaves it alone.
  const attribute = owners.get(held)
  return [...descendants(callee.node)].some(
    (node) =>
      (node.kind === 'Call' &&
        !isPureCall(node) &&
        !(node.func.kind === 'Attribute' && quiet.test(node.func.attr)) &&
        !isSessionCall(rewrite, callee.path, node)) ||
      (node.kind === 'Assign' &&
        node.targets.some((target) => target.kind === 'Subscript' || (target.kind === 'Attribute' && target.attr === attribute))),
  )
}

/** `db.query(Tenant).filter(…).first()`: what is asked through a session. */
function isOfSession({ workspace, module }: Rewrite, func: Expr): boolean {
  for (let at: Expr | undefined = func.kind === 'Attribute' ? func.value : undefined; at; ) {
    if ((at.kind === 'Name' || at.kind === 'Attribute') && sessionRefOf(workspace, module.path, at)) return true
    at = at.kind === 'Attribute' || at.kind === 'Subscript' ? at.value : at.kind === 'Call' ? at.func : undefined
  }
  return false
}

function isSessionCall({ workspace }: Rewrite, path: string, call: Call): boolean {
  return call.func.kind === 'Attribute' && sessionRefOf(workspace, path, call.func.value) !== undefined
}

/**
 * `if user is None: return` between the opening and the SET: `user.schema` is read before the guard afterwards. Says where.
 * A plain name cannot fail, unless it is lowered and may be None.
 */
export function guardBefore(rewrite: Rewrite, schema: Template, opening: Call, source: string): string | undefined {
  const { workspace, module, fn, statements } = rewrite
  const names = new Set<string>()
  const note = (expr: Expr): void => {
    const nodes = [...descendants(expr)]
    if (!nodes.some(({ kind }) => kind === 'Attribute' || kind === 'Subscript' || kind === 'Call')) return
    for (const node of nodes) if (node.kind === 'Name') names.add(node.id)
  }
  for (const part of schema.parts) {
    if (part.kind !== 'expr') continue
    note(part.expr)
    if (part.expr.kind === 'Name' && source === `${part.expr.id}${lowering}` && !isText(fn, part.expr.id)) names.add(part.expr.id)
    for (const node of descendants(part.expr))
      if (node.kind === 'Name')
        for (const binding of scopeOf(fn).bindings.get(node.id) ?? [])
          if (binding.kind === 'assign' && binding.node.start >= opening.end) note(binding.value)
  }
  const first = Math.min(...statements.filter(({ reset }) => !reset).map(({ call }) => call.start))
  const asks = (test: Node | undefined) => test && [...descendants(test)].some((node) => node.kind === 'Name' && names.has(node.id))
  for (const stmt of statementsIn(fn.body)) {
    if (names.size === 0 || stmt.start < opening.end || stmt.start > first) continue
    const test =
      stmt.kind === 'If' || stmt.kind === 'While'
        ? stmt.test
        : stmt.kind === 'Assert'
          ? stmt.test
          : stmt.kind === 'For'
            ? stmt.iter
            : stmt.kind === 'Match'
              ? stmt.subject
              : undefined
    if (test && asks(test)) return placeOf(workspace, module.path, test)
  }
  return undefined
}

const isText = (fn: FunctionDef, name: string): boolean =>
  (scopeOf(fn).bindings.get(name) ?? []).every(
    (binding) =>
      binding.kind === 'param' && binding.node.annotation?.kind === 'Name' && binding.node.annotation.id === 'str' && !binding.node.default,
  )
