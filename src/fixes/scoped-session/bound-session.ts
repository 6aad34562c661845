import { modelFacts } from '../../models/model-facts'
import { placeOf } from '../../project/place-of'
import { isPure } from '../../project/purity'
import { type Binding, functionAround, scopeOf, statementsIn } from '../../project/sessions/bindings'
import { keywordOf } from '../../project/sessions/call-arguments'
import type { SessionEvent } from '../../project/sessions/events'
import { isPlain, type SchemaTemplate, schemaSource, namesIn as templateNames } from '../../project/sessions/schema-template'
import type { Assign, Call, Expr, FunctionDef, Name, Node, PythonModule, Stmt } from '../../python/ast'
import { descendants } from '../../python/children'
import type { TextEdit } from '../../text/apply-edits'
import { linesOf, standsAlone } from '../python-lines'
import { proveBareModels } from './bare-models'
import { whyNotBare } from './bare-name'
import { type Part, partsOf } from './given-away'
import { openWithHelper } from './helper-session'
import { listPathReads, listUnusedAfter, namesIn, templateNameIds } from './leftovers'
import { openingOf } from './opening'
import { findAsker, findOtherTenant } from './other-tenant'
import { proveDatabaseCode, provePathIndependence } from './path-independence'
import { type Outcome, type Rewrite, refuse } from './plan'
import { missing, type Proof, proved } from './proof'
import { proveRest, proveToken, proveTypes } from './proofs'
import { replaceStatements } from './replace-statements'
import { objectLeavingBlock } from './round-leaving'
import { statementAround, whyNotApart } from './scope-statements'
import { guardBefore, whyNotSteady } from './steady-name'
import { findTenantSession, type TenantSessionCall } from './tenant-session'

/** Rewrite 2: the session is opened in this function; it is bound to the tenant's engine there, and every SET on it goes. */
export function planBoundSession(rewrite: Rewrite): Outcome {
  const { workspace, module, fn, flow, statements, ref, effect } = rewrite
  const place = openingOf(rewrite)
  if (typeof place === 'string') return refuse(place)
  const [factory] = place.proofs
  if (factory.verdict === 'refuted') return refuse(factory.text)
  const schema = oneSchema(rewrite)
  if (typeof schema === 'string') return refuse(schema)
  const source = schemaSource(workspace, schema)
  if (source === undefined) return refuse('the schema name is too entangled to be written again')
  const hoist = makeAvailable(rewrite, schema, place.call)
  if (typeof hoist === 'string') return refuse(hoist)
  const guard = guardBefore(rewrite, schema, place.call, source)
  if (statements.some(({ stmt, stays }) => !stmt && !stays))
    return refuse('the statement that sets the path is part of a larger expression')
  const inside = whyNotApart(statements, place.call)
  if (inside) return refuse(inside)
  const reads = listPathReads(fn, flow)
  const gone = [...statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])), ...reads.statements]
  const unused = listUnusedAfter(fn, gone, templateNameIds(schema))
  const replaced = replaceStatements(
    module,
    ref,
    statements.filter(({ stays }) => !stays),
    [...reads.statements, ...unused],
  )
  if (typeof replaced === 'string') return refuse(replaced)
  const helper =
    place.opener &&
    findTenantSession(workspace, module, place.call, {
      opener: place.opener,
      async: ref.async === true,
      writes: effect.writes || effect.unfollowed.length > 0,
    })
  const gaps = [...hoist, ...replaced.edits].filter(({ text }) => text === '')
  const opening = helper && openWithHelper(rewrite, helper, `${source}${rewrite.searchPath ? ', search_path=True' : ''}`, gaps)
  // The project's own helper closes what it opens: who was given the session would have a closed one.
  const parts = opening ? ([{ path: module.path, fn, effect }] as const) : partsOf(rewrite)
  const other = findOtherTenant(rewrite, source) ?? findAsker(rewrite)
  const names = opening ? undefined : place.name()
  if (typeof names === 'string') return refuse(names)
  const opened = opening ?? (names ? [...place.bind(names, source), ...place.also] : [])
  return {
    kind: 'edits',
    title: opening && helper ? `Open the session with \`${helper.name}\`` : "Bind the session to the tenant's engine",
    edits: [...opened, ...hoist, ...replaced.edits],
    imports: names?.imports ?? helper?.imports ?? [],
    removed: [...replaced.removed, ...(place.goes || opening ? [place.call] : []), ...(place.gone ?? [])],
    unuses: [...namesIn([...gone, ...unused]), ...(place.goes || opening ? namesIn([place.call, ...(place.gone ?? [])]) : [])],
    proofs: [
      ...(opening && helper ? [...helper.proofs, ...proveKept(rewrite, place.call, helper)] : []),
      proveAll(parts, (part) => proveToken(workspace, part.effect)),
      ...parts.flatMap((part) => proveBareModels(workspace, part.path, part.fn, part.effect)),
      provePathIndependence(
        workspace,
        module.path,
        parts.map((part) => part.effect),
      ),
      ...(other ? [missing('P2', other)] : []),
      proveRest(source),
      ...place.proofs,
      proveFresh(rewrite),
      ...(guard ? [missing('P5', `the schema's name is checked at ${guard} only, after the session is opened`)] : []),
      proveAll(parts, (part) => proveTypes(workspace, part.effect)),
      proveDatabaseCode(workspace),
      ...(reads.kept
        ? [missing('P2', `the path is read at ${placeOf(workspace, module.path, reads.kept.node)} and used for more than a log line`)]
        : []),
    ],
  }
}

