import type { Fix } from '../contract/finding'
import type { SqlExecution } from '../project/executions'
import type { Workspace } from '../project/workspace'
import type { SearchPathChange } from '../sql/analysis'

/**
 * `SET LOCAL search_path TO :schema, public` -> `SELECT set_config('search_path', quote_ident(:schema) || ', public', true)`.
 * The literal rest of the list is kept; the parameter is quoted as the name it is.
 */
export function planSetConfig(
  workspace: Workspace,
  execution: SqlExecution,
  change: SearchPathChange,
): { readonly fixes?: readonly Fix[]; readonly noFix?: string } {
  if (execution.textPath !== execution.path) return { noFix: 'the statement is written in another file' }
  if (!execution.certain) return { noFix: 'the statement is chosen or put together on the way' }
  const text = workspace.text(execution.path)
  if (text === undefined || change.members.length === 0 || change.value !== 'list') return { noFix: 'the list of the path cannot be read' }
  const pieces: string[] = []
  for (const [index, member] of change.members.entries()) {
    const separator = index === 0 ? '' : ', '
    if (member.bind) {
      pieces.push(...(separator ? [`'${separator}'`] : []), `quote_ident(${text.slice(member.bind.span.start, member.bind.span.end)})`)
    } else if (member.text !== undefined) {
      const name = /^[a-z_][a-z0-9_]*$/.test(member.text) ? member.text : `"${member.text.replaceAll('"', '""')}"`
      const last = pieces[pieces.length - 1]
      if (last?.startsWith("'")) pieces[pieces.length - 1] = `${last.slice(0, -1)}${separator}${name}'`
      else pieces.push(`'${separator}${name}'`)
    } else return { noFix: 'part of the path is put in as text' }
  }
  const written = text.slice(change.span.start, change.span.end)
  const replacement = `SELECT set_config('search_path', ${pieces.join(' || ')}, ${change.transactionLocal === true ? 'true' : 'false'})`
  const quote = quoteAround(text, change.span.start)
  if (written.includes('\n') || quote === undefined || quote === "'")
    return { noFix: 'the string around the statement would have to change its quotes' }
  if (replacement.includes('"') && quote === '"') return { noFix: 'the string around the statement would have to change its quotes' }
  return {
    fixes: [
      {
        id: `${execution.path}:set-config:${change.span.start}`,
        title: 'Use set_config, which takes a parameter',
        safety: 'unsafe',
        proof: [],
        why: 'the path is still session state: binding the session to the tenant is the cure',
        edits: [{ path: execution.path, start: change.span.start, end: change.span.end, text: replacement }],
      },
    ],
  }
}

/** The quote of the Python string that an offset stands in, seen from its left. */
function quoteAround(text: string, at: number): string | undefined {
  for (let i = at - 1; i >= 0; i--) {
    if (text.startsWith('"""', i - 2)) return '"""'
    if (text[i] === '"' || text[i] === "'") return text[i]
    if (text[i] === '\n') return undefined
  }
  return undefined
}
