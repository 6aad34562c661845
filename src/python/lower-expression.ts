import type {
  Arguments,
  BoolOp,
  Call,
  Compare,
  Comprehension,
  ComprehensionExpr,
  Constant,
  Dict,
  Expr,
  Keyword,
  Param,
  Sequence,
  UnaryOp,
  UnknownExpr,
} from './ast'
import { hasToken, type Lowering, type Parent, partsOf, textOf } from './lower-context'
import { lowerParams } from './lower-params'
import { lowerString } from './lower-string'
import type { Raw } from './raw-tree'

type Lower = (lowering: Lowering, raw: Raw, parent: Parent) => Expr

/** An expression of the plain tree; parentheses leave no trace. */
export function lowerExpr(lowering: Lowering, raw: Raw | undefined, parent: Parent): Expr {
  if (!raw) return { kind: 'UnknownExpr', start: parent?.end ?? 0, end: parent?.end ?? 0, parent, children: [] }
  if (raw.missing) return unknownExpr(raw, parent)
  const lower = lowerers.get(raw.type)
  if (lower) return lower(lowering, raw, parent)
  const node = unknownExpr(raw, parent)
  node.children = lowerMany(lowering, raw.kids, node)
  return node
}

/** Is it a node that `lowerExpr` knows? */
export const isExpression = (raw: Raw): boolean => lowerers.has(raw.type)

export const unknownExpr = (raw: Raw, parent: Parent): UnknownExpr => ({
  kind: 'UnknownExpr',
  start: raw.start,
  end: raw.end,
  parent,
  children: [],
})

/** Every expression among raw nodes; what is no expression is looked through. */
export function lowerMany(lowering: Lowering, kids: readonly Raw[], parent: Parent): Expr[] {
  const found: Expr[] = []
  for (const kid of kids) {
    if (!kid.named || kid.missing) continue
    if (isExpression(kid)) found.push(lowerExpr(lowering, kid, parent))
    else if (kid.type === 'keyword_argument') found.push(lowerExpr(lowering, partsOf(lowering, kid)[1], parent))
    else found.push(...lowerMany(lowering, kid.kids, parent))
  }
  return found
}

const constant =
  (value: Constant['value']): Lower =>
  (_, raw, parent) => ({ kind: 'Constant', start: raw.start, end: raw.end, parent, value })

const sequence =
  (kind: Sequence['kind']): Lower =>
  (lowering, raw, parent) => {
    const node: Sequence = { kind, start: raw.start, end: raw.end, parent, elts: [] }
    for (const kid of raw.kids) if (kid.named) node.elts.push(lowerExpr(lowering, kid, node))
    return node
  }

const comprehension =
  (kind: ComprehensionExpr['kind']): Lower =>
  (lowering, raw, parent) => {
    const node: ComprehensionExpr = { kind, start: raw.start, end: raw.end, parent, element: placeholder, value: undefined, generators: [] }
    const [body, ...clauses] = partsOf(lowering, raw)
    if (body?.type === 'pair') {
      const [key, value] = partsOf(lowering, body)
      node.element = lowerExpr(lowering, key, node)
      node.value = lowerExpr(lowering, value, node)
    } else node.element = lowerExpr(lowering, body, node)
    for (const clause of clauses) {
      if (clause.type === 'for_in_clause') node.generators.push(lowerGenerator(lowering, clause, node))
      else if (clause.type === 'if_clause') {
        const last = node.generators[node.generators.length - 1]
        if (!last) continue
        last.end = clause.end
        last.conditions.push(lowerExpr(lowering, partsOf(lowering, clause)[0], last))
      }
    }
    return node
  }

function lowerGenerator(lowering: Lowering, raw: Raw, parent: ComprehensionExpr): Comprehension {
  const async = hasToken(raw, 'async')
  const node: Comprehension = {
    kind: 'Comprehension',
    start: raw.start,
    end: raw.end,
    parent,
    target: placeholder,
    iter: placeholder,
    conditions: [],
    async,
  }
  const [target, ...iters] = partsOf(lowering, raw)
  node.target = lowerExpr(lowering, target, node)
  node.iter = iters.length > 1 ? lowerTuple(lowering, iters, node) : lowerExpr(lowering, iters[0], node)
  return node
}

/** Several expressions without brackets: `a, b`. */
export function lowerTuple(lowering: Lowering, raws: readonly Raw[], parent: Parent): Expr {
  const node: Sequence = { kind: 'Tuple', start: raws[0]?.start ?? 0, end: raws[raws.length - 1]?.end ?? 0, parent, elts: [] }
  for (const raw of raws) node.elts.push(lowerExpr(lowering, raw, node))
  return node
}

const inner: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  return parts.length === 1 ? lowerExpr(lowering, parts[0], parent) : lowerAll(lowering, raw, parent)
}

const lowerAll: Lower = (lowering, raw, parent) => {
  const node = unknownExpr(raw, parent)
  node.children = lowerMany(lowering, raw.kids, node)
  return node
}

