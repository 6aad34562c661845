import { placeOf } from '../../project/place-of'
import { functionAround, scopeOf } from '../../project/sessions/bindings'
import { argumentFor } from '../../project/sessions/call-arguments'
import { callersOf } from '../../project/sessions/callers'
import { isDepends } from '../../project/sessions/depends'
import type { Workspace } from '../../project/workspace'
import type { Expr, FunctionDef, Param } from '../../python/ast'
import { descendants, lastName } from '../../python/children'

/** What callers give for the parameters of a function, where one of them may hold a part of a statement. */
export function givenByCallers(
  workspace: Workspace,
  path: string,
  fn: FunctionDef,
): readonly { readonly path: string; readonly node: Expr }[] {
  if (fn.params.every((param) => holdsNoSql(workspace, path, param))) return []
  return callersOf(workspace, path, fn).calls.flatMap((site) =>
    [...site.call.args, ...site.call.keywords.map(({ value }) => value)].map((node) => ({ path: site.path, node })),
  )
}

const plain = /^(str|int|float|bool|bytes|date|datetime|time|timedelta|Decimal|UUID|None|Session|AsyncSession)$/
/** Plain when what they hold is. */
const holders = /^(Optional|Union|list|List|set|Set|tuple|Tuple|dict|Dict|Sequence|Iterable)$/

/** A session, a plain value or several of them, as the annotation says, or what the framework puts in. */
function holdsNoSql(workspace: Workspace, path: string, { name, annotation, default: standard }: Param): boolean {
  if (/^(self|cls)$/.test(name)) return true
  if (isDepends(workspace, path, standard)) return true
  if (!annotation) return false
  const words = [...descendants(annotation)].flatMap((node): Expr[] => (node.kind === 'Name' || node.kind === 'Attribute' ? [node] : []))
  return words.length > 0 && words.every(isPlain)
}

function isPlain(node: Expr): boolean {
  const word = lastName(node)
  return plain.test(word) || (holders.test(word) && node.parent?.kind === 'Subscript' && node.parent.value === node)
}

const takesClauses = /^(where|filter|having|order_by|group_by|add_columns|with_only_columns)$/

/** `select(Product).where(*conditions)` with the parameter of a function whose callers are not all known. */
export function givenByUnknownCallers(
  workspace: Workspace,
  functions: readonly { readonly path: string; readonly fn: FunctionDef }[],
): string | undefined {
  for (const { path, fn } of functions)
    for (const node of descendants(fn)) {
      if (node.kind !== 'Call' || node.func.kind !== 'Attribute' || !takesClauses.test(node.func.attr)) continue
      for (const arg of node.args) {
        const name = arg.kind === 'Starred' ? arg.value : arg
        const param = name.kind === 'Name' ? paramNamed(fn, name) : undefined
        if (!param || callersGive(workspace, path, fn, param)) continue
        return `what \`${param.name}\` at ${placeOf(workspace, path, arg)} holds is up to the callers of \`${fn.name}\`, and may be SQL that resolves by search_path`
      }
    }
  return undefined
}

function paramNamed(fn: FunctionDef, name: Expr & { kind: 'Name' }): Param | undefined {
  const list = scopeOf(fn).bindings.get(name.id) ?? []
  return list.length === 1 && list[0]?.kind === 'param' && functionAround(name) === fn ? list[0].node : undefined
}

/** All calls are seen, and what they give is among what was looked at. */
function callersGive(workspace: Workspace, path: string, fn: FunctionDef, param: Param, seen = new Set<Param>()): boolean {
  // Functions that call each other: the way into the circle decides.
  if (seen.has(param)) return true
  seen.add(param)
  const { calls, complete } = callersOf(workspace, path, fn)
  return (
    complete &&
    calls.every(({ call, path: at }) => {
      const given = argumentFor(call, fn, param)
      if (given?.kind !== 'Name') return true
      const caller = functionAround(given)
      const passed = caller?.kind === 'FunctionDef' ? paramNamed(caller, given) : undefined
      return !passed || (caller?.kind === 'FunctionDef' && callersGive(workspace, at, caller, passed, seen))
    })
  )
}
