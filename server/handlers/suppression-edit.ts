import { type Edit, type Finding, languageOf } from '../../src/index'
import type { TextView } from '../positions'

/** What a person wrote about a suppression. */
export interface SuppressionText {
  readonly reason?: string
  /** `2027-01-31`: the day after which it counts again. */
  readonly until?: string
}

export interface SuppressionRequest extends SuppressionText {
  readonly path: string
  readonly view: TextView
  readonly finding: Finding
  readonly scope: 'line' | 'file'
}

/** The comment that silences a finding. Without a reason its place is left for a person; until then the comment itself is a finding. */
export function suppressionEdit({ path, view, finding, scope, reason = '', until }: SuppressionRequest): Edit {
  const { text, lines } = view
  const keyword = scope === 'file' ? 'ignore-file' : 'ignore'
  const words = `${until === undefined ? '' : `until=${until} `}${reason.replace(/\s+/g, ' ').trim()}`
  const comment = `${commentMark(path)} tenantscope: ${keyword}[${finding.rule}] ${words}`
  const lineBreak = /\r?\n/.exec(text)?.[0] ?? '\n'
  if (scope === 'file') {
    const at = afterFileHeader(text)
    return { path, start: at, end: at, text: `${comment}${lineBreak}` }
  }
  // Above the line, never behind it: a string or a continued line may go on there.
  const { line } = lines.positionAt(finding.span.start)
  const { start } = lines.lineSpan(line)
  const indentation = /^[ \t]*/.exec(text.slice(start, finding.span.start))?.[0] ?? ''
  const at = start === 0 && text.startsWith('\ufeff') ? 1 : start
  return { path, start: at, end: at, text: `${indentation}${comment}${lineBreak}` }
}

const commentMark = (path: string): string => {
  const language = languageOf(path)
  return language === 'sql' ? '--' : language === 'python' ? '#' : '//'
}

/** Behind the byte order mark and the lines that must come first. */
const afterFileHeader = (text: string): number => /^\ufeff?(?:#![^\n]*\n)?(?:#[^\n]*coding[:=][^\n]*\n)?/.exec(text)?.[0].length ?? 0
