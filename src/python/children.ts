import type { Expr, Node } from './ast'

/** The direct children of a node in source order of their kinds; string holes count as children of their string. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'Attribute':
    case 'Await':
    case 'Starred':
    case 'Keyword':
      return [node.value]
    case 'Call':
      return [node.func, ...node.args, ...node.keywords]
    case 'Str':
      return node.pieces.flatMap((piece) => piece.parts.flatMap((part) => (part.kind === 'hole' ? [part.expr] : [])))
    case 'BinOp':
    case 'BoolOp':
      return [node.left, node.right]
    case 'UnaryOp':
      return [node.operand]
    case 'Compare':
      return [node.left, ...node.comparators]
    case 'Subscript':
      return [node.value, ...node.index]
    case 'Slice':
      return node.parts
    case 'Tuple':
    case 'List':
    case 'Set':
      return node.elts
    case 'Dict':
      return node.entries
    case 'DictEntry':
      return present([node.key, node.value])
    case 'Lambda':
      return [...node.params, node.body]
    case 'IfExp':
      return [node.body, node.test, node.orelse]
    case 'Yield':
    case 'Return':
      return present([node.value])
    case 'NamedExpr':
      return [node.target, node.value]
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
      return present([node.element, node.value, ...node.generators])
    case 'Comprehension':
      return [node.target, node.iter, ...node.conditions]
    case 'UnknownExpr':
    case 'UnknownStmt':
      return node.children
    case 'ExprStmt':
      return [node.value]
    case 'Assign':
      return present([...node.targets, node.annotation, node.value])
    case 'Raise':
      return present([node.value, node.cause])
    case 'Assert':
      return present([node.test, node.message])
    case 'Delete':
      return node.targets
    case 'If':
    case 'While':
      return [node.test, ...node.body, ...node.orelse]
    case 'For':
      return [node.target, node.iter, ...node.body, ...node.orelse]
    case 'Try':
      return [...node.body, ...node.handlers, ...node.orelse, ...node.finalbody]
    case 'ExceptHandler':
      return present([node.type, ...node.body])
    case 'With':
      return [...node.items, ...node.body]
    case 'WithItem':
      return present([node.context, node.target])
    case 'Match':
      return [node.subject, ...node.cases]
    case 'MatchCase':
      return present([node.guard, ...node.body])
    case 'FunctionDef':
      return present([...node.decorators, ...node.params, node.returns, ...node.body])
    case 'Param':
      return present([node.annotation, node.default])
    case 'ClassDef':
      return [...node.decorators, ...node.bases, ...node.keywords, ...node.body]
    case 'Import':
    case 'ImportFrom':
      return node.names
    default:
      return []
  }
}

const present = (nodes: readonly (Node | undefined)[]): readonly Node[] => nodes.filter((node) => node !== undefined)

/** A node and everything below it, parents first. `enter` false skips a node's children. */
export function* descendants(node: Node, enter: (node: Node) => boolean = () => true): Generator<Node> {
  // A stack of its own: nested generators cost a step for each level, and deep trees would exhaust the call stack.
  const stack: Node[] = [node]
  for (let next = stack.pop(); next; next = stack.pop()) {
    yield next
    if (!enter(next)) continue
    const children = childrenOf(next)
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i]
      if (child) stack.push(child)
    }
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
