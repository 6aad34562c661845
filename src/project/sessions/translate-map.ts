import type { Call, Dict, Expr } from '../../python/ast'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround } from './bindings'
import type { TranslateMap } from './value'

const key = 'schema_translate_map'

/**
 * The map in `execution_options(schema_translate_map=…)`, `execution_options(**{"schema_translate_map": …})`,
 * `execution_options={"schema_translate_map": …}` or a name that holds such a dict. Undefined when there is none.
 */
export function translateMapIn(workspace: Workspace, path: string, source: Call | Expr): TranslateMap | undefined {
  const value = source.kind === 'Call' && !isDictCall(source) ? fromCall(workspace, path, source) : fromOptions(workspace, path, source)
  return value ? toMap(workspace, path, value) : undefined
}

function fromCall(workspace: Workspace, path: string, call: Call): Expr | undefined {
  for (const keyword of call.keywords) {
    if (keyword.name === key) return keyword.value
    if (keyword.name === 'execution_options' || keyword.name === undefined) {
      const found = fromOptions(workspace, path, keyword.value)
      if (found) return found
    }
  }
  const [first] = call.args
  return first?.kind === 'Dict' ? fromOptions(workspace, path, first) : undefined
}

function fromOptions(workspace: Workspace, path: string, expr: Expr): Expr | undefined {
  const options = literal(workspace, path, expr)
  if (options.kind === 'Call' && isDictCall(options)) return options.keywords.find((keyword) => keyword.name === key)?.value
  if (options.kind !== 'Dict') return undefined
  return options.entries.find((entry) => entry.key && textOf(workspace, path, entry.key) === key)?.value
}

function toMap(workspace: Workspace, path: string, expr: Expr): TranslateMap {
  const value = literal(workspace, path, expr)
  if (value.kind === 'Dict') return { path, node: expr, ...dictEntries(workspace, path, value) }
  if (value.kind === 'Call' && isDictCall(value)) {
    const entries = value.keywords.flatMap((keyword) => (keyword.name === undefined ? [] : [{ token: keyword.name, value: keyword.value }]))
    return { path, node: expr, entries, complete: entries.length === value.keywords.length && value.args.length === 0 }
  }
  return { path, node: expr, entries: [], complete: false }
}

function dictEntries(workspace: Workspace, path: string, dict: Dict): Pick<TranslateMap, 'entries' | 'complete'> {
  const entries: { token: string | null; value: Expr }[] = []
  let complete = true
  for (const entry of dict.entries) {
    const token =
      entry.key?.kind === 'Constant' && entry.key.value === null ? null : entry.key ? constantText(workspace, path, entry.key) : undefined
    if (token === undefined) complete = false
    else entries.push({ token, value: entry.value })
  }
  return { entries, complete }
}

const isDictCall = (call: Call) => call.func.kind === 'Name' && call.func.id === 'dict'

/** Follow one name to the dict it holds: a local assignment or a module constant. */
function literal(workspace: Workspace, path: string, expr: Expr): Expr {
  if (expr.kind !== 'Name') return expr
  const fn = functionAround(expr)
  const local = fn ? bindingBefore(fn, expr.id, expr.start) : undefined
  if (local) return local.kind === 'assign' && local.path.length === 0 ? local.value : expr
  const definition = workspace.resolveName(path, expr.id, expr.start)
  if (definition?.kind === 'definition' && definition.path === path && definition.node.kind === 'Assign' && definition.node.value)
    return definition.node.value
  return expr
}

/** A constant string, through names across modules. */
function constantText(workspace: Workspace, path: string, expr: Expr): string | undefined {
  if (expr.kind === 'Str') return textOf(workspace, path, expr)
  if (expr.kind !== 'Name') return undefined
  const definition = workspace.resolveName(path, expr.id, expr.start)
  if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || definition.node.value?.kind !== 'Str') return undefined
  return textOf(workspace, definition.path, definition.node.value)
}

function textOf(workspace: Workspace, path: string, expr: Expr): string | undefined {
  if (expr.kind !== 'Str' || expr.pieces.length !== 1) return undefined
  const [piece] = expr.pieces
  return piece && !piece.prefix.includes('f') ? workspace.text(path)?.slice(piece.contentStart, piece.contentEnd) : undefined
}