const binary: Lower = (lowering, raw, parent) => {
  const [left, right] = partsOf(lowering, raw)
  const op = raw.kids.find((kid) => !kid.named)?.type ?? ''
  const node = { kind: 'BinOp' as const, start: raw.start, end: raw.end, parent, op, left: placeholder, right: placeholder }
  node.left = lowerExpr(lowering, left, node)
  node.right = lowerExpr(lowering, right, node)
  return node
}

/** Stands in a node until its child, which wants its parent first, exists. */
const placeholder = { kind: 'UnknownExpr', start: 0, end: 0, parent: undefined, children: [] } as Expr

const boolean: Lower = (lowering, raw, parent) => {
  const [left, right] = partsOf(lowering, raw)
  const op = hasToken(raw, 'or') ? 'or' : 'and'
  const node: BoolOp = { kind: 'BoolOp', start: raw.start, end: raw.end, parent, op, left: placeholder, right: placeholder }
  node.left = lowerExpr(lowering, left, node)
  node.right = lowerExpr(lowering, right, node)
  return node
}

const unary: Lower = (lowering, raw, parent) => {
  const token = raw.kids.find((kid) => !kid.named)?.type
  const op = token === '-' || token === '+' || token === '~' ? token : 'not'
  const node: UnaryOp = { kind: 'UnaryOp', start: raw.start, end: raw.end, parent, op, operand: placeholder }
  node.operand = lowerExpr(lowering, partsOf(lowering, raw)[0], node)
  return node
}

const compare: Lower = (lowering, raw, parent) => {
  const node: Compare = { kind: 'Compare', start: raw.start, end: raw.end, parent, left: placeholder, ops: [], comparators: [] }
  const [left, ...rest] = partsOf(lowering, raw)
  node.left = lowerExpr(lowering, left, node)
  node.ops = raw.kids.filter((kid) => !kid.named).map((kid) => kid.type)
  for (const operand of rest) node.comparators.push(lowerExpr(lowering, operand, node))
  return node
}

const attribute: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  const last = parts[parts.length - 1]
  const attr = last && !last.missing && parts.length > 1 ? textOf(lowering, last) : ''
  const node = {
    kind: 'Attribute' as const,
    start: raw.start,
    end: raw.end,
    parent,
    value: placeholder,
    attr,
    attrStart: last?.start ?? raw.end,
  }
  node.value = lowerExpr(lowering, parts[0], node)
  return node
}

const call: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  const list = parts[parts.length - 1]
  const argsSpan: Arguments = { kind: 'Arguments', start: list?.start ?? raw.end, end: raw.end, parent: undefined }
  const node: Call = { kind: 'Call', start: raw.start, end: raw.end, parent, func: placeholder, args: [], keywords: [], argsSpan }
  argsSpan.parent = node
  node.func = lowerExpr(lowering, parts[0], node)
  if (list?.type === 'argument_list') lowerArguments(lowering, list, node, node.args, node.keywords)
  else if (list && parts.length > 1) node.args.push(lowerExpr(lowering, list, node))
  return node
}

/** The arguments of a call or the bases of a class. A broken argument is an `UnknownExpr` among them. */
export function lowerArguments(lowering: Lowering, raw: Raw, parent: Parent, args: Expr[], keywords: Keyword[]): void {
  for (const kid of raw.kids) {
    if (!kid.named || kid.missing) continue
    if (kid.type !== 'keyword_argument' && kid.type !== 'dictionary_splat') {
      args.push(lowerExpr(lowering, kid, parent))
      continue
    }
    const parts = partsOf(lowering, kid)
    const name = kid.type === 'keyword_argument' && parts[0] ? textOf(lowering, parts[0]) : undefined
    const keyword: Keyword = { kind: 'Keyword', start: kid.start, end: kid.end, parent, name, value: placeholder }
    keyword.value = lowerExpr(lowering, parts[name === undefined ? 0 : 1], keyword)
    keywords.push(keyword)
  }
}

const subscript: Lower = (lowering, raw, parent) => {
  const [value, ...index] = partsOf(lowering, raw)
  const node = { kind: 'Subscript' as const, start: raw.start, end: raw.end, parent, value: placeholder, index: [] as Expr[] }
  node.value = lowerExpr(lowering, value, node)
  const items = value && index.length === 1 && index[0]?.type === 'type_parameter' ? partsOf(lowering, index[0]) : index
  for (const item of items) node.index.push(lowerExpr(lowering, item, node))
  return node
}

const slice: Lower = (lowering, raw, parent) => {
  const node = { kind: 'Slice' as const, start: raw.start, end: raw.end, parent, parts: [] as Expr[] }
  for (const part of partsOf(lowering, raw)) node.parts.push(lowerExpr(lowering, part, node))
  return node
}

