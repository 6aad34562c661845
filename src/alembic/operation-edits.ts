import type { Call, Keyword, PythonModule, Stmt } from '../python/ast'
import type { TextEdit } from '../text/apply-edits'
import type { Span } from '../text/span'

/** Add a keyword argument at the end of a call, keeping a trailing comma and the layout of calls over several lines. */
export function addKeyword(module: Pick<PythonModule, 'text'>, call: Call, argument: string): TextEdit {
  const last = [...call.args, ...call.keywords].sort((a, b) => a.end - b.end).at(-1)
  if (!last) return { start: call.argsSpan.start + 1, end: call.argsSpan.start + 1, text: argument }
  const rest = module.text.slice(last.end, call.argsSpan.end - 1)
  const lineStart = module.text.lastIndexOf('\n', last.start) + 1
  const alone = module.text.slice(lineStart, last.start).trim() === '' && rest.includes('\n')
  const indent = alone ? `\n${module.text.slice(lineStart, last.start)}` : ' '
  return { start: last.end, end: last.end, text: `,${indent}${argument}` }
}

/** Take a keyword argument out of its call, with the comma before it (or after it when it is the first). */
export function removeKeyword(module: Pick<PythonModule, 'text'>, call: Call, keyword: Keyword): TextEdit {
  const before = [...call.args, ...call.keywords]
    .filter(({ end }) => end <= keyword.start)
    .sort((a, b) => a.end - b.end)
    .at(-1)
  const after = /^\s*,[ \t]*/.exec(module.text.slice(keyword.end))?.[0].length ?? 0
  if (!before) return { start: keyword.start, end: keyword.end + after, text: '' }
  if (!module.text.slice(before.end, keyword.start).includes('#')) return { start: before.end, end: keyword.end, text: '' }
  // A comment stands between them: the line of the keyword goes, the comma above it may stay.
  const end = keyword.end + after
  const line = module.text.lastIndexOf('\n', keyword.start - 1) + 1
  const rest = /^[ \t]*\r?\n/.exec(module.text.slice(end))
  return rest && module.text.slice(line, keyword.start).trim() === ''
    ? { start: line, end: end + rest[0].length, text: '' }
    : { start: keyword.start, end, text: '' }
}

/** The statement of this file that covers a span. */
export function statementAt(module: PythonModule, span: Span): Stmt | undefined {
  for (let node = module.nodeAt(span.start, span.end); node; node = node.parent) if (isStatement(node)) return node
  return undefined
}

const isStatement = (node: { readonly kind: string }): node is Stmt =>
  /^(ExprStmt|Assign|Return|Raise|Assert|Delete|Pass|Break|Continue|Global|Nonlocal|If|For|While|Try|With|Match|FunctionDef|ClassDef|Import|ImportFrom|UnknownStmt)$/.test(
    node.kind,
  )
