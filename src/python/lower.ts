import { adoptOrphans } from './adopt-orphans'
import type {
  Assign,
  ClassDef,
  ExceptHandler,
  Expr,
  For,
  FunctionDef,
  If,
  Keyword,
  Match,
  MatchCase,
  Node,
  Param,
  ScopeStmt,
  Simple,
  Stmt,
  Try,
  UnknownStmt,
  With,
  WithItem,
} from './ast'
import { hasToken, type Lowering, type Parent, partsOf, textOf } from './lower-context'
import { isExpression, lowerArguments, lowerExpr, lowerMany, lowerTuple } from './lower-expression'
import { lowerImport, lowerImportFrom } from './lower-import'
import { lowerParams } from './lower-params'
import type { Raw } from './raw-tree'
import { isStatement } from './statements'

/** Turn the tolerant tree of one top-level slice, whose text begins at `base` of the module, into plain statements; what stands before `from` is not part of it. Never throws on broken code. */
export function lowerSlice(text: string, base: number, root: Raw, from = base): Stmt[] {
  const lowering: Lowering = { text, base, strays: [] }
  const statements: Stmt[] = []
  // When nothing can be made of a slice its root itself is the error.
  if (root.type === 'ERROR') {
    const kids = root.kids.filter((kid) => kid.start >= from)
    statements.push(...lowerBroken(lowering, { ...root, start: Math.max(root.start, from), kids }, undefined))
  } else lowerStatements(lowering, root.kids, undefined, statements)
  return adoptOrphans(text, base, statements)
}

function lowerStatements(lowering: Lowering, kids: readonly Raw[], parent: Parent, into: Stmt[]): void {
  for (const kid of kids) {
    if (!kid.named || kid.missing) continue
    const outer = lowering.strays
    lowering.strays = []
    if (kid.type === 'ERROR') into.push(...lowerBroken(lowering, kid, parent))
    else into.push(lowerStatement(lowering, kid, parent))
    for (const stray of lowering.strays) into.push(...lowerBroken(lowering, stray, parent))
    lowering.strays = outer
  }
}

function lowerStatement(lowering: Lowering, raw: Raw, parent: Parent): Stmt {
  const lower = lowerers.get(raw.type)
  if (lower) return lower(lowering, raw, parent)
  const node: UnknownStmt = { kind: 'UnknownStmt', start: raw.start, end: raw.end, parent, children: [] }
  if (isExpression(raw)) node.children = [lowerExpr(lowering, raw, node)]
  else node.children = lowerMany(lowering, raw.kids, node)
  return node
}

/** A broken stretch. One that begins a function or class is that definition, so that what stands in it keeps its scope. */
function lowerBroken(lowering: Lowering, raw: Raw, parent: Parent): Stmt[] {
  const definition = lowerBrokenDefinition(lowering, raw, parent)
  if (definition) return [definition]
  const node: UnknownStmt = { kind: 'UnknownStmt', start: raw.start, end: raw.end, parent, children: [] }
  node.children = lowerPieces(lowering, raw.kids, node)
  return [node]
}

function lowerBrokenDefinition(lowering: Lowering, raw: Raw, parent: Parent): FunctionDef | ClassDef | undefined {
  const kids = raw.kids
  const at = kids.findIndex((kid) => kid.type === 'def' || kid.type === 'class')
  const keyword = kids[at]
  const name = kids[at + 1]
  if (!keyword || name?.type !== 'identifier' || kids.slice(0, at).some((kid) => kid.named && kid.type !== 'decorator')) return undefined
  const list = kids[at + 2]
  const rest = kids.slice(at + 2).filter((kid) => kid.type !== 'parameters' && kid.type !== 'argument_list' && kid.type !== 'type')
  if (keyword.type === 'class') {
    const node = createClass(lowering, raw, name, parent)
    if (list?.type === 'argument_list') lowerArguments(lowering, list, node, node.bases, node.keywords)
    node.body = toStatements(lowerPieces(lowering, rest, node), node)
    return node
  }
  const node = createFunction(lowering, raw, name, parent)
  if (list?.type === 'parameters') node.params = lowerParams(lowering, list, node)
  node.body = toStatements(lowerPieces(lowering, rest, node), node)
  return node
}

