import type { Node, PythonModule } from '../python/ast'
import type { Span } from '../text/span'

/**
 * Names for findings that survive moves and renames of the file: rule + enclosing symbol + the marked text without its
 * blanks + the ordinal among equals. Neither line nor file name is part of it. Ask in the order of the file.
 */
export function createFingerprints(text: string, module: PythonModule | undefined): (rule: string, span: Span) => string {
  const seen = new Map<string, number>()
  return (rule, span) => {
    const snippet = text.slice(span.start, span.end).replace(/\s+/g, ' ').trim()
    const key = `${rule}\0${enclosingSymbol(module, span)}\0${snippet}`
    const ordinal = seen.get(key) ?? 0
    seen.set(key, ordinal + 1)
    return hash(`${key}\0${ordinal}`)
  }
}

/** `Class.method` around a span; empty at module level. */
export function enclosingSymbol(module: PythonModule | undefined, span: Span): string {
  const names: string[] = []
  for (let node: Node | undefined = module?.nodeAt(span.start, span.end); node; node = node.parent) {
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') names.unshift(node.name)
  }
  return names.join('.')
}

/** 64 bits in hexadecimal digits: two runs of a multiplicative hash with different seeds. Not for secrets. */
function hash(text: string): string {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  const h = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  const l = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return [h, l].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('')
}
