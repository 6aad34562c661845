import type { Expr, Node } from './ast'

/** The direct children of a node in source order of their kinds; string holes count as children of their string. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = []
  addChildren(node, children)
  return children
}

/** Walks touch every node: this adds to one list instead of making one for each node. */
function addChildren(node: Node, to: Node[]): void {
  switch (node.kind) {
    case 'Attribute':
    case 'Await':
    case 'Starred':
    case 'Keyword':
    case 'ExprStmt':
      to.push(node.value)
      break
    case 'Call':
      to.push(node.func)
      addAll(node.args, to)
      addAll(node.keywords, to)
      break
    case 'Str':
      for (const piece of node.pieces) for (const part of piece.parts) if (part.kind === 'hole') add(part.expr, to)
      break
    case 'BinOp':
    case 'BoolOp':
      to.push(node.left, node.right)
      break
    case 'UnaryOp':
      to.push(node.operand)
      break
    case 'Compare':
      to.push(node.left)
      addAll(node.comparators, to)
      break
    case 'Subscript':
      to.push(node.value)
      addAll(node.index, to)
      break
    case 'Slice':
      addAll(node.parts, to)
      break
    case 'Tuple':
    case 'List':
    case 'Set':
      addAll(node.elts, to)
      break
    case 'Dict':
      addAll(node.entries, to)
      break
    case 'DictEntry':
      add(node.key, to)
      add(node.value, to)
      break
    case 'Lambda':
      addAll(node.params, to)
      to.push(node.body)
      break
    case 'IfExp':
      to.push(node.body, node.test, node.orelse)
      break
    case 'Yield':
    case 'Return':
      add(node.value, to)
      break
    case 'NamedExpr':
      to.push(node.target, node.value)
      break
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
      add(node.element, to)
      add(node.value, to)
      addAll(node.generators, to)
      break
    case 'Comprehension':
      to.push(node.target, node.iter)
      addAll(node.conditions, to)
      break
    case 'UnknownExpr':
    case 'UnknownStmt':
      addAll(node.children, to)
      break
    case 'Assign':
      addAll(node.targets, to)
      add(node.annotation, to)
      add(node.value, to)
      break
    case 'Raise':
      add(node.value, to)
      add(node.cause, to)
      break
    case 'Assert':
      add(node.test, to)
      add(node.message, to)
      break
    case 'Delete':
      addAll(node.targets, to)
      break
    case 'If':
    case 'While':
      to.push(node.test)
      addAll(node.body, to)
      addAll(node.orelse, to)
      break
    case 'For':
      to.push(node.target, node.iter)
      addAll(node.body, to)
      addAll(node.orelse, to)
      break
    case 'Try':
      addAll(node.body, to)
      addAll(node.handlers, to)
      addAll(node.orelse, to)
      addAll(node.finalbody, to)
      break
    case 'ExceptHandler':
      add(node.type, to)
      addAll(node.body, to)
      break
    case 'With':
      addAll(node.items, to)
      addAll(node.body, to)
      break
    case 'WithItem':
      add(node.context, to)
      add(node.target, to)
      break
    case 'Match':
      to.push(node.subject)
      addAll(node.cases, to)
      break
    case 'MatchCase':
      add(node.guard, to)
      addAll(node.body, to)
      break
    case 'FunctionDef':
      addAll(node.decorators, to)
      addAll(node.params, to)
      add(node.returns, to)
      addAll(node.body, to)
      break
    case 'Param':
      add(node.annotation, to)
      add(node.default, to)
      break
    case 'ClassDef':
      addAll(node.decorators, to)
      addAll(node.bases, to)
      addAll(node.keywords, to)
      addAll(node.body, to)
      break
    case 'Import':
    case 'ImportFrom':
      addAll(node.names, to)
  }
}

function add(node: Node | undefined, to: Node[]): void {
  if (node !== undefined) to.push(node)
}

function addAll(nodes: readonly Node[], to: Node[]): void {
  for (const node of nodes) to.push(node)
}

/** A node and everything below it, parents first. `enter` false skips a node's children. */
export const descendants = (node: Node, enter?: (node: Node) => boolean): IterableIterator<Node> => new Descent(node, enter)

/** A stack of its own: nested generators cost a step for each level, and deep trees would exhaust the call stack. */
class Descent implements IterableIterator<Node> {
  private readonly stack: Node[]
  /** Given out, its children not yet looked at. */
  private last: Node | undefined

  constructor(
    root: Node,
    private readonly enter: ((node: Node) => boolean) | undefined,
  ) {
    this.stack = [root]
  }

  [Symbol.iterator](): IterableIterator<Node> {
    return this
  }

  next(): IteratorResult<Node, undefined> {
    const { stack, last, enter } = this
    if (last && (enter === undefined || enter(last))) {
      const from = stack.length
      addChildren(last, stack)
      // The first child is to come off first.
      for (let low = from, high = stack.length - 1; low < high; low++, high--) {
        const first = stack[low]
        const second = stack[high]
        if (first && second) {
          stack[low] = second
          stack[high] = first
        }
      }
    }
    const node = stack.pop()
    this.last = node
    return node ? { value: node, done: false } : { value: undefined, done: true }
  }
}

/** The innermost expression or statement that satisfies a test, from a node upwards, itself included. */
export function ancestor<Found extends Node>(node: Node | undefined, test: (node: Node) => node is Found): Found | undefined {
  for (let at = node; at; at = at.parent) if (test(at)) return at
  return undefined
}

/** `a.b.c` written with names and attributes only. */
export function dottedName(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id
  if (expr.kind !== 'Attribute') return undefined
  const value = dottedName(expr.value)
  return value === undefined ? undefined : `${value}.${expr.attr}`
}

export const isNone = (expr: Expr): boolean => expr.kind === 'Constant' && expr.value === null

/** The last part of a dotted name, however long: `Column` of `sa.Column`; empty for anything else. */
export const lastName = (expr: Expr): string => (expr.kind === 'Attribute' ? expr.attr : expr.kind === 'Name' ? expr.id : '')
