import type { Call, FunctionDef, Node } from '../python/ast'

/** `context.configure(…)` and its like, under any name that ends in context. */
export const isContextCall = ({ func }: Call, name: string): boolean =>
  func.kind === 'Attribute' && func.attr === name && func.value.kind === 'Name' && /context$/.test(func.value.id)
/** Offline mode writes SQL and has no connection. */
export const isOffline = (call: Call): boolean =>
  call.keywords.some(({ name }) => name === 'url' || name === 'literal_binds') && !call.keywords.some(({ name }) => name === 'connection')

export function enclosingFunction(node: Node): FunctionDef | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) if (at.kind === 'FunctionDef') return at
  return undefined
}
