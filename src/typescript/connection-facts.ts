import { ts } from 'ts-morph'
import { type ExpressionWorld, spanIn, unwrap } from './sql-expression'
import { executionMethods, type Receiver } from './sql-libraries'
import { findAncestor } from './syntax'
import type { ConnectionRole, SqlExecution, TransactionFacts } from './typescript-facts'

export interface ConnectionSite {
  readonly node: ts.CallExpression | ts.TaggedTemplateExpression
  readonly receiver: ts.Expression
  readonly known: Receiver | undefined
}

/** Which connection a statement runs on, whether in a transaction, and what happens to the connection afterwards. */
export function connectionFacts(
  world: ExpressionWorld,
  site: ConnectionSite,
): Pick<SqlExecution, 'role' | 'transaction' | 'hook' | 'released' | 'siblings'> {
  const scope = findAncestor(site.node.parent, isFunction) ?? site.node.getSourceFile()
  const receiver = site.receiver.getText()
  const calls = listCalls(scope, receiver)
  const option = sequelizeTransaction(site)
  const batch = batchOf(site)
  const role: ConnectionRole = option || batch ? 'transaction' : roleOf(site)
  const others = calls.filter(
    (call) => call.node !== site.node && !(site.node.getStart() <= call.node.getStart() && call.node.end <= site.node.end),
  )
  const statements = others.filter((call) => executionMethods.has(call.method) || call.method === 'tag')
  const hook = hookOf(site.node)
  const released = calls.find((call) => ['release', 'end', 'done'].includes(call.method))
  return {
    role,
    transaction: transactionOf({ site, role, scope, calls, statements, option, batch }),
    ...(hook ? { hook } : {}),
    ...(released ? { released: spanIn(world.file, released.node) } : {}),
    siblings: statements.map((call) => spanIn(world.file, call.node)),
  }
}

interface ReceiverCall {
  readonly node: ts.CallExpression | ts.TaggedTemplateExpression
  readonly method: string
  readonly text: string
}

type FunctionNode = ts.FunctionLikeDeclaration
const isFunction = (node: ts.Node): node is FunctionNode => ts.isFunctionLike(node) && 'body' in node

function roleOf({ receiver, known, node }: ConnectionSite): ConnectionRole {
  if (!known) return 'unknown'
  if (known.role !== 'pool') return known.role
  // One connection for the whole program: whatever runs later runs on it too.
  const declaration = receiver.getSourceFile().text
  const single = /\bmax\s*:\s*1\b/.test(declaration) && node.getSourceFile() === receiver.getSourceFile()
  return single ? 'own' : 'pool'
}

/** Every call on the receiver in the function, in order. */
function listCalls(scope: ts.Node, receiver: string): ReceiverCall[] {
  const calls: ReceiverCall[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node)) {
      const tag = node.tag.getText()
      if (tag === receiver) calls.push({ node, method: 'tag', text: node.template.getText() })
      else if (ts.isPropertyAccessExpression(node.tag) && node.tag.expression.getText() === receiver)
        calls.push({ node, method: node.tag.name.text, text: node.template.getText() })
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [first] = node.arguments
      if (node.expression.expression.getText() === receiver)
        calls.push({ node, method: node.expression.name.text, text: first?.getText() ?? '' })
      // sql`…`.execute(trx)
      else if (node.expression.name.text === 'execute' && first?.getText() === receiver)
        calls.push({ node, method: 'execute', text: node.expression.expression.getText() })
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === receiver)
      calls.push({ node, method: 'query', text: '' })
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return calls.sort((a, b) => a.node.getStart() - b.node.getStart())
}

interface TransactionWorld {
  readonly site: ConnectionSite
  readonly role: ConnectionRole
  readonly scope: ts.Node
  readonly calls: readonly ReceiverCall[]
  readonly statements: readonly ReceiverCall[]
  readonly option: ts.Expression | undefined
  readonly batch: ts.ArrayLiteralExpression | undefined
}

