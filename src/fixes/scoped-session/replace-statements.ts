import type { SessionRef } from '../../project/sessions/value'
import type { PythonModule, Stmt } from '../../python/ast'
import { isStatement } from '../../python/statements'
import type { TextEdit } from '../../text/apply-edits'
import type { Span } from '../../text/span'
import { removeStatements } from '../remove-statements'
import type { ScopeStatement } from './scope-statements'

export interface Replaced {
  readonly edits: readonly TextEdit[]
  readonly removed: readonly Span[]
}

/**
 * Take scope statements (and others) out. What a helper did besides stays: `commit_and_restore(db)` becomes `db.commit()`.
 * A reason when a block cannot be emptied.
 */
export function replaceStatements(
  module: PythonModule,
  ref: SessionRef,
  statements: readonly ScopeStatement[],
  others: readonly Stmt[],
  session?: string,
): Replaced | string {
  const edits: TextEdit[] = []
  const removed: Span[] = []
  const doomed: Stmt[] = [...others]
  for (const statement of statements) {
    const { stmt, keeps, call } = statement
    if (!stmt) continue
    const left = keeps.filter((action) => !isSaidBefore(stmt, action))
    if (left.length === 0) {
      doomed.push(stmt)
      continue
    }
    const name = session ?? sessionSource(module, statement)
    if (name === undefined) return 'how the session is written at this call is not plain'
    const wait = stmt.value.kind === 'Await' || ref.async === true ? 'await ' : ''
    edits.push({ start: stmt.start, end: stmt.end, text: left.map((action) => `${wait}${name}.${action}()`).join('; ') })
    removed.push({ start: call.start, end: call.end })
  }
  const removal = removeStatements(module, doomed)
  if (!removal) return 'the statement is alone in a `try` whose handlers do more than log: removing it would change what they do'
  return { edits: [...edits, ...removal.edits], removed: [...removed, ...removal.edits] }
}

/** The session as the call writes it: its argument that is the session. */
function sessionSource(module: PythonModule, { event, call }: ScopeStatement): string | undefined {
  if (event.kind !== 'pass' || !event.param) return undefined
  const { param } = event
  const index = event.callee?.fn.params.indexOf(param) ?? -1
  const argument = call.keywords.find((keyword) => keyword.name === param.name)?.value ?? call.args[index]
  return argument ? module.text.slice(argument.start, argument.end) : undefined
}

/** `db.rollback()` right before `restore_after_rollback(db)`: once is enough. */
function isSaidBefore(stmt: Stmt, action: 'commit' | 'rollback'): boolean {
  const { parent } = stmt
  if (!parent || !('body' in parent) || !Array.isArray(parent.body)) return false
  const block: readonly unknown[] = parent.body
  const before = block[block.indexOf(stmt) - 1] as Stmt | undefined
  if (before === undefined || !isStatement(before) || before.kind !== 'ExprStmt') return false
  const call = before.value.kind === 'Await' ? before.value.value : before.value
  return call.kind === 'Call' && call.func.kind === 'Attribute' && call.func.attr === action && call.args.length === 0
}
