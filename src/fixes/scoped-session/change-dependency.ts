import { placeOf } from '../../project/place-of'
import { scopeOf } from '../../project/sessions/bindings'
import { dependencyOf } from '../../project/sessions/depends'
import { eventsOf } from '../../project/sessions/events'
import type { SessionRef } from '../../project/sessions/value'
import { dependencyNamed, producedBy, valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Expr, FunctionDef, Param } from '../../python/ast'
import { descendants } from '../../python/children'
import type { TextEdit } from '../../text/apply-edits'
import type { Span } from '../../text/span'
import type { ImportAddition } from '../imports'
import { linesOf, standsAlone } from '../python-lines'
import { proveFresh } from './bound-session'
import { listPathReads, listUnusedAfter, namesIn } from './leftovers'
import { proveOuterObjects, sharesSession } from './outer-objects'
import { proveDatabaseCode, provePathIndependence } from './path-independence'
import { type Outcome, type Rewrite, refuse } from './plan'
import { missing, type Proof, proved, refuted } from './proof'
import { proveToken, proveTypes } from './proofs'
import { replaceStatements } from './replace-statements'
import { listScopedDependencies, type ScopedDependency } from './scoped-dependencies'
import { type TenantName, tenantNameOfTemplate } from './tenant-name'
import { importAdditions } from './tenant-session'
import { topLine } from './wrap-block'

/**
 * Rewrite 9: the endpoint depends on an unscoped session and sets the path itself; it depends on one that the project binds to the
 * same tenant instead.
 */
export function planScopedDependency(rewrite: Rewrite): Outcome {
  const { workspace, module, fn, flow, statements, ref, effect } = rewrite
  const { origin } = ref
  if (origin.kind !== 'yielded' || ref.id.kind !== 'Param') return refuse('the session is not a parameter of this function')
  const choice = chooseDependency(rewrite)
  if (typeof choice === 'string') return refuse(choice)
  const { dependency, tenant } = choice
  const signature = changeSignature(rewrite, ref.id, origin.fn, dependency)
  if (typeof signature === 'string') return refuse(signature)
  const reads = listPathReads(fn, flow)
  const gone = [...statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])), ...reads.statements]
  const unused = listUnusedAfter(fn, gone, new Set(signature.names))
  const replaced = replaceStatements(module, ref, statements, [...reads.statements, ...unused])
  if (typeof replaced === 'string') return refuse(replaced)
  return {
    kind: 'edits',
    title: `Depend on \`${dependency.fn.name}\`, which binds the session to the tenant's engine`,
    edits: [...signature.edits, ...replaced.edits],
    imports: signature.imports,
    removed: [...replaced.removed, ...signature.removed],
    unuses: [...namesIn([...gone, ...unused]), ...signature.unuses],
    proofs: [
      proved('P0', dependency.steps.map((step) => `${step.text} (${placeOf(workspace, step.path, step.node)})`).join(', ')),
      tenant,
      missing(
        'P0',
        `\`${dependency.fn.name}\` runs what it depends on itself, and whatever replaces \`${origin.fn.name}\` (tests do) must replace it now`,
      ),
      proveToken(workspace, effect),
      provePathIndependence(workspace, module.path, [effect]),
      proveFresh(rewrite),
      proveTypes(workspace, effect),
      proveDatabaseCode(workspace),
      ...proveEnds(rewrite, ref, origin.path, origin.fn, dependency),
      ...proveOuterEnds(rewrite, origin.fn, dependency),
      ...proveOuterObjects(rewrite, { giver: origin.fn, inPart: () => true, closed: false }),
      ...(reads.kept
        ? [missing('P2', `the path is read at ${placeOf(workspace, module.path, reads.kept.node)} and used for more than a log line`)]
        : []),
    ],
  }
}

interface Choice {
  readonly dependency: ScopedDependency
  readonly tenant: Proof
}

