import { statementsIn } from '../project/sessions/bindings'
import type { Workspace } from '../project/workspace'
import type { Import, ImportFrom, ImportName, PythonModule } from '../python/ast'
import { importsNamed } from '../python/statement-index'
import { applyEdits, type TextEdit } from '../text/apply-edits'
import type { Span } from '../text/span'
import { isReachedFromOutside } from './module-face'
import { linesOf, standsAlone } from './python-lines'

/**
 * Edits that drop the imports of names which nothing uses any more once the `removed` spans are gone: the import shrinks, or
 * goes when it is empty. Names in `__all__` or a package's `__init__.py` stay: they may be exports.
 */
export function dropUnusedImports(
  workspace: Workspace,
  module: PythonModule,
  names: readonly string[],
  removed: readonly Span[] = [],
): readonly TextEdit[] {
  if (names.length === 0 || module.path.endsWith('__init__.py')) return []
  const doomed = new Map<Import | ImportFrom, ImportName[]>()
  for (const name of new Set(names)) {
    const imported = importsNamed(module, name)
    if (imported.length === 0 || isUsed(module, name, removed) || isReachedFromOutside(workspace, module, name)) continue
    for (const { statement, name: node } of imported) doomed.set(statement, [...(doomed.get(statement) ?? []), node])
  }
  return [...doomed].flatMap(([statement, list]) => (isInside(statement, removed) ? [] : shrink(module, statement, list)))
}

const isInside = (span: Span, removed: readonly Span[]) => removed.some((each) => each.start <= span.start && span.end <= each.end)

/** Does the text use the name anywhere outside imports, comments and removed spans? A use in a string annotation or `__all__` counts. */
function isUsed(module: PythonModule, name: string, removed: readonly Span[]): boolean {
  const word = new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g')
  const comments = module.comments()
  for (const match of module.text.matchAll(word)) {
    const span = { start: match.index, end: match.index + name.length }
    if (isInside(span, removed) || comments.some((comment) => comment.start <= span.start && span.end <= comment.end)) continue
    const node = module.nodeAt(span.start, span.end)
    if (node === undefined || node.kind === 'ImportName' || node.kind === 'ImportFrom' || node.kind === 'Import') continue
    if (node.kind === 'Keyword' && module.text.slice(node.start, node.end).startsWith(`${name}=`)) continue
    if (node.kind === 'Str' && !isCode(module.text.slice(node.start, node.end))) continue
    return true
  }
  return false
}

/** `"Session | None"`, `"list[Product]"`, a name in `__all__` or `globals()`; a docstring with examples that are run. */
const isCode = (literal: string): boolean => /^["'][\w.[\]|, ]*["']$/.test(literal) || literal.includes('>>>')

function shrink(module: PythonModule, statement: Import | ImportFrom, names: readonly ImportName[]): TextEdit[] {
  const lines = linesOf(module)
  const kept = statement.names.filter((name) => !names.includes(name))
  if (kept.length === 0) {
    if (isOnlyStatement(statement)) return [{ start: statement.start, end: statement.end, text: 'pass' }]
    if (!standsAlone(lines, statement)) return [{ start: statement.start, end: statement.end, text: '' }]
    const last = lines.lineOf(statement.end)
    const next = last + 1
    const first = lines.lineOf(statement.start)
    const local = lines.indentAt(statement.start).length > 0
    const gapAbove = first === 0 || lines.isBlank(first - 1)
    const end = (local || gapAbove) && next < lines.index.lineCount && lines.isBlank(next) ? lines.endOf(next) : lines.endOf(last)
    return [{ start: lines.startOf(first), end, text: '' }]
  }
  const gone = statement.names.filter((name) => names.includes(name))
  return gone.map((name) => nameWithComma(module.text, statement, name, kept))
}

function isOnlyStatement(statement: Import | ImportFrom): boolean {
  const { parent } = statement
  if (parent?.kind !== 'FunctionDef') return false
  return parent.body.length === 1 && [...statementsIn(parent.body)].length === 1
}

/** A name of an import list with one comma; on a line of its own, the whole line. */
function nameWithComma(text: string, statement: Import | ImportFrom, name: ImportName, kept: readonly ImportName[]): TextEdit {
  const after = /^[ \t]*,/.exec(text.slice(name.end, statement.end))
  const lineStart = text.lastIndexOf('\n', name.start - 1) + 1
  const ownLine = text.slice(lineStart, name.start).trim() === '' && lineStart > statement.start
  if (after && ownLine) {
    const rest = /^[ \t]*(#[^\r\n]*)?\r?\n/.exec(text.slice(name.end + after[0].length))
    if (rest) return { start: lineStart, end: name.end + after[0].length + rest[0].length, text: '' }
  }
  const isLast = !kept.some((each) => each.start > name.start)
  if (after && !isLast) {
    const blank = /^[ \t]*/.exec(text.slice(name.end + after[0].length))
    return { start: name.start, end: name.end + after[0].length + (blank?.[0].length ?? 0), text: '' }
  }
  const before = /[ \t]*,\s*$/.exec(text.slice(statement.start, name.start))
  return { start: name.start - (before?.[0].length ?? 0), end: name.end, text: '' }
}

/** A name that a fix needs: from a module that the file imports from already, or by an import statement of its own. */
export type ImportAddition = { readonly statement: ImportFrom; readonly name: string } | { readonly line: string }

/** What a fix does to a file besides its imports. */
export interface ChangedCode {
  readonly edits: readonly TextEdit[]
  /** Names that the removed code used. */
  readonly unuses: readonly string[]
  readonly removed: readonly Span[]
}

/** Additions and removals together: where one import statement has both, the new names take the place of the one that goes. */
export function editImports(
  workspace: Workspace,
  module: PythonModule,
  additions: readonly ImportAddition[],
  code: ChangedCode,
): readonly TextEdit[] {
  const unuses = code.unuses.filter((name) => !isWritten(name, code.edits))
  const edits = [...dropUnusedImports(workspace, module, unuses, code.removed)]
  const wanted = new Map<ImportFrom, Set<string>>()
  for (const each of additions)
    if ('statement' in each) wanted.set(each.statement, (wanted.get(each.statement) ?? new Set()).add(each.name))
  for (const [statement, set] of wanted) {
    const names = [...set].sort(compareNames)
    const touching = edits.filter((edit) => edit.start < statement.end && statement.start < edit.end)
    const gone = statement.names.find((each) => touching.some((edit) => edit.start <= each.start && each.end <= edit.end))
    const place = gone && touching.find((edit) => edit.start <= gone.start && gone.end <= edit.end)
    if (!gone || !place) {
      edits.push(...names.map((name) => addToImport(module, statement, name)))
      continue
    }
    const first = statement.names[0] ?? gone
    const last = statement.names[statement.names.length - 1] ?? gone
    for (const edit of touching) edits.splice(edits.indexOf(edit), 1)
    const text = names.join(', ')
    if (place.start <= statement.start) edits.push({ start: first.start, end: last.end, text })
    else {
      const inner = touching.map((edit) => (edit === place ? { start: gone.start, end: gone.end, text } : edit))
      edits.push(asOneEdit(module.text, first.start, last.end, inner))
    }
  }
  const added = [...new Set(additions.flatMap((each) => ('line' in each ? [each.line] : [])))]
  return added.length > 0 ? withLines(module, edits, added) : edits
}

/** One edit over the whole list of names: another fix that brings one of them waits for this, and finds it there. */
function asOneEdit(text: string, from: number, to: number, edits: readonly TextEdit[]): TextEdit {
  const start = Math.min(from, ...edits.map((edit) => edit.start))
  const end = Math.max(to, ...edits.map((edit) => edit.end))
  const inner = edits.map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text }))
  return { start, end, text: applyEdits(text.slice(start, end), inner) }
}

