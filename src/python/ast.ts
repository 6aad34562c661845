/**
 * A small Python syntax tree in plain data. Every node carries absolute UTF-16 offsets into its module's text and its parent.
 * Made by `lower.ts` from the tolerant tree; what cannot be understood is an `Unknown` node, never an exception.
 */
export type Node = Expr | Stmt | Param | Keyword | Arguments | WithItem | ExceptHandler | MatchCase | Comprehension | ImportName | DictEntry

interface Base {
  start: number
  end: number
  parent: Node | undefined
}

// Expressions
export type Expr =
  | Name
  | Attribute
  | Call
  | Str
  | Num
  | Constant
  | BinOp
  | BoolOp
  | UnaryOp
  | Compare
  | Subscript
  | SliceExpr
  | Sequence
  | Dict
  | Lambda
  | IfExp
  | Await
  | Yield
  | Starred
  | NamedExpr
  | ComprehensionExpr
  | UnknownExpr

export interface Name extends Base {
  kind: 'Name'
  id: string
}
export interface Attribute extends Base {
  kind: 'Attribute'
  value: Expr
  attr: string
  attrStart: number
}
/** `args` keeps the order of positional arguments (a `Starred` is `*x`); `keywords` holds `name=value` and, with `name` undefined, `**value`. */
export interface Call extends Base {
  kind: 'Call'
  func: Expr
  args: Expr[]
  keywords: Keyword[]
  argsSpan: Arguments
}
/** The parentheses of a call, offsets of `(` and after `)`. */
export interface Arguments extends Base {
  kind: 'Arguments'
}
export interface Keyword extends Base {
  kind: 'Keyword'
  name: string | undefined
  value: Expr
}
/** A string literal, or several implicitly concatenated ones. */
export interface Str extends Base {
  kind: 'Str'
  pieces: StringPiece[]
}
export interface StringPiece {
  start: number
  end: number
  /** Lower-cased prefix letters: '', 'f', 'rb', … */
  prefix: string
  /** Opening quote: `'`, `"`, `'''` or `"""`. */
  quote: string
  contentStart: number
  contentEnd: number
  /** In order, covering the content. A piece that is no f-string has one text part or none. */
  parts: StringPart[]
}
/** `source` is the text as written between the offsets; cook it with `cookText`. `{{` in f-strings is still doubled here. */
export type StringPart =
  | { kind: 'text'; start: number; end: number; source: string }
  | { kind: 'hole'; start: number; end: number; expr: Expr; conversion: string | undefined; format: string | undefined }
/** `source` as written: `1_000`, `0x1f`. */
export interface Num extends Base {
  kind: 'Num'
  source: string
}
export interface Constant extends Base {
  kind: 'Constant'
  value: true | false | null | '...'
}
export interface BinOp extends Base {
  kind: 'BinOp'
  op: string
  left: Expr
  right: Expr
}
export interface BoolOp extends Base {
  kind: 'BoolOp'
  op: 'and' | 'or'
  left: Expr
  right: Expr
}
export interface UnaryOp extends Base {
  kind: 'UnaryOp'
  op: 'not' | '-' | '+' | '~'
  operand: Expr
}
/** `ops[i]` stands before `comparators[i]`: '==', 'in', 'not in', 'is', 'is not', '<' … */
export interface Compare extends Base {
  kind: 'Compare'
  left: Expr
  ops: string[]
  comparators: Expr[]
}
export interface Subscript extends Base {
  kind: 'Subscript'
  value: Expr
  index: Expr[]
}
export interface SliceExpr extends Base {
  kind: 'Slice'
  parts: Expr[]
}
export interface Sequence extends Base {
  kind: 'Tuple' | 'List' | 'Set'
  elts: Expr[]
}
export interface Dict extends Base {
  kind: 'Dict'
  entries: DictEntry[]
}
/** `key` undefined = `**value`. */
export interface DictEntry extends Base {
  kind: 'DictEntry'
  key: Expr | undefined
  value: Expr
}
export interface Lambda extends Base {
  kind: 'Lambda'
  params: Param[]
  body: Expr
}
export interface IfExp extends Base {
  kind: 'IfExp'
  test: Expr
  body: Expr
  orelse: Expr
}
export interface Await extends Base {
  kind: 'Await'
  value: Expr
}
export interface Yield extends Base {
  kind: 'Yield'
  value: Expr | undefined
  from: boolean
}
export interface Starred extends Base {
  kind: 'Starred'
  value: Expr
}
export interface NamedExpr extends Base {
  kind: 'NamedExpr'
  target: Expr
  value: Expr
}
/** `value` is the value part of a dict comprehension. */
export interface ComprehensionExpr extends Base {
  kind: 'ListComp' | 'SetComp' | 'DictComp' | 'GeneratorExp'
  element: Expr
  value: Expr | undefined
  generators: Comprehension[]
}
export interface Comprehension extends Base {
  kind: 'Comprehension'
  target: Expr
  iter: Expr
  conditions: Expr[]
  async: boolean
}
export interface UnknownExpr extends Base {
  kind: 'UnknownExpr'
  children: Expr[]
}

// Statements
export type Stmt =
  | ExprStmt
  | Assign
  | Return
  | Raise
  | Assert
  | Delete
  | Simple
  | ScopeStmt
  | If
  | For
  | While
  | Try
  | With
  | Match
  | FunctionDef
  | ClassDef
  | Import
  | ImportFrom
  | UnknownStmt

