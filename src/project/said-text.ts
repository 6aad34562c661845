import type { Span } from '../text/span'
import type { Workspace } from './workspace'

/** Code that says more than this is no look at a few words any more. */
const longest = 60_000

/**
 * The text of a piece of code and of what it names: constants, functions and classes of the project, and what those name. For questions that
 * only need to know whether words may be in it.
 */
export function saidText(workspace: Workspace, path: string, span: Span): string {
  const texts: string[] = []
  const seen = new Set<unknown>()
  const open = [{ path, start: span.start, end: span.end, depth: 0 }]
  let length = 0
  for (let at = open.shift(); at && length < longest; at = open.shift()) {
    const text = workspace.text(at.path)?.slice(at.start, at.end) ?? ''
    texts.push(text)
    length += text.length
    if (at.depth === 3) continue
    for (const dotted of new Set(text.match(/[^\W\d]\w*(?:\.[^\W\d]\w*)*/g))) {
      const definition =
        workspace.resolveName(at.path, dotted, at.end - 1) ?? workspace.resolveName(at.path, dotted.split('.')[0] ?? dotted, at.end - 1)
      if (definition?.kind !== 'definition' || seen.has(definition.node)) continue
      seen.add(definition.node)
      const { start, end } = definition.node
      // The function that the code stands in.
      if (definition.path === path && start <= span.start && span.end <= end) continue
      open.push({ path: definition.path, start, end, depth: at.depth + 1 })
    }
  }
  return texts.join('\n')
}