/** Statements and expressions found among the pieces of broken code, in order. */
function lowerPieces(lowering: Lowering, kids: readonly Raw[], parent: Parent): Node[] {
  const found: Node[] = []
  for (const kid of kids) {
    if (!kid.named || kid.missing) continue
    if (lowerers.has(kid.type)) {
      const statements: Stmt[] = []
      lowerStatements(lowering, [kid], parent, statements)
      found.push(...statements)
    } else if (kid.type === 'block') {
      const statements: Stmt[] = []
      lowerStatements(lowering, kid.kids, parent, statements)
      found.push(...statements)
    } else if (isExpression(kid)) found.push(lowerExpr(lowering, kid, parent))
    else if (kid.type === 'ERROR') found.push(...lowerBroken(lowering, kid, parent))
    else found.push(...lowerPieces(lowering, kid.kids, parent))
  }
  return found
}

function toStatements(nodes: readonly Node[], parent: Node): Stmt[] {
  return nodes.map((node) => {
    if (isStatement(node)) return node
    const statement: Stmt = { kind: 'ExprStmt', start: node.start, end: node.end, parent, value: node as Expr }
    node.parent = statement
    return statement
  })
}

function lowerBody(lowering: Lowering, raw: Raw, parent: Node): Stmt[] {
  const body: Stmt[] = []
  for (const kid of raw.kids) if (kid.type === 'block') lowerStatements(lowering, kid.kids, parent, body)
  return body
}

/** The first child that is an expression: the condition, subject or iterable before the block. */
const headOf = (lowering: Lowering, raw: Raw): Raw[] => partsOf(lowering, raw).filter((part) => part.type !== 'block')

type Lower = (lowering: Lowering, raw: Raw, parent: Parent) => Stmt

const unknown = (raw: Raw, parent: Parent): Expr => ({ kind: 'UnknownExpr', start: raw.end, end: raw.end, parent, children: [] })

