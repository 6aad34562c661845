import { functionAround, scopeOf } from '../../project/sessions/bindings'
import { argumentFor } from '../../project/sessions/call-arguments'
import { callersOf } from '../../project/sessions/callers'
import type { SchemaTemplate } from '../../project/sessions/schema-template'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, Expr, FunctionDef } from '../../python/ast'
import { descendants } from '../../python/children'

/** A name that is no bare schema name: the SET took it with its quotes, or took it for a list; a map does not. */
export function whyNotBare(workspace: Workspace, schema: SchemaTemplate & { readonly kind: 'template' }): string | undefined {
  if (schema.folded === false) return undefined
  for (const part of schema.parts) {
    if (part.kind !== 'expr') continue
    const mark = markIn(workspace, part.path, part.expr, 0)
    const source = workspace.text(part.path)?.slice(part.expr.start, part.expr.end) ?? 'it'
    if (mark === '"') return `\`${source}\` holds the name in quotes, and a map takes the bare name`
    if (mark === ',') return `\`${source}\` may hold a list of schemas, and a map has room for one`
  }
  return undefined
}

/** A quote or a comma that the code writes into a name. */
function markIn(workspace: Workspace, path: string, expr: Expr, depth: number): '"' | ',' | undefined {
  if (depth > 5) return undefined
  const first = (list: readonly (Expr | undefined)[], at = path) => {
    for (const each of list) {
      const found = each && markIn(workspace, at, each, depth + 1)
      if (found) return found
    }
    return undefined
  }
  switch (expr.kind) {
    case 'Str':
      for (const piece of expr.pieces)
        for (const part of piece.parts) {
          const found =
            part.kind === 'hole' ? first([part.expr]) : /["]/.test(part.source) ? '"' : part.source.includes(',') ? ',' : undefined
          if (found) return found
        }
      return undefined
    case 'BinOp':
    case 'BoolOp':
      return first([expr.left, expr.right])
    case 'IfExp':
      return first([expr.body, expr.orelse])
    case 'Tuple':
    case 'List':
      return first(expr.elts)
    case 'Call':
      return markInCall(workspace, path, expr, first)
    case 'Name': {
      for (let fn = functionAround(expr); fn; fn = functionAround(fn)) {
        const list = scopeOf(fn).bindings.get(expr.id)
        if (!list) continue
        return (
          first(list.flatMap((binding) => (binding.kind === 'assign' && binding.path.length === 0 ? [binding.value] : []))) ??
          (list.some(({ kind }) => kind === 'param') && fn.kind === 'FunctionDef'
            ? markInCallers(workspace, path, fn, expr.id, depth)
            : undefined)
        )
      }
      const definition = workspace.resolveName(path, expr.id, expr.start)
      return definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value
        ? first([definition.node.value], definition.path)
        : undefined
    }
    default:
      return undefined
  }
}

function markInCall(
  workspace: Workspace,
  path: string,
  call: Call,
  first: (list: readonly (Expr | undefined)[], at?: string) => '"' | ',' | undefined,
): '"' | ',' | undefined {
  const { func } = call
  const word = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : ''
  if (func.kind === 'Attribute' && /^(format|join|strip|lower|upper)$/.test(word)) return first([func.value, ...call.args])
  if (word === 'str') return first(call.args)
  const callee = valueOf(workspace, path, func)
  if (callee.kind === 'function' || callee.kind === 'method') {
    const returns = [...descendants(callee.node)].flatMap((node) => (node.kind === 'Return' ? [node.value] : []))
    return first(returns, callee.path)
  }
  return /^(quote|quote_ident|quote_identifier|quote_schema|format_schema|Identifier)$/.test(word) ? '"' : undefined
}

function markInCallers(workspace: Workspace, path: string, fn: FunctionDef, name: string, depth: number): '"' | ',' | undefined {
  const param = fn.params.find((each) => each.name === name)
  if (!param) return undefined
  for (const { path: at, call } of callersOf(workspace, path, fn).calls) {
    const argument = argumentFor(call, fn, param)
    const found = argument && markIn(workspace, at, argument, depth + 1)
    if (found) return found
  }
  return undefined
}
