import type { Edit } from '../../contract/finding'
import { placeOf } from '../../project/place-of'
import { functionAround, scopeOf } from '../../project/sessions/bindings'
import { directCallsOf } from '../../project/sessions/callers'
import { effectOf } from '../../project/sessions/effect'
import { eventsOf, type SessionEvent } from '../../project/sessions/events'
import { schemaSource, namesIn as templateNames } from '../../project/sessions/schema-template'
import { flowOf } from '../../project/sessions/scope'
import type { Workspace } from '../../project/workspace'
import type { FunctionDef, Node, Param, PythonModule, Stmt } from '../../python/ast'
import { editImports, type ImportAddition } from '../imports'
import { linesOf } from '../python-lines'
import { indentUnit } from './bind-argument'
import { oneSchema } from './bound-session'
import { blockAround } from './helper-session'
import { namesIn } from './leftovers'
import { nameClass } from './name-engine'
import { type Opener, openerOf } from './opener'
import { proveDatabaseCode, provePathIndependence } from './path-independence'
import type { Rewrite } from './plan'
import { proveToken, proveTypes } from './proofs'
import { replaceStatements } from './replace-statements'
import { listScopeStatements, statementAround } from './scope-statements'
import { findTenantSession, importAdditions } from './tenant-session'
import { mapSource } from './tenant-token'
import { freshName, renamesOf, withHeader, wrapLines } from './wrap-block'

export type DependencyRewrite = { readonly title: string; readonly fn: FunctionDef } & (
  | { readonly edits: readonly Edit[] }
  | { readonly reason: string }
)

/**
 * Rewrite 5: a dependency that sets the path on the session it was given and hands it on gives one of its own, bound to the tenant's
 * engine. What depends on it decides whether that is right (objects of the first session are detached), so this is a refactoring that a
 * person asks for, never a fix. Undefined where no such dependency stands.
 */
export function planDependency(workspace: Workspace, path: string, offset: number): DependencyRewrite | undefined {
  const module = workspace.module(path)
  const node = module?.nodeAt(offset, offset)
  const around = node?.kind === 'FunctionDef' ? node : node?.kind === 'Param' ? node.parent : node && functionAround(node)
  if (!module || around?.kind !== 'FunctionDef') return undefined
  for (const ref of eventsOf(workspace, path, around).refs) {
    if (ref.type !== 'session' || ref.origin.kind !== 'yielded' || ref.origin.via !== 'depends' || ref.id.kind !== 'Param') continue
    const flow = flowOf(workspace, path, around, ref)
    const statements = listScopeStatements(workspace, path, flow)
    if (statements.every(({ reset }) => reset) || !flow.events.some(({ kind }) => kind === 'leave')) continue
    const own = new Set<SessionEvent>(statements.map(({ event }) => event))
    const others = flow.events.filter((event) => !own.has(event))
    const rewrite: Rewrite = { workspace, module, fn: around, ref, flow, statements, effect: effectOf(workspace, path, others) }
    const made = rewriteDependency(rewrite, ref.id, others)
    const title = `Give a session bound to the tenant's engine from \`${around.name}\``
    return { title, fn: around, ...(typeof made === 'string' ? { reason: made } : { edits: made }) }
  }
  return undefined
}

function rewriteDependency(rewrite: Rewrite, param: Param, others: readonly SessionEvent[]): readonly Edit[] | string {
  const { workspace, module, fn, ref, statements } = rewrite
  const { origin } = ref
  if (origin.kind !== 'yielded') return 'the session is not given by a dependency'
  const opener = openerOf(workspace, origin.inner)
  const factory = opener?.kind === 'factory' ? opener.factory : undefined
  if (!opener || (factory && (!factory.name || factory.scoped || factory.severalBinds)))
    return `how \`${origin.fn.name}\` opens its session is not plain: no session factory with one bind`
  const [site] = directCallsOf(workspace, fn)
  if (site) return `\`${fn.name}\` is also called at ${placeOf(workspace, site.path, site.call)}`
  const schema = oneSchema(rewrite)
  if (typeof schema === 'string') return schema
  const source = schemaSource(workspace, schema)
  const [setter] = statements.filter(({ reset }) => !reset)
  const start = setter?.stmt && statementAround(setter.call)
  const block = start && blockAround(fn.body, start)
  if (source === undefined || !start || !block) return 'the statement that sets the path is not plain'
  const round = block.slice(block.indexOf(start))
  const last = round[round.length - 1] ?? start
  const inPart = (each: Node) => start.start <= each.start && each.end <= last.end
  const [handed, ...more] = others.filter(({ kind }) => kind === 'leave')
  const leave = handed && inPart(handed.node) ? statementAround(handed.node) : undefined
  if (!leave || more.length > 0 || !isLeave(leave)) return 'the session is not handed on by one statement after the one that sets the path'
  const strayed = others.find(({ kind, node }) => !inPart(node) && node.start > start.start && kind !== 'close' && kind !== 'rollback')
  if (strayed) return `the session is also used at ${placeOf(workspace, module.path, strayed.node)}`
  const rebound = templateNames(schema).some((name) =>
    (scopeOf(fn).bindings.get(name.id) ?? []).some((binding) => binding.kind !== 'param' && inPart(binding.node)),
  )
  if (rebound) return 'the schema gets its name after the path is set'
  const effect = effectOf(
    workspace,
    module.path,
    others.filter((event) => event.kind !== 'leave' && inPart(event.node)),
  )
  const proofs = [
    proveToken(workspace, effect),
    provePathIndependence(workspace, module.path, [effect]),
    proveTypes(workspace, effect),
    proveDatabaseCode(workspace),
  ]
  const refuted = proofs.find(({ verdict }) => verdict === 'refuted')
  if (refuted) return refuted.text
  const name = freshName(workspace, fn, ref, module.text, ['tenant_', 'schema_', 'own_'])
  const replaced = replaceStatements(module, ref, statements, [], name)
  if (typeof replaced === 'string') return replaced
  const commits = eventsOf(workspace, origin.path, origin.fn).events.some(
    (event) => event.kind === 'commit' && event.ref.id === origin.inner.id,
  )
  const shape = shapeOf(rewrite, { param, opener, source, name, commits, indent: linesOf(module).indentAt(start.start), leave })
  if (typeof shape === 'string') return shape
  const removed = replaced.edits.filter(({ text }) => text === '')
  const isReturn = leave.kind === 'Return'
  const edits = [
    ...wrapLines(linesOf(module), round, indentUnit(module), shape.header, shape.tail, removed),
    ...renamesOf(workspace, module.path, fn, ref, inPart, name, replaced.edits),
    ...replaced.edits,
    ...(isReturn ? [{ start: leave.start, end: leave.start + 'return'.length, text: 'yield' }] : []),
    // A generator does not give what the annotation promised.
    ...(isReturn && fn.returns ? [{ ...annotationSpan(module, fn, fn.returns), text: '' }] : []),
  ]
  const unuses = namesIn(statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])))
  const imports = editImports(workspace, module, shape.imports, { edits, unuses, removed: replaced.removed })
  return [...edits, ...imports].map(({ start, end, text }) => ({ path: module.path, start, end, text }))
}

