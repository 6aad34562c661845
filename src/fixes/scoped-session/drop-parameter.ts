import { isPure } from '../../project/purity'
import { argumentFor } from '../../project/sessions/call-arguments'
import type { CallSite } from '../../project/sessions/callers'
import type { Workspace } from '../../project/workspace'
import type { Expr, FunctionDef, Keyword, Node, PythonModule } from '../../python/ast'
import { descendants } from '../../python/children'
import type { TextEdit } from '../../text/apply-edits'
import type { Span } from '../../text/span'

/**
 * A parameter of a private function that nothing in it reads once the `removed` spans are gone leaves the function and its calls.
 * Nothing happens unless every call writes its argument plainly, and exactly one parameter is left over.
 */
export function dropParameter(
  workspace: Workspace,
  module: PythonModule,
  fn: FunctionDef,
  calls: readonly CallSite[],
  removed: readonly Span[],
): readonly { readonly path: string; readonly edit: TextEdit }[] {
  if (!fn.name.startsWith('_') || fn.name.startsWith('__')) return []
  const isGone = (node: Node) => removed.some((span) => span.start <= node.start && node.end <= span.end)
  const names = (kept: boolean) =>
    new Set(
      fn.body.flatMap((stmt) =>
        [...descendants(stmt)].flatMap((node) => (node.kind === 'Name' && (!kept || !isGone(node)) ? [node.id] : [])),
      ),
    )
  const [before, after] = [names(false), names(true)]
  const left = fn.params.filter((param) => before.has(param.name) && !after.has(param.name))
  const [param] = left
  if (!param || left.length !== 1 || (param.style !== 'positional' && param.style !== 'keyword')) return []
  const edits: { path: string; edit: TextEdit }[] = [{ path: module.path, edit: withoutItem(module.text, fn.params, param) }]
  for (const { path, call } of calls) {
    const text = workspace.text(path)
    const argument = argumentFor(call, fn, param)
    if (text === undefined || (argument && !isPure(argument))) return []
    if (!argument) {
      if (param.default === undefined) return []
      continue
    }
    const items: readonly (Expr | Keyword)[] = [...call.args, ...call.keywords].sort((a, b) => a.start - b.start)
    const item = items.find((each) => each === argument || (each.kind === 'Keyword' && each.value === argument))
    if (!item) return []
    edits.push({ path, edit: withoutItem(text, items, item) })
  }
  return edits
}

/** An item of a list in parentheses, with one comma. */
export function withoutItem(text: string, items: readonly Span[], item: Span): TextEdit {
  const index = items.indexOf(item)
  const next = items[index + 1]
  if (next) return { start: item.start, end: next.start, text: '' }
  const previous = items[index - 1]
  if (previous) return { start: previous.end, end: item.end, text: '' }
  const comma = /^\s*,/.exec(text.slice(item.end))
  return { start: item.start, end: item.end + (comma?.[0].length ?? 0), text: '' }
}