function transactionOf({ site, role, scope, calls, statements, option, batch }: TransactionWorld): TransactionFacts {
  const at = site.node.getStart()
  if (batch)
    return { kind: 'inside', first: batch.elements[0] !== undefined && batch.elements[0].getStart() <= at && at < batch.elements[0].end }
  if (option) {
    const text = option.getText()
    const earlier = listOptionUses(scope, text).some((position) => position < at)
    return { kind: 'inside', first: !earlier }
  }
  const before = statements.filter((call) => call.node.getStart() < at)
  if (role === 'transaction') return { kind: 'inside', first: before.length === 0 }
  if (role === 'pool') return { kind: 'none' }
  const boundary = calls.filter((call) => call.node.getStart() < at && call.node !== site.node && isBoundary(call)).pop()
  if (boundary && isBegin(boundary)) {
    const since = before.filter((call) => call.node.getStart() > boundary.node.getStart())
    return { kind: 'inside', first: since.length === 0 }
  }
  // Given from outside: its caller may have begun a transaction.
  const root = rootName(site.receiver)
  const isGiven = isFunction(scope) && (root === 'this' || scope.parameters.some((parameter) => parameter.name.getText() === root))
  return isGiven || role === 'unknown' ? { kind: 'unknown' } : { kind: 'none' }
}

const isBegin = (call: ReceiverCall): boolean =>
  call.method === 'startTransaction' || /^[`'"{\s]*(?:text:\s*['"`])?(?:begin|start\s+transaction)\b/i.test(call.text)
const isBoundary = (call: ReceiverCall): boolean =>
  isBegin(call) ||
  ['commitTransaction', 'rollbackTransaction'].includes(call.method) ||
  /^[`'"\s]*(?:commit|rollback|end)\b(?!\s+to)/i.test(call.text)

function rootName(expression: ts.Expression): string {
  let root = unwrap(expression)
  while (ts.isPropertyAccessExpression(root) || ts.isCallExpression(root) || ts.isElementAccessExpression(root))
    root = unwrap(root.expression)
  return root.getText()
}

/** `sequelize.query(sql, { transaction: t })`. */
function sequelizeTransaction({ node, known }: ConnectionSite): ts.Expression | undefined {
  if (known?.library !== 'sequelize' || !ts.isCallExpression(node)) return undefined
  const options = node.arguments[1]
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined
  for (const property of options.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === 'transaction') return property.initializer
    if (ts.isShorthandPropertyAssignment(property) && property.name.text === 'transaction') return property.name
  }
  return undefined
}

function listOptionUses(scope: ts.Node, text: string): number[] {
  const found: number[] = []
  const visit = (node: ts.Node): void => {
    const isOption =
      (ts.isPropertyAssignment(node) && node.name.getText() === 'transaction' && node.initializer.getText() === text) ||
      (ts.isShorthandPropertyAssignment(node) && node.name.text === 'transaction' && text === 'transaction')
    const call = isOption ? findAncestor(node, ts.isCallExpression) : undefined
    if (call) found.push(call.getStart())
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return found
}

/** `prisma.$transaction([first, second])` runs its list on one connection, in order. */
function batchOf({ node, known }: ConnectionSite): ts.ArrayLiteralExpression | undefined {
  if (known?.library !== 'prisma') return undefined
  const list = node.parent
  const call = list.parent
  const isBatch =
    ts.isArrayLiteralExpression(list) &&
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    call.expression.name.text === '$transaction'
  return isBatch ? list : undefined
}

const hookNames = new Set([
  'afterCreate',
  'afterConnect',
  'onConnect',
  'onConnection',
  'onCreateConnection',
  'onReserveConnection',
  'connect',
])

/** `pool.on('connect', (client) => …)`, `pool: { afterCreate(connection, done) { … } }`, `sequelize.addHook('afterConnect', …)`. */
function hookOf(node: ts.Node): string | undefined {
  for (let at = findAncestor(node.parent, isFunction); at; at = findAncestor(at.parent, isFunction)) {
    const holder = at.parent
    if (ts.isCallExpression(holder) && ts.isPropertyAccessExpression(holder.expression)) {
      const [name] = holder.arguments
      const method = holder.expression.name.text
      if (
        ['on', 'once', 'addListener', 'addHook', 'beforeConnect', 'hook'].includes(method) &&
        name &&
        ts.isStringLiteralLike(name) &&
        hookNames.has(name.text)
      )
        return name.text
      if (['afterConnect'].includes(method)) return method
    }
    if ((ts.isPropertyAssignment(holder) || ts.isPropertyDeclaration(holder)) && hookNames.has(holder.name.getText()))
      return holder.name.getText()
    if (ts.isMethodDeclaration(at) && ts.isObjectLiteralExpression(at.parent) && hookNames.has(at.name.getText())) return at.name.getText()
  }
  return undefined
}
