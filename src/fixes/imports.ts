import type { Import, ImportFrom, ImportName, PythonModule } from '../python/ast'
import { descendants } from '../python/children'
import { statementsIn } from '../project/sessions/bindings'
import type { TextEdit } from '../text/apply-edits'
import type { Span } from '../text/span'
import { linesOf, standsAlone } from './python-lines'

interface ImportedName {
  readonly statement: Import | ImportFrom
  readonly name: ImportName
}

/**
 * Edits that drop the imports of names which nothing uses any more once the `removed` spans are gone: the import shrinks, or
 * goes when it is empty. Names in `__all__` or a package's `__init__.py` stay: they may be exports.
 */
export function dropUnusedImports(module: PythonModule, names: readonly string[], removed: readonly Span[] = []): readonly TextEdit[] {
  if (names.length === 0 || module.path.endsWith('__init__.py')) return []
  const doomed = new Map<Import | ImportFrom, ImportName[]>()
  for (const name of new Set(names)) {
    const imported = listImports(module, name)
    if (imported.length === 0 || isUsed(module, name, removed)) continue
    for (const { statement, name: node } of imported) doomed.set(statement, [...(doomed.get(statement) ?? []), node])
  }
  return [...doomed].flatMap(([statement, list]) => (isInside(statement, removed) ? [] : shrink(module, statement, list)))
}

const isInside = (span: Span, removed: readonly Span[]) => removed.some((each) => each.start <= span.start && span.end <= each.end)

/** Every import statement of the module that binds a name, also inside functions. */
function listImports(module: PythonModule, name: string): readonly ImportedName[] {
  const found: ImportedName[] = []
  for (const slice of module.topLevel) {
    if (!module.text.slice(slice.start, slice.end).includes(name)) continue
    for (const stmt of module.statementsOf(slice)) {
      for (const node of descendants(stmt)) {
        if (node.kind !== 'Import' && node.kind !== 'ImportFrom') continue
        for (const each of node.names) if ((each.asname ?? each.name) === name) found.push({ statement: node, name: each })
      }
    }
  }
  return found
}

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
    if (node.kind === 'Str' && !/^["'][\w.[\], ]*["']$/.test(module.text.slice(node.start, node.end))) continue
    return true
  }
  return false
}

function shrink(module: PythonModule, statement: Import | ImportFrom, names: readonly ImportName[]): TextEdit[] {
  const lines = linesOf(module)
  const kept = statement.names.filter((name) => !names.includes(name))
  if (kept.length === 0) {
    if (isOnlyStatement(statement)) return [{ start: statement.start, end: statement.end, text: 'pass' }]
    if (!standsAlone(lines, statement)) return [{ start: statement.start, end: statement.end, text: '' }]
    const last = lines.lineOf(statement.end)
    const next = last + 1
    const local = lines.indentAt(statement.start).length > 0
    const end = local && next < lines.index.lineCount && lines.isBlank(next) ? lines.endOf(next) : lines.endOf(last)
    return [{ start: lines.startOf(lines.lineOf(statement.start)), end, text: '' }]
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

/** Make a further name of an import statement available: `from shared.database import SessionLocal` -> `…, engine`. */
export function addToImport(module: PythonModule, statement: ImportFrom, name: string): TextEdit {
  const last = statement.names[statement.names.length - 1]
  if (!last) return { start: statement.end, end: statement.end, text: '' }
  const lineStart = module.text.lastIndexOf('\n', last.start - 1) + 1
  const indent = module.text.slice(lineStart, last.start)
  if (indent.trim() === '' && lineStart > statement.start) return { start: last.end, end: last.end, text: `,${module.text.includes('\r\n') ? '\r\n' : '\n'}${indent}${name}` }
  return { start: last.end, end: last.end, text: `, ${name}` }
}
