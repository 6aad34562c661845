import type { Call, Expr, FunctionDef, Keyword, Param } from '../../python/ast'

export const keywordOf = (call: Call, name: string): Keyword | undefined => call.keywords.find((keyword) => keyword.name === name)

/** The argument a call passes for a parameter; the `self` of a method or constructor is not counted among the arguments. */
export function argumentFor(call: Call, fn: FunctionDef, param: Param): Expr | undefined {
  const named = call.keywords.find((keyword) => keyword.name === param.name)
  if (named) return named.value
  if (call.args.some((arg) => arg.kind === 'Starred')) return undefined
  const positional = fn.params.filter((each) => each.style === 'positional')
  const [first] = positional
  const bound = (call.func.kind === 'Attribute' || fn.name === '__init__') && (first?.name === 'self' || first?.name === 'cls') ? 1 : 0
  const index = positional.indexOf(param) - bound
  return index >= 0 ? call.args[index] : undefined
}

/** The parameter a call's argument lands in. */
export function paramFor(call: Call, fn: FunctionDef, argument: Expr): Param | undefined {
  return fn.params.find((param) => argumentFor(call, fn, param) === argument)
}
