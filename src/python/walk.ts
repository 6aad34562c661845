import type { Expr, Node, Stmt } from './ast'

/** Call `visit` for each direct child in source order (a comprehension's element before its clauses). */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  const one = (child: Node | undefined) => {
    if (child) visit(child)
  }
  const all = (children: readonly Node[]) => {
    for (const child of children) visit(child)
  }
  switch (node.kind) {
    case 'Name': case 'Num': case 'Constant': case 'Arguments': case 'ImportName':
    case 'Pass': case 'Break': case 'Continue': case 'Global': case 'Nonlocal':
      return
    case 'Attribute': case 'Await': case 'Starred': case 'Keyword': case 'ExprStmt':
      return visit(node.value)
    case 'Yield': case 'Return':
      return one(node.value)
    case 'Call': {
      visit(node.func)
      const { args, keywords } = node
      if (keywords.length === 0) return all(args)
      if (args.length === 0) return all(keywords)
      return all([...args, ...keywords].sort((a, b) => a.start - b.start))
    }
    case 'Str':
      for (const piece of node.pieces) for (const part of piece.parts) if (part.kind === 'hole') visit(part.expr)
      return
    case 'BinOp': case 'BoolOp':
      visit(node.left)
      return visit(node.right)
    case 'UnaryOp':
      return visit(node.operand)
    case 'Compare':
      visit(node.left)
      return all(node.comparators)
    case 'Subscript':
      visit(node.value)
      return all(node.index)
    case 'Slice':
      return all(node.parts)
    case 'Tuple': case 'List': case 'Set':
      return all(node.elts)
    case 'Dict':
      return all(node.entries)
    case 'DictEntry':
      one(node.key)
      return visit(node.value)
    case 'Lambda':
      all(node.params)
      return visit(node.body)
    case 'IfExp':
      visit(node.body)
      visit(node.test)
      return visit(node.orelse)
    case 'NamedExpr':
      visit(node.target)
      return visit(node.value)
    case 'ListComp': case 'SetComp': case 'DictComp': case 'GeneratorExp':
      visit(node.element)
      one(node.value)
      return all(node.generators)
    case 'Comprehension':
      visit(node.target)
      visit(node.iter)
      return all(node.conditions)
    case 'UnknownExpr': case 'UnknownStmt':
      return all(node.children)
    case 'Assign':
      // `x: int = 1` reads target, annotation, value.
      all(node.targets)
      one(node.annotation)
      return one(node.value)
    case 'Raise':
      one(node.value)
      return one(node.cause)
    case 'Assert':
      visit(node.test)
      return one(node.message)
    case 'Delete':
      return all(node.targets)
    case 'If': case 'While':
      visit(node.test)
      all(node.body)
      return all(node.orelse)
    case 'For':
      visit(node.target)
      visit(node.iter)
      all(node.body)
      return all(node.orelse)
    case 'Try':
      all(node.body)
      all(node.handlers)
      all(node.orelse)
      return all(node.finalbody)
    case 'ExceptHandler':
      one(node.type)
      return all(node.body)
    case 'With':
      all(node.items)
      return all(node.body)
    case 'WithItem':
      visit(node.context)
      return one(node.target)
    case 'Match':
      visit(node.subject)
      return all(node.cases)
    case 'MatchCase':
      one(node.guard)
      return all(node.body)
    case 'FunctionDef':
      all(node.decorators)
      all(node.params)
      one(node.returns)
      return all(node.body)
    case 'Param':
      one(node.annotation)
      return one(node.default)
    case 'ClassDef':
      all(node.decorators)
      all(node.bases)
      all(node.keywords)
      return all(node.body)
    case 'Import': case 'ImportFrom':
      return all(node.names)
  }
}

export function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  forEachChild(node, (child) => children.push(child))
  return children
}

/** The node and everything below it, parents first; where `enter` says false the node comes but nothing below it. */
export function* walk(root: Node | readonly Node[], enter?: (node: Node) => boolean): Generator<Node, void, undefined> {
  const stack: Node[] = isList(root) ? [...root].reverse() : [root]
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node
    if (enter && !enter(node)) continue
    const children = childrenOf(node)
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i]
      if (child) stack.push(child)
    }
  }
}

const isList = (root: Node | readonly Node[]): root is readonly Node[] => Array.isArray(root)

/** Every statement at or below the given ones, in source order; `nested: false` stays out of functions and classes inside. */
export function* statementsOf(body: readonly Stmt[], options: { readonly nested: boolean } = { nested: true }): Generator<Stmt, void, undefined> {
  for (const statement of body) {
    yield statement
    if (!options.nested && (statement.kind === 'FunctionDef' || statement.kind === 'ClassDef')) continue
    for (const block of blocksOf(statement)) yield* statementsOf(block, options)
  }
}

/** The statement lists directly inside a statement, in source order. */
export function blocksOf(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'If': case 'For': case 'While':
      return [statement.body, statement.orelse]
    case 'Try':
      return [statement.body, ...statement.handlers.map((handler) => handler.body), statement.orelse, statement.finalbody]
    case 'With': case 'FunctionDef': case 'ClassDef':
      return [statement.body]
    case 'Match':
      return statement.cases.map((clause) => clause.body)
    case 'UnknownStmt':
      return [statement.children.filter(isStatement)]
    default:
      return []
  }
}

const expressionKinds = new Set<Node['kind']>([
  'Name', 'Attribute', 'Call', 'Str', 'Num', 'Constant', 'BinOp', 'BoolOp', 'UnaryOp', 'Compare', 'Subscript', 'Slice', 'Tuple', 'List', 'Set',
  'Dict', 'Lambda', 'IfExp', 'Await', 'Yield', 'Starred', 'NamedExpr', 'ListComp', 'SetComp', 'DictComp', 'GeneratorExp', 'UnknownExpr',
])
const partKinds = new Set<Node['kind']>([
  'Param', 'Keyword', 'Arguments', 'WithItem', 'ExceptHandler', 'MatchCase', 'Comprehension', 'ImportName', 'DictEntry',
])

export const isExpr = (node: Node): node is Expr => expressionKinds.has(node.kind)
export const isStatement = (node: Node): node is Stmt => !expressionKinds.has(node.kind) && !partKinds.has(node.kind)