/** The dependency for this very tenant: what names it must come from the same places of the request. */
function chooseDependency({ workspace, module, fn, ref, statements }: Rewrite): Choice | string {
  const names = statements.flatMap(({ reset, schema }) =>
    reset || !schema ? [] : [tenantNameOfTemplate(workspace, module.path, fn, schema)],
  )
  const [name] = names
  const candidates = listScopedDependencies(workspace).filter((each) => each.async === ref.async && each.fn !== fn)
  if (candidates.length === 0) return 'no dependency of this project gives a session that is bound to a tenant'
  const list = candidates.map((each) => `\`${each.fn.name}\``).join(', ')
  if (!name) return `where the tenant comes from is not plain, so it cannot be compared with that of ${list}`
  if (names.some((each) => each?.text !== name.text)) return 'the path is set to more than one schema'
  const same = candidates.find(({ tenant }) => tenant?.text === name.text)
  if (same) return { dependency: same, tenant: proved('P0', `\`${same.fn.name}\` names the same tenant, \`${shown(name)}\``) }
  const close = candidates.find(({ tenant }) => tenant && mayBeSame(tenant, name))
  return close?.tenant
    ? {
        dependency: close,
        tenant: missing('P0', `\`${close.fn.name}\` names its tenant \`${shown(close.tenant)}\`, here it is \`${shown(name)}\``),
      }
    : `the tenant is \`${shown(name)}\` here, and no dependency of this project (${list}) binds a session to that one`
}

/** `user_{user.id}` and `{user.schema_name}` may be one name; `user_{user.id}` and `company_{user.company_id}` are two. */
function mayBeSame(a: TenantName, b: TenantName): boolean {
  const bare = ({ text }: TenantName) => text.replace(/\{[^{}]*\}/g, '') === ''
  return a.roots.size === b.roots.size && [...a.roots].every((root) => b.roots.has(root)) && bare(a) !== bare(b)
}

