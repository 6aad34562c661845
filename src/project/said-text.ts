import type { Span } from '../text/span'
import type { Workspace } from './workspace'

/** Code that says more than this is no look at a few words any more. */
const longest = 60_000

/**
 * The text of a piece of code and of what it names: constants, functions and classes of the project, and what those name. For questions that
 * only need to know whether words may be in it: with `words`, names are followed into files that hold one of them and no further.
 */
export function saidText(workspace: Workspace, path: string, span: Span, words?: readonly string[]): string {
  const holding = words && new Set(workspace.filesWith(words, ['.py']))
  const texts: string[] = []
  const seen = new Set<unknown>()
  const open = [{ path, start: span.start, end: span.end, depth: 0 }]
  let length = 0
  for (let at = open.shift(); at && length < longest; at = open.shift()) {
    const text = workspace.text(at.path)?.slice(at.start, at.end) ?? ''
    texts.push(text)
    length += text.length
    if (at.depth === 3) continue
    const asked = holding && namesInto(workspace, at.path, holding)
    for (const dotted of new Set(text.match(/[^\W\d]\w*(?:\.[^\W\d]\w*)*/g))) {
      const [head = dotted] = dotted.split('.')
      if (asked && !asked.has(head)) continue
      const definition = workspace.resolveName(at.path, dotted, at.end - 1) ?? workspace.resolveName(at.path, head, at.end - 1)
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

/** The names of a module that lead into one of the files: its own where it is one, and what it imports from them. */
function namesInto(workspace: Workspace, path: string, files: ReadonlySet<string>): ReadonlySet<string> {
  const module = workspace.module(path)
  const names = new Set(files.has(path) ? (module?.topLevel ?? []).flatMap(({ name }) => name ?? []) : [])
  for (const statement of module?.imports() ?? []) {
    const from = statement.kind === 'ImportFrom' ? statement : undefined
    const isIt = (dotted: string): boolean => files.has(workspace.resolveModule(path, dotted, from?.level ?? 0) ?? '')
    const all = from !== undefined && isIt(from.module)
    for (const { name, asname } of statement.names)
      if (all || isIt(from ? `${from.module}.${name}` : name)) names.add(asname ?? (from ? name : (name.split('.')[0] ?? name)))
  }
  return names
}