const expressionStatement: Lower = (lowering, raw, parent) => {
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

function lowerAssignment(lowering: Lowering, raw: Raw, parent: Parent): Assign {
  const node: Assign = {
    kind: 'Assign',
    start: raw.start,
    end: raw.end,
    parent,
    targets: [],
    value: undefined,
    annotation: undefined,
    op: undefined,
  }
  let current: Raw | undefined = raw
  while (current?.type === 'assignment') {
    const parts = partsOf(lowering, current)
    const type = parts.find((part) => part.type === 'type')
    node.targets.push(lowerExpr(lowering, parts[0], node))
    if (type) node.annotation = lowerExpr(lowering, type, node)
    current = parts.find((part, index) => index > 0 && part !== type)
  }
  if (current) node.value = lowerExpr(lowering, current, node)
  return node
}

function lowerAugmented(lowering: Lowering, raw: Raw, parent: Parent): Assign {
  const op = raw.kids.find((kid) => !kid.named)?.type
  const node: Assign = { kind: 'Assign', start: raw.start, end: raw.end, parent, targets: [], value: undefined, annotation: undefined, op }
  const [target, value] = partsOf(lowering, raw)
  node.targets.push(lowerExpr(lowering, target, node))
  node.value = lowerExpr(lowering, value, node)
  return node
}

const typeAlias: Lower = (lowering, raw, parent) => {
  const node: Assign = {
    kind: 'Assign',
    start: raw.start,
    end: raw.end,
    parent,
    targets: [],
    value: undefined,
    annotation: undefined,
    op: undefined,
  }
  const [left, right] = partsOf(lowering, raw)
  const target = lowerExpr(lowering, left, node)
  node.targets.push(target.kind === 'Subscript' ? target.value : target)
  if (target.kind === 'Subscript') target.value.parent = node
  node.value = lowerExpr(lowering, right, node)
  return node
}

const returning: Lower = (lowering, raw, parent) => {
  const node = { kind: 'Return' as const, start: raw.start, end: raw.end, parent, value: undefined as Expr | undefined }
  const [value] = partsOf(lowering, raw)
  if (value) node.value = lowerExpr(lowering, value, node)
  return node
}

const raising: Lower = (lowering, raw, parent) => {
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

const asserting: Lower = (lowering, raw, parent) => {
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

const deleting: Lower = (lowering, raw, parent) => {
  const node = { kind: 'Delete' as const, start: raw.start, end: raw.end, parent, targets: [] as Expr[] }
  for (const part of partsOf(lowering, raw)) {
    for (const target of part.type === 'expression_list' ? partsOf(lowering, part) : [part])
      node.targets.push(lowerExpr(lowering, target, node))
  }
  return node
}

const simple =
  (kind: Simple['kind']): Lower =>
  (_, raw, parent) => ({ kind, start: raw.start, end: raw.end, parent })

const scope =
  (kind: ScopeStmt['kind']): Lower =>
  (lowering, raw, parent) => ({
    kind,
    start: raw.start,
    end: raw.end,
    parent,
    names: partsOf(lowering, raw).map((part) => textOf(lowering, part)),
  })

const conditional: Lower = (lowering, raw, parent) => {
  const whole: If = createIf(lowering, raw, parent, raw.end)
  let innermost = whole
  for (const clause of raw.kids) {
    if (clause.type === 'elif_clause') {
      const next = createIf(lowering, clause, innermost, raw.end)
      innermost.orelse = [next]
      innermost = next
    } else if (clause.type === 'else_clause') innermost.orelse = lowerBody(lowering, clause, innermost)
  }
  return whole
}

function createIf(lowering: Lowering, raw: Raw, parent: Parent, end: number): If {
  const node: If = { kind: 'If', start: raw.start, end, parent, test: unknown(raw, parent), body: [], orelse: [] }
  node.test = lowerExpr(lowering, headOf(lowering, raw)[0], node)
  node.body = lowerBody(lowering, raw, node)
  return node
}

const looping: Lower = (lowering, raw, parent) => {
  const node: For = {
    kind: 'For',
    start: raw.start,
    end: raw.end,
    parent,
    async: hasToken(raw, 'async'),
    target: unknown(raw, parent),
    iter: unknown(raw, parent),
    body: [],
    orelse: [],
  }
  const [target, iter] = headOf(lowering, raw)
  node.target = lowerExpr(lowering, target, node)
  node.iter = lowerExpr(lowering, iter, node)
  node.body = lowerBody(lowering, raw, node)
  node.orelse = lowerElse(lowering, raw, node)
  return node
}

const lowerElse = (lowering: Lowering, raw: Raw, parent: Node): Stmt[] => {
  const clause = raw.kids.find((kid) => kid.type === 'else_clause')
  return clause ? lowerBody(lowering, clause, parent) : []
}

const whileLoop: Lower = (lowering, raw, parent) => {
  const node = {
    kind: 'While' as const,
    start: raw.start,
    end: raw.end,
    parent,
    test: unknown(raw, parent),
    body: [] as Stmt[],
    orelse: [] as Stmt[],
  }
  node.test = lowerExpr(lowering, headOf(lowering, raw)[0], node)
  node.body = lowerBody(lowering, raw, node)
  node.orelse = lowerElse(lowering, raw, node)
  return node
}

const trying: Lower = (lowering, raw, parent) => {
  const node: Try = { kind: 'Try', start: raw.start, end: raw.end, parent, body: [], handlers: [], orelse: [], finalbody: [] }
  node.body = lowerBody(lowering, raw, node)
  for (const clause of raw.kids) {
    if (clause.type === 'except_clause') node.handlers.push(lowerHandler(lowering, clause, node))
    else if (clause.type === 'else_clause') node.orelse = lowerBody(lowering, clause, node)
    else if (clause.type === 'finally_clause') node.finalbody = lowerBody(lowering, clause, node)
  }
  return node
}

function lowerHandler(lowering: Lowering, raw: Raw, parent: Try): ExceptHandler {
  const node: ExceptHandler = { kind: 'ExceptHandler', start: raw.start, end: raw.end, parent, type: undefined, name: undefined, body: [] }
  let parts = headOf(lowering, raw)
  let alias: Raw | undefined
  if (parts[0]?.type === 'as_pattern') {
    const pattern = partsOf(lowering, parts[0])
    alias = pattern[1]
    parts = pattern.slice(0, 1)
  } else if (hasToken(raw, 'as')) alias = parts.pop()
  if (parts.length > 0) node.type = parts.length > 1 ? lowerTuple(lowering, parts, node) : lowerExpr(lowering, parts[0], node)
  if (alias) node.name = textOf(lowering, alias)
  node.body = lowerBody(lowering, raw, node)
  return node
}

const managing: Lower = (lowering, raw, parent) => {
  const node: With = { kind: 'With', start: raw.start, end: raw.end, parent, async: hasToken(raw, 'async'), items: [], body: [] }
  const clause = raw.kids.find((kid) => kid.type === 'with_clause')
  for (const item of clause ? partsOf(lowering, clause) : []) {
    for (const part of unwrapItems(partsOf(lowering, item)[0])) node.items.push(lowerItem(lowering, part, node))
  }
  node.body = lowerBody(lowering, raw, node)
  return node
}

/** `with (a as b, c as d)` may come as one parenthesized expression: its members are the items. */
function unwrapItems(raw: Raw | undefined): Raw[] {
  if (!raw) return []
  const isGroup = raw.type === 'tuple' || raw.type === 'parenthesized_expression'
  return isGroup && raw.kids.some((kid) => kid.type === 'as_pattern') ? raw.kids.filter((kid) => kid.named) : [raw]
}

function lowerItem(lowering: Lowering, raw: Raw, parent: With): WithItem {
  const node: WithItem = { kind: 'WithItem', start: raw.start, end: raw.end, parent, context: unknown(raw, parent), target: undefined }
  const [context, target] = raw.type === 'as_pattern' ? partsOf(lowering, raw) : [raw]
  node.context = lowerExpr(lowering, context, node)
  if (target) node.target = lowerExpr(lowering, target, node)
  return node
}

const matching: Lower = (lowering, raw, parent) => {
  const node: Match = { kind: 'Match', start: raw.start, end: raw.end, parent, subject: unknown(raw, parent), cases: [] }
  const subjects = headOf(lowering, raw)
  node.subject = subjects.length > 1 ? lowerTuple(lowering, subjects, node) : lowerExpr(lowering, subjects[0], node)
  for (const block of raw.kids) {
    if (block.type !== 'block') continue
    for (const clause of partsOf(lowering, block)) if (clause.type === 'case_clause') node.cases.push(lowerCase(lowering, clause, node))
  }
  return node
}

function lowerCase(lowering: Lowering, raw: Raw, parent: Match): MatchCase {
  const node: MatchCase = { kind: 'MatchCase', start: raw.start, end: raw.end, parent, guard: undefined, body: [] }
  const guard = raw.kids.find((kid) => kid.type === 'if_clause')
  if (guard) node.guard = lowerExpr(lowering, partsOf(lowering, guard)[0], node)
  node.body = lowerBody(lowering, raw, node)
  return node
}

function createFunction(lowering: Lowering, raw: Raw, name: Raw | undefined, parent: Parent): FunctionDef {
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

function createClass(lowering: Lowering, raw: Raw, name: Raw | undefined, parent: Parent): ClassDef {
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

const functionDefinition: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  const node = createFunction(
    lowering,
    raw,
    parts.find((part) => part.type === 'identifier'),
    parent,
  )
  for (const part of parts) {
    if (part.type === 'parameters') node.params = lowerParams(lowering, part, node)
    else if (part.type === 'type') node.returns = lowerExpr(lowering, part, node)
  }
  node.body = lowerBody(lowering, raw, node)
  return node
}

const classDefinition: Lower = (lowering, raw, parent) => {
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

/** The definition's span takes its decorators in, as they are its children. */
const decorated: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  const definition = parts.find((part) => part.type === 'function_definition' || part.type === 'class_definition')
  if (!definition) {
    const node: UnknownStmt = { kind: 'UnknownStmt', start: raw.start, end: raw.end, parent, children: [] }
    node.children = lowerPieces(lowering, raw.kids, node)
    return node
  }
  const lower = definition.type === 'class_definition' ? classDefinition : functionDefinition
  const node = lower(lowering, definition, parent) as FunctionDef | ClassDef
  node.start = raw.start
  for (const part of parts) if (part.type === 'decorator') node.decorators.push(lowerExpr(lowering, partsOf(lowering, part)[0], node))
  return node
}

const lowerers = new Map<string, Lower>([
  ['expression_statement', expressionStatement],
  ['return_statement', returning],
  ['raise_statement', raising],
  ['assert_statement', asserting],
  ['delete_statement', deleting],
  ['pass_statement', simple('Pass')],
  ['break_statement', simple('Break')],
  ['continue_statement', simple('Continue')],
  ['global_statement', scope('Global')],
  ['nonlocal_statement', scope('Nonlocal')],
  ['type_alias_statement', typeAlias],
  ['if_statement', conditional],
  ['for_statement', looping],
  ['while_statement', whileLoop],
  ['try_statement', trying],
  ['with_statement', managing],
  ['match_statement', matching],
  ['function_definition', functionDefinition],
  ['class_definition', classDefinition],
  ['decorated_definition', decorated],
  ['import_statement', lowerImport],
  ['import_from_statement', lowerImportFrom],
  ['future_import_statement', lowerImportFrom],
])