/** What is refuted or missing for one of them; else what is proved of the function itself. */
function proveAll([own, ...users]: readonly [Part, ...Part[]], prove: (part: Part) => Proof): Proof {
  const first = prove(own)
  const all = [first, ...users.map(prove)]
  return all.find(({ verdict }) => verdict === 'refuted') ?? all.find(({ verdict }) => verdict === 'missing') ?? first
}

/** A helper that commits expires what was loaded: who has an object afterwards cannot read it any more. */
function proveKept(rewrite: Rewrite, call: Call, { helper, name }: TenantSessionCall): readonly Proof[] {
  const { opener } = helper
  const kept = opener.kind === 'factory' ? keywordOf(opener.factory.call, 'expire_on_commit')?.value : undefined
  if (!helper.commits || !rewrite.effect.loads || (kept?.kind === 'Constant' && kept.value === false)) return []
  const block = call.parent?.kind === 'WithItem' && call.parent.parent?.kind === 'With' ? call.parent.parent : rewrite.fn
  const { start, end, body } = block
  const left = objectLeavingBlock(
    rewrite,
    { body, end, contains: (node) => start <= node.start && node.end <= end },
    `the session that \`${name}\` commits`,
  )
  return left ? [missing('P9', left)] : []
}

/** All SETs of the function name one schema. */
export function oneSchema({ workspace, statements }: Rewrite): (SchemaTemplate & { kind: 'template' }) | string {
  const templates = statements.flatMap(({ schema }) => (schema ? [schema] : []))
  const [first] = templates
  if (!first) return 'it only resets the path: nothing here says which tenant'
  for (const template of templates) if (template.kind === 'unreadable') return template.reason
  if (first.kind !== 'template') return first.reason
  // In a text, `str(schema)` is `schema`.
  const plain = (source: string | undefined) => source?.replace(/\bstr\(([\w.]+)\)/g, '$1')
  const sources = new Set(
    templates.map((template) => (template.kind === 'template' ? plain(schemaSource(workspace, template)) : undefined)),
  )
  return sources.size === 1 ? first : 'the function sets the path to more than one schema on one session'
}

/**
 * The schema expression must have its value where the session is opened. A plain assignment that stands later is moved up;
 * a reason when that cannot be done.
 */
