import type { FileVersion } from './git-revisions'
import type { OutsideRevisions } from './outside-revisions'
import { parseRevisionHeader } from './revision-header'

/**
 * Files whose operations changed in a commit later than the one that first built on them. `versions` are those of the checked-out branch, newest first.
 * A change of comments, blank lines, docstrings or the header is none, nor is one that leaves the structure alone.
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
      const later = (children.get(id ?? '') ?? []).filter((child) => Date.parse(child.date) < Date.parse(date))
      const builtOn = [...new Set(later.map((child) => child.id))]
      if (before !== undefined && before !== operations && builtOn.length > 0) rewritten.set(toRoot(path), { commit, date, builtOn })
      before = operations
    }
  }
  return rewritten
}

/**
 * What an upgrade does to the structure, as text that two versions of a file can be compared by. Data, settings, guards, another import
 * or line break and the way back leave the databases that have run it as they are.
 */
function normaliseOperations(text: string): string {
  const start = /^(?:async\s+)?def\s+\w+/m.exec(text)?.index ?? text.length
  const plain = text
    .slice(start)
    .replace(/^(?:async\s+)?def\s+downgrade\b[^\n]*\n(?:[ \t)][^\n]*(?:\n|$)|\r?\n)*/gm, '')
    .replace(/("""|''')[\s\S]*?\1/g, (all, _quote: string, offset: number, whole: string) =>
      /(:|^)\s*$/.test(whole.slice(Math.max(0, offset - 40), offset)) ? '' : all,
    )
    .replace(/(^|\s)#.*$/gm, '')
    .replace(/"""|'''|['"]/g, "'")
    .replace(/\bIF\s+(?:NOT\s+)?EXISTS\b|,\s*if_(?:not_)?exists\s*=\s*True/gi, '')
    .replace(/,(\s*[)\]}])/g, '$1')
  return [...plain.matchAll(structural)]
    .map(({ index }) => callAt(plain, index))
    .filter((call) => !/^execute/.test(call) || /\b(?:create|alter|drop|rename)\b/i.test(call))
    .map((call) =>
      call
        .toLowerCase()
        .replace(/\s+/g, '')
        .replaceAll("''", '')
        .replace(/,existing_\w+=[^,()]*(?:\([^()]*\))?/g, '')
        .replace(/'[^']*'|(?:\w+\.)+(?=\w)/g, (part) => (part.startsWith("'") ? part : '')),
    )
    .join('\n')
}

/** Calls that may change a structure: `op.add_column(…)`, `batch_op.drop_index(…)`, `status.create(…)`, `op.execute("ALTER …")`. */
const structural = /\b(?:(?:create|drop|rename)(?:_\w+)?|add_column|alter_column|batch_alter_table|execute\w*)\s*\(/g

/** A call from its name to the bracket that closes it. */
function callAt(text: string, start: number): string {
  let depth = 0
  for (let at = text.indexOf('(', start); at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return text.slice(start, at + 1)
  }
  return text.slice(start)
}
