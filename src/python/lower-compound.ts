import type { ExceptHandler, For, If, Match, MatchCase, Node, Stmt, Try, With, WithItem } from './ast'
import { hasToken, type Lower, type Lowering, lowerBody, type Parent, partsOf, textOf, unknown } from './lower-context'
import { lowerExpr, lowerTuple } from './lower-expression'
import type { Raw } from './raw-tree'

/** The first child that is an expression: the condition, subject or iterable before the block. */
const headOf = (lowering: Lowering, raw: Raw): Raw[] => partsOf(lowering, raw).filter((part) => part.type !== 'block')

export const conditional: Lower = (lowering, raw, parent) => {
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

export const looping: Lower = (lowering, raw, parent) => {
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

export const whileLoop: Lower = (lowering, raw, parent) => {
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

export const trying: Lower = (lowering, raw, parent) => {
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

export const managing: Lower = (lowering, raw, parent) => {
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

export const matching: Lower = (lowering, raw, parent) => {
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