const isLeave = (stmt: Stmt): boolean => stmt.kind === 'Return' || (stmt.kind === 'ExprStmt' && stmt.value.kind === 'Yield')

interface Shape {
  readonly param: Param
  readonly opener: Opener
  readonly source: string
  readonly name: string
  readonly commits: boolean
  readonly indent: string
  readonly leave: Stmt
}

/** End the first session, open the tenant's, then commit (where the first one's giver does), roll back and close. */
function shapeOf(
  rewrite: Rewrite,
  { param, opener, source, name, commits, indent, leave }: Shape,
): { header: string; tail: string; imports: readonly ImportAddition[] } | string {
  const { workspace, module, ref, fn } = rewrite
  const { newline } = linesOf(module)
  const unit = indentUnit(module)
  const wait = ref.async ? 'await ' : ''
  const lines = (list: readonly string[]) => list.map((line) => `${indent}${line}${newline}`).join('')
  // What the first session loaded is read before it ends.
  const isName = /^(\w+|"[^"]*")$/.test(source)
  const schema = isName ? source : 'schema'
  if (!isName && scopeOf(fn).bindings.has('schema')) return '`schema` already means something else here'
  const opening = [...(isName ? [] : [`schema = ${source}`]), `${wait}${param.name}.close()`]
  const helper = commits ? undefined : findTenantSession(workspace, module, leave, { opener, async: ref.async === true, writes: true })
  if (helper && !helper.helper.commits)
    return {
      header: `${lines(opening)}${withHeader({ indent, unit, newline, opening: helper.opening, argument: schema, name })}`,
      tail: '',
      imports: helper.imports,
    }
  const names = importNames(module, workspace, opener, leave)
  if (typeof names === 'string') return names
  const bound = `${names.engine}.execution_options(${mapSource(workspace, schema)})`
  return {
    header: lines([...opening, `${name} = ${names.factory}(bind=${bound})`, 'try:']),
    tail: lines([
      ...(commits ? [`${unit}${wait}${name}.commit()`] : []),
      'except Exception:',
      `${unit}${wait}${name}.rollback()`,
      `${unit}raise`,
      'finally:',
      `${unit}${wait}${name}.close()`,
    ]),
    imports: names.imports,
  }
}

function importNames(module: PythonModule, workspace: Workspace, opener: Opener, at: Node) {
  const isAssigned = (call: Node) => (node: Node) => node.kind === 'Assign' && node.value === call
  if (opener.kind === 'class') {
    const { engine, qualified } = opener
    const cls = nameClass(workspace, module, at, qualified)
    if (typeof cls === 'string' || engine.name === undefined) return 'the engine has no name at the top of its module'
    const imports = importAdditions(workspace, module, { path: engine.path, name: engine.name, isIt: isAssigned(engine.call) }, at)
    if (!imports) return `\`${engine.name}\` cannot be imported here`
    return { factory: cls.source, engine: engine.name, imports: [...cls.imports, ...imports] }
  }
  const { factory } = opener
  const { engine, engineExpr } = factory
  const engineName = engineExpr?.kind === 'Name' && engine?.name !== undefined ? engineExpr.id : undefined
  if (factory.name === undefined || engineName === undefined || !engine) return 'the engine has no name at the top of its module'
  const factoryImports = importAdditions(workspace, module, { path: factory.path, name: factory.name, isIt: isAssigned(factory.call) }, at)
  const engineImports = importAdditions(workspace, module, { path: engine.path, name: engineName, isIt: isAssigned(engine.call) }, at)
  if (!factoryImports || !engineImports) return `\`${factory.name}\` and its engine cannot be imported here`
  return { factory: factory.name, engine: engineName, imports: [...factoryImports, ...engineImports] }
}

/** ` -> Session` with the arrow. */
function annotationSpan({ text }: PythonModule, fn: FunctionDef, returns: Node): { start: number; end: number } {
  const before = text.slice(fn.nameStart, returns.start)
  const arrow = /\s*->\s*$/.exec(before)
  return { start: returns.start - (arrow?.[0].length ?? 0), end: returns.end }
}