export function makeAvailable(
  rewrite: Rewrite,
  schema: SchemaTemplate & { kind: 'template' },
  opening: Call,
  until?: number,
): readonly TextEdit[] | string {
  const { workspace, module, fn } = rewrite
  if (!isPlain(schema)) return 'the schema name is computed by something that must not run twice'
  const changed = changingPart(fn, schema) ?? whyNotBare(workspace, schema) ?? whyNotSteady(rewrite, schema, { from: opening.end, until })
  if (changed) return changed
  const moves = new Map<Assign, true>()
  for (const name of templateNames(schema)) {
    const all = scopeOf(fn).bindings.get(name.id) ?? []
    const list = all.filter((binding) => isBefore(binding, opening) || !isAfterAll(rewrite, binding.node, opening))
    const early = list.filter((binding) => isBefore(binding, opening))
    if (all.length > 0 && list.length === 0) return `\`${name.id}\` has no value yet where the session is opened`
    if (list.length === 0 && !isKnownOutside(rewrite, name)) return `\`${name.id}\` has no value yet where the session is opened`
    if (list.length === early.length) continue
    const [only] = list
    if (list.length !== 1 || only?.kind !== 'assign' || only.path.length > 0 || !only.node.value || !isPure(only.node.value))
      return `\`${name.id}\` has no value yet where the session is opened`
    const missing = [...namesOf(only.node)].find((each) =>
      (scopeOf(fn).bindings.get(each) ?? []).some((binding) => !isBefore(binding, opening)),
    )
    if (missing) return `\`${name.id}\` depends on \`${missing}\`, which has no value yet where the session is opened`
    if (isConditional(fn, only.node)) return `\`${name.id}\` is assigned on some paths only`
    if (!standsAlone(linesOf(module), only.node))
      return `\`${name.id}\` has no value yet where the session is opened, and shares its line with other code`
    moves.set(only.node, true)
  }
  return [...moves.keys()].flatMap((assign) => moveUp(module, assign, opening.start))
}

/** Behind the last statement that sets the path, and in no loop that comes back to one while the session is open. */
function isAfterAll({ fn, statements }: Rewrite, node: Node, opening: Call): boolean {
  const holds = (outer: Node, inner: Node) => outer.start <= inner.start && inner.end <= outer.end
  if (statements.some(({ call }) => call.end > node.start)) return false
  for (let at = node.parent; at && at !== fn; at = at.parent) {
    const loop = at
    if ((at.kind === 'For' || at.kind === 'While') && !holds(at, opening) && statements.some(({ call }) => holds(loop, call))) return false
  }
  return true
}

/** `db = SessionLocal()` gives `db` no value before the session is opened. */
const isBefore = (binding: Binding, opening: Call): boolean =>
  binding.kind === 'assign' || binding.kind === 'with' ? binding.node.end <= opening.start : binding.node.start < opening.start

/** A name of the module, of an outer function or of Python; what `:=` or a `case` binds is none. */
export function isKnownOutside({ workspace, module, fn }: Rewrite, name: Name): boolean {
  const walrus = [...statementsIn(fn.body)].some((stmt) =>
    [...descendants(stmt)].some((node) => node.kind === 'NamedExpr' && node.target.kind === 'Name' && node.target.id === name.id),
  )
  if (walrus) return false
  for (let at = functionAround(fn); at; at = functionAround(at)) if (scopeOf(at).bindings.has(name.id)) return true
  return (
    workspace.resolveName(module.path, name.id, name.start) !== undefined ||
    /^(str|int|len|repr|getattr|format|min|max|list|tuple|dict|sorted|type)$/.test(name.id)
  )
}

