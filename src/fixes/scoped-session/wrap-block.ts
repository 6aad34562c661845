import { functionAround, scopeOf } from '../../project/sessions/bindings'
import type { SessionRef } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { FunctionDef, Name, Node, Stmt } from '../../python/ast'
import { descendants } from '../../python/children'
import type { TextEdit } from '../../text/apply-edits'
import type { PythonLines } from '../python-lines'
import { listTenantSessions } from './tenant-session'

export interface Header {
  readonly indent: string
  readonly unit: string
  readonly newline: string
  /** `with SessionLocal(` */
  readonly opening: string
  readonly argument: string
  readonly name: string
}

export function withHeader({ indent, unit, newline, opening, argument, name }: Header): string {
  const line = `${indent}${opening}${argument}) as ${name}:`
  if (line.length <= 100) return `${line}${newline}`
  return `${indent}${opening}${newline}${indent}${unit}${argument}${newline}${indent}) as ${name}:${newline}`
}

/** Does nothing stand before it on its line? `for schema in schemas: db.execute(…)` cannot be indented as a block. */
export const beginsLine = (lines: PythonLines, { start }: Stmt): boolean =>
  lines.text.slice(lines.startOf(lines.lineOf(start)), start).trim() === ''

/** Put the header before the round and one step of indentation before its lines; strings over several lines are left alone. */
export function wrapLines(
  lines: PythonLines,
  round: readonly Stmt[],
  unit: string,
  header: string,
  commit: string,
  removed: readonly TextEdit[],
): readonly TextEdit[] {
  const [first] = round
  const last = round[round.length - 1]
  if (!first || !last) return []
  const bottom = lines.lineOf(last.end)
  const indented = indentLines(lines, round, { from: topLine(lines, first), to: bottom }, unit, removed)
  const [opening] = indented
  if (!opening) return []
  const edits = [{ ...opening, text: `${header}${opening.text}` }, ...indented.slice(1).filter(({ text }) => text !== '')]
  const end = lines.endOf(bottom)
  const unbroken = end === lines.text.length && !lines.text.endsWith('\n')
  if (commit !== '') edits.push({ start: end, end, text: unbroken ? `${lines.newline}${commit.trimEnd()}` : commit })
  return edits
}

/** One step of indentation for each line that stays, except inside statements to be left alone; empty where a line must not move. */
export function indentLines(
  lines: PythonLines,
  round: readonly Stmt[],
  { from, to }: { readonly from: number; readonly to: number },
  unit: string,
  removed: readonly TextEdit[],
  except: readonly Stmt[] = [],
): readonly TextEdit[] {
  const fixed = new Set<number>()
  for (const stmt of round) {
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Str') continue
      for (const piece of node.pieces)
        for (let line = lines.lineOf(piece.start) + 1; line <= lines.lineOf(piece.end); line++) fixed.add(line)
    }
  }
  for (const { start, end } of except) for (let line = lines.lineOf(start); line <= lines.lineOf(end); line++) fixed.add(line)
  const isGone = (line: number) => removed.some((edit) => edit.start <= lines.startOf(line) && lines.endOf(line) <= edit.end)
  const edits: TextEdit[] = []
  for (let line = from; line <= to; line++) {
    if (isGone(line)) continue
    const at = lines.startOf(line)
    edits.push({ start: at, end: at, text: fixed.has(line) || lines.isBlank(line) ? '' : unit })
  }
  return edits
}

/** The line of a statement, or of its own comment above it, which moves with it. */
export function topLine(lines: PythonLines, stmt: Stmt): number {
  let line = lines.lineOf(stmt.start)
  while (
    line > 0 &&
    lines
      .textOf(line - 1)
      .trim()
      .startsWith('#') &&
    lines.indentAt(lines.startOf(line - 1)) === lines.indentAt(stmt.start)
  )
    line--
  return line
}

/** Every use of the outer session inside the round; a name that is given to it there stays, and stands for the round's own. */
export function renamesOf(
  workspace: Workspace,
  path: string,
  fn: FunctionDef,
  ref: SessionRef,
  inRound: (node: Node) => boolean,
  name: string,
  replaced: readonly TextEdit[],
): readonly TextEdit[] {
  const edits: TextEdit[] = []
  for (const stmt of fn.body) {
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Name' || !inRound(node) || isBoundIn(node, inRound)) continue
      if (replaced.some((edit) => edit.start <= node.start && node.end <= edit.end)) continue
      if (isSession(workspace, path, node, ref)) edits.push({ start: node.start, end: node.end, text: name })
    }
  }
  return edits
}

/** A name that gets its values inside of the round only. */
function isBoundIn(name: Name, inRound: (node: Node) => boolean): boolean {
  for (let fn = functionAround(name); fn; fn = functionAround(fn)) {
    const list = scopeOf(fn).bindings.get(name.id)
    if (list) return list.every(({ node }) => inRound(node))
  }
  return false
}

/** `same = db` in the round, `same.query(…)` outside of it. */
export function nameLeaving(
  workspace: Workspace,
  path: string,
  fn: FunctionDef,
  ref: SessionRef,
  inRound: (node: Node) => boolean,
): Name | undefined {
  return fn.body
    .flatMap((stmt) => [...descendants(stmt)])
    .find(
      (node): node is Name => node.kind === 'Name' && !inRound(node) && isBoundIn(node, inRound) && isSession(workspace, path, node, ref),
    )
}

function isSession(workspace: Workspace, path: string, node: Name, ref: SessionRef): boolean {
  const value = valueOf(workspace, path, node)
  return value.kind === 'session' && value.ref.id === ref.id && value.ref.type === ref.type
}

/** A name for the tenant's own session that the function does not use yet. */
export function freshName(
  workspace: Workspace,
  fn: FunctionDef,
  { id }: SessionRef,
  text: string,
  prefixes: readonly string[] = ['schema_', 'tenant_', 'own_'],
): string {
  const used = [...descendants(fn)].flatMap((node) => (node.kind === 'Name' ? [node.id] : []))
  // `with tenant_session(schema) as tenant_session` would call what it is about to name.
  const names = new Set([...used, ...listTenantSessions(workspace).map((helper) => helper.fn.name)])
  const base =
    id.kind === 'Param'
      ? id.name
      : id.kind === 'Call' && id.parent?.kind === 'Assign' && id.parent.targets[0]?.kind === 'Name'
        ? id.parent.targets[0].id
        : 'db'
  for (const candidate of prefixes.map((prefix) => `${prefix}${base}`))
    if (!names.has(candidate) && !new RegExp(`\\b${candidate}\\b`).test(text.slice(fn.start, fn.end))) return candidate
  return `${prefixes[0] ?? ''}${base}_`
}
