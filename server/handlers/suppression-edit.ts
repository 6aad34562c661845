import { type Edit, type Finding, languageOf } from '../../src/index'
import type { TextView } from '../positions'

export interface SuppressionRequest {
  readonly path: string
  readonly view: TextView
  readonly finding: Finding
  readonly scope: 'line' | 'file'
}

/** The comment that silences a finding. Its reason is for a person to write; until then the comment itself is a finding. */
export function suppressionEdit({ path, view, finding, scope }: SuppressionRequest): Edit {
  const { text, lines } = view
  const comment = `${commentMark(path)} tenantscope: ${scope === 'file' ? 'ignore-file' : 'ignore'}[${finding.rule}] `
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
