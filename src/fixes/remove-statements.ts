import { isLogging, isPure } from '../project/purity'
import { blocksOf } from '../project/sessions/bindings'
import type { Node, PythonModule, Stmt } from '../python/ast'
import { commentFrom } from '../python/comments'
import type { TextEdit } from '../text/apply-edits'
import { linesOf, type PythonLines, standsAlone } from './python-lines'

/** Comments that spoke of the removed line: what people write above a SET or a helper call. */
const speaksOfScope = /\bpath\b|search[_ ]?path|schema|tenant|set_config|isolat|scope/i

export interface Removal {
  readonly edits: readonly TextEdit[]
  /** The statements that really go: parents whose block would be empty are taken instead of their children. */
  readonly removed: readonly Stmt[]
}

/**
 * Remove statements with their own comments. A block that would be empty takes its `if` with it when nothing else depends on
 * the test, and becomes `pass` otherwise. Undefined when that would change what an error handler does.
 */
export function removeStatements(module: PythonModule, statements: readonly Stmt[]): Removal | undefined {
  const doomed = new Set<Stmt>(statements)
  const passes = new Set<Stmt>()
  let grown = true
  while (grown) {
    grown = false
    for (const stmt of [...doomed]) {
      const { parent } = stmt
      const block = blockOf(stmt)
      if (!block?.every((each) => doomed.has(each))) continue
      if (isStatement(parent) && !doomed.has(parent)) {
        const verdict = whenEmptied(parent, block)
        if (verdict === 'refuse') return undefined
        if (verdict === 'remove') {
          doomed.add(parent)
          grown = true
          continue
        }
      }
      const [first] = block
      if (first && !(isStatement(parent) && doomed.has(parent)) && !passes.has(first)) {
        passes.add(first)
        grown = true
      }
    }
  }
  const removed = [...doomed].filter((stmt) => !insideOther(stmt, doomed))
  const lines = linesOf(module)
  const comments = module.comments()
  const edits = removed.map((stmt): TextEdit => {
    if (passes.has(stmt)) return { start: stmt.start, end: stmt.end, text: 'pass' }
    return { ...spanWithLines(lines, comments, stmt), text: '' }
  })
  return { edits: mergeTouching(edits), removed }
}

function insideOther(stmt: Stmt, doomed: ReadonlySet<Stmt>): boolean {
  for (let at: Node | undefined = stmt.parent; at; at = at.parent) if (isStatement(at) && doomed.has(at)) return true
  return false
}

const statementKinds = new Set([
  'ExprStmt',
  'Assign',
  'Return',
  'Raise',
  'Assert',
  'Delete',
  'Pass',
  'Break',
  'Continue',
  'Global',
  'Nonlocal',
  'If',
  'For',
  'While',
  'Try',
  'With',
  'Match',
  'FunctionDef',
  'ClassDef',
  'Import',
  'ImportFrom',
  'UnknownStmt',
])
const isStatement = (node: Node | undefined): node is Stmt => node !== undefined && statementKinds.has(node.kind)

/** The statement list that holds a statement; undefined at module level, where an empty block is fine. */
function blockOf(stmt: Stmt): readonly Stmt[] | undefined {
  const { parent } = stmt
  if (!parent) return undefined
  if (parent.kind === 'FunctionDef' || parent.kind === 'ClassDef') return parent.body
  if (parent.kind === 'ExceptHandler' || parent.kind === 'MatchCase') return parent.body
  return isStatement(parent) ? blocksOf(parent).find((block) => block.includes(stmt)) : undefined
}

function whenEmptied(parent: Stmt, block: readonly Stmt[]): 'remove' | 'pass' | 'refuse' {
  if (parent.kind === 'If') return block === parent.body && parent.orelse.length === 0 && isPure(parent.test) ? 'remove' : 'pass'
  if (parent.kind === 'Try') {
    if (block !== parent.body) return 'pass'
    const inert = parent.handlers.every((handler) => handler.body.every(isInert))
    if (!inert) return 'refuse'
    return parent.finalbody.length === 0 && parent.orelse.length === 0 ? 'remove' : 'refuse'
  }
  return 'pass'
}

/** Logging, `pass`, `raise`: nothing is lost with the statement that could fail. */
function isInert(stmt: Stmt): boolean {
  if (stmt.kind === 'Pass' || stmt.kind === 'Raise') return true
  return stmt.kind === 'ExprStmt' && isLogging(stmt)
}

/** The statement's lines with the comments that belong to it, and one of two blank lines that would meet. */
function spanWithLines(
  lines: PythonLines,
  comments: readonly { start: number; end: number }[],
  stmt: Stmt,
): { start: number; end: number } {
  if (!standsAlone(lines, stmt)) return withSemicolon(lines.text, stmt)
  let first = lines.lineOf(stmt.start)
  const last = lines.lineOf(stmt.end)
  const indent = lines.indentAt(stmt.start)
  const commentAt = (line: number) => {
    const comment = commentFrom(comments, lines.startOf(line))
    return comment && lines.lineOf(comment.start) === line && lines.text.slice(lines.startOf(line), comment.start) === indent
      ? lines.text.slice(comment.start, comment.end)
      : undefined
  }
  let top = first
  const above: string[] = []
  for (let comment = commentAt(top - 1); comment !== undefined && top > 0; comment = commentAt(top - 1)) {
    top--
    above.push(comment)
  }
  if (above.some((comment) => speaksOfScope.test(comment))) first = top
  let end = lines.endOf(last)
  const next = last + 1
  const gapAbove = first > 0 && (lines.isBlank(first - 1) || opensBlock(lines, first - 1, indent))
  if (gapAbove && next < lines.index.lineCount && lines.isBlank(next) && indentOfNext(lines, next) >= indent.length) end = lines.endOf(next)
  return { start: lines.startOf(first), end }
}

/** Does the line above open the block that the statement stands in? */
const opensBlock = (lines: PythonLines, line: number, indent: string): boolean =>
  lines.textOf(line).trimEnd().endsWith(':') && indent.length > lines.indentAt(lines.startOf(line)).length

function indentOfNext(lines: PythonLines, line: number): number {
  for (let at = line; at < lines.index.lineCount; at++) if (!lines.isBlank(at)) return lines.indentAt(lines.startOf(at)).length
  return -1
}

/** `a; b`: the statement and the semicolon that parts it from its neighbour. */
function withSemicolon(text: string, { start, end }: Stmt): { start: number; end: number } {
  const after = /^[ \t]*;[ \t]*/.exec(text.slice(end))
  if (after) return { start, end: end + after[0].length }
  const before = /[ \t]*;[ \t]*$/.exec(text.slice(0, start))
  return before ? { start: start - before[0].length, end } : { start, end }
}

/** Deletions of neighbouring lines may overlap by a blank line. */
function mergeTouching(edits: readonly TextEdit[]): TextEdit[] {
  const merged: TextEdit[] = []
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const last = merged[merged.length - 1]
    if (last && last.text === '' && edit.text === '' && edit.start <= last.end)
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, edit.end) }
    else merged.push(edit)
  }
  return merged
}