/** `user_{app/auth.py#get_current_user.id}` as people read it. */
const shown = ({ text }: TenantName): string => text.replace(/[^{}(,]*#/g, '').replace(/=[^{}.[]*/g, '')

interface Signature {
  readonly edits: readonly TextEdit[]
  readonly imports: readonly ImportAddition[]
  readonly removed: readonly Span[]
  readonly unuses: readonly string[]
  /** Names that the new code binds or reads. */
  readonly names: readonly string[]
}

function changeSignature(rewrite: Rewrite, param: Param, giver: FunctionDef, dependency: ScopedDependency): Signature | string {
  const { workspace, module } = rewrite
  const injection = dependencyOf(workspace, module.path, param)
  const target = injection?.target
  if (!injection || !target) return 'how the session is asked for is not plain'
  const old = rewrite.ref.origin.kind === 'yielded' ? producedBy(workspace, rewrite.ref.origin.path, giver)?.value : undefined
  const oldIndex = old?.kind === 'tuple' ? old.elts.findIndex((each) => each.kind === 'session') : undefined
  const sameShape = oldIndex === dependency.index && (old?.kind === 'tuple' ? old.elts.length : 1) === dependency.length
  if (!sameShape && oldIndex !== undefined)
    return `\`${giver.name}\` and \`${dependency.fn.name}\` give their sessions in tuples of different shape`
  const isInline = injection.path === module.path && param.start <= injection.call.start && injection.call.end <= param.end
  if (!isInline) return changeAlias(rewrite, param, injection, dependency, sameShape)
  const name = nameHere(workspace, module, dependency, target)
  if (!name) return `\`${dependency.fn.name}\` cannot be imported here`
  const unuses = namesIn([target])
  if (sameShape)
    return {
      edits: [{ start: target.start, end: target.end, text: name.source }],
      imports: name.imports,
      removed: [target],
      unuses,
      names: [],
    }
  const depends = `${module.text.slice(injection.call.start, target.start)}${name.source}${module.text.slice(target.end, injection.call.end)}`
  const byDefault = param.default !== undefined && param.default.start <= injection.call.start
  const write = (whole: string) => (byDefault ? `${whole}: tuple = ${depends}` : `${whole}: Annotated[tuple, ${depends}]`)
  const unpacked = unpack(rewrite, param, dependency, write)
  return typeof unpacked === 'string'
    ? unpacked
    : {
        ...unpacked,
        imports: name.imports,
        removed: [...unpacked.removed, param],
        unuses: [...unuses, ...unpacked.unuses, ...(param.annotation ? namesIn([param.annotation]) : [])],
      }
}

/** `db: DbSession` becomes `db: TenantDbSession` where the project has such an alias for the dependency. */
function changeAlias(
  rewrite: Rewrite,
  param: Param,
  injection: { readonly path: string },
  dependency: ScopedDependency,
  sameShape: boolean,
): Signature | string {
  const { workspace, module } = rewrite
  const { annotation } = param
  if (annotation?.kind !== 'Name') return 'how the session is asked for is not plain'
  const alias = [...new Set([injection.path, dependency.path, module.path])].flatMap((path) => aliasFor(workspace, path, dependency))[0]
  if (!alias)
    return `there is no annotated alias for \`${dependency.fn.name}\` beside \`${annotation.id}\`: write one, then this becomes a fix`
  const imports = importAdditions(workspace, module, { path: alias.path, name: alias.name, isIt: (node) => node === alias.node }, param)
  if (!imports) return `\`${alias.name}\` cannot be imported here`
  if (sameShape)
    return {
      edits: [{ start: annotation.start, end: annotation.end, text: alias.name }],
      imports,
      removed: [annotation],
      unuses: [annotation.id],
      names: [],
    }
  const unpacked = unpack(rewrite, param, dependency, (whole) => `${whole}: ${alias.name}`)
  return typeof unpacked === 'string'
    ? unpacked
    : { ...unpacked, imports, removed: [...unpacked.removed, param], unuses: [annotation.id, ...unpacked.unuses] }
}

/** `TenantDb = Annotated[Session, Depends(get_tenant_db)]` at the top of a module. */
function aliasFor(workspace: Workspace, path: string, dependency: ScopedDependency) {
  const module = workspace.module(path)
  return (module?.topLevel ?? []).flatMap((slice) => {
    if (!module || slice.kind !== 'assign' || !module.text.slice(slice.start, slice.end).includes('Depends(')) return []
    return module.statementsOf(slice).flatMap((node) => {
      const [target] = node.kind === 'Assign' ? node.targets : []
      if (node.kind !== 'Assign' || target?.kind !== 'Name' || node.value?.kind !== 'Subscript') return []
      const named = node.value.index
        .flatMap((each) => (each.kind === 'Tuple' ? each.elts : [each]))
        .some(
          (each) => each.kind === 'Call' && dependencyNamed(workspace, { call: each, path, target: each.args[0] })?.node === dependency.fn,
        )
      return named ? [{ path, name: target.id, node }] : []
    })
  })
}

/** `user_db: tuple = Depends(get_user_db)` and `db, current_user = user_db` as first line of the body. */
function unpack(
  { workspace, module, fn }: Rewrite,
  param: Param,
  dependency: ScopedDependency,
  write: (name: string) => string,
): Omit<Signature, 'imports'> | string {
  const lines = linesOf(module)
  const [docstring] = fn.body
  const isText = docstring?.kind === 'ExprStmt' && docstring.value.kind === 'Str'
  const first = isText ? fn.body[1] : docstring
  if (!first || !standsAlone(lines, first)) return 'the body has no line of its own to unpack the session on'
  const words = new Set(
    [...descendants(fn)].flatMap((node) => (node.kind === 'Name' ? [node.id] : node.kind === 'Param' ? [node.name] : [])),
  )
  const base = dependency.fn.name.replace(/^(get|provide|open|make)_/, '')
  const whole = [base, `${base}_context`, `${base}_given`].find((each) => !words.has(each) && each !== dependency.fn.name)
  if (whole === undefined) return 'no name is free for what the dependency gives'
  const same = sameElement(workspace, module.path, fn, param, dependency)
  const parts = Array.from({ length: dependency.length }, (_, index) =>
    index === dependency.index ? param.name : index === same?.index ? same.param.name : '_',
  )
  const at = lines.startOf(topLine(lines, first))
  const drop = same ? withoutParam(module.text, module.comments(), fn, same.param, param) : undefined
  return {
    edits: [
      { start: param.start, end: param.end, text: write(whole) },
      { start: at, end: at, text: `${lines.indentAt(first.start)}${parts.join(', ')} = ${whole}${lines.newline}` },
      ...(drop ? [{ ...drop, text: '' }] : []),
    ],
    removed: drop ? [drop] : [],
    unuses: same && drop ? namesIn([same.param.annotation, same.param.default].filter((each) => each !== undefined)) : [],
    names: [whole, ...parts],
  }
}

/** The parameter that is filled by the very dependency whose result the tuple holds too. */
function sameElement(workspace: Workspace, path: string, fn: FunctionDef, session: Param, dependency: ScopedDependency) {
  const elts: readonly Expr[] = dependency.at.kind === 'Tuple' ? dependency.at.elts : []
  for (const [index, elt] of elts.entries()) {
    if (elt.kind !== 'Name' || index === dependency.index) continue
    const bindings = scopeOf(dependency.fn).bindings.get(elt.id) ?? []
    const [only] = bindings
    const given = bindings.length === 1 && only?.kind === 'param' ? dependencyOf(workspace, dependency.path, only.node) : undefined
    const inner = given && dependencyNamed(workspace, given)
    const param =
      inner &&
      fn.params.find((each) => {
        const injection = each === session ? undefined : dependencyOf(workspace, path, each)
        return injection !== undefined && dependencyNamed(workspace, injection)?.node === inner.node
      })
    if (param) return { index, param }
  }
  return undefined
}

/** A parameter with its comma; undefined where a comment would go with it. */
function withoutParam(text: string, comments: readonly Span[], { params }: FunctionDef, param: Param, kept: Param): Span | undefined {
  const index = params.indexOf(param)
  const next = params[index + 1]
  const before = params[index - 1]
  const span = next ? { start: param.start, end: next.start } : before ? { start: before.end, end: param.end } : undefined
  if (!span || /[*/]/.test(text.slice(next ? param.end : (before?.end ?? 0), next ? next.start : param.start))) return undefined
  const hasComment = comments.some((comment) => span.start <= comment.start && comment.end <= span.end)
  return hasComment || (span.start < kept.end && kept.start < span.end) ? undefined : span
}

/** How a file names the dependency: by the module that the old one was reached through, or imported. */
function nameHere(workspace: Workspace, module: Rewrite['module'], { path, fn }: ScopedDependency, target: Expr) {
  if (target.kind === 'Attribute') {
    const owner = valueOf(workspace, module.path, target.value)
    const found = owner.kind === 'module' ? workspace.resolveName(owner.path, fn.name) : undefined
    if (found?.kind === 'definition' && found.node === fn)
      return { source: `${module.text.slice(target.value.start, target.value.end)}.${fn.name}`, imports: [] }
  }
  const imports = importAdditions(workspace, module, { path, name: fn.name, isIt: (node) => node === fn }, target)
  return imports && { source: fn.name, imports }
}

/** P8: who commits at the end of the request. */
function proveEnds(
  { workspace, effect, statements, fn }: Rewrite,
  ref: SessionRef,
  giverPath: string,
  giver: FunctionDef,
  dependency: ScopedDependency,
): readonly Proof[] {
  const inner = ref.origin.kind === 'yielded' ? ref.origin.inner : undefined
  const commits = eventsOf(workspace, giverPath, giver).events.some((event) => event.kind === 'commit' && event.ref.id === inner?.id)
  const writes = effect.writes || effect.unfollowed.length > 0 || changesAttributes(fn)
  const own = effect.commits || statements.some(({ keeps }) => keeps.includes('commit'))
  if (!writes || commits === dependency.commits) return []
  if (commits && !own)
    return [
      refuted(
        'P8',
        `\`${giver.name}\` commits when the request ends and \`${dependency.fn.name}\` does not: what is written here would be lost`,
      ),
    ]
  return [
    missing(
      'P8',
      commits
        ? `\`${giver.name}\` commits when the request ends, \`${dependency.fn.name}\` does not`
        : `\`${dependency.fn.name}\` commits when the request ends, \`${giver.name}\` does not`,
    ),
  ]
}

/** P9: a session that others of the request still use keeps its connection beside the tenant's one, unless the dependency ends it. */
function proveOuterEnds(
  { workspace, module, fn, ref }: Rewrite,
  giver: FunctionDef,
  { path, fn: scoped, at }: ScopedDependency,
): readonly Proof[] {
  const shared =
    fn.params.some((param) => param !== ref.id && sharesSession(workspace, module.path, param, giver)) ||
    scoped.params.some((param) => sharesSession(workspace, path, param, giver))
  const ends = eventsOf(workspace, path, scoped).events.some(
    ({ kind, ref: { origin }, node }) =>
      (kind === 'close' || kind === 'commit' || kind === 'rollback') &&
      origin.kind === 'yielded' &&
      origin.fn === giver &&
      node.start < at.start,
  )
  return shared && !ends
    ? [missing('P9', `what else depends on \`${giver.name}\` keeps its session open, so a request takes two connections from the pool`)]
    : []
}

const changesAttributes = (fn: FunctionDef): boolean =>
  [...descendants(fn)].some((node) => node.kind === 'Assign' && node.targets.some((target) => target.kind === 'Attribute'))
