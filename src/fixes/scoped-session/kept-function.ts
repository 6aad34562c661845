import { headName } from '../../project/sessions/plain-expressions'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, FunctionDef } from '../../python/ast'

/** The function of `get_engine()`, when it keeps what it made and gives the same thing to every call without arguments: `@lru_cache`. */
export function keptFunction(
  workspace: Workspace,
  path: string,
  { func, args, keywords }: Call,
): { readonly path: string; readonly node: FunctionDef } | undefined {
  if (args.length + keywords.length > 0) return undefined
  const callee = valueOf(workspace, path, func)
  return callee.kind === 'function' && isKept(callee.node) ? callee : undefined
}

function isKept({ decorators, async }: FunctionDef): boolean {
  const [decorator, ...more] = decorators
  if (async || !decorator || more.length > 0 || !/^(lru_cache|cache)$/.test(headName(decorator) ?? '')) return false
  // `lru_cache(maxsize=0)` keeps nothing.
  if (decorator.kind !== 'Call') return true
  return [...decorator.args, ...decorator.keywords.map(({ value }) => value)].every(
    (value) => value.kind === 'Constant' || (value.kind === 'Num' && value.source !== '0'),
  )
}
