import { placeOf } from '../../project/place-of'
import { scopeOf, statementsIn } from '../../project/sessions/bindings'
import { effectOf } from '../../project/sessions/effect'
import type { SessionEvent } from '../../project/sessions/events'
import { schemaSource, namesIn as templateNames } from '../../project/sessions/schema-template'
import type { FunctionDef, Node, Stmt } from '../../python/ast'
import { descendants } from '../../python/children'
import { linesOf } from '../python-lines'
import { indentUnit } from './bind-argument'
import { oneSchema } from './bound-session'
import { blockAround } from './helper-session'
import { leavesAs } from './leaves-as'
import { listPathReads, listUnusedAfter, namesIn, templateNameIds } from './leftovers'
import { openerOf } from './opener'
import { proveOuterObjects, sharesSession } from './outer-objects'
import { proveDatabaseCode, provePathIndependence } from './path-independence'
import { type Outcome, type Rewrite, refuse } from './plan'
import { missing, type Proof, proved, refuted } from './proof'
import { proveRest, proveToken, proveTypes } from './proofs'
import { replaceStatements } from './replace-statements'
import { statementAround } from './scope-statements'
import { findTenantSession, listTenantSessions } from './tenant-session'
import { freshName, renamesOf, withHeader, wrapLines } from './wrap-block'

/**
 * Rewrite 9 where no dependency is bound to the tenant: from the statement that sets the path on, the work goes to a session of the
 * project's `tenant_session()`, and the given session is closed before.
 */
export function planTenantPart(rewrite: Rewrite): Outcome {
  const { workspace, module, fn, flow, statements, ref } = rewrite
  const { origin } = ref
  if (origin.kind !== 'yielded' || ref.id.kind !== 'Param') return refuse('the session is not a parameter of this function')
  const giver = origin.fn
  const opener = openerOf(workspace, origin.inner)
  if (!opener) return refuse(`how \`${giver.name}\` opens its session is not known`)
  const schema = oneSchema(rewrite)
  if (typeof schema === 'string') return refuse(schema)
  const source = schemaSource(workspace, schema)
  if (source === undefined) return refuse('the schema name is too entangled to be written again')
  const [setter] = statements.filter(({ reset }) => !reset)
  const start = setter && statementAround(setter.call)
  const block = start && blockAround(fn.body, start)
  if (!start || !block || isInLoop(start, fn)) return refuse('the path is set in a loop')
  const round = block.slice(block.indexOf(start))
  const last = round[round.length - 1] ?? start
  const inPart = (node: Node) => start.start <= node.start && node.end <= last.end
  const own = new Set<SessionEvent>(statements.map(({ event }) => event))
  const others = flow.events.filter((event) => !own.has(event))
  const outside = whyNotOnePart(rewrite, others, inPart, start)
  if (outside) return refuse(outside)
  const effect = effectOf(
    workspace,
    module.path,
    others.filter(({ node }) => inPart(node)),
  )
  const helper = findTenantSession(workspace, module, ref.id, {
    opener,
    async: ref.async === true,
    writes: effect.writes || effect.unfollowed.length > 0,
  })
  if (!helper)
    return refuse(
      listTenantSessions(workspace).length > 0
        ? `no tenant session of this project opens the sessions of \`${giver.name}\` for this file`
        : 'there is no tenant session of the project to open one with; the editor’s command Create Tenant Session Helper writes one',
    )
  const rebound = templateNames(schema).find((name) =>
    (scopeOf(fn).bindings.get(name.id) ?? []).some((binding) => binding.kind !== 'param' && inPart(binding.node)),
  )
  if (rebound) return refuse(`\`${rebound.id}\` gets its value inside the block that has to move into the tenant's session`)
  const name = freshName(workspace, fn, ref, module.text, ['tenant_', 'schema_', 'own_'])
  const reads = listPathReads(fn, flow)
  const gone = [...statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])), ...reads.statements]
  const unused = listUnusedAfter(fn, gone, templateNameIds(schema))
  const replaced = replaceStatements(module, ref, statements, [...reads.statements, ...unused], name)
  if (typeof replaced === 'string') return refuse(replaced)
  const lines = linesOf(module)
  const unit = indentUnit(module)
  const indent = lines.indentAt(start.start)
  const shared =
    others.some(({ node }) => node.start < start.start) ||
    fn.params.some((param) => param !== ref.id && sharesSession(workspace, module.path, param, giver))
  const session = ref.id.name
  const close = shared ? `${indent}${ref.async ? 'await ' : ''}${session}.close()${lines.newline}` : ''
  const removed = replaced.edits.filter((edit) => edit.text === '')
  // What closes the session must not make the schema's name unreadable: it is read before.
  const early = close !== '' && !/^(\w+|"[^"]*")$/.test(source) ? freeName(fn, ['schema', 'tenant_schema', 'schema_name']) : undefined
  const assign = early === undefined ? '' : `${indent}${early} = ${source}${lines.newline}`
  const opened = withHeader({ indent, unit, newline: lines.newline, opening: helper.opening, argument: early ?? source, name })
  const header = `${assign}${close}${opened}`
  const wrapped = wrapLines(lines, round, unit, header, '', removed)
  if (wrapped.length === 0) return refuse('nothing is left to be done for the tenant')
  return {
    kind: 'edits',
    title: `Do the tenant's part in a session of \`${helper.name}\``,
    edits: [...wrapped, ...renamesOf(workspace, module.path, fn, ref, inPart, name, replaced.edits), ...replaced.edits],
    imports: helper.imports,
    removed: replaced.removed,
    unuses: namesIn([...gone, ...unused]),
    proofs: [
      ...helper.proofs,
      proveToken(workspace, effect),
      provePathIndependence(workspace, module.path, [effect]),
      proveRest(source),
      proved('P5', "the tenant's part begins with a new session"),
      proveTypes(workspace, effect),
      proveDatabaseCode(workspace),
      missing(
        'P9',
        `\`${session}\` ${shared ? 'is closed before, so what it loaded keeps only the columns that are loaded' : 'stays unused'}, and the tenant's session ends with its block, before the answer is sent`,
      ),
      ...proveOuterObjects(rewrite, { giver, inPart, closed: true }),
      ...proveNothingLeaves(rewrite, round, inPart),
      ...(reads.kept
        ? [missing('P2', `the path is read at ${placeOf(workspace, module.path, reads.kept.node)} and used for more than a log line`)]
        : []),
    ],
  }
}

