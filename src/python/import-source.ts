import type { Span } from '../text/span'
import type { ImportFrom } from './ast'

/** What stands between `from` and `import`, dots included. */
export function importSource(text: string, node: ImportFrom): Span {
  const word = /^from\s*/.exec(text.slice(node.start, node.moduleStart))?.[0] ?? ''
  return { start: node.start + word.length, end: node.moduleStart + node.module.length }
}