/** Does new code use the name? `schema_of(user)` goes with the SET and stands in the map. */
export const isWritten = (name: string, edits: readonly { readonly text: string }[]): boolean => {
  const word = new RegExp(`(?<![\\w.])${name}(?!\\w)`)
  return edits.some(({ text }) => word.test(text))
}

/** New import statements behind the last one at the top; where that one goes, they take its place. */
function withLines(module: PythonModule, edits: readonly TextEdit[], added: readonly string[]): readonly TextEdit[] {
  const lines = linesOf(module)
  const { newline } = lines
  const text = added.join(newline)
  const last = module
    .imports()
    .filter((node) => !node.parent)
    .pop()
  if (!last) {
    const start = module.topLevel[0]?.start ?? module.text.length
    return [...edits, { start, end: start, text: `${text}${newline}${newline}` }]
  }
  const place = edits.find((edit) => edit.start <= last.start && last.end <= edit.end)
  if (place) return [...edits.filter((edit) => edit !== place), { start: last.start, end: last.end, text }]
  const inside = edits.find((edit) => edit.end === last.end)
  if (inside) return [...edits.filter((edit) => edit !== inside), { ...inside, text: `${inside.text}${newline}${text}` }]
  // Behind a comment on that line.
  const { end } = lines.index.lineSpan(lines.lineOf(last.end))
  return [...edits, { start: end, end, text: `${newline}${text}` }]
}

/**
 * Make a further name of an import statement available: `from shared.database import SessionLocal` -> `…, engine`. Where the
 * names stand in the usual order (CONSTANTS, Classes, functions), the new one takes its place among them.
 */
export function addToImport(module: PythonModule, statement: ImportFrom, name: string): TextEdit {
  const { names } = statement
  const last = names[names.length - 1]
  if (!last) return { start: statement.end, end: statement.end, text: '' }
  const sorted = names.every((each, index) => index === 0 || compareNames(names[index - 1]?.name ?? '', each.name) <= 0)
  const next = sorted ? names.find((each) => compareNames(name, each.name) < 0) : undefined
  const neighbour = next ?? last
  const lineStart = module.text.lastIndexOf('\n', neighbour.start - 1) + 1
  const indent = module.text.slice(lineStart, neighbour.start)
  const separator = indent.trim() === '' && lineStart > statement.start ? `${module.text.includes('\r\n') ? '\r\n' : '\n'}${indent}` : ' '
  if (next) return { start: next.start, end: next.start, text: `${name},${separator}` }
  return { start: last.end, end: last.end, text: `,${separator}${name}` }
}

function compareNames(a: string, b: string): number {
  const kind = (name: string) => (/^[A-Z0-9_]+$/.test(name) && name.length > 1 ? 0 : /^[A-Z]/.test(name) ? 1 : 2)
  return kind(a) - kind(b) || (a < b ? -1 : a > b ? 1 : 0)
}
