import { isLogging, isPure } from '../../project/purity'
import { bindingBefore, scopeOf } from '../../project/sessions/bindings'
import type { SessionEvent } from '../../project/sessions/events'
import { namesIn as templateNames } from '../../project/sessions/schema-template'
import type { SessionFlow } from '../../project/sessions/scope'
import type { Expr, FunctionDef, Node, Stmt } from '../../python/ast'
import { descendants } from '../../python/children'
import { statementAround } from './scope-statements'

/** Reads of the search path that a rewrite leaves without meaning, and whether all of them can go. */
export interface PathReads {
  readonly statements: readonly Stmt[]
  /** A read whose value is used for more than a log line or a guard. */
  readonly kept: SessionEvent | undefined
}

/** `SHOW search_path` with the variable, the log lines and the guards that use nothing else. */
export function listPathReads(fn: FunctionDef, flow: SessionFlow): PathReads {
  const statements: Stmt[] = []
  let kept: SessionEvent | undefined
  for (const event of flow.events) {
    if (event.kind !== 'raw') continue
    const { statements: parsed } = event.execution.analysis
    if (parsed.length === 0 || !parsed.every((each) => each.kind === 'show-search-path')) continue
    const companions = companionsOf(fn, event.call)
    if (companions) statements.push(...companions)
    else kept ??= event
  }
  return { statements, kept }
}

function companionsOf(fn: FunctionDef, call: Expr): readonly Stmt[] | undefined {
  const stmt = statementAround(call)
  if (!stmt) return undefined
  if (stmt.kind === 'ExprStmt')
    return isPlainLog(stmt, call) || stmt.value === call || (stmt.value.kind === 'Await' && stmt.value.value === call) ? [stmt] : undefined
  if (stmt.kind !== 'Assign' || stmt.targets.length !== 1) return undefined
  const [target] = stmt.targets
  if (target?.kind !== 'Name') return undefined
  const users = usersOf(fn, target.id, new Set([stmt]))
  return users.every((user) => isPlainLog(user) || isGuard(user)) ? [stmt, ...users] : undefined
}

/** A log line whose arguments do nothing but say something; `logger.info("%s %s", current, queue.pop())` takes from a queue. */
const isPlainLog = (stmt: Stmt, read?: Expr): boolean =>
  isLogging(stmt) &&
  stmt.kind === 'ExprStmt' &&
  stmt.value.kind === 'Call' &&
  [...stmt.value.args, ...stmt.value.keywords].every(
    (each) => isPure(each) || (read !== undefined && each.start <= read.start && read.end <= each.end),
  )

/** The statements that read a name, apart from some. */
function usersOf(fn: FunctionDef, name: string, except: ReadonlySet<Stmt>): readonly Stmt[] {
  const users = new Set<Stmt>()
  for (const stmt of fn.body) {
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Name' || node.id !== name) continue
      const around = guardAround(node) ?? statementAround(node)
      if (around && ![...except].some((each) => each.start <= node.start && node.end <= each.end)) users.add(around)
    }
  }
  return [...users]
}

/** The guard whose test or body a node stands in. */
function guardAround(node: Node): Stmt | undefined {
  for (let at = node.parent; at && at.kind !== 'FunctionDef'; at = at.parent) if (at.kind === 'If' && isGuard(at)) return at
  return undefined
}

/** `if current != schema: raise …`, with nothing but logging beside it. */
function isGuard(stmt: Stmt): boolean {
  return (
    stmt.kind === 'If' &&
    stmt.orelse.length === 0 &&
    isPure(stmt.test) &&
    stmt.body.every((each) => each.kind === 'Raise' || isPlainLog(each))
  )
}

/**
 * Local variables, and the validation of them, that nothing uses once the statements are gone. Only plain assignments go;
 * whatever has an effect of its own stays, and so do the names that the new code uses (`kept`).
 */
export function listUnusedAfter(fn: FunctionDef, removed: readonly Stmt[], kept: ReadonlySet<string> = new Set()): readonly Stmt[] {
  const gone = new Set<Stmt>(removed)
  const found: Stmt[] = []
  if (asksForLocals(fn)) return found
  let grown = true
  while (grown) {
    grown = false
    for (const name of namesUsedIn([...gone])) {
      if (kept.has(name)) continue
      const list = scopeOf(fn).bindings.get(name) ?? []
      const assigned = list.filter((binding) => binding.kind === 'assign' && binding.path.length === 0)
      if (list.length === 0 || assigned.length !== list.length) continue
      const assigns = assigned.flatMap((binding) => (binding.kind === 'assign' && binding.node.targets.length === 1 ? [binding.node] : []))
      if (
        assigns.length !== list.length ||
        assigns.every((each) => gone.has(each)) ||
        !assigns.every((each) => each.value && isPure(each.value))
      )
        continue
      const users = usersOf(fn, name, new Set([...gone, ...assigns]))
      if (!users.every((user) => isValidationOf(fn, user, name))) continue
      for (const stmt of [...assigns, ...users]) {
        gone.add(stmt)
        found.push(stmt)
      }
      grown = true
    }
  }
  return found
}

/** `locals()`, `eval("…")`: names are used that no code shows. */
const asksForLocals = (fn: FunctionDef): boolean =>
  [...descendants(fn)].some(
    (node) =>
      node.kind === 'Call' && node.func.kind === 'Name' && /^(locals|vars|eval|exec|dir)$/.test(node.func.id) && node.args.length < 2,
  )

/**
 * `if not re.match(…, schema): raise …`: looks at the form of the name, and at no other local one. Whether a name is among those that are
 * allowed is not a question of form: such a check stays.
 */
function isValidationOf(fn: FunctionDef, stmt: Stmt, name: string): boolean {
  if (stmt.kind !== 'If' || !isGuard(stmt) || !isPure(stmt.test)) return false
  return [...descendants(stmt.test)].every(
    (node) => node.kind !== 'Name' || node.id === name || (bindingBefore(fn, node.id, node.start) === undefined && asksForForm(node)),
  )
}

/** `re`, `SCHEMA.fullmatch(…)`, `re.match(PATTERN, …)`, `schema.startswith(PREFIX)`, `isinstance(schema, str)`. */
function asksForForm(node: Expr): boolean {
  const { parent } = node
  const call = parent?.kind === 'Attribute' && parent.value === node ? parent.parent : parent
  if (call?.kind !== 'Call') return false
  if (call.func === node) return true
  const method = call.func.kind === 'Attribute' ? call.func.attr : call.func.kind === 'Name' ? call.func.id : ''
  return /^(match|fullmatch|search|startswith|endswith|isinstance)$/.test(method)
}

function namesUsedIn(nodes: readonly Node[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const node of nodes) for (const each of descendants(node)) if (each.kind === 'Name') names.add(each.id)
  return names
}

/** The names that removed statements used: candidates for imports that nothing needs any more. */
export const namesIn = (statements: readonly Node[]): readonly string[] => [...namesUsedIn(statements)]

/** The local names that the new code reads to know the tenant: they stay. */
export const templateNameIds = (schema: Parameters<typeof templateNames>[0]): ReadonlySet<string> =>
  new Set(templateNames(schema).map(({ id }) => id))