/** A part of the schema name that may be another one at the next statement: `job.schema` after `job.schema = …`, `names.pop()`. */
export function changingPart(fn: FunctionDef, schema: SchemaTemplate & { kind: 'template' }): string | undefined {
  for (const part of schema.parts) {
    if (part.kind !== 'expr') continue
    for (const node of descendants(part.expr)) {
      if (node.kind === 'Name' && isBoundInside(node)) return `\`${node.id}\` has a value inside of one expression only`
      const name =
        node.kind === 'Call' && node.func.kind === 'Attribute'
          ? node.func.attr
          : node.kind === 'Call' && node.func.kind === 'Name'
            ? node.func.id
            : ''
      if (/^(pop|popleft|popitem|next|anext|get_nowait|readline|read|send|recv|fetchone|input|choice|random)$/.test(name))
        return `\`${name}()\` gives another schema name each time`
      if (node.kind !== 'Attribute' && node.kind !== 'Subscript') continue
      const written = [...statementsIn(fn.body)].some(
        (stmt) =>
          stmt.kind === 'Assign' &&
          stmt.targets.some((target) => target.kind === node.kind && rootOf(target) !== undefined && rootOf(target) === rootOf(node)),
      )
      if (written) return 'the object that holds the schema name is changed in this function'
    }
  }
  return undefined
}

/** The variable of a comprehension or the parameter of a lambda around it. */
function isBoundInside(name: Name): boolean {
  for (let at = name.parent; at && at.kind !== 'FunctionDef'; at = at.parent) {
    if (at.kind === 'Lambda' && at.params.some((param) => param.name === name.id)) return true
    if (at.kind !== 'ListComp' && at.kind !== 'SetComp' && at.kind !== 'DictComp' && at.kind !== 'GeneratorExp') continue
    const binds = at.generators.some(({ target }) => [...descendants(target)].some((node) => node.kind === 'Name' && node.id === name.id))
    if (binds) return true
  }
  return false
}

const rootOf = (expr: Expr): string | undefined =>
  expr.kind === 'Name' ? expr.id : expr.kind === 'Attribute' || expr.kind === 'Subscript' ? rootOf(expr.value) : undefined

function namesOf(assign: Assign): ReadonlySet<string> {
  const nodes = assign.value ? [...descendants(assign.value)] : []
  return new Set(nodes.flatMap((node) => (node.kind === 'Name' ? [node.id] : [])))
}

/** Inside a branch, a loop or a handler of the function: it may not have run. A `try` body counts as plain. */
function isConditional(fn: FunctionDef, stmt: Stmt): boolean {
  for (let at = stmt.parent; at && at !== fn; at = at.parent) {
    if (at.kind === 'Try' || at.kind === 'With') continue
    return true
  }
  return false
}

function moveUp(module: PythonModule, assign: Assign, opening: number): readonly TextEdit[] {
  const lines = linesOf(module)
  const node = module.nodeAt(opening)
  const target = node ? statementAround(node) : undefined
  if (!target) return []
  const from = { start: lines.startOf(lines.lineOf(assign.start)), end: lines.endOf(lines.lineOf(assign.end)) }
  const body = module.text.slice(assign.start, from.end)
  const at = lines.startOf(lines.lineOf(target.start))
  return [
    { start: at, end: at, text: `${lines.indentAt(target.start)}${body}` },
    { ...from, text: '' },
  ]
}

/** P5: nothing tenant-owned was reached through the session before the path was set, and the path is set on every way. */
export function proveFresh({ workspace, module, flow, statements }: Rewrite): Proof {
  const own = new Set<SessionEvent>(statements.map(({ event }) => event))
  const models = modelFacts(workspace)
  for (const event of flow.events) {
    if (own.has(event) || (event.kind !== 'orm' && event.kind !== 'raw' && event.kind !== 'pass')) continue
    const early = flow.before(event).find((state) => state.path === undefined && state.lost === undefined)
    if (!early) continue
    if (
      event.kind === 'orm' &&
      event.entities.length > 0 &&
      event.entities.every(
        (entity) =>
          entity.node &&
          entity.path !== undefined &&
          models.modelOf(entity.path, entity.node)?.scope !== 'tenant' &&
          models.modelOf(entity.path, entity.node)?.scope !== 'unknown',
      )
    )
      continue
    if (
      event.kind === 'raw' &&
      event.execution.analysis.statements.every((statement) =>
        statement.tables.every((table) => table.schema !== undefined || table.system),
      )
    )
      continue
    return missing('P5', `the session is used at ${placeOf(workspace, module.path, event.node)} before the path is set`)
  }
  return proved('P5', 'nothing of a tenant was reached through the session before the path was set')
}
