import type { Edit, Fix, Related } from '../../contract/finding'
import { placeOf } from '../../project/place-of'
import { functionAround } from '../../project/sessions/bindings'
import { type CallSite, callersOf } from '../../project/sessions/callers'
import { closuresOf } from '../../project/sessions/closures'
import { effectOf } from '../../project/sessions/effect'
import { eventsOf } from '../../project/sessions/events'
import { helperNamed } from '../../project/sessions/helpers'
import { type SchemaTemplate, templateAtCall } from '../../project/sessions/schema-template'
import { entryScope, flowOf } from '../../project/sessions/scope'
import type { Workspace } from '../../project/workspace'
import type { FunctionDef, Param, PythonModule } from '../../python/ast'
import type { Span } from '../../text/span'
import { editImports, type ImportAddition } from '../imports'
import { oneSchema, planBoundSession, proveFresh } from './bound-session'
import { dropParameter } from './drop-parameter'
import { listPathReads, listUnusedAfter, namesIn } from './leftovers'
import type { Outcome, PlacedEdit, Rewrite } from './plan'
import type { Proof } from './proof'
import { replaceStatements } from './replace-statements'
import { listScopeStatements, type ScopeStatement } from './scope-statements'
import { planLoop } from './tenant-loop'

export interface CallerPlan {
  readonly fix?: Fix
  readonly reason?: string
  /** Who gives the session. */
  readonly related: readonly Related[]
}

/**
 * Rewrite 4: a function is given a session and a schema. The session is opened for the tenant by each caller, which passes it on,
 * and the function sets no path. Undefined when the session is no parameter.
 */
export function planCallerSession(rewrite: Rewrite): CallerPlan | undefined {
  const { workspace, module, fn, ref } = rewrite
  const { origin } = ref
  if (origin.kind !== 'parameter' || origin.fn !== fn || origin.fn.kind !== 'FunctionDef') return undefined
  const given = { ...rewrite, param: origin.param }
  if (helperNamed(workspace, module.path, nameOf(fn)) !== undefined)
    return { reason: `\`${fn.name}\` only sets the path: mend its calls, and it goes with the last of them`, related: [] }
  const { calls, complete } = callersOf(workspace, module.path, fn)
  const related = calls.map(
    ({ path, call }): Related => ({ path, span: { start: call.start, end: call.end }, message: 'the session is given here' }),
  )
  const plan = calls.length === 0 || !complete ? unknownCallers(fn, calls.length) : planSites(given, calls)
  return typeof plan === 'string' ? { reason: plan, related } : { fix: plan, related }
}

const unknownCallers = (fn: FunctionDef, count: number): string =>
  count === 0
    ? `nothing in the project calls \`${fn.name}\`, so who opens its session is not known`
    : `\`${fn.name}\` may have callers that the project does not show: open the session for the tenant where they are`

const nameOf = (fn: FunctionDef) => ({
  kind: 'Name' as const,
  id: fn.name,
  start: fn.nameStart,
  end: fn.nameStart + fn.name.length,
  parent: fn.parent,
})

interface Given extends Rewrite {
  readonly param: Param
}

/** What changes in one file. */
interface Changes {
  readonly module: PythonModule
  readonly edits: PlacedEdit[]
  readonly imports: ImportAddition[]
  readonly unuses: string[]
  readonly removed: Span[]
}

function planSites(given: Given, calls: readonly CallSite[]): Fix | string {
  const { workspace, module, fn, ref, flow, statements } = given
  const schema = oneSchema(given)
  if (typeof schema === 'string') return schema
  if (statements.some(({ stmt }) => !stmt)) return 'the statement that sets the path is part of a larger expression'
  const reads = listPathReads(fn, flow)
  const gone = [...statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])), ...reads.statements]
  const unused = listUnusedAfter(fn, gone)
  const replaced = replaceStatements(module, ref, statements, [...reads.statements, ...unused])
  if (typeof replaced === 'string') return replaced
  const files = new Map<string, Changes>()
  const changesIn = (file: PythonModule): Changes => {
    const known = files.get(file.path)
    if (known) return known
    const made: Changes = { module: file, edits: [], imports: [], unuses: [], removed: [] }
    files.set(file.path, made)
    return made
  }
  const here = changesIn(module)
  here.edits.push(...replaced.edits)
  here.unuses.push(...namesIn([...gone, ...unused]))
  here.removed.push(...replaced.removed)
  const proofs: Proof[] = [proveFresh(given)]
  const callers = planCallers(given, schema, calls)
  if (typeof callers === 'string') return callers
  if (callers.length === 0) return 'its callers bind the session already, to tenants that are not seen to be the same'
  for (const { module: file, outcome } of callers) {
    const changes = changesIn(file)
    changes.edits.push(...outcome.edits)
    changes.imports.push(...outcome.imports)
    changes.unuses.push(...outcome.unuses)
    changes.removed.push(...outcome.removed)
    proofs.push(...outcome.proofs)
  }
  for (const { path, edit } of dropParameter(workspace, module, fn, calls, [...here.removed, ...here.edits])) {
    const file = workspace.module(path)
    if (file) changesIn(file).edits.push(edit)
  }
  const open = [...new Map(proofs.filter(({ verdict }) => verdict === 'missing').map((proof) => [proof.text, proof])).values()]
  const proved = proofs.filter(({ verdict }) => verdict === 'proved').map(({ id, text }) => `${id}: ${text}`)
  return {
    id: `${module.path}#${fn.name}:callers:${fn.start}`,
    title: `Open the session for the tenant where \`${fn.name}\` is called`,
    safety: 'unsafe',
    proof: [...new Set(proved)],
    why: [`\`${fn.name}\` and its callers change together`, ...open.map(({ id, text }) => `${id}: ${text}`)].join('; '),
    edits: listEdits(workspace, [...files.values()]),
    unuses: [...new Set([...files.values()].flatMap(({ unuses }) => unuses))],
  }
}

