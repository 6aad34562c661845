import type { TopLevel } from './ast'
import { skipString } from './skip-string'

/** A top-level slice and what the lexer knows about its first statement. */
export interface Cut extends TopLevel {
  /** Where the statement begins: after leading comments and, for a definition, after its decorators. */
  readonly head: number
  /** More than one name may be bound (`a, b = …`, `a = b = …`), or the statement holds blocks. */
  readonly compound: boolean
}

interface Start {
  start: number
  head: number
}

/**
 * Cut a module at its column-0 statements without parsing it. The slices tile the text from its first to its last character:
 * comments before a statement belong to the slice above it, except at the top of the file.
 * `from` is the start of a known slice; when `isKnown` accepts a slice start, cutting ends there.
 */
export function cutTopLevel(text: string, from = 0, isKnown?: (start: number) => boolean): { cuts: Cut[]; end: number } {
  const { starts, end } = listStarts(text, from, isKnown)
  const first = starts[0]
  if (first && from === 0) first.start = 0
  const cuts = starts.map(({ start, head }, index) => describe(text, start, starts[index + 1]?.start ?? end, head))
  return { cuts, end }
}

function listStarts(text: string, from: number, isKnown: ((start: number) => boolean) | undefined): { starts: Start[]; end: number } {
  const starts: Start[] = []
  let decorated = false
  let end = text.length
  scanLines(text, from === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from, text.length, (line, depth) => {
    let at = line
    while (text.charCodeAt(at) === 12) at++
    const code = text.charCodeAt(at)
    if (!isStatementCharacter(code)) {
      if (starts.length === 0 && from === 0 && isIndentedContent(text, at)) starts.push({ start: at, head: at })
      return 'go-on'
    }
    if (depth > 0 && !isRecoveryPoint(text, at)) return 'go-on'
    const last = starts[starts.length - 1]
    if (last && decorated && isDecoratable(text, at)) {
      last.head = at
      decorated = code === 64
    } else if (!last || !isContinuation(text, at, code)) {
      if (last && isKnown?.(at)) {
        end = at
        return 'stop'
      }
      starts.push({ start: at, head: at })
      decorated = code === 64
    }
    return 'new-statement'
  })
  return { starts, end }
}

/**
 * The line starts of the statements in the body of the class whose header begins at `head`: each begins with the body's indentation.
 * Empty when the class stands on one line or its header is broken.
 */
export function cutMembers(text: string, head: number, end: number): number[] {
  const starts: number[] = []
  let indentation: string | undefined
  let decorated = false
  scanLines(text, head, end, (line, depth) => {
    indentation ??= depth === 0 && line > head ? /^[ \t]+(?=[^\s#])/.exec(text.slice(line, line + 80))?.[0] : undefined
    if (indentation === undefined || !text.startsWith(indentation, line)) return 'go-on'
    const at = line + indentation.length
    const code = text.charCodeAt(at)
    if (!isStatementCharacter(code) || (depth > 0 && !isRecoveryPoint(text, at))) return 'go-on'
    const belongs = (decorated && isDecoratable(text, at)) || isContinuation(text, at, code)
    if (!belongs) starts.push(line)
    decorated = code === 64
    return 'new-statement'
  })
  return starts
}

/** What a line outside strings means: at a new statement brackets that were left open count no more. */
type LineMeaning = 'go-on' | 'new-statement' | 'stop'

/** Call `onLine` at the start of each line that is not inside a string, with the number of open brackets. */
function scanLines(text: string, from: number, to: number, onLine: (line: number, depth: number) => LineMeaning): void {
  let depth = 0
  let at = from
  let lineStart = true
  while (at < to) {
    if (lineStart) {
      lineStart = false
      const meaning = onLine(at, depth)
      if (meaning === 'stop') return
      if (meaning === 'new-statement') depth = 0
    }
    const code = text.charCodeAt(at)
    if (code === 10) {
      lineStart = true
      at++
    } else if (code === 35) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? to : end
    } else if (code === 34 || code === 39) {
      at = skipString(text, at).end
    } else if (code === 92) {
      at += text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? 3 : 2
    } else {
      if (code === 40 || code === 91 || code === 123) depth++
      else if ((code === 41 || code === 93 || code === 125) && depth > 0) depth--
      at++
    }
  }
}

/** Neither blank, comment, nor a closing bracket. */
const isStatementCharacter = (code: number): boolean => code > 32 && code !== 35 && code !== 41 && code !== 93 && code !== 125

const matchAt = (pattern: RegExp, text: string, at: number): boolean => {
  pattern.lastIndex = at
  return pattern.test(text)
}

const recoveryPoint = /(?:def|class|async[ \t]+def|import|from)[ \t]+[\w.\u0080-\uffff]|@[A-Za-z_]/y
/** What begins like this at column 0 is a new statement even when a bracket above was never closed. */
const isRecoveryPoint = (text: string, at: number): boolean => matchAt(recoveryPoint, text, at)

const continuation = /(?:else|elif|except|finally)(?![\w\u0080-\uffff])/y
const isContinuation = (text: string, at: number, code: number): boolean =>
  (code === 101 || code === 102) && matchAt(continuation, text, at)

const decoratable = /@|(?:async[ \t]+)?def\b|class\b/y
const isDecoratable = (text: string, at: number): boolean => matchAt(decoratable, text, at)

const indentedContent = /[ \t]+[^\s#]/y
/** A file that begins indented is half typed: its text still belongs to a slice. */
const isIndentedContent = (text: string, at: number): boolean => matchAt(indentedContent, text, at)

const name = '[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*'
const header = new RegExp(
  `(?:async[ \\t]+)?def[ \\t]+(?<def>${name})|class[ \\t]+(?<class>${name})|(?<import>import|from)(?=[ \\t.\\\\])|` +
    `(?!(?:try|else|finally|lambda)\\b)(?<assign>${name})[ \\t]*(?:(?<many>(?:,[ \\t]*${name}[ \\t]*)*,?[ \\t]*=(?!=))|:(?!=)|(?:[-+*/%@&|^]|\\*\\*|//|>>|<<)=)`,
  'y',
)
const chained = new RegExp(`${name}[ \\t]*=[ \\t]*${name}[ \\t]*[=,]|${name}[ \\t]*,`, 'y')

function describe(text: string, start: number, end: number, head: number): Cut {
  header.lastIndex = head
  const groups = header.exec(text)?.groups
  if (!groups) return { start, end, head, kind: 'other', name: undefined, compound: true }
  if (groups.def) return { start, end, head, kind: 'def', name: groups.def, compound: false }
  if (groups.class) return { start, end, head, kind: 'class', name: groups.class, compound: false }
  if (groups.import) return { start, end, head, kind: 'import', name: undefined, compound: false }
  return { start, end, head, kind: 'assign', name: groups.assign, compound: matchAt(chained, text, head) }
}