const dictionary: Lower = (lowering, raw, parent) => {
  const node: Dict = { kind: 'Dict', start: raw.start, end: raw.end, parent, entries: [] }
  for (const kid of partsOf(lowering, raw)) {
    const entry = {
      kind: 'DictEntry' as const,
      start: kid.start,
      end: kid.end,
      parent: node,
      key: undefined as Expr | undefined,
      value: placeholder,
    }
    const parts = partsOf(lowering, kid)
    if (kid.type === 'pair') entry.key = lowerExpr(lowering, parts[0], entry)
    entry.value = lowerExpr(lowering, parts[parts.length - 1] ?? kid, entry)
    node.entries.push(entry)
  }
  return node
}

const lambda: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  const node = { kind: 'Lambda' as const, start: raw.start, end: raw.end, parent, params: [] as Param[], body: placeholder }
  const parameters = parts.find((part) => part.type === 'lambda_parameters')
  if (parameters) node.params = lowerParams(lowering, parameters, node)
  node.body = lowerExpr(
    lowering,
    parts.find((part) => part !== parameters),
    node,
  )
  return node
}

const conditional: Lower = (lowering, raw, parent) => {
  const [body, test, orelse] = partsOf(lowering, raw)
  const node = { kind: 'IfExp' as const, start: raw.start, end: raw.end, parent, test: placeholder, body: placeholder, orelse: placeholder }
  node.body = lowerExpr(lowering, body, node)
  node.test = lowerExpr(lowering, test, node)
  node.orelse = lowerExpr(lowering, orelse, node)
  return node
}

const awaiting: Lower = (lowering, raw, parent) => {
  const node = { kind: 'Await' as const, start: raw.start, end: raw.end, parent, value: placeholder }
  node.value = lowerExpr(lowering, partsOf(lowering, raw)[0], node)
  return node
}

const starred: Lower = (lowering, raw, parent) => {
  const node = { kind: 'Starred' as const, start: raw.start, end: raw.end, parent, value: placeholder }
  node.value = lowerExpr(lowering, partsOf(lowering, raw)[0], node)
  return node
}

const yielding: Lower = (lowering, raw, parent) => {
  const node = {
    kind: 'Yield' as const,
    start: raw.start,
    end: raw.end,
    parent,
    value: undefined as Expr | undefined,
    from: hasToken(raw, 'from'),
  }
  const [value] = partsOf(lowering, raw)
  if (value) node.value = lowerExpr(lowering, value, node)
  return node
}

const named: Lower = (lowering, raw, parent) => {
  const [target, value] = partsOf(lowering, raw)
  const node = { kind: 'NamedExpr' as const, start: raw.start, end: raw.end, parent, target: placeholder, value: placeholder }
  node.target = lowerExpr(lowering, target, node)
  node.value = lowerExpr(lowering, value, node)
  return node
}

const number: Lower = (lowering, raw, parent) => ({ kind: 'Num', start: raw.start, end: raw.end, parent, source: textOf(lowering, raw) })

/** `a as b` outside `with` and `except` is broken code; its value is what can be understood. */
const firstPart: Lower = (lowering, raw, parent) => lowerExpr(lowering, partsOf(lowering, raw)[0], parent)

const lowerers = new Map<string, Lower>([
  ['identifier', (lowering, raw, parent) => ({ kind: 'Name', start: raw.start, end: raw.end, parent, id: textOf(lowering, raw) })],
  ['attribute', attribute],
  ['member_type', attribute],
  ['call', call],
  ['string', (lowering, raw, parent) => lowerString(lowering, raw, parent)],
  ['concatenated_string', (lowering, raw, parent) => lowerString(lowering, raw, parent)],
  ['integer', number],
  ['float', number],
  ['true', constant(true)],
  ['false', constant(false)],
  ['none', constant(null)],
  ['ellipsis', constant('...')],
  ['binary_operator', binary],
  ['union_type', binary],
  ['boolean_operator', boolean],
  ['unary_operator', unary],
  ['not_operator', unary],
  ['comparison_operator', compare],
  ['subscript', subscript],
  ['generic_type', subscript],
  ['slice', slice],
  ['tuple', sequence('Tuple')],
  ['tuple_pattern', sequence('Tuple')],
  ['expression_list', sequence('Tuple')],
  ['pattern_list', sequence('Tuple')],
  ['list', sequence('List')],
  ['list_pattern', sequence('List')],
  ['set', sequence('Set')],
  ['dictionary', dictionary],
  ['lambda', lambda],
  ['conditional_expression', conditional],
  ['await', awaiting],
  ['yield', yielding],
  ['list_splat', starred],
  ['list_splat_pattern', starred],
  ['splat_type', starred],
  ['named_expression', named],
  ['list_comprehension', comprehension('ListComp')],
  ['set_comprehension', comprehension('SetComp')],
  ['dictionary_comprehension', comprehension('DictComp')],
  ['generator_expression', comprehension('GeneratorExp')],
  ['parenthesized_expression', inner],
  ['type', inner],
  ['as_pattern_target', inner],
  ['as_pattern', firstPart],
])
