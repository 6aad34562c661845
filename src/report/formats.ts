import type { RuleMeta } from '../contract/rule'
import type { CheckDocument } from './check-document'

export const checkFormats = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'] as const
export type CheckFormat = (typeof checkFormats)[number]

export interface FormatWorld {
  readonly rules: readonly RuleMeta[]
  /** A line of a file as the document names it, 1-based. */
  readonly lineOf: (path: string, line: number) => string | undefined
  readonly color: boolean
  readonly verbose: boolean
  /** Failures of the tool itself, by sentence. */
  readonly failures: readonly string[]
  /** Findings of an earlier revision that are no more, for the migration report. */
  readonly gone?: CheckDocument['findings']
}

/** One pure function for each format: the document in, text out. */
export async function formatCheck(format: CheckFormat, document: CheckDocument, world: FormatWorld): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(document, null, 2)}\n`
    case 'sarif':
      return (await import('./sarif')).formatSarif(document, world)
    case 'github':
      return (await import('./github')).formatGithub(document)
    case 'gitlab':
      return (await import('./gitlab')).formatGitlab(document)
    case 'junit':
      return (await import('./junit')).formatJunit(document)
    case 'markdown':
      return (await import('./markdown')).formatMarkdown(document, world)
    case 'text':
      return (await import('./text')).formatText(document, world)
  }
}

/** The findings that count. */
export const unsuppressed = ({ findings }: CheckDocument): CheckDocument['findings'] => findings.filter(({ suppressed }) => !suppressed)

/** "1 error", "2 errors". */
export const plural = (count: number, word: string, many = `${word}s`): string => `${count} ${count === 1 ? word : many}`