export interface ExprStmt extends Base {
  kind: 'ExprStmt'
  value: Expr
}
/** `a = b = value` has two targets; `op` is `+=` and the like; an annotation without value has `value` undefined. */
export interface Assign extends Base {
  kind: 'Assign'
  targets: Expr[]
  value: Expr | undefined
  annotation: Expr | undefined
  op: string | undefined
}
export interface Return extends Base {
  kind: 'Return'
  value: Expr | undefined
}
export interface Raise extends Base {
  kind: 'Raise'
  value: Expr | undefined
  cause: Expr | undefined
}
export interface Assert extends Base {
  kind: 'Assert'
  test: Expr
  message: Expr | undefined
}
export interface Delete extends Base {
  kind: 'Delete'
  targets: Expr[]
}
export interface Simple extends Base {
  kind: 'Pass' | 'Break' | 'Continue'
}
export interface ScopeStmt extends Base {
  kind: 'Global' | 'Nonlocal'
  names: string[]
}
/** `elif` is an `If` alone in `orelse`. */
export interface If extends Base {
  kind: 'If'
  test: Expr
  body: Stmt[]
  orelse: Stmt[]
}
export interface For extends Base {
  kind: 'For'
  async: boolean
  target: Expr
  iter: Expr
  body: Stmt[]
  orelse: Stmt[]
}
export interface While extends Base {
  kind: 'While'
  test: Expr
  body: Stmt[]
  orelse: Stmt[]
}
export interface Try extends Base {
  kind: 'Try'
  body: Stmt[]
  handlers: ExceptHandler[]
  orelse: Stmt[]
  finalbody: Stmt[]
}
export interface ExceptHandler extends Base {
  kind: 'ExceptHandler'
  type: Expr | undefined
  name: string | undefined
  body: Stmt[]
}
export interface With extends Base {
  kind: 'With'
  async: boolean
  items: WithItem[]
  body: Stmt[]
}
export interface WithItem extends Base {
  kind: 'WithItem'
  context: Expr
  target: Expr | undefined
}
export interface Match extends Base {
  kind: 'Match'
  subject: Expr
  cases: MatchCase[]
}
export interface MatchCase extends Base {
  kind: 'MatchCase'
  guard: Expr | undefined
  body: Stmt[]
}
export interface FunctionDef extends Base {
  kind: 'FunctionDef'
  name: string
  nameStart: number
  async: boolean
  params: Param[]
  returns: Expr | undefined
  decorators: Expr[]
  body: Stmt[]
}
export interface Param extends Base {
  kind: 'Param'
  name: string
  nameStart: number
  /** `*` and `**` parameters; 'keyword' = after a bare `*` or `*args`. */
  style: 'positional' | 'keyword' | 'star' | 'doublestar'
  annotation: Expr | undefined
  default: Expr | undefined
}
export interface ClassDef extends Base {
  kind: 'ClassDef'
  name: string
  nameStart: number
  bases: Expr[]
  keywords: Keyword[]
  decorators: Expr[]
  body: Stmt[]
}
export interface Import extends Base {
  kind: 'Import'
  names: ImportName[]
}
/** `from ..a import b as c`: level 2, module 'a'. `from a import *` has one name '*'. */
export interface ImportFrom extends Base {
  kind: 'ImportFrom'
  module: string
  level: number
  moduleStart: number
  names: ImportName[]
}
export interface ImportName extends Base {
  kind: 'ImportName'
  name: string
  asname: string | undefined
}
export interface UnknownStmt extends Base {
  kind: 'UnknownStmt'
  children: Node[]
}

/** One top-level statement of a module, known without parsing; `name` of a def or class, or of the first assigned name. */
export interface TopLevel {
  readonly start: number
  readonly end: number
  readonly kind: 'def' | 'class' | 'import' | 'assign' | 'other'
  readonly name: string | undefined
}

/** A module cut at its top-level statements; each is parsed and lowered at its first use. */
export interface PythonModule {
  readonly path: string
  readonly text: string
  readonly topLevel: readonly TopLevel[]
  /** The statements of one top-level slice (usually one; several on `a; b`). */
  statementsOf(slice: TopLevel): readonly Stmt[]
  /** The slice around an offset. */
  sliceAt(offset: number): TopLevel | undefined
  /** Every statement of the module: parses all of it. */
  body(): readonly Stmt[]
  /** The import statements at top level (also inside top-level `if` and `try`). */
  imports(): readonly (Import | ImportFrom)[]
  /** Top-level definition or assignment of a name, the last one (also inside top-level `if`/`try`). */
  find(name: string): FunctionDef | ClassDef | Assign | undefined
  /** Innermost node around a span; undefined in comments and blank space outside statements. */
  nodeAt(start: number, end?: number): Node | undefined
  /** Comments of the whole module in order, `#` included. */
  comments(): readonly { readonly start: number; readonly end: number }[]
  /** Places where the tolerant parser met an error, in the slices parsed so far. */
  errors(): readonly { readonly start: number; readonly end: number }[]
}

/** Makes modules; `previous` lets an edited text reuse the slices that did not change. */
export interface PythonParser {
  parse(path: string, text: string, previous?: PythonModule): PythonModule
}
