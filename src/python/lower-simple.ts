import type { Assign, Expr, ScopeStmt, Simple } from './ast'
import { lowerAnnotation } from './lower-annotation'
import { hasToken, type Lower, type Lowering, type Parent, partsOf, textOf, unknown } from './lower-context'
import { lowerExpr, lowerTuple } from './lower-expression'
import type { Raw } from './raw-tree'

export const expressionStatement: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  const [only] = parts
  if (only && parts.length === 1) {
    if (only.type === 'assignment') return lowerAssignment(lowering, only, parent)
    if (only.type === 'augmented_assignment') return lowerAugmented(lowering, only, parent)
  }
  const node = { kind: 'ExprStmt' as const, start: raw.start, end: raw.end, parent, value: unknown(raw, parent) }
  node.value = parts.length > 1 ? lowerTuple(lowering, parts, node) : lowerExpr(lowering, only, node)
  return node
}

const createAssign = (raw: Raw, parent: Parent, op?: string): Assign => ({
  kind: 'Assign',
  start: raw.start,
  end: raw.end,
  parent,
  targets: [],
  value: undefined,
  annotation: undefined,
  op,
})

function lowerAssignment(lowering: Lowering, raw: Raw, parent: Parent): Assign {
  const node = createAssign(raw, parent)
  let current: Raw | undefined = raw
  while (current?.type === 'assignment') {
    const parts = partsOf(lowering, current)
    const type = parts.find((part) => part.type === 'type')
    node.targets.push(lowerExpr(lowering, parts[0], node))
    if (type) node.annotation = lowerAnnotation(lowering, type, node)
    current = parts.find((part, index) => index > 0 && part !== type)
  }
  if (current) node.value = lowerExpr(lowering, current, node)
  return node
}

function lowerAugmented(lowering: Lowering, raw: Raw, parent: Parent): Assign {
  const op = raw.kids.find((kid) => !kid.named)?.type
  const node = createAssign(raw, parent, op)
  const [target, value] = partsOf(lowering, raw)
  node.targets.push(lowerExpr(lowering, target, node))
  node.value = lowerExpr(lowering, value, node)
  return node
}

export const typeAlias: Lower = (lowering, raw, parent) => {
  const node = createAssign(raw, parent)
  const [left, right] = partsOf(lowering, raw)
  const target = lowerExpr(lowering, left, node)
  node.targets.push(target.kind === 'Subscript' ? target.value : target)
  if (target.kind === 'Subscript') target.value.parent = node
  node.value = lowerExpr(lowering, right, node)
  return node
}

export const returning: Lower = (lowering, raw, parent) => {
  const node = { kind: 'Return' as const, start: raw.start, end: raw.end, parent, value: undefined as Expr | undefined }
  const [value] = partsOf(lowering, raw)
  if (value) node.value = lowerExpr(lowering, value, node)
  return node
}

export const raising: Lower = (lowering, raw, parent) => {
  const node = {
    kind: 'Raise' as const,
    start: raw.start,
    end: raw.end,
    parent,
    value: undefined as Expr | undefined,
    cause: undefined as Expr | undefined,
  }
  const parts = partsOf(lowering, raw)
  const cause = hasToken(raw, 'from') ? parts.pop() : undefined
  if (parts[0]) node.value = lowerExpr(lowering, parts[0], node)
  if (cause) node.cause = lowerExpr(lowering, cause, node)
  return node
}

export const asserting: Lower = (lowering, raw, parent) => {
  const [test, message] = partsOf(lowering, raw)
  const node = {
    kind: 'Assert' as const,
    start: raw.start,
    end: raw.end,
    parent,
    test: unknown(raw, parent),
    message: undefined as Expr | undefined,
  }
  node.test = lowerExpr(lowering, test, node)
  if (message) node.message = lowerExpr(lowering, message, node)
  return node
}

export const deleting: Lower = (lowering, raw, parent) => {
  const node = { kind: 'Delete' as const, start: raw.start, end: raw.end, parent, targets: [] as Expr[] }
  for (const part of partsOf(lowering, raw)) {
    for (const target of part.type === 'expression_list' ? partsOf(lowering, part) : [part])
      node.targets.push(lowerExpr(lowering, target, node))
  }
  return node
}

export const simple =
  (kind: Simple['kind']): Lower =>
  (_, raw, parent) => ({ kind, start: raw.start, end: raw.end, parent })

export const scope =
  (kind: ScopeStmt['kind']): Lower =>
  (lowering, raw, parent) => ({
    kind,
    start: raw.start,
    end: raw.end,
    parent,
    names: partsOf(lowering, raw).map((part) => textOf(lowering, part)),
  })
