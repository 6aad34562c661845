import type { Language } from '../../contract/rule'
import type { Node, PythonModule } from '../../python/ast'
import type { LineIndex } from '../../text/line-index'
import type { Span } from '../../text/span'

/** `# tenantscope: ignore[raw-search-path] until=2027-01-31 reason`, in any of the comment styles. */
export interface SuppressionComment extends Span {
  readonly scope: 'line' | 'file'
  /** Rule ids or families, with their places. */
  readonly names: readonly (Span & { readonly name: string })[]
  readonly until: string | undefined
  readonly reason: string
  /** The line it speaks of; undefined for the whole file. */
  readonly line: number | undefined
  /** No code on the comment's own line. */
  readonly alone: boolean
}

/** Files without this text hold no suppression. */
export const suppressionMarker = 'tenantscope:'

const pattern = /tenantscope:\s*(ignore-file|ignore)\b(?:\s*\[([^\]]*)\])?([^\n\r]*)/

export function listSuppressionComments(
  text: string,
  language: Language,
  lines: LineIndex,
  module: PythonModule | undefined,
): readonly SuppressionComment[] {
  if (!text.includes(suppressionMarker)) return []
  const comments = language === 'python' ? (module?.comments() ?? []) : listMarkedComments(text, language)
  return comments.flatMap((comment) => parseComment(text, comment, lines) ?? [])
}

function parseComment(text: string, comment: Span, lines: LineIndex): SuppressionComment | undefined {
  const source = text.slice(comment.start, comment.end)
  const match = pattern.exec(source)
  if (!match) return undefined
  const [whole, keyword = '', list, rest = ''] = match
  const listStart = comment.start + match.index + whole.length - rest.length - 1 - (list?.length ?? 0)
  const names = [...(list ?? '').matchAll(/[^\s,]+/g)].map((found) => {
    const start = listStart + found.index
    return { name: found[0], start, end: start + found[0].length }
  })
  const until = /(?:^|\s)until=(\S+)/.exec(rest)?.[1]
  const reason = rest
    .replace(/(?:^|\s)until=\S+/, ' ')
    .replace(/\s*(\*\/|-->)\s*$/, '')
    .replace(/^[\s:–—-]+/, '')
    .trim()
  const { line } = lines.positionAt(comment.start)
  const alone =
    text
      .slice(lines.lineSpan(line).start, comment.start)
      .replace(/^\uFEFF/, '')
      .trim() === ''
  const scope = keyword === 'ignore-file' ? 'file' : 'line'
  return {
    ...comment,
    scope,
    names,
    until,
    reason,
    alone,
    line: scope === 'file' ? undefined : alone ? nextCodeLine(text, lines, line) : line,
  }
}

/** The line below a comment that stands alone; several such comments may be stacked. */
function nextCodeLine(text: string, lines: LineIndex, line: number): number {
  for (let next = line + 1; next < lines.lineCount; next++) {
    const span = lines.lineSpan(next)
    if (!/^\s*(#|\/\/|--|\/\*|<!--).*tenantscope:\s*ignore/.test(text.slice(span.start, span.end))) return next
  }
  return line
}

const openings: Readonly<Record<Exclude<Language, 'python'>, RegExp>> = {
  sql: /(?:--|\/\*)[^\n\r]*?tenantscope:[^\n\r]*/g,
  typescript: /(?:\/\/|\/\*)[^\n\r]*?tenantscope:[^\n\r]*/g,
  javascript: /(?:\/\/|\/\*)[^\n\r]*?tenantscope:[^\n\r]*/g,
  vue: /(?:\/\/|\/\*|<!--)[^\n\r]*?tenantscope:[^\n\r]*/g,
}

// One line is enough here: a suppression never spans two, and a URL before it does not hold the marker.
function listMarkedComments(text: string, language: Exclude<Language, 'python'>): Span[] {
  return [...text.matchAll(openings[language])].map((found) => ({ start: found.index, end: found.index + found[0].trimEnd().length }))
}

/**
 * The lines on which a comment may speak of a finding: where it begins, and for Python the first and the last line of the
 * statement around it, because nothing can be written inside a string that spans lines.
 */
export function suppressibleLines(span: Span, lines: LineIndex, module: PythonModule | undefined): readonly number[] {
  const result = [lines.positionAt(span.start).line]
  const statement = simpleStatement(module?.nodeAt(span.start, span.end))
  if (statement) result.push(lines.positionAt(statement.start).line, lines.positionAt(statement.end).line)
  return result
}

const simpleKinds = new Set<Node['kind']>(['ExprStmt', 'Assign', 'Return', 'Raise', 'Assert', 'Delete', 'Import', 'ImportFrom'])

function simpleStatement(from: Node | undefined): Node | undefined {
  let node = from
  while (node && !simpleKinds.has(node.kind)) node = node.parent
  return node
}
