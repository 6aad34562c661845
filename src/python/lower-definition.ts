import type { ClassDef, Expr, FunctionDef, Keyword, Param } from './ast'
import { lowerAnnotation } from './lower-annotation'
import { hasToken, type Lower, type Lowering, lowerBody, type Parent, partsOf, textOf } from './lower-context'
import { lowerArguments } from './lower-expression'
import { lowerParams } from './lower-params'
import type { Raw } from './raw-tree'

export function createFunction(lowering: Lowering, raw: Raw, name: Raw | undefined, parent: Parent): FunctionDef {
  return {
    kind: 'FunctionDef',
    start: raw.start,
    end: raw.end,
    parent,
    name: name ? textOf(lowering, name) : '',
    nameStart: name?.start ?? raw.start,
    async: hasToken(raw, 'async'),
    params: [] as Param[],
    returns: undefined,
    decorators: [],
    body: [],
  }
}

export function createClass(lowering: Lowering, raw: Raw, name: Raw | undefined, parent: Parent): ClassDef {
  return {
    kind: 'ClassDef',
    start: raw.start,
    end: raw.end,
    parent,
    name: name ? textOf(lowering, name) : '',
    nameStart: name?.start ?? raw.start,
    bases: [] as Expr[],
    keywords: [] as Keyword[],
    decorators: [],
    body: [],
  }
}

export const functionDefinition: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  const node = createFunction(
    lowering,
    raw,
    parts.find((part) => part.type === 'identifier'),
    parent,
  )
  for (const part of parts) {
    if (part.type === 'parameters') node.params = lowerParams(lowering, part, node)
    else if (part.type === 'type') node.returns = lowerAnnotation(lowering, part, node)
  }
  node.body = lowerBody(lowering, raw, node)
  return node
}

export const classDefinition: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  const node = createClass(
    lowering,
    raw,
    parts.find((part) => part.type === 'identifier'),
    parent,
  )
  for (const part of parts) if (part.type === 'argument_list') lowerArguments(lowering, part, node, node.bases, node.keywords)
  node.body = lowerBody(lowering, raw, node)
  return node
}
