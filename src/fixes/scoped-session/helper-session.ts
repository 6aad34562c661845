import { scopeOf, statementsIn } from '../../project/sessions/bindings'
import type { Assign, Stmt, Try } from '../../python/ast'
import { descendants } from '../../python/children'
import { blocksOf } from '../../python/statements'
import type { TextEdit } from '../../text/apply-edits'
import { linesOf, type PythonLines, standsAlone } from '../python-lines'
import { removeStatements } from '../remove-statements'
import { indentUnit } from './bind-argument'
import type { Rewrite } from './plan'
import type { TenantSessionCall } from './tenant-session'
import { indentLines } from './wrap-block'

/**
 * Rewrite 2 with the project's own helper: `with SessionLocal() as db:`, or `db = SessionLocal()` with the statements up to where
 * it is closed, becomes `with tenant_session(schema) as db:`. Undefined where the session's life is not one block.
 */
export function openWithHelper(
  rewrite: Rewrite,
  helper: TenantSessionCall,
  schema: string,
  removed: readonly TextEdit[],
): readonly TextEdit[] | undefined {
  const { ref, fn } = rewrite
  if (ref.origin.kind !== 'opened') return undefined
  const { call } = ref.origin
  const { parent } = call
  // `SessionLocal(expire_on_commit=False)`: the helper knows nothing of it.
  if (ref.origin.factory && call.keywords.length > 0) return undefined
  if (parent?.kind === 'WithItem')
    return parent.target?.kind === 'Name' ? [{ start: call.start, end: call.end, text: `${helper.name}(${schema})` }] : undefined
  if (parent?.kind !== 'Assign' || parent.value !== call || parent.targets.length !== 1) return undefined
  const [target] = parent.targets
  if (target?.kind !== 'Name' || (scopeOf(fn).bindings.get(target.id) ?? []).length !== 1) return undefined
  return wrapLife(rewrite, parent, target.id, `${helper.opening}${schema}) as ${target.id}:`, removed)
}

function wrapLife(
  { module, fn, flow }: Rewrite,
  opening: Assign,
  name: string,
  header: string,
  removed: readonly TextEdit[],
): readonly TextEdit[] | undefined {
  const lines = linesOf(module)
  const block = blockAround(fn.body, opening)
  const index = block?.indexOf(opening) ?? -1
  if (!block || index < 0 || !standsAlone(lines, opening) || flow.events.some((event) => event.kind === 'leave')) return undefined
  const rest = block.slice(index + 1)
  const closing = rest.findIndex(
    (stmt) => isClose(stmt, name) || (stmt.kind === 'Try' && stmt.finalbody.some((each) => isClose(each, name))),
  )
  // Without a close, what is returned may still load through the session.
  if (closing < 0 && [...statementsIn(rest)].some((stmt) => stmt.kind === 'Return' && stmt.value)) return undefined
  const life = closing < 0 ? rest : rest.slice(0, closing + 1)
  const last = life[life.length - 1]
  if (!last) return undefined
  const outside = [...descendants(fn)].some(
    (node) => node.kind === 'Name' && node.id === name && node.start > opening.end && node.start >= last.end,
  )
  if (outside) return undefined
  const closes = life.filter((stmt) => isClose(stmt, name))
  const gone = closes.length > 0 ? removeStatements(module, closes) : { edits: [] }
  if (!gone) return undefined
  const edits: TextEdit[] = [{ start: opening.start, end: opening.end, text: header }, ...gone.edits]
  const absent = [...removed, ...gone.edits]
  const flat = new Map<Stmt, readonly TextEdit[]>()
  for (const stmt of life) {
    const clauses = stmt.kind === 'Try' ? withoutTry(lines, module.comments(), stmt, name) : undefined
    if (clauses) flat.set(stmt, clauses)
  }
  edits.push(...[...flat.values()].flat())
  const indented = indentLines(
    lines,
    life.filter((stmt) => !flat.has(stmt)),
    { from: lines.lineOf(opening.end) + 1, to: lines.lineOf(last.end) },
    indentUnit(module),
    absent,
    [...flat.keys()],
  ).filter(({ text }) => text !== '')
  return flat.size === 0 && indented.length === 0 ? undefined : [...edits, ...indented]
}

/** `try: … finally: db.close()` and nothing else: what is left of it is its body, which stands as deep as the block of the `with`. */
function withoutTry(
  lines: PythonLines,
  comments: readonly { start: number; end: number }[],
  stmt: Try,
  name: string,
): readonly TextEdit[] | undefined {
  const [first] = stmt.body
  const lastOfBody = stmt.body[stmt.body.length - 1]
  const [close] = stmt.finalbody
  if (!first || !lastOfBody || !close || stmt.handlers.length > 0 || stmt.orelse.length > 0) return undefined
  if (stmt.finalbody.length !== 1 || !isClose(close, name)) return undefined
  const top = lines.lineOf(stmt.start)
  let clause = lines.lineOf(close.start)
  while (clause > lines.lineOf(lastOfBody.end) && lines.textOf(clause).trim() !== 'finally:') clause--
  if (lines.textOf(top).trim() !== 'try:' || lines.textOf(clause).trim() !== 'finally:') return undefined
  const tail = { start: lines.startOf(clause), end: lines.endOf(lines.lineOf(close.end)) }
  if (comments.some((comment) => tail.start <= comment.start && comment.end <= tail.end)) return undefined
  return [
    { start: lines.startOf(top), end: lines.endOf(top), text: '' },
    { ...tail, text: '' },
  ]
}

function isClose(stmt: Stmt, name: string): boolean {
  if (stmt.kind !== 'ExprStmt') return false
  const call = stmt.value.kind === 'Await' ? stmt.value.value : stmt.value
  if (call.kind !== 'Call' || call.args.length > 0 || call.func.kind !== 'Attribute') return false
  return call.func.attr === 'close' && call.func.value.kind === 'Name' && call.func.value.id === name
}

/** The statement list of a function that holds a statement. */
export function blockAround(body: readonly Stmt[], wanted: Stmt): readonly Stmt[] | undefined {
  if (body.includes(wanted)) return body
  for (const stmt of body) {
    if (wanted.start < stmt.start || stmt.end < wanted.end) continue
    for (const block of blocksOf(stmt)) {
      const found = blockAround(block, wanted)
      if (found) return found
    }
  }
  return undefined
}
