import { libraryName } from '../../models/evaluate'
import type { Model } from '../../models/model'
import { modelFacts } from '../../models/model-facts'
import { listReachedModels } from '../../models/reached-models'
import { executionOf, executionsIn } from '../../project/executions'
import { libraryWord } from '../../project/library-word'
import { placeOf } from '../../project/place-of'
import { functionAround } from '../../project/sessions/bindings'
import type { Effect } from '../../project/sessions/effect'
import { eventsOf } from '../../project/sessions/events'
import { innerSql, isRegclass } from '../../project/sessions/inner-sql'
import { listFlushListeners } from '../../project/sessions/listeners'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, ClassDef, FunctionDef, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import type { Span } from '../../text/span'
import { givenByCallers, givenByUnknownCallers } from './given-by-callers'
import type { Judge } from './hidden-sql'
import { maxRoots, type Root, reachRoots } from './named-roots'
import { findOwnConstruct } from './own-construct'
import { tenantToken } from './tenant-token'

/**
 * SQL that reaches the session by another way than the call that runs it: `ranked()` returns `func.rank_of(…)`, `conditions.append(text(…))`,
 * `product.title = func.title_of(…)`, a caller's `*filters`, a column's type or default. Everything counts that the functions on the session
 * name, other functions', classes' and values' included, except what another session is seen to run. Says what and where.
 */
export function findNamedSql(workspace: Workspace, effects: readonly Effect[], judge: Judge): string | undefined {
  const roots = listRoots(workspace, effects)
  if (roots.length > maxRoots)
    return `more than ${maxRoots} functions, classes and values are named by what works on this session, and may bring SQL along`
  const executed = listExecuted(workspace, roots)
  for (const { path, node: root } of roots) {
    for (const node of descendants(root)) {
      const run = node.kind === 'Call' ? runsOnUnknown(workspace, path, node, judge) : undefined
      if (run)
        return `${run} at ${placeOf(workspace, path, node)} is raw SQL on something that may be this session, and may resolve by search_path`
      const what = judgeNode(workspace, path, node, judge)
      if (!what || isForDefinition(workspace, path, node) || isRunHere(workspace, path, node, executed)) continue
      return `${what} at ${placeOf(workspace, path, node)} may be part of what runs, and resolve by search_path`
    }
  }
  return givenByUnknownCallers(workspace, functionsOf(effects))
}

function judgeNode(workspace: Workspace, path: string, node: Node, judge: Judge): string | undefined {
  if (node.kind === 'ClassDef') return findOwnConstruct(workspace, path, node, judge)
  if (node.kind === 'Name' || node.kind === 'Attribute')
    return isRegclass(workspace, path, node) ? 'a name that is cast to `regclass`' : undefined
  if (node.kind !== 'Call') return undefined
  // Types of columns are P6.
  if (!functionAround(node) && /^(Enum|ENUM|DOMAIN)$/.test(libraryWord(workspace, path, node.func))) return undefined
  if (isTableMadeHere(workspace, path, node)) return 'a `Table` without a schema'
  const inner = innerSql(workspace, path, node)
  if (!inner) return undefined
  return inner.analysis ? judge(inner.analysis)?.what : 'text that cannot be read'
}

/** `inspect(product).session.execute(text(…))`, `query.session.execute(…)`: nothing tells whose session that is. */
function runsOnUnknown(workspace: Workspace, path: string, call: Call, judge: Judge): string | undefined {
  const execution = executionOf(workspace, path, call)
  if (!execution?.receiver) return undefined
  const verdict = judge(execution.analysis)
  if (!verdict) return undefined
  const fn = functionAround(call)
  const events = fn?.kind === 'FunctionDef' ? eventsOf(workspace, path, fn).byNode.get(call) : undefined
  return events?.some(({ ref }) => ref.type !== 'unknown') ? undefined : verdict.what
}

/** `Table("products", MetaData(), …)` inside of a function: the models' tables are judged as models. */
function isTableMadeHere(workspace: Workspace, path: string, call: Call): boolean {
  if (tenantToken(workspace) === null || !functionAround(call) || libraryName(workspace, path, call.func) !== 'Table') return false
  return call.args.length > 0 && !call.keywords.some(({ name }) => name === 'schema' || name === undefined)
}

const makesDefinitions = /^(Index|CheckConstraint|UniqueConstraint|ExcludeConstraint|DDL|Computed|Identity|FetchedValue|DefaultClause)$/
const takesDefinitions = /^(Column|mapped_column|column_property|deferred|relationship|Table|Index)$/
const defines = /^(server_default|server_onupdate|postgresql_\w+|sqlite_\w+|comment|info|doc)$/

