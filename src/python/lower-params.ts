import type { Param } from './ast'
import { lowerAnnotation } from './lower-annotation'
import { type Lowering, type Parent, partsOf, textOf } from './lower-context'
import { lowerExpr } from './lower-expression'
import type { Raw } from './raw-tree'

/** The parameters of a function or lambda; the bare `*` and `/` are no parameters but change the style of those after `*`. */
export function lowerParams(lowering: Lowering, raw: Raw, parent: Parent): Param[] {
  const params: Param[] = []
  let keywordOnly = false
  for (const kid of partsOf(lowering, raw)) {
    if (kid.type === 'keyword_separator') keywordOnly = true
    if (kid.type === 'keyword_separator' || kid.type === 'positional_separator' || kid.missing) continue
    const param = lowerParam(lowering, kid, parent, keywordOnly ? 'keyword' : 'positional')
    if (param.style === 'star') keywordOnly = true
    params.push(param)
  }
  return params
}

function lowerParam(lowering: Lowering, raw: Raw, parent: Parent, usual: 'positional' | 'keyword'): Param {
  const parts = raw.type === 'identifier' || isSplat(raw) ? [raw] : partsOf(lowering, raw)
  const target = parts[0] ?? raw
  const identifier = isSplat(target) ? (partsOf(lowering, target)[0] ?? target) : target
  const style = target.type === 'list_splat_pattern' ? 'star' : target.type === 'dictionary_splat_pattern' ? 'doublestar' : usual
  const node: Param = {
    kind: 'Param',
    start: raw.start,
    end: raw.end,
    parent,
    // A tuple parameter (Python 2) binds no name of its own.
    name: identifier.type === 'identifier' ? textOf(lowering, identifier) : '',
    nameStart: identifier.start,
    style,
    annotation: undefined,
    default: undefined,
  }
  const type = parts.find((part) => part.type === 'type')
  if (type) node.annotation = lowerAnnotation(lowering, type, node)
  const value = parts.find((part, index) => index > 0 && part !== type)
  if (value) node.default = lowerExpr(lowering, value, node)
  return node
}

const isSplat = (raw: Raw): boolean => raw.type === 'list_splat_pattern' || raw.type === 'dictionary_splat_pattern'
