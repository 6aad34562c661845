import { scopeOf } from '../../project/sessions/bindings'
import { dependencyOf } from '../../project/sessions/depends'
import { namePieces } from '../../project/sessions/name-pieces'
import type { SchemaTemplate } from '../../project/sessions/schema-template'
import { dependencyNamed, valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Expr, FunctionDef, Param } from '../../python/ast'

/**
 * How a function of a request names its tenant, traced back to what the request gives: `user_{get_current_user.id}`. Two
 * functions with the same text name the same tenant in one request, because a dependency is asked once for each.
 */
export interface TenantName {
  readonly text: string
  /** The dependencies and parameters it is made of. */
  readonly roots: ReadonlySet<string>
}

interface Tracing {
  readonly workspace: Workspace
  readonly path: string
  readonly fn: FunctionDef
  readonly depth: number
}

export function tenantNameOf(workspace: Workspace, path: string, fn: FunctionDef, expr: Expr): TenantName | undefined {
  return trace({ workspace, path, fn, depth: 0 }, expr)
}

/** The same for the schema that a statement puts on the path. */
export function tenantNameOfTemplate(
  workspace: Workspace,
  path: string,
  fn: FunctionDef,
  template: SchemaTemplate,
): TenantName | undefined {
  if (template.kind !== 'template') return undefined
  return join(
    template.parts.map((part) => {
      if (part.kind === 'text') return { text: part.text, roots: new Set<string>() }
      return part.path === path ? tenantNameOf(workspace, path, fn, part.expr) : undefined
    }),
  )
}

function trace(tracing: Tracing, expr: Expr): TenantName | undefined {
  if (tracing.depth > 12) return undefined
  const next: Tracing = { ...tracing, depth: tracing.depth + 1 }
  const pieces = namePieces(expr)
  if (pieces)
    return join(pieces.map((piece) => (piece.kind === 'text' ? { text: piece.text, roots: new Set<string>() } : trace(next, piece.expr))))
  switch (expr.kind) {
    case 'Name':
      return traceName(next, expr.id)
    case 'Attribute':
      return extend(trace(next, expr.value), `.${expr.attr}`)
    case 'Await':
      return trace(next, expr.value)
    case 'BinOp':
      return expr.op === '+' ? join([trace(next, expr.left), trace(next, expr.right)]) : undefined
    case 'Call':
      return traceCall(next, expr)
    default:
      return undefined
  }
}

function traceName({ workspace, path, fn, depth }: Tracing, name: string): TenantName | undefined {
  const bindings = scopeOf(fn).bindings.get(name) ?? []
  const [only] = bindings
  if (!only || bindings.length !== 1) return undefined
  if (only.kind === 'param') return rootOf(workspace, path, only.node)
  if (only.kind !== 'assign') return undefined
  const value = trace({ workspace, path, fn, depth }, only.value)
  return only.path.length === 0 ? value : extend(value, only.path.map((index) => `[${index}]`).join(''))
}

function rootOf(workspace: Workspace, path: string, param: Param): TenantName | undefined {
  const injection = dependencyOf(workspace, path, param)
  const given = injection ? dependencyNamed(workspace, injection) : undefined
  if (injection && !given) return undefined
  const text = workspace.text(path) ?? ''
  const source = param.default ? text.slice(param.default.start, param.default.end).replace(/\s+/g, '') : ''
  const root = given ? `${given.path}#${given.node.name}` : `${param.name}=${source}`
  return { text: `{${root}}`, roots: new Set([root]) }
}

/** `str(x)` is x in a name; the same function of the project with the same arguments gives the same name. */
function traceCall(tracing: Tracing, call: Expr & { kind: 'Call' }): TenantName | undefined {
  const { workspace, path } = tracing
  const [first, ...rest] = call.args
  if (call.keywords.length > 0) return undefined
  if (call.func.kind === 'Name' && call.func.id === 'str' && first && rest.length === 0) return trace(tracing, first)
  const callee = valueOf(workspace, path, call.func)
  if (callee.kind === 'function') {
    const args = call.args.map((arg) => trace(tracing, arg))
    const joined = join(args.map((arg) => extend(arg, ',')))
    return joined && { text: `{${callee.path}#${callee.node.name}(${joined.text})}`, roots: joined.roots }
  }
  return call.func.kind === 'Attribute' && call.args.length === 0
    ? extend(trace(tracing, call.func.value), `.${call.func.attr}()`)
    : undefined
}

/** `{root}` with an attribute is `{root.id}`. */
function extend(name: TenantName | undefined, suffix: string): TenantName | undefined {
  if (!name) return undefined
  return { roots: name.roots, text: /^\{[^{}]*\}$/.test(name.text) ? `${name.text.slice(0, -1)}${suffix}}` : `{(${name.text})${suffix}}` }
}

function join(names: readonly (TenantName | undefined)[]): TenantName | undefined {
  const known = names.filter((name) => name !== undefined)
  if (known.length < names.length || known.length === 0) return undefined
  return { text: known.map(({ text }) => text).join(''), roots: new Set(known.flatMap(({ roots }) => [...roots])) }
}
