import type { FileVersion } from './git-revisions'
import type { OutsideRevisions } from './outside-revisions'
import { parseRevisionHeader } from './revision-header'

/**
 * Files whose operations changed in a commit later than the one that first built on them. `versions` are those of the checked-out branch, newest first.
 * A change of comments, blank lines, docstrings or the header is none.
 */
export function findRewritten(
  versions: readonly FileVersion[],
  texts: ReadonlyMap<string, string>,
  toRoot: (path: string) => string,
): OutsideRevisions['rewritten'] {
  const byPath = new Map<string, FileVersion[]>()
  for (const version of [...versions].reverse()) byPath.set(version.path, [...(byPath.get(version.path) ?? []), version])
  const children = new Map<string, { readonly id: string; readonly date: string }[]>()
  for (const [first] of byPath.values()) {
    const header = first ? parseRevisionHeader(texts.get(first.blob) ?? '') : undefined
    if (!first || !header) continue
    for (const { value } of header.downRevision.ids)
      children.set(value, [...(children.get(value) ?? []), { id: header.revision.value, date: first.date }])
  }
  const rewritten = new Map<string, { commit: string; date: string; builtOn: string[] }>()
  for (const [path, history] of byPath) {
    let before: string | undefined
    for (const { blob, commit, date } of history) {
      const text = texts.get(blob)
      if (text === undefined) continue
      const operations = normaliseOperations(text)
      const id = parseRevisionHeader(text)?.revision.value
      const builtOn = (children.get(id ?? '') ?? []).filter((child) => Date.parse(child.date) < Date.parse(date)).map((child) => child.id)
      if (before !== undefined && before !== operations && builtOn.length > 0) rewritten.set(toRoot(path), { commit, date, builtOn })
      before = operations
    }
  }
  return rewritten
}

/** The functions of a revision without what nobody runs. */
function normaliseOperations(text: string): string {
  const start = /^(?:async\s+)?def\s+\w+/m.exec(text)?.index ?? text.length
  return text
    .slice(start)
    .replace(/("""|''')[\s\S]*?\1/g, (all, _quote: string, offset: number, whole: string) =>
      /(:|^)\s*$/.test(whole.slice(Math.max(0, offset - 40), offset)) ? '' : all,
    )
    .replace(/(^|\s)#.*$/gm, '')
    .replace(/\bpass\b/g, '')
    .replace(/['"]/g, "'")
    .replace(/,(\s*[)\]}])/g, '$1')
    .replace(/\s+/g, '')
}