/** What is said to CREATE TABLE only: no session runs it. */
function isForDefinition(workspace: Workspace, path: string, node: Node): boolean {
  for (let at: Node | undefined = node; at && at.kind !== 'FunctionDef' && at.kind !== 'ClassDef'; at = at.parent) {
    if (at.kind === 'Call' && at !== node && makesDefinitions.test(libraryWord(workspace, path, at.func))) return true
    const isSaid = at.kind === 'Keyword' && at.name !== undefined && defines.test(at.name)
    if (isSaid && at.parent?.kind === 'Call' && takesDefinitions.test(libraryWord(workspace, path, at.parent.func))) return true
  }
  return false
}

/** In a call of a session, which is judged where that session is, or text that a session or connection runs as it is. */
function isRunHere(workspace: Workspace, path: string, node: Node, executed: ReadonlyMap<string, readonly Span[]>): boolean {
  const first = node.kind === 'Call' ? node.args[0] : undefined
  if (first && executed.get(path)?.some(({ start, end }) => start <= first.start && first.end <= end)) return true
  const fn = functionAround(node)
  const { byNode } = fn?.kind === 'FunctionDef' ? eventsOf(workspace, path, fn) : { byNode: undefined }
  for (let at: Node | undefined = node; at && at !== fn; at = at.parent)
    if (byNode?.get(at)?.some(({ kind }) => kind === 'orm' || kind === 'raw' || kind === 'set')) return true
  return false
}

function listExecuted(workspace: Workspace, roots: readonly Root[]): ReadonlyMap<string, readonly Span[]> {
  const spans = new Map<string, Span[]>()
  for (const { path, node } of roots)
    for (const { textPath, text } of executionsIn(workspace, path, node)) {
      const list = spans.get(textPath)
      if (list) list.push(text.span)
      else spans.set(textPath, [text.span])
    }
  return spans
}

/** The functions that work on the session, and what they name. */
function listRoots(workspace: Workspace, effects: readonly Effect[]): readonly Root[] {
  const working = functionsOf(effects).flatMap(({ path, fn }) => [{ path, node: fn }, ...givenByCallers(workspace, path, fn)])
  const mapped = listModels(workspace, effects).flatMap(({ path, node }) => [
    { path, node },
    ...(node.kind === 'ClassDef' ? addedTo(workspace, path, node) : []),
  ])
  const flushed = listFlushListeners(workspace).map(({ path, fn }) => ({ path, node: fn }))
  return reachRoots(workspace, [...working, ...mapped, ...flushed])
}

const functionsOf = (effects: readonly Effect[]): readonly { readonly path: string; readonly fn: FunctionDef }[] => {
  const found = new Map<FunctionDef, string>()
  for (const { path, event } of effects.flatMap(({ calls, raw }) => [...calls, ...raw])) {
    const fn = outermost(event.node)
    if (fn) found.set(fn, path)
  }
  return [...found].map(([fn, path]) => ({ path, fn }))
}

function outermost(node: Node): FunctionDef | undefined {
  let found: FunctionDef | undefined
  for (let fn = functionAround(node); fn; fn = functionAround(fn)) if (fn.kind === 'FunctionDef') found = fn
  return found
}

function listModels(workspace: Workspace, effects: readonly Effect[]): readonly Model[] {
  const facts = modelFacts(workspace)
  const named = effects
    .flatMap(({ entities }) => entities)
    .flatMap(({ node, path }) => {
      const model = node && path !== undefined ? facts.modelOf(path, node) : undefined
      return model ? [model] : []
    })
  return [...new Set([...named, ...listReachedModels(workspace, named).map(({ model }) => model)])]
}

/** `Product.offer_count = column_property(…)`, below the class or in another module. */
function addedTo(workspace: Workspace, path: string, cls: ClassDef): readonly Root[] {
  const files = new Set([path, ...workspace.filesWith(['column_property', 'query_expression'], ['.py'])])
  return [...files].flatMap((file) => {
    const module = workspace.module(file)
    if (!module?.text.includes(`${cls.name}.`)) return []
    return module.topLevel.flatMap((slice) => {
      if (slice.kind === 'class' || slice.kind === 'def' || !module.text.slice(slice.start, slice.end).includes(`${cls.name}.`)) return []
      return module.statementsOf(slice).flatMap((stmt) => {
        const [target] = stmt.kind === 'Assign' ? stmt.targets : []
        if (stmt.kind !== 'Assign' || !stmt.value || target?.kind !== 'Attribute') return []
        const owner = valueOf(workspace, file, target.value)
        return owner.kind === 'class' && owner.node === cls ? [{ path: file, node: stmt.value }] : []
      })
    })
  })
}