function freeName(fn: FunctionDef, candidates: readonly string[]): string | undefined {
  const words = new Set(
    [...descendants(fn)].flatMap((node) => (node.kind === 'Name' ? [node.id] : node.kind === 'Param' ? [node.name] : [])),
  )
  return candidates.find((each) => !words.has(each))
}

function isInLoop(stmt: Stmt, fn: FunctionDef): boolean {
  for (let at = stmt.parent; at && at !== fn; at = at.parent) if (at.kind === 'For' || at.kind === 'While') return true
  return false
}

/** The session's other work must lie in the part, or be over before it; handlers around may roll back and close. */
function whyNotOnePart(
  { workspace, module, statements }: Rewrite,
  others: readonly SessionEvent[],
  inPart: (node: Node) => boolean,
  start: Stmt,
): string | undefined {
  const place = (node: Node) => placeOf(workspace, module.path, node)
  for (const event of others) {
    if (inPart(event.node)) continue
    if (event.node.start > start.start) {
      if (event.kind === 'rollback' || event.kind === 'close') continue
      return `the session is also used at ${place(event.node)}, outside of the block that has to move into the tenant's session`
    }
    const writes = event.kind === 'pass' || (event.kind === 'orm' && event.writes)
    if (writes) return `what is done at ${place(event.node)} would no longer be one transaction with the tenant's part`
  }
  const strayed = statements.find(({ call, reset }) => !reset && !inPart(call))
  return strayed && `the path is also set at ${place(strayed.call)}, outside of that block`
}

/** P9: no object of the tenant's session outlives the block. */
function proveNothingLeaves({ workspace, module, fn }: Rewrite, round: readonly Stmt[], inPart: (node: Node) => boolean): readonly Proof[] {
  const place = (node: Node) => placeOf(workspace, module.path, node)
  for (const [name, bindings] of scopeOf(fn).bindings) {
    if (!bindings.some((binding) => binding.kind !== 'param' && inPart(binding.node))) continue
    const later = [...descendants(fn)].find(
      (node) => node.kind === 'Name' && node.id === name && node.start > (round[round.length - 1]?.end ?? 0),
    )
    if (later) return [refuted('P9', `\`${name}\` belongs to the tenant's part and is used after it at ${place(later)}`)]
  }
  let open: Proof | undefined
  for (const stmt of statementsIn(round)) {
    if (stmt.kind === 'ExprStmt' && stmt.value.kind === 'Yield')
      return [refuted('P9', `the function goes on after it yields at ${place(stmt)}`)]
    const kept =
      stmt.kind === 'Return'
        ? stmt.value
        : stmt.kind === 'Assign' && stmt.targets.some((target) => isOuterTarget(target, fn, inPart))
          ? stmt.value
          : undefined
    if (!kept) continue
    const leaving = leavesAs(workspace, module.path, kept)
    if (leaving === 'object')
      return [
        refuted(
          'P9',
          `what leaves at ${place(stmt)} belongs to the tenant's session, which would be closed by then: a dependency bound to the tenant's engine would keep it open`,
        ),
      ]
    if (leaving === 'unknown')
      open ??= missing('P9', `whether what leaves at ${place(stmt)} still belongs to the tenant's session is not known`)
  }
  return open ? [open] : [proved('P9', "only plain values leave the tenant's part")]
}

/** `state.rows = …`, where `state` was there before. */
function isOuterTarget(target: Node, fn: FunctionDef, inPart: (node: Node) => boolean): boolean {
  if (target.kind !== 'Attribute' && target.kind !== 'Subscript') return false
  let root: Node = target
  while (root.kind === 'Attribute' || root.kind === 'Subscript') root = root.value
  if (root.kind !== 'Name') return true
  const bindings = scopeOf(fn).bindings.get(root.id) ?? []
  return !bindings.some((binding) => binding.kind !== 'param' && inPart(binding.node))
}