/** Two callers may need the same change of a third place. */
function listEdits(workspace: Workspace, files: readonly Changes[]): readonly Edit[] {
  const edits = files.flatMap(({ module, edits, imports, unuses, removed }) => {
    const placed: readonly PlacedEdit[] = [...edits, ...editImports(workspace, module, unique(imports), { edits, unuses, removed })]
    return placed.map(({ path = module.path, start, end, text }): Edit => ({ path, start, end, text }))
  })
  return [...new Map(edits.map((edit) => [`${edit.path}:${edit.start}:${edit.end}:${edit.text}`, edit])).values()]
}

const unique = (imports: readonly ImportAddition[]): readonly ImportAddition[] => [
  ...new Map(imports.map((each) => ['line' in each ? each.line : `${each.statement.start}:${each.name}`, each])).values(),
]

interface CallerChange {
  readonly module: PythonModule
  readonly outcome: Outcome & { readonly kind: 'edits' }
}

/** The rewrite of each function that calls; a reason as soon as one of them cannot follow. */
function planCallers(given: Given, schema: SchemaTemplate, calls: readonly CallSite[]): readonly CallerChange[] | string {
  const { workspace, fn, param } = given
  const callers = new Map<FunctionDef, CallSite[]>()
  for (const site of calls) {
    const around = functionAround(site.call)
    const place = placeOf(workspace, site.path, site.call)
    if (around?.kind !== 'FunctionDef') return `the caller at ${place} is no function`
    if (around === fn) return `\`${fn.name}\` calls itself`
    callers.set(around, [...(callers.get(around) ?? []), site])
  }
  const changes: CallerChange[] = []
  for (const [caller, sites] of callers) {
    const [first] = sites
    const module = first && workspace.module(first.path)
    if (!first || !module) return 'a caller cannot be read'
    const outcome = planCaller(given, caller, module, sites, schema, param)
    const place = placeOf(workspace, first.path, first.call)
    if (typeof outcome === 'string') return `at ${place}, ${outcome}`
    changes.push({ module, outcome })
  }
  return changes
}

function planCaller(
  { workspace, module: home, fn }: Given,
  caller: FunctionDef,
  module: PythonModule,
  sites: readonly CallSite[],
  schema: SchemaTemplate,
  param: Param,
): (Outcome & { readonly kind: 'edits' }) | string {
  const { events } = eventsOf(workspace, module.path, caller)
  const passes = sites.map(({ call }) => events.find((event) => event.kind === 'pass' && event.call === call && event.param === param))
  const [first] = passes
  if (!first || passes.some((pass) => pass?.ref.id !== first.ref.id)) return 'what is passed is not known to be one session'
  const { ref } = first
  const { origin } = ref
  const opensHere = origin.kind === 'opened' ? functionAround(origin.call) === caller : origin.kind === 'yielded' && origin.via === 'call'
  if (!opensHere)
    return origin.kind === 'parameter' ? 'the session is itself given by a caller' : 'the session is not opened in the function that calls'
  if (entryScope(workspace, ref).kind === 'translated' || (origin.kind === 'opened' && origin.engine?.map))
    return 'the session is bound to a tenant already, and another call passes one that is not'
  const flow = flowOf(workspace, module.path, caller, ref)
  const own = listScopeStatements(workspace, module.path, flow)
  const calling = sites.map(
    ({ call }, index): ScopeStatement => ({
      event: passes[index] ?? first,
      call,
      stmt: undefined,
      reset: false,
      schema: templateAtCall(workspace, schema, fn, home.path, call, module.path),
      keeps: [],
      helper: undefined,
      stays: true,
    }),
  )
  const statements = [...own, ...calling].sort((a, b) => a.call.start - b.call.start)
  const set = new Set(own.map(({ event }) => event))
  const inside = closuresOf(workspace, module.path, caller).flatMap((closure) => closure.events.filter((event) => event.ref.id === ref.id))
  const rewrite: Rewrite = {
    workspace,
    module,
    fn: caller,
    ref,
    flow,
    statements,
    effect: effectOf(workspace, module.path, [...flow.events.filter((event) => !set.has(event)), ...inside]),
  }
  const outcome = planLoop(rewrite) ?? planBoundSession(rewrite)
  if (outcome.kind === 'refused') return outcome.reason
  const refuted = outcome.proofs.find(({ verdict }) => verdict === 'refuted')
  if (refuted) return refuted.text
  const crossing = outcome.proofs.find((proof) => proof.id === 'P9' && proof.verdict === 'missing' && proof.about !== 'transaction')
  return crossing ? crossing.text : outcome
}
