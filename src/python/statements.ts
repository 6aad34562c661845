import type { Node, Stmt } from './ast'

/** Every statement at or below the given ones, in source order; `nested: false` stays out of functions and classes inside. */
export function* statementsOf(
  body: readonly Stmt[],
  options: { readonly nested: boolean } = { nested: true },
): Generator<Stmt, void, undefined> {
  for (const statement of body) {
    yield statement
    if (!options.nested && (statement.kind === 'FunctionDef' || statement.kind === 'ClassDef')) continue
    for (const block of blocksOf(statement)) yield* statementsOf(block, options)
  }
}

/** The statement lists directly inside a statement, in source order. */
export function blocksOf(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'If':
    case 'For':
    case 'While':
      return [statement.body, statement.orelse]
    case 'Try':
      return [statement.body, ...statement.handlers.map((handler) => handler.body), statement.orelse, statement.finalbody]
    case 'With':
    case 'FunctionDef':
    case 'ClassDef':
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
  'Name',
  'Attribute',
  'Call',
  'Str',
  'Num',
  'Constant',
  'BinOp',
  'BoolOp',
  'UnaryOp',
  'Compare',
  'Subscript',
  'Slice',
  'Tuple',
  'List',
  'Set',
  'Dict',
  'Lambda',
  'IfExp',
  'Await',
  'Yield',
  'Starred',
  'NamedExpr',
  'ListComp',
  'SetComp',
  'DictComp',
  'GeneratorExp',
  'UnknownExpr',
])
const partKinds = new Set<Node['kind']>([
  'Param',
  'Keyword',
  'Arguments',
  'WithItem',
  'ExceptHandler',
  'MatchCase',
  'Comprehension',
  'ImportName',
  'DictEntry',
])

export const isStatement = (node: Node): node is Stmt => !expressionKinds.has(node.kind) && !partKinds.has(node.kind)
