import type { Span } from '../text/span'
import { type LiteralValue, readTopLevelLiterals, type TopLevelLiterals } from './top-level-literals'

/** A revision id as it stands in the file; `span` includes the quotes. */
export interface IdLiteral {
  readonly value: string
  readonly span: Span
}

/** The value of `down_revision`, `branch_labels` or `depends_on`. `None` and a missing variable are no ids. */
export type IdList =
  | { readonly kind: 'ids'; readonly ids: readonly IdLiteral[]; readonly span: Span | undefined }
  /** At least one member has to be run to be known. */
  | { readonly kind: 'dynamic'; readonly ids: readonly IdLiteral[]; readonly span: Span }

export interface RevisionHeader {
  readonly revision: IdLiteral
  /** The variable's name and its value: `revision = "abc"`. */
  readonly statement: Span
  readonly downRevision: IdList
  readonly branchLabels: IdList
  readonly dependsOn: IdList
  /** First line of the docstring. */
  readonly message: string
  /** "Create Date" of the docstring, as written. */
  readonly createDate: string | undefined
  /** "Revision ID" and "Revises" of the docstring; spans without surrounding blanks. */
  readonly docRevision: IdLiteral | undefined
  readonly docRevises: IdLiteral | undefined
}

/**
 * The header of an Alembic revision file, read as text: plain, annotated, tuples over several lines, constants of the same file, byte order mark.
 * Undefined when the file has no literal `revision`; a file is a migration when it also has `down_revision` or stands below a version location.
 */
export function parseRevisionHeader(text: string): (RevisionHeader & { readonly hasDownRevision: boolean }) | undefined {
  if (!text.includes('revision')) return undefined
  const literals = readTopLevelLiterals(text)
  const assignment = literals.assignments.get('revision')
  if (!assignment) return undefined
  const [revision] = toIds(assignment.value, literals).ids
  if (!revision || assignment.value.kind === 'list') return undefined
  const listOf = (name: string): IdList => {
    const found = literals.assignments.get(name)
    return found ? toIds(found.value, literals) : { kind: 'ids', ids: [], span: undefined }
  }
  return {
    revision,
    statement: assignment.span,
    downRevision: listOf('down_revision'),
    branchLabels: listOf('branch_labels'),
    dependsOn: listOf('depends_on'),
    hasDownRevision: literals.assignments.has('down_revision'),
    ...readDocstring(literals),
  }
}

/** Does a text without a header that can be read still set a `revision`: computed, unpacked or under a condition? */
export const setsRevision = (text: string): boolean => /^[ \t]*(?:\w+[ \t]*[,=][ \t]*)*revision[ \t]*(?:[:,][^=\r\n]*)?=(?!=)/m.test(text)

function toIds(value: LiteralValue, literals: TopLevelLiterals): IdList {
  const ids: IdLiteral[] = []
  let dynamic = false
  const visit = (item: LiteralValue, depth: number): void => {
    if (item.kind === 'string') ids.push({ value: item.value, span: item.span })
    else if (item.kind === 'list') for (const member of item.items) visit(member, depth)
    else if (item.kind === 'name') {
      const constant = depth < 4 ? literals.assignments.get(item.name) : undefined
      if (constant && constant.value.span.end < item.span.start) visit(withSpan(constant.value, item.span), depth + 1)
      else dynamic = true
    } else if (item.kind === 'dynamic') dynamic = true
  }
  visit(value, 0)
  // `down_revision = ""` is Alembic's base as well.
  return { kind: dynamic ? 'dynamic' : 'ids', ids: ids.filter(({ value: id }) => id !== ''), span: value.span }
}

/** A constant counts where it is used: that is the place an edit or a squiggle belongs to. */
const withSpan = (value: LiteralValue, span: Span): LiteralValue =>
  value.kind === 'list' ? { ...value, items: value.items.map((item) => withSpan(item, span)), span } : { ...value, span }

function readDocstring({ docstring }: TopLevelLiterals): Pick<RevisionHeader, 'message' | 'createDate' | 'docRevision' | 'docRevises'> {
  if (!docstring) return { message: '', createDate: undefined, docRevision: undefined, docRevises: undefined }
  const { content, contentStart } = docstring
  const field = (pattern: RegExp): IdLiteral | undefined => {
    const match = pattern.exec(content)
    if (!match?.[1]) return undefined
    const start = contentStart + match.index + match[0].length - match[1].length
    return { value: match[1], span: { start, end: start + match[1].length } }
  }
  return {
    message:
      content
        .split(/\r?\n/)
        .map((line) => line.trim())
        .find((line) => line !== '') ?? '',
    createDate: field(/^[ \t]*Create Date:[ \t]*(\S[^\r\n]*\S)/m)?.value,
    docRevision: field(/^[ \t]*Revision ID:[ \t]*([^\s]+)/m),
    docRevises: field(/^[ \t]*Revises:[ \t]*(\S[^\r\n]*)/m),
  }
}
